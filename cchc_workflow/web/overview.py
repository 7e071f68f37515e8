"""Owns the layout of the overview: what of a board goes where, and how long each bar is; asks no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.board import Board, UnitLine

NEAR = 3
"""A unit that so many late tasks would flag is said to be near the line."""

STRIP = (
    Timeliness.DONE_ON_TIME,
    Timeliness.DONE_LATE,
    Timeliness.OVERDUE,
    Timeliness.DUE_SOON,
    Timeliness.ON_TRACK,
    Timeliness.UNDATED,
    Timeliness.PAUSED,
    Timeliness.VOID,
)
"""The order in which the strip shows all tasks: what is done, what is late, what lies ahead."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The common scale of the bars, from 0 to `top` percent; lengths are in hundredths of a bar."""

    top: Decimal
    line: Decimal

    def length(self, percent: Decimal) -> str:
        """Return how long a bar is."""
        return _hundredths(min(percent, self.top) * 100 / self.top)

    @property
    def mark(self) -> str:
        """Return where the line stands."""
        return _hundredths(self.line * 100 / self.top)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the strip: where it begins and how long it is, in hundredths of it."""

    timeliness: Timeliness
    tasks: int
    start: str
    length: str


def scale_of(board: Board) -> Scale:
    """Return the scale: the line is in the middle, unless a unit is beyond twice the line."""
    line = Decimal(board.rule.threshold)
    worst = max((unit.percent for unit in board.units), default=Decimal(0))
    tens = (worst / 10).to_integral_value(ROUND_CEILING) * 10
    return Scale(max(2 * line, tens, Decimal(10)), line)


def strip_of(timeliness: Mapping[Timeliness, int]) -> list[Segment]:
    """Return the parts of the strip that have any task, in the order of the strip."""
    total = sum(timeliness.values())
    segments: list[Segment] = []
    before = 0
    for name in STRIP:
        tasks = timeliness[name]
        if tasks:
            start, length = (Decimal(part) * 100 / total for part in (before, tasks))
            segments.append(Segment(name, tasks, _hundredths(start), _hundredths(length)))
        before += tasks
    return segments


def near_line(units: Sequence[UnitLine]) -> list[UnitLine]:
    """Return the units that are not flagged but near the line, the nearest first."""
    near = [unit for unit in units if is_near(unit)]
    return sorted(near, key=lambda unit: (unit.tips_with or 0, -unit.percent))


def is_near(unit: UnitLine) -> bool:
    """Tell whether few more late tasks would flag a unit that is not flagged."""
    return not unit.flagged and unit.tips_with is not None and unit.tips_with <= NEAR


def lay_out(board: Board) -> dict[str, Any]:
    """Return what the template shows of a board."""
    return {
        "board": board,
        "scale": scale_of(board),
        "strip": strip_of(board.timeliness),
        "near": near_line(board.units),
        "is_near": is_near,
        "T": Timeliness,
    }


def _hundredths(value: Decimal) -> str:
    return f"{value:.2f}"
