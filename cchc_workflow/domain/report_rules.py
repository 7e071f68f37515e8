"""Owns the rules of the reports: whose days they are about, when and by whom they are made."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import ReportKind, Window
from cchc_workflow.domain.task import Notice

PERIOD_NAMES = ("q1", "q2", "q3", "q4", "h1", "h2", "year")
"""The periods that a year's reports can be of, as the ends of their labels: 2021-q3, 2021-h1, 2021."""

PaperFormat = Literal["docx", "pdf", "xlsx"]
"""What is kept of an issued report and goes with its mail."""

YearDay = tuple[int, int]
"""A day of any year: month and day, never 29 February."""


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """One period of a year: its first and last day, and the day on which its reports are made.

    A first day later in the year than the last one is the year before's; a day of making that is not later
    than the last one is the year after's. Without a day of making, somebody makes them.
    """

    name: str
    from_day: YearDay
    to_day: YearDay
    made_day: YearDay | None = None

    def label(self, year: int) -> str:
        """Return the period's label in a year."""
        return str(year) if self.name == "year" else f"{year}-{self.name}"

    def window(self, year: int) -> Window:
        """Return the days of the period that belongs to a year."""
        begins = year - 1 if self.from_day > self.to_day else year
        return Window(date(begins, *self.from_day), date(year, *self.to_day))

    def made_on(self, year: int) -> date | None:
        """Return the day from which the reports of that period are made; it may be a day off."""
        if self.made_day is None:
            return None
        return date(year + 1 if self.made_day <= self.to_day else year, *self.made_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule:
    """How an office goes about one kind of report.

    Attributes:
        kind: the kind.
        periods: the periods that a report can be of, where they are parts of a year.
        day: the day of the month on which letters that urge are drafted; None: only when somebody does.
        overdue: by how many working days a unit's open task must be overdue for such a letter.
        by_itself: whether the scheduler makes the reports on their day.
        issued_by_itself: whether it issues them too.
        formats: the papers that are kept and attached, in order.
        sections: what a person writes remarks on, in order.
        makers: who may make one now; of a unit's role, for the own unit alone.
        writers: who may write its remarks.
        issuers: who may issue it.
        drafted: who is told of a draft that the scheduler made, if anybody.
        issued: who is told of its issue, if anybody.
        annex_rows: how many rows a table has in Word and PDF at most; the Excel annex has all.
    """

    kind: ReportKind
    periods: tuple[PeriodRule, ...] = ()
    day: int | None = None
    overdue: int = 1
    by_itself: bool = True
    issued_by_itself: bool = False
    formats: tuple[PaperFormat, ...]
    sections: tuple[str, ...] = ()
    makers: tuple[Role, ...]
    writers: tuple[Role, ...]
    issuers: tuple[Role, ...]
    drafted: Notice | None = None
    issued: Notice | None = None
    annex_rows: int

    def period(self, name: str) -> PeriodRule | None:
        """Return the period of that name, or None."""
        return next((period for period in self.periods if period.name == name), None)


@dataclass(frozen=True, slots=True)
class ReportRules:
    """The rules of every kind, and those that single organizations, by their codes, have of their own."""

    general: Mapping[ReportKind, ReportRule]
    own: Mapping[str, Mapping[ReportKind, ReportRule]]

    def of(self, organization_code: str) -> Mapping[ReportKind, ReportRule]:
        """Return the rules by which an organization goes."""
        return self.own.get(organization_code, self.general)


def week_label(on: date) -> str:
    """Return the label of the week (ISO 8601) in which a day is: 2021-w40."""
    year, week, _ = on.isocalendar()
    return f"{year}-w{week:02}"


def following(window: Window) -> Window:
    """Return the window that comes next, as many months long; one shorter than a month, as many days."""
    from_on, to_on = window.from_on, window.to_on
    after = to_on + timedelta(days=1)
    months = (after.year - from_on.year) * 12 + after.month - from_on.month
    if months == 0 or after.day != from_on.day:
        return Window(after, after + (to_on - from_on))
    return Window(after, _shift_months(after, months) - timedelta(days=1))


def _shift_months(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
