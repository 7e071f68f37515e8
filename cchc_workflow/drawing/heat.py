"""Owns the drawing of a heat map: how dark a cell is against the line; the figure always stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

LEVELS: Final = 5
"""0 is nothing late, 1 up to half the line, 2 below it, 3 at it or over, 4 at twice the line or over."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its percent, None where there is nothing to tell, and how dark it is."""

    percent: Decimal | None
    level: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The cells, a row each; `worst` is the place (row, column) of the greatest percent above 0, if any."""

    rows: tuple[tuple[Cell, ...], ...]
    worst: tuple[int, int] | None


def draw_heat(rows: Sequence[Sequence[Decimal | None]], line: Decimal) -> Heat:
    """Return the heat map of rows of percents."""
    cells = tuple(tuple(Cell(percent, level_of(percent, line)) for percent in row) for row in rows)
    places = [
        (cell.percent, (-row, -column))
        for row, found in enumerate(cells)
        for column, cell in enumerate(found)
        if cell.percent
    ]
    if not places:
        return Heat(cells, None)
    row, column = max(places)[1]
    return Heat(cells, (-row, -column))


def level_of(percent: Decimal | None, line: Decimal) -> int:
    """Return how dark a cell is, from 0 to LEVELS - 1."""
    if not percent:
        return 0
    if percent < line:
        return 1 if percent * 2 <= line else 2
    return 3 if percent < 2 * line else 4
