"""Owns how a letter becomes the bytes of an Internet message; it reads no clock and sends nothing.

Assembled by hand: the standard library's EmailMessage takes longer over one mail than rendering and sending
it together. The standard library's parser is the judge in the tests.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from cchc_workflow.errors import DeliveryError
from cchc_workflow.mail.address import Address, header_text

_LINE = 76
_WORD_START, _WORD_END = "=?utf-8?B?", "?="
_FRAME = len(_WORD_START) + len(_WORD_END)
_FILE_PIECE = 16
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_PLAIN_FILE_NAME = re.compile(r"[A-Za-z0-9._-][A-Za-z0-9 ._-]{0,38}[A-Za-z0-9._-]")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,120}@[A-Za-z0-9.-]{1,120}>")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,40}")
_CONTENT_TYPE = re.compile(r"(?!message/|multipart/)[a-z0-9][a-z0-9.+-]{0,126}/[a-z0-9][a-z0-9.+-]{0,126}")
_OWN_HEADERS = frozenset(
    ["from", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version"]
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a letter; `content_type` is a lower-case `type/subtype` without parameters."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture within the HTML, which names it as `cid:<content_id>`."""

    content_id: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says, to whom, and in which thread; `references` runs from the thread's first mail on."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    subject: str
    text: str
    html: str
    message_id: str
    references: tuple[str, ...] = ()
    date: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    inline: tuple[Inline, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def to_bytes(letter: Letter) -> bytes:
    """Return the letter as RFC 5322 and 2045 bytes: CRLF, ASCII only, the same bytes for the same letter.

    Raises:
        DeliveryError: permanent; the letter holds something that no mail can carry.
    """
    seed = sha256(letter.message_id.encode("utf-8", "replace")).hexdigest()[:32]
    lines = [*_header_lines(letter), "MIME-Version: 1.0"]
    body = _alternative(letter, seed)
    if letter.attachments:
        body = _mixed(body, letter.attachments, f"=_mix_{seed}")
    return b"\r\n".join([*(line.encode("ascii") for line in lines), body])


def _header_lines(letter: Letter) -> Iterator[str]:
    if not letter.to:
        raise _refusal("no recipient", letter.message_id)
    if letter.date.tzinfo is None:
        raise _refusal("date without a zone", letter.message_id)
    for message_id in (letter.message_id, *letter.references):
        if not _MESSAGE_ID.fullmatch(message_id):
            raise _refusal("unfit Message-ID", message_id)
    yield _address_line("From", (letter.sender,))
    yield _address_line("To", letter.to)
    if letter.cc:
        yield _address_line("Cc", letter.cc)
    yield _text_line("Subject", letter.subject)
    yield f"Date: {format_datetime(letter.date)}"
    yield f"Message-ID: {letter.message_id}"
    if letter.references:
        yield f"In-Reply-To: {letter.references[-1]}"
        yield "References: " + "\r\n ".join(letter.references)
    for name, value in letter.headers.items():
        lowered = name.lower()
        if not _HEADER_NAME.fullmatch(name) or lowered in _OWN_HEADERS or lowered.startswith("content-"):
            raise _refusal("unfit header name", name)
        yield _text_line(name, value)


def _text_line(name: str, text: str) -> str:
    text = header_text(text)
    if text.isascii() and "=?" not in text and len(name) + 2 + len(text) <= _LINE:
        return f"{name}: {text}"
    return f"{name}: " + "\r\n ".join(_encoded_words(text, len(name) + 2))


def _address_line(name: str, addresses: tuple[Address, ...]) -> str:
    return f"{name}: " + ",\r\n ".join(_address(each, len(name) + 2) for each in addresses)


def _address(address: Address, column: int) -> str:
    if not address.display:
        return address.mailbox
    words = _phrase(address.display, column)
    bracketed = f"<{address.mailbox}>"
    used = len(words[-1]) + (column if len(words) == 1 else 1)
    gap = " " if used + 1 + len(bracketed) <= _LINE else "\r\n "
    return "\r\n ".join(words) + gap + bracketed


def _phrase(text: str, column: int) -> list[str]:
    if text.isascii() and "=?" not in text and column + 2 + len(text) <= _LINE:
        if _PLAIN_PHRASE.fullmatch(text):
            return [text]
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if column + len(quoted) <= _LINE:
            return [quoted]
    return list(_encoded_words(text, column))


def _encoded_words(text: str, column: int) -> Iterator[str]:
    """Yield RFC 2047 words that fit lines of 76: the first begins at `column`, the others after a space."""
    for chunk in _pieces(text.encode(), _room(column), _room(1)):
        yield f"{_WORD_START}{binascii.b2a_base64(chunk, newline=False).decode('ascii')}{_WORD_END}"


def _room(column: int) -> int:
    return (_LINE - column - _FRAME) // 4 * 3


def _pieces(data: bytes, first: int, room: int) -> Iterator[bytes]:
    """Cut UTF-8 between characters, into a piece of at most `first` bytes and others of at most `room`."""
    start, end = 0, first
    while start < len(data):
        while end < len(data) and data[end] & 0xC0 == 0x80:  # noqa: PLR2004 - a continuation byte, 10xxxxxx
            end -= 1
        yield data[start:end]
        start, end = end, end + room


def _alternative(letter: Letter, seed: str) -> bytes:
    html = _text_part("html", letter.html)
    if letter.inline:
        html = _multipart("related", [html, *map(_inline_part, letter.inline)], f"=_rel_{seed}")
    return _multipart("alternative", [_text_part("plain", letter.text), html], f"=_alt_{seed}")


def _mixed(body: bytes, attachments: tuple[Attachment, ...], boundary: str) -> bytes:
    return _multipart("mixed", [body, *map(_attachment_part, attachments)], boundary)


def _multipart(kind: str, parts: list[bytes], boundary: str) -> bytes:
    """Join the parts; a boundary's `=_` occurs neither in quoted-printable nor in base64 (RFC 2045, 6.7)."""
    mark = boundary.encode("ascii")
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    opened = b"\r\n".join(b"--%b\r\n%b" % (mark, part) for part in parts)
    return b"%b%b\r\n--%b--\r\n" % (head, opened, mark)


def _text_part(subtype: str, text: str) -> bytes:
    """Return a quoted-printable part: words and markup stay readable in the raw mail, and C does the work."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    # b2a_qp learns its line break from the text, so there must be one; the boundary owns the last one.
    body = binascii.b2a_qp(f"{lines}\r\n".encode("utf-8", "replace")).removesuffix(b"\r\n")
    head = (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
    )
    return head.encode("ascii") + body


def _inline_part(inline: Inline) -> bytes:
    content_id = f"<{inline.content_id}>"
    if not _MESSAGE_ID.fullmatch(content_id):
        raise _refusal("unfit Content-ID", content_id)
    return _binary_part(
        inline.content_type, ("Content-Disposition: inline", f"Content-ID: {content_id}"), inline.data
    )


def _attachment_part(attachment: Attachment) -> bytes:
    name = header_text(attachment.name)
    if not name:
        raise _refusal("attachment without a name", attachment.content_type)
    disposition = f"Content-Disposition: attachment;\r\n {_file_name(name)}"
    return _binary_part(attachment.content_type, (disposition,), attachment.data)


def _binary_part(content_type: str, headers: tuple[str, ...], data: bytes) -> bytes:
    if not _CONTENT_TYPE.fullmatch(content_type):
        raise _refusal("unfit content type", content_type)
    encoded = binascii.b2a_base64(data, newline=False)
    head = [f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64", *headers, "", ""]
    body = b"\r\n".join(encoded[start : start + _LINE] for start in range(0, len(encoded), _LINE))
    return "\r\n".join(head).encode("ascii") + body


def _file_name(name: str) -> str:
    """Return the file name as a parameter: quoted if short and plain, else in the pieces of RFC 2231."""
    if _PLAIN_FILE_NAME.fullmatch(name):
        return f'filename="{name}"'
    first, *others = [quote(piece, safe="") for piece in _pieces(name.encode(), _FILE_PIECE, _FILE_PIECE)]
    if not others:
        return f"filename*=utf-8''{first}"
    numbered = [f"filename*{number}*={piece}" for number, piece in enumerate(others, 1)]
    return ";\r\n ".join([f"filename*0*=utf-8''{first}", *numbered])


def _refusal(why: str, text: str) -> DeliveryError:
    return DeliveryError(permanent=True, reason=f"letter: {why}: {header_text(text)[:200]!r}")
