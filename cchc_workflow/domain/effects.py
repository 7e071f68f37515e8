"""Owns the closed registry of effects that a workflow file may name: what an action changes beside the state.

An effect returns the fields it changes; it never writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.guards import Case


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is done: the instant, and the calendar that says which day that is.

    `last_on` is the plan's last day, beyond which no deadline goes: the year's rating waits for nothing.
    """

    now: datetime
    calendar: WorkCalendar
    last_on: date | None = None

    @property
    def on(self) -> date:
        """Return the local date."""
        return self.calendar.today(self.now)


Effect = Callable[[Case, Moment], Mapping[str, object]]


def _record_report(case: Case, moment: Moment) -> Mapping[str, object]:
    """Lateness is judged by the day of this report, if it is the one finally accepted."""
    return {
        "reported_at": moment.now,
        "reported_on": moment.on,
        "reported_by": case.actor.person_id,
        "value": case.act.value,
    }


def _clear_report(_case: Case, _moment: Moment) -> Mapping[str, object]:
    return {"reported_at": None, "reported_on": None, "reported_by": None, "value": None}


def _stop_clock(_case: Case, moment: Moment) -> Mapping[str, object]:
    return {"suspended_on": moment.on}


def _restart_clock(case: Case, moment: Moment) -> Mapping[str, object]:
    """The clock stood still: the working days left on the day of suspension are left again from today.

    A task that was overdue already when it was suspended stays overdue by its old deadline; one that was
    not is never overdue on the day it is resumed, be that a day off.
    """
    task = case.task
    changed: dict[str, object] = {"suspended_on": None}
    if task.suspended_on is None or task.due_on is None or task.due_on < task.suspended_on:
        return changed
    lost = moment.calendar.distance(task.suspended_on, moment.on)
    due_on = max(moment.calendar.shift(task.due_on, lost), moment.on)
    if moment.last_on is not None:
        due_on = max(task.due_on, min(due_on, moment.last_on))
    if due_on != task.due_on:
        changed |= move_deadline(case, moment, due_on)
    return changed


def _mark_excused(_case: Case, _moment: Moment) -> Mapping[str, object]:
    return {"excused": True}


def move_deadline(case: Case, moment: Moment, due_on: date) -> Mapping[str, object]:
    """Return the fields of a new deadline version; the original deadline is kept for ever."""
    return {
        "due_on": due_on,
        "original_due_on": case.task.original_due_on or due_on,
        "due_version": case.task.due_version + 1,
        "due_set_at": moment.now,
    }


EFFECTS: Mapping[str, Effect] = {
    "record_report": _record_report,
    "clear_report": _clear_report,
    "stop_clock": _stop_clock,
    "restart_clock": _restart_clock,
    "mark_excused": _mark_excused,
}
