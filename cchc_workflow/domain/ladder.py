"""Owns the ladder of reminders and escalations: which step falls on which day; sends nothing."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.task import Notice, Phase, Task


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: `offset` working days after (before, if negative) the deadline.

    `level` counts the escalations (lần n); 0 for a reminder before the deadline.
    """

    name: str
    offset: int
    notice: Notice
    level: int = 0

    def __hash__(self) -> int:
        """Hash by name: steps are looked up for every alarm of a sweep, their notices need not be read."""
        return hash(self.name)


@dataclass(frozen=True, eq=False)
class Ladder:
    """The checked ladder, steps in order of their offsets; `soon` is "sắp đến hạn" in working days."""

    name: str
    label: str
    at: time
    soon: int
    steps: tuple[Step, ...]
    id: int = 0

    def after(self, step: Step) -> tuple[Step, ...]:
        """Return the steps that follow: where one has nobody to receive it, the next one's people do."""
        return self.steps[self.steps.index(step) + 1 :]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A step that is due, for one deadline version of a task."""

    step: Step
    due_version: int
    at: datetime

    def __hash__(self) -> int:
        """Hash by what tells the alarms of one task apart."""
        return hash((self.step.name, self.due_version))

    def key(self, task_id: int, person_id: int) -> str:
        """Return what makes this reminder unique: task, step, deadline version, recipient."""
        return f"step:{task_id}:{self.step.name}:{self.due_version}:{person_id}"


def step_day(step: Step, due_on: date, calendar: WorkCalendar) -> date:
    """Return the working day on which `step` falls, counted from the deadline's last working day.

    So each step of a deadline on a day off has a day of its own too.
    """
    return calendar.shift(calendar.roll_back(due_on), step.offset)


@lru_cache(maxsize=4096)
def schedule(ladder: Ladder, due_on: date, calendar: WorkCalendar) -> tuple[tuple[datetime, Step], ...]:
    """Return (instant, step) of the whole ladder for one deadline, in order; tasks share deadlines."""
    return tuple(
        (calendar.instant(step_day(step, due_on, calendar), ladder.at), step) for step in ladder.steps
    )


def alarms(ladder: Ladder, task: Task, calendar: WorkCalendar, now: datetime) -> tuple[Alarm, ...]:
    """Return the steps due by `now` that were not looked at yet, in order.

    Several at once mean that steps were missed (the system was down): they go out as one message.
    """
    if task.phase is not Phase.OPEN or task.due_on is None or task.next_check_at is None:
        return ()
    seen_until = task.next_check_at
    return tuple(
        Alarm(step, task.due_version, at)
        for at, step in schedule(ladder, task.due_on, calendar)
        if seen_until <= at <= now
    )


def next_check(ladder: Ladder, task: Task, calendar: WorkCalendar, now: datetime) -> datetime | None:
    """Return the first instant after `now` at which the task changes by time alone, or None.

    That is its next step, or the end of its deadline day, when it becomes overdue.
    """
    if task.phase is not Phase.OPEN or task.due_on is None:
        return None
    return next_turn(ladder, task.due_on, calendar, now)


def next_turn(ladder: Ladder, due_on: date, calendar: WorkCalendar, after: datetime) -> datetime | None:
    """Return the first instant after `after` at which a task of this deadline changes by time alone."""
    turns = _turns(ladder, due_on, calendar)
    following = bisect_right(turns, after)
    return turns[following] if following < len(turns) else None


@lru_cache(maxsize=4096)
def _turns(ladder: Ladder, due_on: date, calendar: WorkCalendar) -> tuple[datetime, ...]:
    steps = (at for at, _ in schedule(ladder, due_on, calendar))
    return tuple(sorted({*steps, calendar.end_of(due_on)}))


def recheck(
    ladder: Ladder, before: Task, after: Task, calendar: WorkCalendar, now: datetime
) -> datetime | None:
    """Return `next_check_at` after somebody acted: what was due but not yet looked at must not be skipped.

    Nor must what passed while the task waited for somebody else: a task that comes back with the deadline it
    had is looked at again from the day on which it left its people's hands, at once if a step has passed.
    """
    pending = before.next_check_at
    same_ladder = before.due_version == after.due_version and after.phase is Phase.OPEN
    if same_ladder and pending is not None and pending <= now:
        return pending
    left_at = _left_at(before, calendar) if same_ladder else None
    if left_at is not None and after.due_on is not None:
        return next_turn(ladder, after.due_on, calendar, left_at)
    return next_check(ladder, after, calendar, now)


def _left_at(task: Task, calendar: WorkCalendar) -> datetime | None:
    """Return the instant from which nobody has looked at the steps of a task that is not open, or None.

    It is the start of the day, for the report may have come before that morning's look; a step that was told
    is not told again, its key being taken. What passed before the deadline was set was never due.
    """
    if task.phase is Phase.OPEN:
        return None
    reported_on = calendar.today(task.reported_at) if task.reported_at is not None else None
    days = [on for on in (reported_on, task.suspended_on) if on is not None]
    return max(calendar.instant(min(days), time.min), task.due_set_at) if days else None


def merge(
    recipients: Mapping[Alarm, tuple[int, ...]],
) -> tuple[dict[int, Alarm], dict[int, tuple[Alarm, ...]]]:
    """Split due steps by person into the latest, which is told, and the missed, which are only noted."""
    told: dict[int, Alarm] = {}
    missed: dict[int, tuple[Alarm, ...]] = {}
    for alarm in sorted(recipients, key=lambda alarm: alarm.step.offset):
        for person_id in dict.fromkeys(recipients[alarm]):
            if person_id in told:
                missed[person_id] = (*missed.get(person_id, ()), told[person_id])
            told[person_id] = alarm
    return told, missed
