"""Owns the picture of the months in which deadlines pile up: what of them is done, open, overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cchc_workflow.drawing.columns import Amount, Column, draw_columns
from cchc_workflow.drawing.ink import Tone
from cchc_workflow.drawing.legend import Key, draw_legend
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.svg import SIZE, SMALL, Look, Sheet
from cchc_workflow.words import say, say_count

_TOP: Final = 20
_TALL: Final = 160
_SMALLEST: Final = 7
_LEGIBLE: Final = 15
"""The least height of a part that has its own figure in it."""


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """A month's deadlines: all, those of tasks still open, those of them that have passed."""

    month: int
    due: int
    open: int
    overdue: int


def draw_months(months: Sequence[MonthLoad], look: Look) -> Picture:
    """Return the picture of months in the order given."""
    sheet = Sheet("months", look)
    drawn = draw_columns([Amount(str(month.month), month.due, month.open) for month in months], _TALL)
    foot = float(_TOP + _TALL)
    sheet.line(0, foot, sheet.width, foot, "soft")
    for month, column in zip(months, drawn.columns, strict=True):
        _draw_column(sheet, month, column)
    if drawn.tallest is None:
        sheet.text(0, _TOP + 20, say("chart.months_none"), colour="soft")
    y = draw_legend(sheet, foot + 26, _keys(months))
    return sheet.finish(y + 2, say("chart.months"), tell_months(months))


def tell_months(months: Sequence[MonthLoad]) -> str:
    """Return the finding: the month with the most deadlines, and what of them is open."""
    busiest = max(months, key=lambda month: month.due, default=None)
    if busiest is None or not busiest.due:
        return say("chart.months_none")
    key = "chart.months_overdue" if busiest.overdue else "chart.months_open"
    facts = {"due": busiest.due, "open": busiest.open, "overdue": busiest.overdue}
    return say(
        key,
        month=busiest.month,
        all=say_count(sum(month.due for month in months)),
        **{name: say_count(value) for name, value in facts.items()},
    )


def _draw_column(sheet: Sheet, month: MonthLoad, column: Column) -> None:
    """From the ground up: overdue, open in term, done."""
    middle, wide = (float(part) * sheet.width / 100 for part in (column.middle, column.width))
    x, foot = middle - wide / 2, float(_TOP + _TALL)
    sheet.text(middle, foot + 16, say("chart.month", month=month.month), size=SMALL, anchor="middle")
    if not column.height:
        return
    overdue = column.part_height * month.overdue / month.open if month.open else 0
    parts: tuple[tuple[Tone, int, float], ...] = (
        ("late", month.overdue, overdue),
        ("plain", month.open - month.overdue, column.part_height - overdue),
        ("done", month.due - month.open, column.height - column.part_height),
    )
    y = foot
    for tone, tasks, tall in parts:
        y -= tall
        sheet.area(x, y, wide, tall, tone)
        words = say_count(tasks)
        alone = tasks == month.due
        if tasks and not alone and tall >= _LEGIBLE and sheet.measure(words, SMALL) < wide:
            _write_in(sheet, middle, y + tall / 2 + 4, words, tone)
    sheet.frame(x, foot - column.height, wide, column.height)
    _write_above(sheet, middle, foot - column.height - 5, say_count(month.due), wide)


def _write_above(sheet: Sheet, middle: float, foot: float, words: str, wide: float) -> None:
    """A figure that is wider than its column and the gaps beside it is smaller."""
    needed = sheet.measure(words, bold=True)
    size = max(min(SIZE, SIZE * wide * 1.4 / needed), _SMALLEST)
    half = sheet.measure(words, size, bold=True) / 2
    place = min(max(middle, half), sheet.width - half)
    sheet.text(place, foot, words, size=size, anchor="middle", bold=True)


def _write_in(sheet: Sheet, middle: float, foot: float, words: str, tone: Tone) -> None:
    if tone == "done":
        sheet.text(middle, foot, words, size=SMALL, anchor="middle")
        return
    sheet.text(middle, foot, words, size=SMALL, anchor="middle", bold=True, halo=True)


def _keys(months: Sequence[MonthLoad]) -> list[Key]:
    keys: list[Key] = []
    if any(month.overdue for month in months):
        keys.append(Key(say("chart.month_overdue"), tone="late"))
    if any(month.open > month.overdue for month in months):
        keys.append(Key(say("chart.month_open"), tone="plain"))
    if any(month.due > month.open for month in months):
        keys.append(Key(say("chart.month_done"), tone="done"))
    return keys
