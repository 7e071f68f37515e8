"""Owns how much room letters take, more or less, so that a text ends before its room does; it draws none."""

from collections.abc import Mapping
from typing import Final
from unicodedata import category, combining, normalize

PAPER: Final = 1.0
"""How wide the letters of the papers are: those of Times New Roman, by which the widths below are told."""

SCREEN: Final = 1.22
"""How much wider those of the pages are."""

BOLD: Final = 1.08
MARK: Final = "…"

_WIDTHS: Mapping[str, float] = {
    letter: width
    for width, letters in (
        (0.28, "iljtfr.,:;'|!()[]/ ·I-"),
        (0.72, "wACDGHKNOQRUVXY&"),
        (0.62, "BEFJLPSTZ"),
        (0.85, "mMW%@—…+=<>"),
    )
    for letter in letters
}
_USUAL: Final = 0.5
_FOREIGN: Final = 1.0
_LATIN_ENDS: Final = 0x2000
"""Up to here are letters as wide as Latin ones; others are taken to be square."""


def clean(text: str) -> str:
    """Return a text in one line, composed, without what no document may hold: controls, halves of pairs."""
    kept = "".join(" " if letter.isspace() else letter for letter in text if _is_written(letter))
    return normalize("NFC", " ".join(kept.split()))


def width_of(text: str, size: float, spread: float = PAPER) -> float:
    """Return about how wide a text is, in the measure of its `size`; never much less than it is."""
    return sum(map(_width, text)) * size * spread


def cut(text: str, size: float, room: float, spread: float = PAPER) -> str:
    """Return as much of a text as fits the room, marked where it was cut."""
    if width_of(text, size, spread) <= room:
        return text
    kept = _fitting(text, size, room - width_of(MARK, size, spread), spread)
    head = text[:kept]
    at = head.rfind(" ")
    return head[: at if at > kept * 2 // 3 else kept].rstrip(" ,;:.-–(") + MARK


def wrap(text: str, size: float, room: float, spread: float = PAPER, lines: int = 2) -> tuple[str, ...]:
    """Return a text in at most so many lines; what is left over at the end of the last is cut."""
    found: list[str] = []
    rest = text
    while len(found) < lines - 1 and width_of(rest, size, spread) > room:
        kept = _fitting(rest, size, room, spread)
        at = rest.rfind(" ", 0, kept + 1)
        at = at if at > 0 else max(kept, 1)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return (*found, cut(rest, size, room, spread))


def _fitting(text: str, size: float, room: float, spread: float) -> int:
    """Return how many characters fit; a letter keeps its marks."""
    left = room / (size * spread)
    fits = 0
    for place, letter in enumerate(text):
        left -= _width(letter)
        if left < 0:
            return fits
        if place + 1 == len(text) or not combining(text[place + 1]):
            fits = place + 1
    return len(text)


def _width(letter: str) -> float:
    known = _WIDTHS.get(letter)
    if known is not None:
        return known
    if letter.isascii():
        return _USUAL
    if category(letter) in {"Mn", "Me", "Cf"}:
        return 0.0
    base = normalize("NFD", letter)[0].replace("\u0111", "d").replace("\u0110", "D")
    return _WIDTHS.get(base, _USUAL if ord(letter) < _LATIN_ENDS else _FOREIGN)


def _is_written(letter: str) -> bool:
    if letter.isspace():
        return True
    return category(letter) not in {"Cc", "Cs", "Cn", "Co"}
