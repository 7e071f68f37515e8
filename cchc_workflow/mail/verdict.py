"""Owns what an SMTP failure means for the mail; pure, it talks to no server."""

import base64
import ssl

from aiosmtplib import SMTPException, SMTPResponseException, SMTPSenderRefused, SMTPTimeoutError

from cchc_workflow.mail.address import header_text
from cchc_workflow.mail.envelope import Trouble

_LOGIN_CODES = frozenset({530, 534, 535, 538})
_TOO_BIG = 552
_FIRST_PERMANENT = 500
_LONGEST_REASON = 300


def judge_mail(error: Exception) -> tuple[Trouble, bool]:
    """Return what kept a mail from being accepted, and whether for good (RFC 5321, 4.2.1; RFC 4954, 6).

    A refused sender or a missing login would fail every mail alike: our settings are wrong, not this mail.
    """
    if not isinstance(error, SMTPResponseException):
        return ("timeout" if isinstance(error, SMTPTimeoutError) else "dropped"), False
    if error.code in _LOGIN_CODES:
        return "login", False
    permanent = error.code >= _FIRST_PERMANENT
    if permanent and isinstance(error, SMTPSenderRefused) and error.code != _TOO_BIG:
        return "sender", False
    return "refused", permanent


def judge_connection(error: Exception) -> Trouble:
    """Return what kept a connection from being made, before any login."""
    if _tls_error(error) or not isinstance(error, OSError | SMTPResponseException):
        return "tls"
    return "timeout" if isinstance(error, SMTPTimeoutError) else "unreachable"


def judge_login(error: Exception) -> Trouble:
    """Return what kept us from logging in on a connection that was made."""
    if isinstance(error, SMTPTimeoutError):
        return "timeout"
    return "dropped" if isinstance(error, OSError) else "login"


def explain(error: Exception, username: str, password: str) -> str:
    """Return the failure in its own words, in one line, without the password in any form that AUTH sends."""
    tls = _tls_error(error)
    if isinstance(tls, ssl.SSLCertVerificationError):
        text = f"certificate: {tls.verify_message}"
    elif tls:
        text = f"TLS: {tls}"
    else:
        text = str(error.message) if isinstance(error, SMTPException) else str(error)
    for secret in _secrets(username, password):
        text = text.replace(secret, "***")
    return header_text(text)[:_LONGEST_REASON]


def _tls_error(error: Exception) -> ssl.SSLError | None:
    return next((each for each in (error, error.__cause__) if isinstance(each, ssl.SSLError)), None)


def _secrets(username: str, password: str) -> list[str]:
    if not password:
        return []
    sent = (f"\0{username}\0{password}".encode(), password.encode())
    return [password, *(base64.b64encode(each).decode("ascii") for each in sent)]
