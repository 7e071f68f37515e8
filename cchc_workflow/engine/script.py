"""Owns doing one line of a script the way its actor would do it by hand; it has no rule of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cchc_workflow.definitions.script import Line
from cchc_workflow.domain.guards import read_date
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Act, Evidence
from cchc_workflow.engine.act import Command, act, offer
from cchc_workflow.engine.amend import AMEND, Amendment, amend
from cchc_workflow.engine.extend import decide_extension, request_extension
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import (
    CchcError,
    ClockError,
    ConflictError,
    IncompleteError,
    NotFoundError,
    RefusedError,
)
from cchc_workflow.store.extensions import waiting_extension
from cchc_workflow.store.people import find_actor
from cchc_workflow.store.tasks import find_task


@dataclass(frozen=True, slots=True)
class Applied:
    """A line that was done."""

    line: Line


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not done, and why."""

    line: Line
    error: CchcError


Outcome = Applied | Refused


def run_line(office: Office, organization_id: int, line: Line, now: datetime) -> Outcome:
    """Do what a line says, at `now`, and return whether it was done; a refusal is an answer, not an error.

    Raises:
        StorageError: the database can't be used.
    """
    try:
        with office.database.read() as tx:
            actor = find_actor(tx, organization_id, line.actor, office.today(now))
        _OTHERS.get(line.action, _act)(office, actor, line, now)
    except (RefusedError, NotFoundError, ConflictError, ClockError) as error:
        return Refused(line, error)
    return Applied(line)


def refuse_outside(
    office: Office, lines: Iterable[Line], start: datetime, end: datetime
) -> tuple[list[Line], list[Refused]]:
    """Part the lines from `start` to before `end` from those outside of the period, which are refused."""
    local = office.calendar.local
    period = {"from": local(start).isoformat(), "until": local(end).isoformat()}
    inside: list[Line] = []
    refused: list[Refused] = []
    for line in lines:
        if start <= line.at < end:
            inside.append(line)
        else:
            refused.append(Refused(line, IncompleteError(line.action, ["outside_period"], period)))
    return inside, refused


def _act(office: Office, actor: Actor, line: Line, now: datetime) -> None:
    """Hand the value and the note to whatever the action asks for in this task."""
    task, offers = offer(office, actor, line.task)
    asks = next((each.asks for each in offers if each.action.name == line.action), ())
    act(office, actor, Command(task.code, _make_act(line, asks)), now)


def _make_act(line: Line, asks: tuple[str, ...]) -> Act:
    """The paper is what is left of the value when no figure is asked for, else the note."""
    given = Act(name=line.action, note=line.note or None)
    if "evidence" in asks:
        quantified = "value" in asks
        paper = line.note if quantified else line.value or line.note
        return Act(
            name=line.action,
            value=line.value if quantified else None,
            note=line.note if line.note != paper else None,
            evidence=(Evidence(document=paper),) if paper else (),
        )
    if "document" in asks:
        return Act(name=line.action, note=given.note, document=line.value or None)
    return Act(name=line.action, note=given.note, value=line.value or None)


def _request_extension(office: Office, actor: Actor, line: Line, now: datetime) -> None:
    act_of = Act(name="request", value=line.value or None, note=line.note or None)
    request_extension(office, actor, line.task, act_of, now)


def _decide(name: str) -> Callable[[Office, Actor, Line, datetime], None]:
    def decide(office: Office, actor: Actor, line: Line, now: datetime) -> None:
        with office.database.read() as tx:
            task = find_task(tx, scope_of(actor), line.task)
            waiting = waiting_extension(tx, task.id)
        if waiting is None:
            raise NotFoundError("waiting_extension", line.task)
        act_of = Act(name=name, value=line.value or None, note=line.note or None)
        decide_extension(office, actor, waiting.id, act_of, now)

    return decide


def _amend_due_on(office: Office, actor: Actor, line: Line, now: datetime) -> None:
    due_on = read_date(line.value)
    if due_on is None:
        raise IncompleteError(AMEND, ["due_on"], {"unreadable": line.value} if line.value else {})
    amend(office, actor, line.task, Amendment(due_on=due_on, reason=line.note or None), now)


def _give(office: Office, actor: Actor, line: Line, now: datetime) -> None:
    if not line.value:
        raise IncompleteError(AMEND, ["assignee"])
    amend(office, actor, line.task, Amendment(assignee=line.value, reason=line.note or None), now)


_OTHERS: Mapping[str, Callable[[Office, Actor, Line, datetime], None]] = {
    "request_extension": _request_extension,
    "approve_extension": _decide("approve"),
    "reject_extension": _decide("reject"),
    "withdraw_extension": _decide("withdraw"),
    "amend": _amend_due_on,
    "amend_due_on": _amend_due_on,
    "give": _give,
}
"""What is not an action of the task's own workflow."""
