"""Owns changing what a task is: title, deadline, who leads it, who does it; waking a dormant one."""

from dataclasses import dataclass
from datetime import date, datetime

from cchc_workflow.domain.decide import advance
from cchc_workflow.domain.effects import move_deadline
from cchc_workflow.domain.guards import Case
from cchc_workflow.domain.people import Actor, Role, scope_of
from cchc_workflow.domain.task import Act, Phase, Task
from cchc_workflow.engine.act import commit_decision
from cchc_workflow.engine.judge import judge_unit
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
from cchc_workflow.store.tasks import find_task

AMEND = "amend"
DECIDERS = frozenset({Role.CHIEF_OF_OFFICE, Role.DIRECTOR})
"""A deadline that stands is moved by those who decide on extensions, whoever asks."""
AMENDERS = DECIDERS | {Role.COORDINATOR}
GIVERS = AMENDERS | {Role.UNIT_HEAD}
"""A unit head may say who in the unit does a task; all else is for those who run the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What is to change; None leaves as it is. `lead` is a unit's code, `assignee` an address."""

    title: str | None = None
    due_on: date | None = None
    lead: str | None = None
    assignee: str | None = None
    reason: str | None = None


def amend(  # noqa: PLR0913 - an amendment needs all of this
    office: Office,
    actor: Actor,
    code: str,
    amendment: Amendment,
    now: datetime,
    seen_version: int | None = None,
) -> Task:
    """Amend a task and return it as it then is.

    A new deadline is a new deadline version and starts a new ladder; given to a dormant task, it wakes
    it: from then on it counts.

    Raises:
        NotFoundError: no such task, unit or person.
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
        _check(tx, office, actor, task, amendment, now)
        changes, data = _changes(tx, office, actor, task, amendment, now)
        if not changes:
            raise IncompleteError(AMEND, ["change"])
        if amendment.reason:
            data["note"] = amendment.reason.strip()
        notices = (office.notices["amended"],)
        decision = advance(task, changes, "amended", actor.person_id, office.moment(now), data, notices)
        after = commit_decision(tx, office, task, decision, actor, now)
        if after.lead_unit_id != task.lead_unit_id:
            for unit_id in (task.lead_unit_id, after.lead_unit_id):
                judge_unit(tx, office, task.plan_id, unit_id, now, "amended")
        return after


def _check(
    tx: Transaction, office: Office, actor: Actor, task: Task, amendment: Amendment, now: datetime
) -> None:
    if task.phase not in {Phase.OPEN, Phase.PAUSED}:
        raise WrongStateError(AMEND, task.state, ["assigned", "in_progress", "suspended"])
    needed = _needed(task, amendment)
    if not actor.holds(needed, task.lead_unit_id):
        raise WrongRoleError(AMEND, actor.address, sorted(needed))
    if needed is not GIVERS and not (amendment.reason or "").strip():
        raise IncompleteError(AMEND, ["reason"])
    if amendment.due_on is not None:
        _check_due(office, tx, task, amendment.due_on, now)


def _needed(task: Task, amendment: Amendment) -> frozenset[Role]:
    if amendment.due_on is not None and task.due_on is not None:
        return DECIDERS
    if amendment.due_on is not None or amendment.title is not None or amendment.lead is not None:
        return AMENDERS
    return GIVERS


def _check_due(office: Office, tx: Transaction, task: Task, due_on: date, now: datetime) -> None:
    last_on = office.plan(tx, task.plan_id).last_on
    if due_on > last_on:
        raise IncompleteError(AMEND, ["due_within_plan"], {"last_on": last_on.isoformat()})
    if due_on < office.today(now):
        raise IncompleteError(AMEND, ["due_not_past"], {"today": office.today(now).isoformat()})


def _changes(  # noqa: PLR0913 - an amendment needs all of this
    tx: Transaction, office: Office, actor: Actor, task: Task, amendment: Amendment, now: datetime
) -> tuple[dict[str, object], dict[str, object]]:
    """Return the task's changed fields and what the history says of them."""
    changes: dict[str, object] = {}
    data: dict[str, object] = {}
    if amendment.title is not None and amendment.title.strip() != task.title:
        changes["title"] = amendment.title.strip()
        data |= {"title": amendment.title.strip(), "previous_title": task.title}
    if amendment.due_on is not None and amendment.due_on != task.due_on:
        case = Case(task, Act(name=AMEND), actor)
        changes |= move_deadline(case, office.moment(now), amendment.due_on) | {"counted": True}
        data |= {
            "due_on": amendment.due_on.isoformat(),
            "previous_due_on": task.due_on.isoformat() if task.due_on else None,
        }
    if amendment.lead is not None:
        unit = people.find_unit(tx, task.organization_id, amendment.lead)
        if unit.id != task.lead_unit_id:
            changes |= {"lead_unit_id": unit.id, "lead_unit_name": unit.name, "assignee_id": None}
            data |= {"unit": unit.name, "previous_unit": task.lead_unit_name}
    if amendment.assignee is not None:
        person = people.find_person(tx, task.organization_id, amendment.assignee)
        if person is None:
            raise NotFoundError("person", amendment.assignee)
        if person.id != task.assignee_id:
            changes["assignee_id"] = person.id
            data["assignee"] = person.name
    return changes, data
