"""Owns the picture of units by quarter: the darker a cell, the greater its share; its figure stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cchc_workflow.domain.standing import percent
from cchc_workflow.drawing.heat import LEVELS, Cell, draw_heat
from cchc_workflow.drawing.legend import Key, draw_legend
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.rows import MOST, ROW, draw_name, draw_rest
from cchc_workflow.drawing.svg import SMALL, Look, Sheet
from cchc_workflow.words import say, say_count, say_number, say_percent

_HEAD: Final = 24
_OVER: Final = 3
"""The first level at the line or over it: its cells have a dark edge beside their dark ground."""


@dataclass(frozen=True, slots=True)
class QuarterCell:
    """What is due in one quarter, and what of it is late."""

    late: int
    assigned: int

    @property
    def percent(self) -> Decimal | None:
        """Return the share, None where nothing is due."""
        return percent(self.late, self.assigned) if self.assigned else None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit with a cell for each quarter."""

    name: str
    cells: tuple[QuarterCell, ...]


def draw_heat_picture(rows: Sequence[HeatRow], quarters: Sequence[str], line: Decimal, look: Look) -> Picture:
    """Return the picture of units in the order given; `quarters` are the names of the columns."""
    shown, left = rows[:MOST], rows[MOST:]
    sheet = Sheet("heat", look)
    heat = draw_heat([[cell.percent for cell in row.cells] for row in shown], line)
    names = round(sheet.width * 0.4)
    wide = (sheet.width - names - 8) / max(len(quarters), 1)
    for number, quarter in enumerate(quarters):
        words = sheet.fit(quarter, wide - 4, SMALL)
        middle = names + 8 + wide * (number + 0.5)
        sheet.text(middle, _HEAD - 9, words, size=SMALL, anchor="middle", bold=True)
    for place, (row, cells) in enumerate(zip(shown, heat.rows, strict=True)):
        top = _HEAD + ROW * place
        draw_name(sheet, row.name, names, top)
        for number, cell in enumerate(cells):
            _draw_cell(sheet, cell, (names + 8 + wide * number, top, wide, ROW))
    rest = _say_rest(left) if rows else say("chart.units_none")
    y = draw_rest(sheet, rest, _HEAD + ROW * len(shown) + 6)
    levels = {cell.level for cells in heat.rows for cell in cells if cell.percent}
    y = draw_legend(sheet, y + 2, _keys(levels, line))
    return sheet.finish(y + 2, say("chart.heat"), tell_heat(rows, quarters, line))


def tell_heat(rows: Sequence[HeatRow], quarters: Sequence[str], line: Decimal) -> str:
    """Return the finding: the worst cell, and how many reach the line."""
    heat = draw_heat([[cell.percent for cell in row.cells] for row in rows], line)
    if heat.worst is None:
        return say("chart.heat_clean" if rows else "chart.units_none")
    row, column = heat.worst
    cell = rows[row].cells[column]
    over = sum(each.level >= _OVER for cells in heat.rows for each in cells)
    worst = say(
        "chart.heat_worst",
        name=rows[row].name,
        quarter=quarters[column],
        percent=say_percent(cell.percent or 0),
        late=say_count(cell.late),
        assigned=say_count(cell.assigned),
    )
    return f"{worst} {say('chart.heat_over', cells=say_count(over), line=line)}"


def _draw_cell(sheet: Sheet, cell: Cell, box: tuple[float, float, float, float]) -> None:
    x, y, wide, tall = box
    over = cell.level >= _OVER
    sheet.block(x + 1.5, y + 1.5, wide - 3, tall - 3, f"heat-{cell.level}", "ink" if over else "rule")
    words = say("chart.nothing") if cell.percent is None else say_percent(cell.percent)
    colour = f"on-heat-{cell.level}" if over else "ink" if cell.percent else "soft"
    size = SMALL if sheet.measure(words) > wide - 6 else 12
    sheet.text(
        x + wide / 2,
        y + 18,
        sheet.fit(words, wide - 4, size),
        anchor="middle",
        bold=over,
        colour=colour,
        size=size,
    )


def _say_rest(left: Sequence[HeatRow]) -> str:
    if not left:
        return ""
    late = sum(cell.late for row in left for cell in row.cells)
    return say("chart.heat_left", units=say_count(len(left)), late=say_count(late))


def _keys(levels: set[int], line: Decimal) -> list[Key]:
    half, twice = say_number(line / 2), say_number(line * 2)
    words = (
        "",
        say("chart.heat_1", half=half),
        say("chart.heat_2", line=line),
        say("chart.heat_3", line=line),
        say("chart.heat_4", twice=twice),
    )
    return [Key(words[level], colour=f"heat-{level}") for level in range(1, LEVELS) if level in levels]
