"""Owns where labels along an axis stand so that no two of them, and no label and mast, lie on each other.

A label is a flag: it begins at its mast, which goes from the axis to the flag's level; level 0 is nearest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_GAP: Final = 3


@dataclass(frozen=True, slots=True)
class Flag:
    """A label that begins at `x` and is about so wide."""

    x: float
    words: str
    wide: float


@dataclass(frozen=True, slots=True)
class Hung:
    """A flag at its level."""

    flag: Flag
    level: int


def hang_flags(flags: Sequence[Flag]) -> list[Hung]:
    """Return the flags from left to right: one that would reach the mast of another hangs beyond it."""
    hung: list[Hung] = []
    for flag in sorted(flags, key=lambda flag: flag.x, reverse=True):
        reached = [other.level for other in hung if other.flag.x - _GAP < flag.x + flag.wide]
        hung.append(Hung(flag, max(reached, default=-1) + 1))
    return hung[::-1]


def fit_axis(labels: Sequence[tuple[float, float]], room: float) -> float:
    """Return how long an axis may be so that every label ends within the room.

    A label is (where along the axis, from 0 to 1; how wide); none may be wider than the room.
    """
    return min([room, *((room - wide) / at for at, wide in labels if at > 0)])
