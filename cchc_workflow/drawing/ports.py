"""Owns where the lines of a picture leave and reach a box, so that no two of them run into one."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

NUDGE = 14
"""Between two lines at one side of a box, in pixels."""


@dataclass(frozen=True, slots=True)
class End:
    """An end of a line at a box; `middle` is where the box has its own, `other` where the far box has it."""

    line: Hashable
    box: str
    middle: int
    other: int


def place_ports(ends: Sequence[End], *, nested: bool = False) -> Mapping[tuple[Hashable, str], int]:
    """Return the place of each line at each box, in pixels from the left.

    Lines stand in the order of where they go; `nested` puts the farther one outside, for lines that go round
    each other.
    """
    places: dict[tuple[Hashable, str], int] = {}
    for box in dict.fromkeys(end.box for end in ends):
        here: dict[Hashable, End] = {}
        for end in ends:
            if end.box == box:
                here.setdefault(end.line, end)
        order = sorted(here.values(), key=_nested if nested else _straight)
        for number, end in enumerate(order):
            places[end.line, box] = end.middle + round((number - (len(order) - 1) / 2) * NUDGE)
    return places


def _straight(end: End) -> tuple[bool, int]:
    return False, end.other


def _nested(end: End) -> tuple[bool, int]:
    """Lines to the left come first; of those to either side the farthest go round the others."""
    return end.other > end.middle, -end.other
