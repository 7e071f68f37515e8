"""Owns acting on a task: decide, compare-and-set, history and mail in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cchc_workflow.domain.decide import Decision, Offer, decide, offers
from cchc_workflow.domain.history import stamp
from cchc_workflow.domain.ladder import recheck
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Act, Task
from cchc_workflow.engine.judge import judge_unit, weighs
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import Telling, event_facts, task_facts, tell
from cchc_workflow.errors import ClockError, ConflictError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.events import add_event
from cchc_workflow.store.tasks import find_task, save_task

CLOCK_SLACK = timedelta(minutes=5)
"""How far a clock may be set back before what it says is refused: time servers correct by less."""


@dataclass(frozen=True, slots=True)
class Command:
    """One action to take: `seen_version` is the version on the asker's screen, None not to compare."""

    task: str
    act: Act
    seen_version: int | None = None


def act(office: Office, actor: Actor, command: Command, now: datetime) -> Task:
    """Take one action and return the task as it then is.

    Raises:
        NotFoundError: no such task in the actor's sight, or no such action.
        RefusedError: the action is not allowed; the subclass says why and what would allow it.
        ConflictError: somebody else changed the task first.
        ClockError: the clock stands before what is recorded.
    """
    with office.database.begin() as tx:
        return act_within(tx, office, actor, command, now)


def act_many(office: Office, actor: Actor, commands: Iterable[Command], now: datetime) -> list[Task]:
    """Take several actions in one transaction: all of them or none.

    Raises:
        NotFoundError, RefusedError, ConflictError, ClockError: of the first that fails; nothing is done.
    """
    with office.database.begin() as tx:
        return [act_within(tx, office, actor, command, now) for command in commands]


def act_within(tx: Transaction, office: Office, actor: Actor, command: Command, now: datetime) -> Task:
    """Take one action inside a transaction that is open already; see `act`."""
    task = find_task(tx, scope_of(actor), command.task)
    if command.seen_version is not None and command.seen_version != task.version:
        raise ConflictError("task", task.code)
    workflow = office.workflow(tx, task.workflow_id)
    decision = decide(workflow, task, command.act, actor, office.moment(now))
    return commit_decision(tx, office, task, decision, actor, now)


def offer(office: Office, actor: Actor, code: str) -> tuple[Task, tuple[Offer, ...]]:
    """Return the task with every action, what each asks for and, where refused, why.

    Raises:
        NotFoundError: no such task in the actor's sight.
    """
    with office.database.read() as tx:
        task = find_task(tx, scope_of(actor), code)
        return task, offers(office.workflow(tx, task.workflow_id), task, actor)


def commit_decision(  # noqa: PLR0913 - a decision needs all of this
    tx: Transaction,
    office: Office,
    before: Task,
    decision: Decision,
    actor: Actor | None,
    now: datetime,
    facts: dict[str, object] | None = None,
) -> Task:
    """Write what was decided of a task: history, the task, who is told, the unit's standing.

    Raises:
        ConflictError: somebody else changed the task first.
        ClockError: the clock stands before what is recorded.
    """
    if now < before.last_event_at - CLOCK_SLACK:
        raise ClockError(stamp(now), stamp(before.last_event_at))
    ladder = office.ladder(tx, before.ladder_id)
    after = replace(decision.task, next_check_at=recheck(ladder, before, decision.task, office.calendar, now))
    for event in decision.events:
        after = add_event(tx, after, event)
    save_task(tx, before, after)
    if decision.notices:
        _tell(tx, office, after, decision, actor, now, facts or {})
    today = office.today(now)
    if weighs(before, today) != weighs(after, today):
        judge_unit(tx, office, after.plan_id, after.lead_unit_id, now, decision.events[-1].name)
    return after


def _tell(  # noqa: PLR0913 - one fact each
    tx: Transaction,
    office: Office,
    task: Task,
    decision: Decision,
    actor: Actor | None,
    now: datetime,
    facts: dict[str, object],
) -> None:
    event = decision.events[-1]
    telling = Telling(
        organization_id=task.organization_id,
        unit_id=task.lead_unit_id,
        key=f"event:{task.id}:{event.number}",
        facts={
            "task": task_facts(task, office.today(now)),
            "event": event_facts(event, actor.name if actor else ""),
            **facts,
        },
        now=now,
        task=task,
        by=actor.person_id if actor else None,
    )
    tell(tx, office, decision.notices, telling)
