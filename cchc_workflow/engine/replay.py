"""Owns what a task's history says the task must be; it reads no database and mends nothing."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.task import Event, Task

Today = Callable[[datetime], date]
"""From an instant to the office's local date."""

_NO_REPORT: dict[str, object] = {
    "reported_at": None,
    "reported_on": None,
    "reported_by": None,
    "value": None,
}


def differences(task: Task, events: Iterable[Event], workflow: Workflow, today: Today) -> Iterator[str]:
    """Yield the names of the task's fields that are not what its events made them.

    What decides on lateness and on whom it counts against is told by the events: the lead, the deadline and
    its versions, the report and its day, whether the task counts, whether it is excused. Who does the task
    and when it is next looked at are not.
    """
    for name, value in replay(events, workflow, today).items():
        if (getattr(task, name) or None) != (value or None):
            yield name


def replay(events: Iterable[Event], workflow: Workflow, today: Today) -> dict[str, object]:
    """Return the fields of a task, by name, as its events made them, in order from the first."""
    effects = {action.event: action.effects for action in workflow.actions.values()}
    told: dict[str, object] = {**_NO_REPORT, "excused": False, "due_version": 1}
    for count, event in enumerate(events, start=1):
        told |= {"version": count, "last_event_at": event.at, "phase": workflow.states[event.to_state].phase}
        told |= _read_words(event, told)
        for name in effects.get(event.name, ()):
            told |= _read_effect(name, event, today)
    return told


def _read_words(event: Event, told: dict[str, object]) -> dict[str, object]:
    """Return what an event says outright; a deadline given later wakes a dormant task."""
    data = event.data
    said = {field: data[word] for word, field in _WORDS.items() if word in data}
    if data.get("due_on"):
        due_on = date.fromisoformat(str(data["due_on"]))
        said |= {"due_on": due_on, "original_due_on": told.get("original_due_on") or due_on}
        if event.number > 1:
            said |= {"due_version": int(str(told["due_version"])) + 1, "counted": True}
    return said


def _read_effect(name: str, event: Event, today: Today) -> dict[str, object]:
    match name:
        case "record_report":
            return {
                "reported_at": event.at,
                "reported_on": today(event.at),
                "reported_by": event.actor_id,
                "value": event.data.get("value"),
            }
        case "clear_report":
            return dict(_NO_REPORT)
        case "mark_excused":
            return {"excused": True}
    return {}


_WORDS = {"title": "title", "lead": "lead_unit_id", "counted": "counted"}
