"""Owns the keys below a picture: a sample of each colour, hatching or line, and what it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cchc_workflow.drawing.ink import Tone
from cchc_workflow.drawing.svg import SMALL, Sheet

SWATCH: Final = 13
LINE: Final = 19
_GAP: Final = 14


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what is meant, and its sample, which is a tone, a colour of its own, or a line."""

    words: str
    tone: Tone | None = None
    colour: str = ""
    dash: float = 0


def draw_legend(sheet: Sheet, top: float, keys: Sequence[Key]) -> float:
    """Draw the keys side by side, in as many lines as they need, and return where they end."""
    x, y = 0.0, top
    for key in keys:
        words = sheet.fit(key.words, sheet.width - SWATCH - 6, SMALL)
        wide = SWATCH + 6 + sheet.measure(words, SMALL)
        if x and x + wide > sheet.width:
            x, y = 0.0, y + LINE
        _sample(sheet, key, x, y)
        sheet.text(x + SWATCH + 6, y + 11, words, size=SMALL, colour="soft")
        x += wide + _GAP
    return y + LINE if keys else top


def _sample(sheet: Sheet, key: Key, x: float, y: float) -> None:
    if key.tone is not None:
        sheet.area(x, y + 1, SWATCH, SWATCH - 2, key.tone)
        sheet.frame(x, y + 1, SWATCH, SWATCH - 2)
    elif key.colour:
        sheet.block(x, y + 1, SWATCH, SWATCH - 2, key.colour, "rule")
    elif key.dash:
        sheet.line(x, y + 7, x + SWATCH, y + 7, "ink", width=2, dash=key.dash)
    else:
        sheet.line(x + SWATCH / 2, y, x + SWATCH / 2, y + SWATCH, "ink", width=2)
