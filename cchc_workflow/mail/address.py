"""Owns which addresses and header texts may enter a mail; it refuses or cleans, and never guesses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from cchc_workflow.errors import DeliveryError

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAILBOX = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_LABEL}(?:\.{_LABEL})*)")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_OR_BLANK = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_LONGEST_LOCAL, _LONGEST_MAILBOX, _LONGEST_DISPLAY = 64, 254, 200


def header_text(text: str) -> str:
    """Return `text` as one line: controls and runs of blanks become one space, lone surrogates U+FFFD."""
    return _SURROGATE.sub("\ufffd", _CONTROL_OR_BLANK.sub(" ", text)).strip()


def is_mailbox(text: str) -> bool:
    """Say whether `text` is a bare ASCII `local@domain` that is safe on an SMTP command line.

    The dot-atom form of RFC 5321 4.1.2 within the lengths of 4.5.3.1; quoted local parts and address literals
    are legal there, but no office uses them, and they are where injections hide.
    """
    match = _MAILBOX.fullmatch(text)
    return match is not None and len(text) <= _LONGEST_MAILBOX and len(match["local"]) <= _LONGEST_LOCAL


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox and the name shown beside it, fit for a header and for an SMTP command as it stands."""

    display: str
    mailbox: str

    def __post_init__(self) -> None:
        """Refuse what would break a header.

        Raises:
            DeliveryError: permanent; the display name or the mailbox is unfit.
        """
        if not is_mailbox(self.mailbox):
            raise _refusal("not a mailbox", self.mailbox)
        if self.display != header_text(self.display) or len(self.display) > _LONGEST_DISPLAY:
            raise _refusal("unfit display name", self.display)


@lru_cache(maxsize=4096)
def parse_address(text: str) -> Address:
    """Read `local@domain` or `Name <local@domain>`, the name quoted or not; a non-ASCII domain is encoded.

    The standard library's parsers accept far more (comments, groups, routes, several addresses), and older
    ones pick a wrong mailbox from crafted input (CVE-2023-27043); one strict form leaves nothing to misread.

    Raises:
        DeliveryError: permanent; the reason says what is wrong and shows the text.
    """
    if _CONTROL.search(text):
        raise _refusal("control character", text)
    head, bracket, tail = text.strip().rpartition("<")
    if not bracket:
        return Address("", _mailbox(tail, text))
    if not tail.endswith(">"):
        raise _refusal("unbalanced brackets", text)
    return Address(_display(head.strip(), text), _mailbox(tail[:-1].strip(), text))


def _display(name: str, text: str) -> str:
    quoted = _QUOTED.fullmatch(name)
    if quoted:
        return header_text(re.sub(r"\\(.)", r"\1", quoted[1]))
    if re.search(r"[,;<>@]", name):
        raise _refusal("several addresses", text)
    if '"' in name:
        raise _refusal("unbalanced quotes", text)
    return header_text(name)


def _mailbox(mailbox: str, text: str) -> str:
    local, _, domain = mailbox.rpartition("@")
    if re.search(r"[,;<>@\s]", local) or re.search(r"[,;<>\s]", domain):
        raise _refusal("several addresses", text)
    if not local.isascii():
        raise _refusal("local part is not ASCII", text)
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise _refusal("not a domain", text) from error
    mailbox = f"{local}@{domain}"
    if len(local) > _LONGEST_LOCAL or len(mailbox) > _LONGEST_MAILBOX:
        raise _refusal("too long", text)
    if not is_mailbox(mailbox):
        raise _refusal("not a mailbox", text)
    return mailbox


def _refusal(why: str, text: str) -> DeliveryError:
    return DeliveryError(permanent=True, reason=f"address: {why}: {header_text(text)[:_LONGEST_DISPLAY]!r}")
