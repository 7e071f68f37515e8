"""Owns asking for more time (gia hạn) and deciding on it; both are written into the task's history."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from cchc_workflow.domain.decide import advance, describe_act, permit
from cchc_workflow.domain.effects import move_deadline
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.guards import Case, read_date
from cchc_workflow.domain.machine import Action, Workflow
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Act, Phase, Task
from cchc_workflow.engine.act import Deed, commit_decision
from cchc_workflow.engine.amend import check_due, states_in
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError, WrongStateError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.extensions import (
    add_extension,
    load_extension,
    save_extension,
    waiting_extension,
)
from cchc_workflow.store.tasks import find_task, load_task

REQUEST = "request"


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a request's life: what was done by which action of which workflow, and what it became."""

    workflow: Workflow
    action: Action
    act: Act
    after: Extension


def request_extension(office: Office, actor: Actor, code: str, act: Act, now: datetime) -> Extension:
    """Ask for more time for a task: `act.value` is the date asked for, `act.note` the reason.

    Raises:
        NotFoundError: no such task in the actor's sight.
        WrongStateError: the task is not open.
        ConflictError: another request of this task waits for its decision.
        WrongRoleError, IncompleteError: see `domain.decide.permit`; also a date outside the plan or past.
    """
    act = replace(act, name=REQUEST)
    workflow_id = office.pin("extension")
    with office.database.begin() as tx:
        task = find_task(tx, scope_of(actor), code)
        _require_open(tx, office, task, act)
        if waiting_extension(tx, task.id) is not None:
            raise ConflictError("extension", task.code)
        workflow = office.workflow(tx, workflow_id)
        action = permit(workflow, workflow.initial, Case(task, act, actor))
        state = _next_state(workflow, workflow.initial, action)
        asked = Extension(
            id=0,
            task_id=task.id,
            organization_id=task.organization_id,
            workflow_id=workflow_id,
            state=state,
            asked_due_on=_read_asked(act),
            reason=(act.note or "").strip(),
            requested_by=actor.person_id,
            requested_at=now,
            due_version=task.due_version,
        )
        check_due(tx, office, task, act.name, asked.asked_due_on, now)
        asked = replace(asked, id=add_extension(tx, asked, workflow.states[state].phase))
        _record(tx, office, task, _Step(workflow, action, act, asked), Deed(actor, now))
        return asked


def decide_extension(office: Office, actor: Actor, extension_id: int, act: Act, now: datetime) -> Extension:
    """Approve, reject or withdraw a request; approving may grant another date (`act.value`).

    An approval gives the task a new deadline version and so a new ladder; the original deadline stays.

    Raises:
        NotFoundError: no such request in the actor's sight, or no such action.
        WrongStateError: it is decided already, or the task is no longer open.
        ConflictError: somebody else decided first, or the deadline was moved meanwhile.
        WrongRoleError, IncompleteError: see `domain.decide.permit`; also a date outside the plan or past.
    """
    with office.database.begin() as tx:
        before = load_extension(tx, actor.organization_id, extension_id)
        task = load_task(tx, before.task_id)
        if not scope_of(actor).sees([task.lead_unit_id]):
            raise NotFoundError("extension", extension_id)
        workflow = office.workflow(tx, before.workflow_id)
        action = permit(workflow, before.state, Case(task, act, actor, before))
        state = _next_state(workflow, before.state, action)
        phase = workflow.states[state].phase
        granted = None
        if phase is Phase.DONE:
            granted = read_date(act.value) or before.asked_due_on
            _require_grantable(tx, office, task, before, act)
            check_due(tx, office, task, act.name, granted, now)
        after = replace(
            before,
            state=state,
            granted_due_on=granted,
            decided_by=actor.person_id,
            decided_at=now,
            decision_note=act.note,
        )
        save_extension(tx, before, after, phase)
        _record(tx, office, task, _Step(workflow, action, act, after), Deed(actor, now))
        return after


def extension_facts(extension: Extension, label: str) -> dict[str, object]:
    """Return what a mail says of a request; `label` is what people call the state."""
    return {
        "id": extension.id,
        "state": extension.state,
        "label": label,
        "asked_due_on": extension.asked_due_on.isoformat(),
        "granted_due_on": extension.granted_due_on.isoformat() if extension.granted_due_on else None,
        "reason": extension.reason,
        "note": extension.decision_note,
    }


def _record(tx: Transaction, office: Office, task: Task, step: _Step, deed: Deed) -> None:
    """Write the step into the task's history; a granted date becomes the task's deadline."""
    extension, moment = step.after, office.moment(deed.now)
    changes: dict[str, object] = {}
    data = {
        **describe_act(step.act),
        "extension": extension.id,
        "asked_due_on": extension.asked_due_on.isoformat(),
    }
    if extension.granted_due_on is not None:
        changes |= move_deadline(Case(task, step.act, deed.actor), moment, extension.granted_due_on)
        data["due_on"] = extension.granted_due_on.isoformat()
        data["previous_due_on"] = task.due_on.isoformat() if task.due_on else None
    event, notices = step.action.event, step.action.notices
    decision = advance(task, changes, event, deed.actor.person_id, moment, data, notices)
    label = step.workflow.states[extension.state].label
    facts = {"extension": extension_facts(extension, label)}
    commit_decision(tx, office, task, decision, deed, facts)


def _next_state(workflow: Workflow, state: str, action: Action) -> str:
    return workflow.successor(state, action.name) or state


def _read_asked(act: Act) -> date:
    asked = read_date(act.value)
    if asked is None:
        raise IncompleteError(act.name, ["due_on"])
    return asked


def _require_open(tx: Transaction, office: Office, task: Task, act: Act) -> None:
    if task.phase is not Phase.OPEN:
        workflow = office.workflow(tx, task.workflow_id)
        raise WrongStateError(act.name, task.state, states_in(workflow, {Phase.OPEN}))


def _require_grantable(tx: Transaction, office: Office, task: Task, asked: Extension, act: Act) -> None:
    _require_open(tx, office, task, act)
    if task.due_version != asked.due_version:
        raise ConflictError("extension", asked.id)
