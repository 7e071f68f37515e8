"""Owns whether an action is allowed and what then becomes of the task; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from cchc_workflow.domain.effects import EFFECTS, Moment
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.guards import GUARDS, Case
from cchc_workflow.domain.machine import Action, Workflow
from cchc_workflow.domain.people import Actor
from cchc_workflow.domain.task import Act, Event, Evidence, Notice, Task
from cchc_workflow.errors import IncompleteError, NotFoundError, RefusedError, WrongRoleError, WrongStateError


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a task: its next value, the events to keep, the people to tell."""

    task: Task
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One action as a page shows it: what must be given with it, or why it is not to be had now."""

    action: Action
    asks: tuple[str, ...]
    refused: RefusedError | None

    @property
    def allowed(self) -> bool:
        """Tell whether the action may be offered as a button."""
        return self.refused is None


def decide(workflow: Workflow, task: Task, act: Act, actor: Actor, moment: Moment) -> Decision:
    """Return what `act` makes of `task`.

    Raises:
        NotFoundError: the workflow has no such action.
        WrongStateError: the action does not start in the task's state.
        WrongRoleError: the actor lacks the role, or is the very person who may not.
        IncompleteError: a reason, evidence, value or document is missing; all that is missing at once.
    """
    case = Case(task, act, actor)
    action = permit(workflow, task.state, case)
    changes: dict[str, object] = {}
    for name in action.effects:
        changes |= EFFECTS[name](case, moment)
    state = workflow.successor(task.state, action.name) or task.state
    changes |= {"state": state, "phase": workflow.states[state].phase}
    data = {**describe_act(act), **_deadline_data(task, changes)}
    return advance(task, changes, action.event, actor.person_id, moment, data, action.notices)


def advance(  # noqa: PLR0913, PLR0917 - an event has this many parts
    task: Task,
    changes: Mapping[str, object],
    event: str,
    actor_id: int | None,
    moment: Moment,
    data: Mapping[str, object],
    notices: tuple[Notice, ...] = (),
) -> Decision:
    """Return the task with `changes` made, its version raised and one event added."""
    after = task.evolve(
        **changes,
        version=task.version + 1,
        event_count=task.event_count + 1,
        last_event_at=moment.now,
    )
    happened = Event(
        name=event,
        task_id=task.id,
        number=after.event_count,
        at=moment.now,
        actor_id=actor_id,
        from_state=task.state,
        to_state=after.state,
        data=data,
    )
    return Decision(after, (happened,), notices)


def permit(workflow: Workflow, state: str, case: Case) -> Action:
    """Return the action if the case may take it now; state first, then role, then guards.

    Raises:
        NotFoundError, WrongStateError, WrongRoleError, IncompleteError: see `decide`.
    """
    action = workflow.actions.get(case.act.name)
    if action is None:
        raise NotFoundError("action", case.act.name)
    refused = _refuse_state(workflow, state, action) or _refuse_role(action, case)
    if refused is not None:
        raise refused
    _check_guards(action, case)
    return action


def offers(
    workflow: Workflow, task: Task, actor: Actor, extension: Extension | None = None
) -> tuple[Offer, ...]:
    """Return every action of the workflow with what it asks for and, where refused, why.

    The workflow is that of tasks, or that of extensions with the `extension` of the task to decide on.
    """
    state = extension.state if extension else task.state
    return tuple(
        _offer(workflow, state, action, Case(task, Act(name=action.name), actor, extension))
        for action in workflow.actions.values()
    )


def describe_act(act: Act) -> dict[str, object]:
    """Return what was given with an act as JSON values, without the empty ones."""
    given: dict[str, object] = {"value": act.value, "note": act.note, "document": act.document}
    if act.evidence:
        given["evidence"] = [_describe_evidence(item) for item in act.evidence]
    return {name: value for name, value in given.items() if value}


def _describe_evidence(item: Evidence) -> dict[str, object]:
    more = {"signer": item.signer, "file_name": item.file_name}
    return {
        "document": item.document,
        "issued_on": item.issued_on.isoformat() if item.issued_on else None,
        "sha256": item.sha256,
        **{name: text for name, text in more.items() if text},
    }


def _offer(workflow: Workflow, state: str, action: Action, case: Case) -> Offer:
    """What an act with empty hands lacks is what it asks for, unless nothing that is given would help."""
    lacking = [(GUARDS[name].asks, GUARDS[name].check(case)) for name in action.guards]
    refused = _refuse_state(workflow, state, action) or _refuse_role(action, case)
    for asks, refusal in lacking:
        if asks is None:
            refused = refused or refusal
    return Offer(action, tuple(asks for asks, refusal in lacking if asks and refusal), refused)


def _refuse_state(workflow: Workflow, state: str, action: Action) -> RefusedError | None:
    if workflow.successor(state, action.name) is not None:
        return None
    return WrongStateError(action.name, state, action.sources)


def _refuse_role(action: Action, case: Case) -> RefusedError | None:
    if case.actor.organization_id == case.task.organization_id and (
        case.actor.holds(action.roles, case.task.lead_unit_id)
    ):
        return None
    return WrongRoleError(action.name, case.actor.address, action.roles)


def _check_guards(action: Action, case: Case) -> None:
    missing: list[str] = []
    details: dict[str, object] = {}
    for name in action.guards:
        refused = GUARDS[name].check(case)
        if isinstance(refused, IncompleteError):
            missing += refused.missing
            details |= refused.details
        elif refused is not None:
            raise refused
    if missing:
        raise IncompleteError(action.name, missing, details)


def _deadline_data(task: Task, changes: Mapping[str, object]) -> dict[str, object]:
    if "due_on" not in changes:
        return {}
    before = task.due_on.isoformat() if task.due_on else None
    return {"due_on": str(changes["due_on"]), "previous_due_on": before}
