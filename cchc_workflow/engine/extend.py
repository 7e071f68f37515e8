"""Owns asking for more time (gia hạn) and deciding on it; both are written into the task's history."""

from dataclasses import replace
from datetime import datetime

from cchc_workflow.domain.decide import advance, describe_act, permit
from cchc_workflow.domain.effects import move_deadline
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.guards import Case, read_date
from cchc_workflow.domain.machine import Action, Workflow
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Act, Phase, Task
from cchc_workflow.engine.act import commit_decision
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError, WrongStateError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.extensions import (
    add_extension,
    load_extension,
    save_extension,
    waiting_extension,
)
from cchc_workflow.store.plans import pin_definition
from cchc_workflow.store.tasks import find_task, load_task

REQUEST = "request"


def request_extension(office: Office, actor: Actor, code: str, act: Act, now: datetime) -> Extension:
    """Ask for more time for a task: `act.value` is the date asked for, `act.note` the reason.

    Raises:
        NotFoundError: no such task in the actor's sight.
        WrongStateError: the task is not open.
        ConflictError: another request of this task waits for its decision.
        WrongRoleError, IncompleteError: see `domain.decide.permit`.
    """
    with office.database.begin() as tx:
        task = find_task(tx, scope_of(actor), code)
        _require_open(task, act)
        if waiting_extension(tx, task.id) is not None:
            raise ConflictError("extension", task.code)
        workflow_id = pin_definition(tx, "extension", office.definitions.extension[0])
        workflow = office.workflow(tx, workflow_id)
        act = replace(act, name=REQUEST)
        action = permit(workflow, workflow.initial, Case(task, act, actor))
        asked = read_date(act.value)
        if asked is None:
            raise IncompleteError(REQUEST, ["due_on"])
        _require_within_plan(tx, office, task, act)
        extension = Extension(
            id=0,
            task_id=task.id,
            organization_id=task.organization_id,
            workflow_id=workflow_id,
            state=_next_state(workflow, workflow.initial, action),
            asked_due_on=asked,
            reason=(act.note or "").strip(),
            requested_by=actor.person_id,
            requested_at=now,
            due_version=task.due_version,
        )
        extension = replace(
            extension, id=add_extension(tx, extension, workflow.states[extension.state].phase)
        )
        _record(tx, office, task, {}, action, extension, act, actor, now)
        return extension


def decide_extension(office: Office, actor: Actor, extension_id: int, act: Act, now: datetime) -> Extension:
    """Approve, reject or withdraw a request; approving may grant another date (`act.value`).

    An approval gives the task a new deadline version and so a new ladder; the original deadline stays.

    Raises:
        NotFoundError: no such request in the actor's sight, or no such action.
        WrongStateError: it is decided already, or the task is no longer open.
        ConflictError: somebody else decided first, or the deadline was moved meanwhile.
        WrongRoleError, IncompleteError: see `domain.decide.permit`.
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
        changes: dict[str, object] = {}
        granted = None
        if phase is Phase.DONE:
            _require_open(task, act)
            if task.due_version != before.due_version:
                raise ConflictError("extension", extension_id)
            _require_within_plan(tx, office, task, act)
            granted = read_date(act.value) or before.asked_due_on
            changes = dict(move_deadline(Case(task, act, actor), office.moment(now), granted))
        after = replace(
            before,
            state=state,
            granted_due_on=granted,
            decided_by=actor.person_id,
            decided_at=now,
            decision_note=act.note,
        )
        save_extension(tx, before, after, phase)
        _record(tx, office, task, changes, action, after, act, actor, now)
        return after


def extension_facts(extension: Extension, label: str) -> dict[str, object]:
    """Return what a mail says of a request; `state` is the state's label."""
    return {
        "id": extension.id,
        "state": extension.state,
        "label": label,
        "asked_due_on": extension.asked_due_on.isoformat(),
        "granted_due_on": extension.granted_due_on.isoformat() if extension.granted_due_on else None,
        "reason": extension.reason,
        "note": extension.decision_note,
    }


def _record(  # noqa: PLR0913 - one fact each
    tx: Transaction,
    office: Office,
    task: Task,
    changes: dict[str, object],
    action: Action,
    extension: Extension,
    act: Act,
    actor: Actor,
    now: datetime,
) -> None:
    label = office.workflow(tx, extension.workflow_id).states[extension.state].label
    data = describe_act(act) | {"extension": extension.id, "asked_due_on": extension.asked_due_on.isoformat()}
    if extension.granted_due_on is not None:
        data |= {
            "due_on": extension.granted_due_on.isoformat(),
            "previous_due_on": task.due_on.isoformat() if task.due_on else None,
        }
    decision = advance(task, changes, action.event, actor.person_id, office.moment(now), data, action.notices)
    facts: dict[str, object] = {"extension": extension_facts(extension, label)}
    commit_decision(tx, office, task, decision, actor, now, facts)


def _next_state(workflow: Workflow, state: str, action: Action) -> str:
    return workflow.successor(state, action.name) or state


def _require_open(task: Task, act: Act) -> None:
    if task.phase is not Phase.OPEN:
        raise WrongStateError(act.name, task.state, ["assigned", "in_progress"])


def _require_within_plan(tx: Transaction, office: Office, task: Task, act: Act) -> None:
    """A deadline stays inside the plan's period: the year's rating waits for nothing later."""
    due_on = read_date(act.value)
    last_on = office.plan(tx, task.plan_id).last_on
    if due_on is not None and due_on > last_on:
        raise IncompleteError(act.name, ["due_within_plan"], {"last_on": last_on.isoformat()})
