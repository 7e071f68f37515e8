"""Owns the words in which the tables of readings speak: a deadline in one line, without its text."""

from dataclasses import replace
from datetime import date
from typing import Final

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.deadlines.deadline import (
    Deadline,
    DeadlineContext,
    DeadlineKind,
    DeadlineWarning,
    Reading,
    Repeat,
    Unreadable,
    Why,
    read_deadline,
)

WEEKDAYS: Final = WorkCalendar(
    source="weekdays.toml",
    tz="Asia/Ho_Chi_Minh",
    weekend=frozenset({5, 6}),
    first_on=date(2020, 1, 1),
    last_on=date(2027, 12, 31),
    days_off={},
    worked_days={},
)
PLAN: Final = DeadlineContext(2026, WEEKDAYS, signed_on=date(2026, 3, 31))
DATED, RECURRING, STANDING, DORMANT, AWAITING, SUBTASKS, UNSET = DeadlineKind
CONTRADICTION, TENTATIVE, ALSO_EVENT, PARTLY_UNDATED, SEVERAL_RHYTHMS = DeadlineWarning


def on(text: str) -> date:
    """`2026-06-15` as a date."""
    return date.fromisoformat(text)


def read(text: str, context: DeadlineContext = PLAN) -> Deadline | Unreadable:
    """The reading without the text, so that a table can state it."""
    return replace(read_deadline(text, context), text="")


def dated(due: str, reading: Reading, *milestones: str, **more: object) -> Deadline:
    """A dated deadline with its milestones."""
    deadline = Deadline("", DATED, reading, on(due), milestones=tuple(map(on, milestones)))
    return replace(deadline, **more)  # type: ignore[arg-type]


def each(repeat: Repeat, due: str | None = None, **more: object) -> Deadline:
    """A recurring deadline, perhaps with its first day."""
    reading = Reading.FIRST_THEN_EACH_PERIOD if due else Reading.EACH_PERIOD
    return replace(Deadline("", RECURRING, reading, on(due) if due else None, repeat), **more)  # type: ignore[arg-type]


def undated(kind: DeadlineKind, reading: Reading, **more: object) -> Deadline:
    """A deadline without a day."""
    return replace(Deadline("", kind, reading), **more)  # type: ignore[arg-type]


def unreadable(why: Why) -> Unreadable:
    """What a person has to read."""
    return Unreadable("", why)
