"""Owns doing one thing to several tasks at once: all of them or none, with a word on each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cchc_workflow.domain.decide import Decision, decide, offers
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Act, Task
from cchc_workflow.engine.act import Deed, commit_decisions
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import CchcError, ConflictError, NotFoundError, RefusedError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.sight import see_task


@dataclass(frozen=True, slots=True)
class Pick:
    """A task that was ticked, and its version on the screen."""

    task_id: int
    seen_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one task, or would: as it is (or was left), and why it can't be done, None where it can.

    `asks` is what must be given first; `task` and `workflow` are None where no such task is in sight.
    """

    pick: Pick
    task: Task | None = None
    workflow: Workflow | None = None
    refused: CchcError | None = None
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of all of them: `done`, and then nothing was refused, or nothing was done at all."""

    done: bool
    outcomes: tuple[Outcome, ...]


_Decided = tuple[Outcome, Decision | None]


def act_on_all(office: Office, actor: Actor, picks: Sequence[Pick], act: Act, now: datetime) -> Result:
    """Take one action on every task, or on none: each is looked at, whatever the others say.

    Raises:
        ClockError: the clock stands before what is recorded.
    """
    try:
        with office.database.begin() as tx:
            decided = _decide_all(tx, office, actor, picks, act, now)
            if any(decision is None for _, decision in decided):
                return Result(done=False, outcomes=tuple(outcome for outcome, _ in decided))
            pairs = [(o.task, d) for o, d in decided if o.task is not None and d is not None]
            after = commit_decisions(tx, office, pairs, Deed(actor, now))
    except ConflictError:
        return try_all(office, actor, picks, act, now)
    done = zip(decided, after, strict=True)
    return Result(done=True, outcomes=tuple(replace(outcome, task=task) for (outcome, _), task in done))


def try_all(office: Office, actor: Actor, picks: Sequence[Pick], act: Act, now: datetime) -> Result:
    """Return what `act_on_all` would say, and do nothing."""
    with office.database.read() as tx:
        decided = _decide_all(tx, office, actor, picks, act, now)
    return Result(done=False, outcomes=tuple(outcome for outcome, _ in decided))


def look_at_all(office: Office, actor: Actor, picks: Sequence[Pick], action: str) -> list[Outcome]:
    """Return the tasks as they are, what the action would ask for on each, or why it can't be taken.

    Raises:
        NotFoundError: no workflow of any of the tasks has such an action.
    """
    with office.database.read() as tx:
        found = [_offer(_look(tx, office, actor, pick), actor, action) for pick in _each_once(picks)]
    if all(isinstance(each.refused, NotFoundError) and each.refused.kind == "action" for each in found):
        raise NotFoundError("action", action)
    return found


def _offer(found: Outcome, actor: Actor, action: str) -> Outcome:
    if found.task is None or found.workflow is None or found.refused is not None:
        return found
    offered = (each for each in offers(found.workflow, found.task, actor) if each.action.name == action)
    offer = next(offered, None)
    if offer is None:
        return replace(found, refused=NotFoundError("action", action))
    return replace(found, asks=offer.asks, refused=offer.refused)


def _decide_all(
    tx: Transaction, office: Office, actor: Actor, picks: Sequence[Pick], act: Act, now: datetime
) -> list[_Decided]:
    return [_decide_one(tx, office, actor, pick, act, now) for pick in _each_once(picks)]


def _decide_one(
    tx: Transaction, office: Office, actor: Actor, pick: Pick, act: Act, now: datetime
) -> _Decided:
    found = _look(tx, office, actor, pick)
    if found.task is None or found.workflow is None or found.refused is not None:
        return found, None
    moment = office.moment(now, office.plan(tx, found.task.plan_id).last_on)
    try:
        return found, decide(found.workflow, found.task, act, actor, moment)
    except (RefusedError, NotFoundError) as refused:
        return replace(found, refused=refused), None


def _look(tx: Transaction, office: Office, actor: Actor, pick: Pick) -> Outcome:
    try:
        task = see_task(tx, scope_of(actor), pick.task_id)
    except NotFoundError as missing:
        return Outcome(pick=pick, refused=missing)
    workflow = office.workflow(tx, task.workflow_id)
    changed = None if task.version == pick.seen_version else ConflictError("task", task.code)
    return Outcome(pick=pick, task=task, workflow=workflow, refused=changed)


def _each_once(picks: Sequence[Pick]) -> list[Pick]:
    return list({pick.task_id: pick for pick in picks}.values())
