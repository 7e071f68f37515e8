"""Owns the shape of a plan as of a day: what every figure of a report is made from; reads nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.reporting import Occasion, Window
from cchc_workflow.domain.standing import Rule
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.score.read import UnitScore

REMINDERS = ("reminder", "overdue")
"""What a unit itself is told of a task."""
ESCALATIONS = ("escalation",)
"""What those are told who stand above it."""
TOLD = (*REMINDERS, *ESCALATIONS)


@dataclass(frozen=True, slots=True)
class Span:
    """The instants of a report, both included: `since` begins the window, `until` is when it is judged."""

    since: datetime
    until: datetime

    def past(self, at: datetime | None) -> datetime | None:
        """Return the instant if it had come by then, else None."""
        return at if at is not None and at <= self.until else None


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who headed a unit, or stood in; `to_on` only where it was past by then."""

    unit_id: int
    person_id: int
    name: str
    from_on: date
    to_on: date | None
    stands_in: bool


@dataclass(frozen=True, slots=True)
class Reminder:
    """One step of a task's ladder, or one reminder sent by hand, however many people were told of it."""

    task_id: int
    message: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A request for more time; `decided_on` only if it was decided by then.

    `from_on` and `to_on` are the deadlines before and after one that was approved in the window.
    """

    id: int
    task_id: int
    due_version: int
    asked_due_on: date
    reason: str
    requested_on: date
    decided_on: date | None = None
    approved: bool = False
    withdrawn: bool = False
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A flag with its counts of the day it was raised; cleared or confirmed only if it was by then."""

    unit_id: int
    unit_code: str
    unit: str
    raised_at: datetime
    late: int
    assigned: int
    tasks: tuple[str, ...]
    cleared_at: datetime | None = None
    reason: str | None = None
    confirmed_at: datetime | None = None
    confirmer: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The report before this one: its figures, the day they are of, when it was made."""

    figures: Mapping[str, Any]
    as_of: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """A report that was issued by then."""

    kind: str
    period: str
    subject: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A plan as of a day, for one report.

    `whole` are all its tasks by deadline and code, `entries` those that the report is about, `supported`
    those of others that its unit helps with. `deeds` are how often tasks were reported, returned and verified
    in the window. `units` are the rows of all units by key, `tenures` of all units, newest first. `scores`
    are read for the ranking alone.
    """

    occasion: Occasion
    span: Span
    calendar: WorkCalendar
    organization: Any
    plan: Any
    rule: Rule
    units: Mapping[int, Any]
    areas: Sequence[Any]
    subject: Any | None
    whole: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    supported: tuple[Entry, ...]
    flags: tuple[Flag, ...]
    extensions: tuple[Extension, ...]
    tenures: tuple[Tenure, ...]
    reminders: tuple[Reminder, ...]
    deeds: Mapping[str, int]
    issued: tuple[Issued, ...]
    before: Before | None
    anchor: Any | None
    scores: Mapping[str, UnitScore]

    @property
    def on(self) -> date:
        """Return the day at whose end everything is judged."""
        return self.occasion.as_of

    @property
    def window(self) -> Window:
        """Return the days that the report tells of."""
        return self.occasion.window
