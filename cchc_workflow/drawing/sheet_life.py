"""Owns the picture of one task's life: a bar of days, its deadlines above, what happened to it below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cchc_workflow.drawing.axis import draw_axis
from cchc_workflow.drawing.flags import Flag, fit_axis, hang_flags
from cchc_workflow.drawing.legend import Key, draw_legend
from cchc_workflow.drawing.lifeline import Life
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.svg import SMALL, Look, Sheet
from cchc_workflow.drawing.timeline import Timeline
from cchc_workflow.words import say, say_count, say_date

_BAR: Final = 18
_LINE: Final = 17
_LABEL: Final = 0.5
"""The greatest part of the width that one label may have."""

MOST: Final = 8
"""Days with a label; those between the first and the last ones are dots."""


@dataclass(frozen=True, slots=True)
class _Day:
    """What happened on one day, and how its dot looks."""

    on: date
    words: str
    today: bool = False


def draw_life_picture(life: Life, look: Look) -> Picture:
    """Return the picture of a task's life; one without any step is told and not drawn."""
    sheet = Sheet("life", look)
    title = say("chart.life")
    if not life.steps:
        sheet.text(0, 14, say("chart.life_none"), colour="soft")
        return sheet.finish(24, title, say("chart.life_none"))
    days = _days(life)
    named = _named(days)
    shares = _measure(life)
    dues = [(due_on, _say_due(due_on, life)) for due_on in life.dues]
    labels = [(shares.place(on), _wide(sheet, words)) for on, words in [*_labels(named), *dues]]
    axis = Timeline(shares.first_on, shares.last_on, 8, fit_axis(labels, sheet.width - 8))
    above = hang_flags([Flag(axis.place(on), words, _wide(sheet, words)) for on, words in dues])
    below = hang_flags([Flag(axis.place(on), words, _wide(sheet, words)) for on, words in _labels(named)])
    top = float(_LINE * (1 + max((flag.level for flag in above), default=-1)) + 8)
    foot = top + _BAR
    for flag in above:
        holds = flag.flag.words == _say_due(life.dues[-1], life)
        y = top - 8 - _LINE * flag.level
        sheet.line(
            flag.flag.x, y - 9, flag.flag.x, foot + 3, "ink", **({"width": 2} if holds else {"dash": 3})
        )
        sheet.text(
            flag.flag.x + 5, y, sheet.fit(flag.flag.words, flag.flag.wide, SMALL), size=SMALL, bold=holds
        )
    _draw_bar(sheet, life, axis, top)
    for day in days:
        x = axis.place(day.on)
        sheet.dot(x, top + _BAR / 2, 4.5, "paper" if day.today else "ink", "ink" if day.today else "paper")
    for flag in below:
        y = foot + 16 + _LINE * flag.level
        sheet.line(flag.flag.x, foot, flag.flag.x, y + 1, "soft")
        sheet.text(flag.flag.x + 5, y, sheet.fit(flag.flag.words, flag.flag.wide, SMALL), size=SMALL)
    y = foot + 16 + _LINE * max((flag.level for flag in below), default=0) + 12
    sheet.line(axis.begins, y, axis.begins + axis.width, y, "rule")
    y = draw_axis(sheet, axis, y)
    y = draw_legend(sheet, y, _keys(life))
    return sheet.finish(y + 2, title, tell_life(life))


def tell_life(life: Life) -> str:
    """Return the finding: in time or late and by how much; then what happened when."""
    if not life.steps:
        return say("chart.life_none")
    steps = "; ".join(say("chart.life_step", words=step.words, on=step.on) for step in life.steps)
    return f"{_say_standing(life)} {steps}."


def _say_standing(life: Life) -> str:
    facts = {"due_on": life.due_on, "days": say_count(abs(life.days_late))}
    if life.due_on is None:
        return say("chart.life_undated")
    moved = ""
    if len(life.dues) > 1:
        moved = " " + say("chart.life_moved", before=life.dues[0], times=say_count(len(life.dues) - 1))
    if life.ended and life.reported_on is None:
        return say("chart.life_void", **facts) + moved
    if life.reported_on is not None:
        key = "chart.life_done_late" if life.days_late > 0 else "chart.life_done_in_time"
        return say(key, on=life.reported_on, **facts) + moved
    key = (
        "chart.life_overdue"
        if life.days_late > 0
        else "chart.life_ahead"
        if life.days_late
        else "chart.life_today"
    )
    return say(key, **facts) + moved


def _measure(life: Life) -> Timeline:
    days = [step.on for step in life.steps] + list(life.dues) + ([] if life.ended else [life.on])
    return Timeline(min(days), max(days), 0, 1)


def _days(life: Life) -> list[_Day]:
    """What happened on the same day stands together; today is among the days while the task lives."""
    found: dict[date, list[str]] = {}
    for step in life.steps:
        found.setdefault(step.on, []).append(step.words)
    days = [_Day(on, ", ".join(dict.fromkeys(words))) for on, words in found.items()]
    if not life.ended and life.on not in found:
        days.append(_Day(life.on, say("chart.today"), today=True))
    return sorted(days, key=lambda day: day.on)


def _named(days: Sequence[_Day]) -> list[_Day]:
    return list(days) if len(days) <= MOST else [days[0], *days[1 - MOST :]]


def _labels(days: Sequence[_Day]) -> list[tuple[date, str]]:
    years = {day.on.year for day in days}
    return [(day.on, f"{_short(day.on, year=len(years) > 1)} {day.words}") for day in days]


def _short(on: date, *, year: bool) -> str:
    return say_date(on) if year else f"{on.day}/{on.month}"


def _say_due(due_on: date, life: Life) -> str:
    return say("chart.due" if due_on == life.due_on else "chart.due_before", on=due_on)


def _wide(sheet: Sheet, words: str) -> float:
    return min(sheet.measure(words, SMALL, bold=True) + 8, sheet.width * _LABEL)


def _draw_bar(sheet: Sheet, life: Life, axis: Timeline, top: float) -> None:
    y = top + 3
    sheet.block(axis.begins, y, axis.width, _BAR - 6, "bed")
    for span in life.spans:
        x = axis.place(span.from_on)
        sheet.area(x, y, axis.place(span.to_on) - x, _BAR - 6, span.tone)
    sheet.frame(axis.begins, y, axis.width, _BAR - 6)


def _keys(life: Life) -> list[Key]:
    keys = (
        Key(say("chart.life_waiting"), tone="done"),
        Key(say("chart.life_working"), tone="plain"),
        Key(say("chart.life_late"), tone="late"),
        Key(say("chart.life_reported"), tone="waits"),
        Key(say("chart.life_paused"), tone="idle"),
    )
    used = {span.tone for span in life.spans}
    return [key for key in keys if key.tone in used]
