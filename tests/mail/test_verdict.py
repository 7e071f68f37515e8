import base64
import ssl

import pytest
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPConnectTimeoutError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPReadTimeoutError,
    SMTPRecipientRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from cchc_workflow.mail.verdict import explain, judge_connection, judge_login, judge_mail


@pytest.mark.parametrize(
    ("error", "trouble", "permanent"),
    [
        (SMTPRecipientRefused(550, "no such user", "a@so.example"), "refused", True),
        (SMTPRecipientRefused(450, "greylisted", "a@so.example"), "refused", False),
        (SMTPRecipientRefused(421, "going away", "a@so.example"), "refused", False),
        (SMTPDataError(554, "spam"), "refused", True),
        (SMTPDataError(452, "disk full"), "refused", False),
        (SMTPDataError(-1, "malformed"), "refused", False),
        (SMTPSenderRefused(553, "not yours", "a@so.example"), "sender", False),
        (SMTPSenderRefused(451, "later", "a@so.example"), "refused", False),
        (SMTPSenderRefused(552, "too big", "a@so.example"), "refused", True),
        (SMTPSenderRefused(530, "log in first", "a@so.example"), "login", False),
        (SMTPRecipientRefused(530, "log in first", "a@so.example"), "login", False),
        (SMTPServerDisconnected("gone"), "dropped", False),
        (ConnectionResetError("reset"), "dropped", False),
        (SMTPReadTimeoutError("slow"), "timeout", False),
    ],
)
def test_failed_mail_is_judged(error: Exception, trouble: str, *, permanent: bool) -> None:
    assert judge_mail(error) == (trouble, permanent)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (SMTPConnectError("refused"), "unreachable"),
        (SMTPConnectResponseError(554, "no service for you"), "unreachable"),
        (SMTPHeloError(501, "bad name"), "unreachable"),
        (SMTPServerDisconnected("gone"), "unreachable"),
        (SMTPConnectTimeoutError("slow"), "timeout"),
        (SMTPException("STARTTLS extension not supported"), "tls"),
        (ssl.SSLError(1, "wrong version"), "tls"),
    ],
)
def test_failed_connection_is_judged(error: Exception, trouble: str) -> None:
    assert judge_connection(error) == trouble


def test_wrapped_tls_failure_is_seen_through() -> None:
    error = SMTPConnectError("Error connecting")
    error.__cause__ = ssl.SSLError(1, "handshake failure")
    assert judge_connection(error) == "tls"
    assert explain(error, "", "").startswith("TLS: ")


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (SMTPAuthenticationError(535, "wrong"), "login"),
        (SMTPAuthenticationError(454, "temporary"), "login"),
        (SMTPException("AUTH not supported"), "login"),
        (SMTPServerDisconnected("gone"), "dropped"),
        (SMTPReadTimeoutError("slow"), "timeout"),
    ],
)
def test_failed_login_is_judged(error: Exception, trouble: str) -> None:
    assert judge_login(error) == trouble


@pytest.mark.parametrize("form", ["plain", "login", "bare"])
def test_explanation_hides_the_password(form: str) -> None:
    password = "mật khẩu"
    shown = {
        "bare": password,
        "login": base64.b64encode(password.encode()).decode(),
        "plain": base64.b64encode(f"\0cchc\0{password}".encode()).decode(),
    }[form]
    error = SMTPAuthenticationError(535, f"5.7.8 {shown} is wrong")
    assert explain(error, "cchc", password) == "5.7.8 *** is wrong"


def test_explanation_is_one_short_line() -> None:
    text = explain(SMTPDataError(554, "first\r\nsecond\0" + "x" * 1000), "", "")
    assert text.startswith("first second ")
    assert len(text) == 300
