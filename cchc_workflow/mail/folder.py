"""Owns mail caught in a folder for people to read, as numbered .eml files; nothing leaves the machine."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from cchc_workflow.mail.envelope import Envelope, Outcome

_NUMBERED = re.compile(r"(\d{4,})-.*\.eml")
_LONGEST_SLUG = 60


class FolderSender:
    """Writes each mail as `NNNN-<slug>.eml` in sending order, going on from the highest number already there.

    One sender per folder at a time. A file appears whole or not at all; it is safe from a killed process, not
    from a power cut.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._last: int | None = None

    async def send(self, envelope: Envelope) -> Outcome:
        """Write one mail; trouble with the folder (full, gone, read-only) is an outcome to try again."""
        try:
            self._write(envelope.data)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return Outcome(envelope.message_id, accepted=False, trouble="folder", reason=reason)
        return Outcome(envelope.message_id, accepted=True)

    async def send_all(self, envelopes: Sequence[Envelope], report: Callable[[Outcome], object]) -> None:
        """Write all in order, reporting each."""
        for envelope in envelopes:
            report(await self.send(envelope))

    async def aclose(self) -> None:
        """Forget the numbering, so that the next mail looks at the folder again."""
        self._last = None

    def _write(self, data: bytes) -> None:
        if self._last is None:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._last = _highest_number(self._directory)
        number = self._last + 1
        final = self._directory / f"{number:04d}-{_slug(_subject(data))}.eml"
        partial = final.with_suffix(".partial")
        try:
            partial.write_bytes(data)
            partial.replace(final)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        self._last = number


def _highest_number(directory: Path) -> int:
    matches = (_NUMBERED.fullmatch(path.name) for path in directory.iterdir())
    return max((int(match[1]) for match in matches if match), default=0)


def _subject(data: bytes) -> str:
    head, _, _ = data.partition(b"\r\n\r\n")
    return str(BytesHeaderParser(policy=default).parsebytes(head).get("Subject", ""))


def _slug(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    ascii_only = decomposed.encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_LONGEST_SLUG].rstrip("-") or "mail"
