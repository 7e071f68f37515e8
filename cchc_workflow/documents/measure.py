"""Owns how long a line of Times New Roman is, so that a rule under it gets its length; it sets no line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final
from unicodedata import combining, normalize

_MM_PER_POINT: Final = Decimal("25.4") / 72

# Advance widths in thousandths of the size; Liberation Serif has the same.
_UPRIGHT: Final = {
    180: "'", 200: "|", 250: " \u00a0,.", 278: "/:;\\ijlt", 333: "!()-I[]`fr‘’·", 389: "Js", 408: '"',
    444: "?acez“”", 469: "^", 480: "{}", 500: "#$*0123456789_bdghknopquvxyđ–§", 529: "ơ", 541: "~", 542: "ư",
    556: "FPS", 564: "+<=>", 611: "ELTZ", 667: "BCR", 722: "ADGHKNOQUVXYwĐƠ", 776: "Ư", 778: "&m", 833: "%",
    889: "M", 921: "@", 944: "W", 1000: "—…",
}  # fmt: skip
_BOLD: Final = {
    220: "|", 250: " \u00a0,.", 278: "'/\\il", 333: "!()-:;[]`fjt‘’·", 389: "Is", 394: "{}", 444: "cerz",
    500: "#$*0123456789?J_agovxy–“”§", 520: "~", 554: "ơ", 555: '"', 556: "Sbdhknpquđ", 570: "+<=>", 581: "^",
    600: "ư", 611: "FP", 667: "BELTZ", 722: "ACDNRUVXYwĐ", 778: "GHKOQƠ", 796: "Ư", 833: "&m", 930: "@",
    944: "M", 1000: "%W—…",
}  # fmt: skip
_OTHER: Final = 600
_HORN: Final = "\u031b"
_STEP: Final = 1
_SLACK: Final = Decimal("0.5")


def _by_letter(table: Mapping[int, str]) -> Mapping[str, int]:
    return {letter: width for width, letters in table.items() for letter in letters}


_WIDTHS: Final = {False: _by_letter(_UPRIGHT), True: _by_letter(_BOLD)}


def measure(text: str, size: int, *, bold: bool = False) -> Decimal:
    """Return the length of a line in mm, its letters `size` points high and not kerned, as in Word."""
    widths = _WIDTHS[bold]
    thousandths = sum(widths.get(letter, _OTHER) for letter in _bare(text))
    return Decimal(thousandths * size) * _MM_PER_POINT / 1000


def measure_longest(text: str, size: int, room: Decimal, *, bold: bool = False) -> Decimal:
    """Return the length of the longest line in mm when the text is broken between words to fit `room` mm."""
    return max(_break(_words(text, size, bold=bold), room, measure(" ", size, bold=bold)), default=Decimal(0))


def balance(text: str, size: int, room: Decimal, *, bold: bool = False) -> Decimal:
    """Return the least room in mm in which the text takes no more lines than in `room`: they are alike."""
    words, blank = _words(text, size, bold=bold), measure(" ", size, bold=bold)
    most = len(_break(words, room, blank))
    least = max(
        [room - step for step in range(int(room)) if len(_break(words, room - step, blank)) > most],
        default=room,
    )
    return min(room, least + _STEP + _SLACK) if least < room else room


def _words(text: str, size: int, *, bold: bool) -> list[Decimal]:
    return [measure(word, size, bold=bold) for word in text.split()]


def _break(words: Sequence[Decimal], room: Decimal, blank: Decimal) -> list[Decimal]:
    """Return the lengths of the lines that words of these lengths are broken into."""
    lines: list[Decimal] = []
    for word in words:
        if lines and lines[-1] + blank + word <= room:
            lines[-1] += blank + word
        else:
            lines.append(min(word, room))
    return lines


def _bare(text: str) -> str:
    """Return the text without the marks that take no room; a horn takes some, so ơ and ư stay."""
    parts = normalize("NFD", text)
    return normalize("NFC", "".join(part for part in parts if part == _HORN or not combining(part)))
