"""Owns which periods somebody may choose from when a report is made by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cchc_workflow.domain.report_rules import ReportRule, week_label
from cchc_workflow.domain.reporting import ReportKind, Window
from cchc_workflow.engine.report.occasion import GRACE

WEEKS = 12
"""How many weeks back a report can be chosen; an older one is asked for on the command line."""

BY_DAY = frozenset({ReportKind.URGING, ReportKind.HANDOVER})
"""Kinds whose period is a day that somebody types."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A period by its label, and the days that its data are from."""

    period: str
    window: Window


def list_choices(rule: ReportRule, plan: Any, issued_on: date, on: date) -> tuple[Choice, ...]:  # noqa: ANN401
    """Return the periods of a plan (its row) that have begun, the latest first; none where a day is typed."""
    if rule.kind in BY_DAY:
        return ()
    found = _weeks(on) if rule.kind is ReportKind.WEEKLY else _parts(rule, issued_on, on)
    begun = (
        choice
        for choice in found
        if choice.window.from_on <= on
        and min(on, choice.window.to_on) >= issued_on
        and choice.window.from_on <= plan.last_on + GRACE
    )
    return tuple(sorted(begun, key=lambda choice: (choice.window.to_on, choice.period), reverse=True))


def choose_first(kind: ReportKind, choices: tuple[Choice, ...], on: date) -> str:
    """Return the period that ended last, else the one that ends next; of weeks this one; "" without any."""
    over = [choice for choice in choices if choice.window.to_on < on]
    likely = choices[:1] if kind is ReportKind.WEEKLY else (over[:1] or choices[-1:])
    return next((choice.period for choice in likely), "")


def _weeks(on: date) -> Iterator[Choice]:
    monday = on - timedelta(days=on.weekday())
    for back in range(WEEKS):
        first = monday - timedelta(weeks=back)
        yield Choice(week_label(first), Window(first, first + timedelta(days=6)))


def _parts(rule: ReportRule, issued_on: date, on: date) -> Iterator[Choice]:
    for year in range(issued_on.year, on.year + 2):
        for period in rule.periods:
            yield Choice(period.label(year), period.window(year))
