"""Owns whether a task is on time: always computed from today, never stored."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.task import Phase, Task


class Timeliness(StrEnum):
    """What a task is, seen from today."""

    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    PAUSED = "paused"
    VOID = "void"
    UNDATED = "undated"


def is_late(phase: Phase, due_on: date | None, reported_on: date | None, on: date) -> bool:
    """Tell whether a task counts as late on the day `on`.

    Lateness is judged at the report, not at the verification: the day of the report against the
    current deadline; without a report, today against it. Suspended and cancelled tasks are not late.
    """
    if due_on is None:
        return False
    if phase is Phase.OPEN:
        return due_on < on
    if phase in {Phase.REPORTED, Phase.DONE}:
        return reported_on is not None and due_on < reported_on
    return False


def timeliness(task: Task, on: date, calendar: WorkCalendar, soon: int) -> Timeliness:
    """Return the task's timeliness on the day `on`; `soon` is counted in working days."""
    return _look(
        task.phase, task.due_on, task.reported_on, on, lambda due_on: calendar.distance(on, due_on) <= soon
    )


def timeliness_of(
    phase: Phase, due_on: date | None, reported_on: date | None, on: date, soon_until: date
) -> Timeliness:
    """Return what `timeliness` does, of the few facts that it takes; `soon_until` is from `last_soon_day`."""
    return _look(phase, due_on, reported_on, on, lambda due_on: due_on <= soon_until)


def last_soon_day(on: date, calendar: WorkCalendar, soon: int) -> date:
    """Return the last day that is at most `soon` working days away: the eve of the working day after them."""
    return calendar.shift(on, soon + 1) - timedelta(days=1)


def _look(
    phase: Phase, due_on: date | None, reported_on: date | None, on: date, is_soon: Callable[[date], bool]
) -> Timeliness:
    if phase is Phase.VOID:
        return Timeliness.VOID
    if phase is Phase.PAUSED:
        return Timeliness.PAUSED
    late = is_late(phase, due_on, reported_on, on)
    if phase in {Phase.REPORTED, Phase.DONE}:
        return Timeliness.DONE_LATE if late else Timeliness.DONE_ON_TIME
    if due_on is None:
        return Timeliness.UNDATED
    if late:
        return Timeliness.OVERDUE
    return Timeliness.DUE_SOON if is_soon(due_on) else Timeliness.ON_TRACK
