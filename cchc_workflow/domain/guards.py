"""Owns the closed registry of guards that a workflow file may name; each says what is missing.

A guard never changes anything and never asks a clock or a database.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.people import Actor
from cchc_workflow.domain.target import Measure, UnreadableValueError, measure
from cchc_workflow.domain.task import Act, Task
from cchc_workflow.errors import IncompleteError, RefusedError, WrongRoleError


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked, by whom, of what; `extension` only where one is decided on."""

    task: Task
    act: Act
    actor: Actor
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition. `asks` is the input with which a person can meet it, None where none would help."""

    check: Callable[[Case], RefusedError | None]
    asks: str | None = None


def _missing(case: Case, *what: str, **details: object) -> IncompleteError:
    return IncompleteError(case.act.name, what, details)


def _reason_given(case: Case) -> RefusedError | None:
    return None if (case.act.note or "").strip() else _missing(case, "reason")


def _evidence_attached(case: Case) -> RefusedError | None:
    given = any(item.document.strip() or item.sha256 for item in case.act.evidence)
    return None if given else _missing(case, "evidence")


def _document_cited(case: Case) -> RefusedError | None:
    return None if (case.act.document or "").strip() else _missing(case, "document")


def _target_reached(case: Case) -> RefusedError | None:
    """A quantified task is reported with the value reached, and only when that is enough."""
    target = case.task.target
    if target is None or target.measure is Measure.UNITS:
        return None
    value = (case.act.value or "").strip()
    wanted = {"target": target.label, "needed": str(target.needed), "names": list(target.names)}
    if not value:
        return _missing(case, "value", **wanted)
    try:
        progress = measure(target, value)
    except UnreadableValueError:
        return _missing(case, "value", unreadable=value, **wanted)
    if progress.reached:
        return None
    return _missing(
        case,
        "target",
        target=target.label,
        done=str(progress.done),
        total=str(progress.total),
        missing=list(progress.missing) or str(progress.missing_count),
    )


def _not_the_reporter(case: Case) -> RefusedError | None:
    """The verifier is never the reporter."""
    if case.task.reported_by != case.actor.person_id:
        return None
    return WrongRoleError(case.act.name, case.actor.address, ["not_the_reporter"])


def _not_the_requester(case: Case) -> RefusedError | None:
    if case.extension is None or case.extension.requested_by != case.actor.person_id:
        return None
    return WrongRoleError(case.act.name, case.actor.address, ["not_the_requester"])


def _is_the_requester(case: Case) -> RefusedError | None:
    if case.extension is None or case.extension.requested_by == case.actor.person_id:
        return None
    return WrongRoleError(case.act.name, case.actor.address, ["is_the_requester"])


def _later_date_given(case: Case) -> RefusedError | None:
    """The date lies after the current deadline; where none is typed, what was asked for is granted."""
    typed = (case.act.value or "").strip()
    asked = case.extension.asked_due_on if case.extension and not typed else read_date(typed)
    if asked is None:
        return _missing(case, "due_on", **({"unreadable": typed} if typed else {}))
    if case.task.due_on is not None and asked <= case.task.due_on:
        return _missing(case, "later_due_on", due_on=case.task.due_on.isoformat(), asked=asked.isoformat())
    return None


def _deadline_set(case: Case) -> RefusedError | None:
    """Only a task that has a deadline can be given more time."""
    return _missing(case, "deadline") if case.task.due_on is None else None


_DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
)


def read_date(text: str | None) -> date | None:
    """Return the date written as 2021-06-30 or 30/6/2021, or None; a year of two digits is not guessed at."""
    found = next(filter(None, (form.fullmatch((text or "").strip()) for form in _DATES)), None)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.group("year", "month", "day")))
    except ValueError:
        return None


GUARDS: Mapping[str, Guard] = {
    "reason_given": Guard(_reason_given, asks="note"),
    "evidence_attached": Guard(_evidence_attached, asks="evidence"),
    "document_cited": Guard(_document_cited, asks="document"),
    "target_reached": Guard(_target_reached, asks="value"),
    "later_date_given": Guard(_later_date_given, asks="due_on"),
    "deadline_set": Guard(_deadline_set),
    "not_the_reporter": Guard(_not_the_reporter),
    "not_the_requester": Guard(_not_the_requester),
    "is_the_requester": Guard(_is_the_requester),
}
