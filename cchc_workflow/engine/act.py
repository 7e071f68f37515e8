"""Owns acting on a task: decide, compare-and-set, history and mail in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cchc_workflow.domain.decide import Decision, Offer, decide, offers
from cchc_workflow.domain.history import chain, stamp
from cchc_workflow.domain.ladder import recheck
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Act, Task
from cchc_workflow.engine.judge import Change, judge_changes
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import Telling, event_facts, task_facts, tell
from cchc_workflow.errors import ClockError, ConflictError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.events import add_links
from cchc_workflow.store.tasks import find_task, save_task

CLOCK_SLACK = timedelta(minutes=5)
"""How far a clock may be set back before what it says is refused: time servers correct by less."""


@dataclass(frozen=True, slots=True)
class Command:
    """One action to take: `seen_version` is the version on the asker's screen, None not to compare."""

    task: str
    act: Act
    seen_version: int | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, and when."""

    actor: Actor
    now: datetime


Facts = Mapping[str, object]


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
    """Take several actions in one transaction: all of them or none. Each unit is judged once, at the end.

    Raises:
        NotFoundError, RefusedError, ConflictError, ClockError: of the first that fails; nothing is done.
    """
    deed = Deed(actor, now)
    with office.database.begin() as tx:
        changes = [_take(tx, office, command, deed) for command in commands]
        judge_changes(tx, office, changes, now)
    return [change.after for change in changes]


def act_within(tx: Transaction, office: Office, actor: Actor, command: Command, now: datetime) -> Task:
    """Take one action inside a transaction that is open already; see `act`."""
    change = _take(tx, office, command, Deed(actor, now))
    judge_changes(tx, office, (change,), now)
    return change.after


def offer(office: Office, actor: Actor, code: str) -> tuple[Task, tuple[Offer, ...]]:
    """Return the task with every action, what each asks for and, where refused, why.

    Raises:
        NotFoundError: no such task in the actor's sight.
    """
    with office.database.read() as tx:
        task = find_task(tx, scope_of(actor), code)
        return task, offers(office.workflow(tx, task.workflow_id), task, actor)


def commit_decision(
    tx: Transaction, office: Office, before: Task, decision: Decision, deed: Deed, facts: Facts | None = None
) -> Task:
    """Write what was decided of a task: the task, its history, who is told, the unit's standing.

    `facts` are what the mails say beside the task and the event.

    Raises:
        ConflictError: somebody else changed the task first.
        ClockError: the clock stands before what is recorded.
    """
    change = _write(tx, office, before, decision, deed, facts)
    judge_changes(tx, office, (change,), deed.now)
    return change.after


def commit_decisions(
    tx: Transaction, office: Office, decided: Iterable[tuple[Task, Decision]], deed: Deed
) -> list[Task]:
    """Write what was decided of several tasks; each unit is judged once, at the end.

    Raises:
        ConflictError: somebody else changed one of the tasks first.
        ClockError: the clock stands before what is recorded of one.
    """
    changes = [_write(tx, office, before, decision, deed) for before, decision in decided]
    judge_changes(tx, office, changes, deed.now)
    return [change.after for change in changes]


def _take(tx: Transaction, office: Office, command: Command, deed: Deed) -> Change:
    task = find_task(tx, scope_of(deed.actor), command.task)
    if command.seen_version is not None and command.seen_version != task.version:
        raise ConflictError("task", task.code)
    workflow = office.workflow(tx, task.workflow_id)
    moment = office.moment(deed.now, office.plan(tx, task.plan_id).last_on)
    decision = decide(workflow, task, command.act, deed.actor, moment)
    return _write(tx, office, task, decision, deed)


def _write(
    tx: Transaction, office: Office, before: Task, decision: Decision, deed: Deed, facts: Facts | None = None
) -> Change:
    """Write all but the standing; the task goes first, for it alone tells who came first."""
    if deed.now < before.last_event_at - CLOCK_SLACK:
        raise ClockError(stamp(deed.now), stamp(before.last_event_at))
    ladder = office.ladder(tx, before.ladder_id)
    links = list(chain(before.head, decision.events))
    after = decision.task.evolve(
        next_check_at=recheck(ladder, before, decision.task, office.calendar, deed.now),
        head=links[-1].hash,
    )
    save_task(tx, before, after)
    add_links(tx, links)
    change = Change(before, after, decision.events[-1].name)
    if decision.notices:
        _tell(tx, office, change, decision, deed, facts or {})
    return change


def _tell(
    tx: Transaction, office: Office, change: Change, decision: Decision, deed: Deed, facts: Facts
) -> None:
    """Tell the unit that leads the task, and the one that led it until now."""
    task, event = change.after, decision.events[-1]
    for unit_id in dict.fromkeys((task.lead_unit_id, change.before.lead_unit_id)):
        telling = Telling(
            organization_id=task.organization_id,
            unit_id=unit_id,
            key=f"event:{task.id}:{event.number}",
            facts={
                "task": task_facts(task, office.today(deed.now)),
                "event": event_facts(event, deed.actor.name),
                **facts,
            },
            now=deed.now,
            task=task,
            by=deed.actor.person_id,
        )
        tell(tx, office, decision.notices, telling)
