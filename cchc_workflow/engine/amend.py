"""Owns changing what a task is: title, deadline, who leads it, who does it; waking a dormant one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from cchc_workflow.domain.decide import advance, describe_act
from cchc_workflow.domain.effects import Moment, move_deadline
from cchc_workflow.domain.guards import Case
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.people import UNIT_ROLES, Actor, Role, scope_of
from cchc_workflow.domain.task import Act, Phase, Task
from cchc_workflow.engine.act import Deed, commit_decision
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import (
    ConflictError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store import people
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.details import rewrite_search
from cchc_workflow.store.tasks import find_task

AMEND = "amend"
FOUND_BY = frozenset({"title", "lead_unit_id"})
"""What a search finds a task by, of that which may be amended."""
AMENDABLE = frozenset({Phase.OPEN, Phase.PAUSED})
DECIDERS = frozenset({Role.CHIEF_OF_OFFICE, Role.DIRECTOR})
"""A deadline that stands is moved by those who decide on extensions, whoever asks."""
AMENDERS = DECIDERS | {Role.COORDINATOR}
GIVERS = AMENDERS | {Role.UNIT_HEAD}
"""A unit head may say who in the unit does a task; all else is for those who run the plan."""

Part = tuple[dict[str, object], dict[str, object]]
"""The fields that one part of an amendment changes, and what the history says of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What is to change; None leaves as it is. `lead` is a unit's code, `assignee` an address.

    `document` is the paper that orders the change.
    """

    title: str | None = None
    due_on: date | None = None
    lead: str | None = None
    assignee: str | None = None
    reason: str | None = None
    document: str | None = None


def amend(
    office: Office,
    actor: Actor,
    code: str,
    amendment: Amendment,
    now: datetime,
    seen_version: int | None = None,
) -> Task:
    """Amend a task and return it as it then is.

    A new deadline is a new deadline version and starts a new ladder; given to a dormant task, it wakes
    it: from then on it counts. A new lead starts without an assignee; the old one is told too.

    Raises:
        NotFoundError: no such task, unit or person, or the assignee holds no office in the unit.
        WrongStateError: the task is finished or cancelled.
        WrongRoleError: the actor may not change this.
        IncompleteError: no reason is given, nothing changes, or the deadline lies outside the plan or in
            the past.
        ConflictError: somebody else changed the task first.
    """
    with office.database.begin() as tx:
        task = find_task(tx, scope_of(actor), code)
        if seen_version is not None and seen_version != task.version:
            raise ConflictError("task", code)
        act = Act(name=AMEND, note=amendment.reason, document=amendment.document)
        case, moment = Case(task, act, actor), office.moment(now)
        _check(tx, office, case, amendment)
        if amendment.due_on is not None:
            check_due(tx, office, task, AMEND, amendment.due_on, now)
        changes, data = _put_together(tx, case, amendment, moment)
        if not changes:
            raise IncompleteError(AMEND, ["change"])
        data |= describe_act(case.act)
        notices = (office.notices["amended"],)
        decision = advance(task, changes, "amended", actor.person_id, moment, data, notices)
        after = commit_decision(tx, office, task, decision, Deed(actor, now))
        if not changes.keys().isdisjoint(FOUND_BY):
            rewrite_search(tx, after)
        return after


def amendable(task: Task, actor: Actor) -> frozenset[str]:
    """Return the fields of an amendment that the actor may change in the task as it stands."""
    if task.phase not in AMENDABLE:
        return frozenset()
    parts = {
        "title": Amendment(title=task.title),
        "due_on": Amendment(due_on=task.due_set_at.date()),
        "lead": Amendment(lead=""),
        "assignee": Amendment(assignee=""),
    }
    roles = actor.roles_in(task.lead_unit_id)
    return frozenset(name for name, part in parts.items() if roles & _needed(task, part))


def check_due(tx: Transaction, office: Office, task: Task, action: str, due_on: date, now: datetime) -> None:
    """Make sure that a new deadline lies within the task's plan and not in the past.

    The year's rating waits for nothing later than the plan's last day.

    Raises:
        IncompleteError: with the last day that would do, or with today.
    """
    last_on, today = office.plan(tx, task.plan_id).last_on, office.today(now)
    if due_on > last_on:
        raise IncompleteError(action, ["due_within_plan"], {"last_on": last_on.isoformat()})
    if due_on < today:
        raise IncompleteError(action, ["due_not_past"], {"today": today.isoformat()})


def states_in(workflow: Workflow, phases: Collection[Phase]) -> list[str]:
    """Return the names of the states that mean any of `phases` to the rules."""
    return [state.name for state in workflow.states.values() if state.phase in phases]


def _check(tx: Transaction, office: Office, case: Case, amendment: Amendment) -> None:
    task, actor = case.task, case.actor
    if task.phase not in AMENDABLE:
        allowed = states_in(office.workflow(tx, task.workflow_id), AMENDABLE)
        raise WrongStateError(AMEND, task.state, allowed)
    needed = _needed(task, amendment)
    if not actor.holds(needed, task.lead_unit_id):
        raise WrongRoleError(AMEND, actor.address, sorted(needed))
    if needed != GIVERS and not (amendment.reason or "").strip():
        raise IncompleteError(AMEND, ["reason"])


def _needed(task: Task, amendment: Amendment) -> frozenset[Role]:
    if amendment.due_on is not None and task.due_on is not None:
        return DECIDERS
    if amendment.due_on is not None or amendment.title is not None or amendment.lead is not None:
        return AMENDERS
    return GIVERS


def _put_together(tx: Transaction, case: Case, amendment: Amendment, moment: Moment) -> Part:
    task = case.task
    parts = [_retitle(task, amendment.title), _move(case, amendment.due_on, moment)]
    lead_unit_id = task.lead_unit_id
    if amendment.lead is not None:
        unit = people.find_unit(tx, task.organization_id, amendment.lead)
        lead_unit_id = unit.id
        parts.append(_hand_over(task, unit.id, unit.name))
    if amendment.assignee is not None:
        parts.append(_give(tx, task, amendment.assignee, lead_unit_id, moment))
    changes: dict[str, object] = {}
    data: dict[str, object] = {}
    for changed, said in parts:
        changes |= changed
        data |= said
    return changes, data


def _retitle(task: Task, title: str | None) -> Part:
    title = (title or "").strip()
    if not title or title == task.title:
        return {}, {}
    return {"title": title}, {"title": title, "previous_title": task.title}


def _move(case: Case, due_on: date | None, moment: Moment) -> Part:
    """A deadline given to a suspended task is whole on that day: only what follows is lost to the pause."""
    task = case.task
    if due_on is None or due_on == task.due_on:
        return {}, {}
    changes = {**move_deadline(case, moment, due_on), "counted": True}
    if task.phase is Phase.PAUSED:
        changes["suspended_on"] = moment.on
    previous = task.due_on.isoformat() if task.due_on else None
    return changes, {"due_on": due_on.isoformat(), "previous_due_on": previous}


def _hand_over(task: Task, unit_id: int, name: str) -> Part:
    if unit_id == task.lead_unit_id:
        return {}, {}
    changes: dict[str, object] = {"lead_unit_id": unit_id, "lead_unit_name": name, "assignee_id": None}
    return changes, {"lead": unit_id, "unit": name, "previous_unit": task.lead_unit_name}


def _give(tx: Transaction, task: Task, address: str, unit_id: int, moment: Moment) -> Part:
    person = people.find_actor(tx, task.organization_id, address, moment.on)
    if not person.holds(UNIT_ROLES, unit_id):
        raise NotFoundError("appointment", f"{address} {Role.OFFICER}")
    if person.person_id == task.assignee_id:
        return {}, {}
    return {"assignee_id": person.person_id}, {"assignee": person.name}
