"""Owns reading what a form sends, within bounds: texts cleaned, files on disk while they are looked at.

The bounds hold for what comes in, whatever the request's headers say of its length.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated
from unicodedata import normalize

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from cchc_workflow.engine.evidence import MOST_BYTES
from cchc_workflow.errors import FileError, FileTooLargeError
from cchc_workflow.web.viewer import SignedIn

MOST_FILES = 10
"""Files in one request."""
MOST_FIELDS = 60
MOST_FIELD_BYTES = 256 * 2**10
MOST_TOGETHER = MOST_FILES * MOST_BYTES + 2**20
LONGEST_TEXT = 4000
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tabs and line ends, marks that turn a text's direction, halves of characters."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file of a form; what is too large was not kept."""

    name: str
    size: int
    _file: UploadFile

    @property
    def too_large(self) -> bool:
        """Tell whether it has more bytes than a file may have."""
        return self.size > MOST_BYTES

    def read(self) -> bytes:
        """Return its bytes.

        Raises:
            FileTooLargeError: there are too many.
        """
        if self.too_large:
            raise FileTooLargeError("too_large", self.name, str(MOST_BYTES // 2**20))
        self._file.file.seek(0)
        return self._file.file.read()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent."""

    fields: Mapping[str, Sequence[str]]
    files: tuple[SentFile, ...] = ()

    def text(self, name: str, most: int = LONGEST_TEXT) -> str:
        """Return a field's text: NFC, without what can't be seen, trimmed; empty where it was not sent.

        Raises:
            HTTPException: 422, it has more than `most` letters, which no form of ours lets anybody type.
        """
        text = clean(next(iter(self.fields.get(name, ())), ""))
        if len(text) > most:
            raise HTTPException(422)
        return text

    def texts(self, name: str, most: int = LONGEST_TEXT) -> list[str]:
        """Return the texts of every field of this name that says something."""
        found = [text for each in self.fields.get(name, ()) if (text := clean(each))]
        if sum(map(len, found)) > most:
            raise HTTPException(422)
        return found

    def number(self, name: str) -> int | None:
        """Return a field's whole number, None where it has none."""
        text = self.text(name)
        return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None

    def typed(self) -> dict[str, str]:
        """Return what was typed, by field, for the form to be shown again."""
        return {name: "; ".join(map(clean, texts)) for name, texts in self.fields.items()}


def clean(text: str) -> str:
    """Return a text as it is kept: NFC, single line ends, nothing unseen, trimmed."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", normalize("NFC", plain)).strip()


@asynccontextmanager
async def receive(request: Request) -> AsyncIterator[Sent]:
    """Read a request's form and let go of its files at the end.

    Raises:
        FileTooLargeError: all together is larger than what is taken at once.
        FileError: there are more files than are taken at once.
        HTTPException: 422, what was sent is no form.
    """
    found = await _parse(request)
    try:
        yield _sort(found)
    finally:
        await found.close()


async def read_form(request: Request, _viewer: SignedIn) -> AsyncIterator[Sent]:
    """Give what the form sent; who is not signed in sends nothing."""
    async with receive(request) as sent:
        yield sent


Form = Annotated[Sent, Depends(read_form)]
"""What the request's form sent, read only once it is known who sends it."""


async def _parse(request: Request) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    stream = _bounded(request)
    try:
        if kind == "multipart/form-data":
            bounds = {"max_files": MOST_FILES, "max_fields": MOST_FIELDS}
            return await _Parts(request.headers, stream, **bounds, max_part_size=MOST_FIELD_BYTES).parse()
        if kind == "application/x-www-form-urlencoded":
            return await FormParser(
                request.headers, stream, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES
            ).parse()
    except MultiPartException as error:
        if error.message.startswith("Too many files"):
            raise FileError("too_many_at_once", "", str(MOST_FILES)) from error
        raise HTTPException(422) from error
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    return FormData()


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    """Give the body as it comes in; what is beyond the bound ends the reading, whatever was announced."""
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > MOST_TOGETHER:
            raise FileTooLargeError("too_large_together", "", str(MOST_TOGETHER // 2**20))
        yield chunk


class _Parts(MultiPartParser):
    """Lets go of a file's bytes from where it is too large; so the rest of the form is still read."""

    def on_part_begin(self) -> None:
        super().on_part_begin()
        self._received = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        beyond = self._received > MOST_BYTES
        self._received += end - start
        if self._current_part.file is None or not beyond:
            super().on_part_data(data, start, end)


def _sort(found: FormData) -> Sent:
    """A file field in which nothing was chosen is sent as a file without a name and bytes."""
    fields: dict[str, list[str]] = {}
    files = []
    for name, value in found.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
        elif value.filename or value.size:
            files.append(SentFile(value.filename or "", value.size or 0, value))
    return Sent(fields, tuple(files))
