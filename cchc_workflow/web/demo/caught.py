"""Owns reading the mails that were caught in a folder, newest first; it never writes there."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from cchc_workflow.domain.text import fold
from cchc_workflow.errors import NotFoundError

PAGE = 40
KNOWN = 20_000
"""Subjects that are remembered for the next search."""
_NAME = re.compile(r"(\d{4,12})-([a-z0-9-]+)\.eml", re.ASCII)
_HEADS = 16 * 1024
"""Bytes that are sure to hold a mail's headers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a list shows of a mail; `number` is its place in the order of sending, `to` a name."""

    number: int
    subject: str
    to: str
    to_address: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A whole mail: its head, its sender, its two bodies, "" where it has none, and its papers' names.

    The pictures of `html` are in it.
    """

    head: Head
    sender: str
    text: str
    html: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A paper that a mail brought."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of mails out of `total`; `number` counts pages from 1 to `pages`."""

    heads: Sequence[Head]
    total: int
    number: int
    pages: int


def list_mails(folder: Path, page: int, wanted: str = "") -> Listing:
    """Return a page of the caught mails whose subject holds `wanted`, whatever its marks and case.

    A page beyond the last one is the last one.
    """
    slug = _slug(wanted)
    found = [each for each in sorted(_numbered(folder), reverse=True) if not slug or slug in _words(each[1])]
    pages = max(-(-len(found) // PAGE), 1)
    page = min(page, pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    heads = [_head(number, _read(path, _HEADS)) for number, path in shown]
    return Listing(heads=heads, total=len(found), number=page, pages=pages)


def read_mail(folder: Path, number: int) -> Mail:
    """Return the mail that was sent as the `number`-th.

    Raises:
        NotFoundError: none was.
    """
    data, message = _open(folder, number)
    return Mail(
        head=_head(number, data),
        sender=" ".join(_person(message_from_bytes(data), "From")).strip(),
        text=_body(message, "plain"),
        html=_with_pictures(_body(message, "html"), message),
        attachments=tuple(part.get_filename() or str(place) for place, part in _attachments(message)),
    )


def read_attachment(folder: Path, number: int, place: int) -> Attached:
    """Return the `place`-th paper, counted from 1, of the mail that was sent as the `number`-th.

    Raises:
        NotFoundError: there is none.
    """
    _, message = _open(folder, number)
    for found, part in _attachments(message):
        if found == place:
            data = part.get_payload(decode=True)
            return Attached(part.get_filename() or str(place), part.get_content_type(), _bytes(data))
    raise NotFoundError("file", place)


def _open(folder: Path, number: int) -> tuple[bytes, EmailMessage]:
    path = next((path for found, path in _numbered(folder) if found == number), None)
    if path is None:
        raise NotFoundError("mail", number)
    data = _read(path)
    return data, message_from_bytes(data, policy=policy.default)


def _attachments(message: EmailMessage) -> list[tuple[int, EmailMessage]]:
    found = [part for part in message.walk() if part.get_content_disposition() == "attachment"]
    return list(enumerate(found, start=1))


def _with_pictures(html: str, message: EmailMessage) -> str:
    """Put the pictures that the HTML names into it, for no browser finds `cid:` by itself."""
    for part in message.walk():
        content_id = str(part["Content-ID"] or "").strip().strip("<>")
        if content_id and part.get_content_maintype() == "image":
            data = b64encode(_bytes(part.get_payload(decode=True))).decode("ascii")
            html = html.replace(f"cid:{content_id}", f"data:{part.get_content_type()};base64,{data}")
    return html


def _bytes(payload: object) -> bytes:
    return payload if isinstance(payload, bytes) else b""


def _numbered(folder: Path) -> list[tuple[int, Path]]:
    """Only what a folder's sender itself would write counts, and no link that leads out of the folder."""
    if not folder.is_dir():
        return []
    matches = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return [(int(match[1]), path) for match, path in matches if match and not path.is_symlink()]


def _words(path: Path) -> str:
    """Return a mail's subject as it is searched: its file's name has the beginning only."""
    return _read_words(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=KNOWN)
def _read_words(path: Path, _written_at: int) -> str:
    headers = BytesHeaderParser().parsebytes(_read(path, _HEADS))
    return f"-{_slug(_decode(_field(headers, 'Subject')))}-"


def _slug(wanted: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(wanted)).strip("-")


def _read(path: Path, most: int = -1) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _head(number: int, data: bytes) -> Head:
    """Read the headers the old way: the new one puts blanks into names that were folded (cpython 92081)."""
    message: Message = message_from_bytes(data)
    name, address = _person(message, "To")
    return Head(
        number=number,
        subject=_decode(_field(message, "Subject")),
        to=name or address,
        to_address=address,
        at=_instant(_field(message, "Date")),
    )


def _field(message: Message, name: str) -> str:
    """Return a field on one line, "" where there is none; it may hold bytes that no mail should."""
    return " ".join(str(message[name] or "").split())


def _person(message: Message, name: str) -> tuple[str, str]:
    display, address = parseaddr(_field(message, name))
    return _decode(display), address


def _decode(field: str) -> str:
    return str(make_header(decode_header(field)))


def _instant(field: str) -> datetime | None:
    """A mail that somebody put here by hand may have no date, or one without a zone: it is shown without."""
    try:
        at = parsedate_to_datetime(field)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
