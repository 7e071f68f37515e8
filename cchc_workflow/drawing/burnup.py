"""Owns the drawing of what is done against the plan: both grow with the days, on one scale from 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

TICKS: Final = 5
"""At most so many lines across, the one at 0 not counted."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a day: how many tasks are due by then, and how many are done, None after today."""

    on: date
    planned: int
    done: int | None


@dataclass(frozen=True, slots=True)
class BurnUp:
    """The marks by day, the scale with its ticks, the last mark that knows what is done, if any."""

    marks: tuple[Mark, ...]
    top: int
    ticks: tuple[int, ...]
    last: Mark | None

    @property
    def gap(self) -> int:
        """Return by how many tasks the plan is ahead of what is done, negative when it is behind."""
        return self.last.planned - (self.last.done or 0) if self.last else 0

    @property
    def planned(self) -> int:
        """Return how many tasks have a deadline."""
        return self.marks[-1].planned if self.marks else 0


def draw_burnup(marks: Sequence[Mark]) -> BurnUp:
    """Return the drawing of marks by day."""
    ordered = tuple(sorted(marks, key=lambda mark: mark.on))
    most = max((max(mark.planned, mark.done or 0) for mark in ordered), default=0)
    step = _step(most)
    top = max(-(-most // step) * step, step)
    known = [mark for mark in ordered if mark.done is not None]
    return BurnUp(ordered, top, tuple(range(0, top + 1, step)), known[-1] if known else None)


def _step(most: int) -> int:
    """Return 1, 2 or 5 times a power of ten, the least that needs few enough ticks."""
    power = 1
    while True:
        for part in (1, 2, 5):
            if most <= part * power * TICKS:
                return part * power
        power *= 10
