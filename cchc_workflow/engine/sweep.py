"""Owns the sweep: what became due by time alone is noted and judged; costs what is due, not what exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cchc_workflow.domain.ladder import Alarm, Ladder, alarms, merge, next_check
from cchc_workflow.domain.task import Task
from cchc_workflow.engine.judge import judge_unit
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import fall_back, task_facts
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.outbox import Item, OutboxState, add_items
from cchc_workflow.store.people import Directory, read_directory
from cchc_workflow.store.tasks import due_tasks, earliest_check, set_next_checks

BATCH = 500
"""Tasks a transaction: a killed sweep repeats at most these, and nobody waits long for the writer."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: how many tasks were due, how many steps noted, when the next task is due."""

    tasks: int
    steps: int
    next_at: datetime | None


def sweep(office: Office, now: datetime) -> Swept:
    """Look at every task whose time has come and put its reminders and escalations into the outbox.

    Safe to run twice, anywhere, at any time: each step is unique by task, step, deadline version and
    recipient, and commits together with the task's next look.
    """
    tasks = steps = 0
    while True:
        with office.database.read() as tx:
            next_at = earliest_check(tx)
        if next_at is None or next_at > now:
            return Swept(tasks, steps, next_at)
        with office.database.begin() as tx:
            due = due_tasks(tx, now, BATCH)
            if not due:  # another node is at work on them, and will know when the next is due
                return Swept(tasks, steps, None)
            steps += _look_at(tx, office, due, now)
        tasks += len(due)


def _look_at(tx: Transaction, office: Office, due: list[Task], now: datetime) -> int:
    on = office.today(now)
    directories = {key: read_directory(tx, key, on) for key in {task.organization_id for task in due}}
    items: list[Item] = []
    checks = []
    late: set[tuple[int, int]] = set()
    for task in due:
        ladder = office.ladder(tx, task.ladder_id)
        items += _items(office, ladder, task, directories[task.organization_id], now)
        checks.append((task, next_check(ladder, task, office.calendar, now)))
        if task.due_on is not None and task.due_on < on:
            late.add((task.plan_id, task.lead_unit_id))
    add_items(tx, items)
    set_next_checks(tx, checks)
    for plan_id, unit_id in sorted(late):
        judge_unit(tx, office, plan_id, unit_id, now, "time")
    return len(items)


def _items(office: Office, ladder: Ladder, task: Task, directory: Directory, now: datetime) -> list[Item]:
    """Several steps at once were missed while the system was down: each person is told the latest only."""
    due = alarms(ladder, task, office.calendar, now)
    if not due:
        return []
    to: dict[Alarm, tuple[int, ...]] = {}
    copies: dict[Alarm, tuple[int, ...]] = {}
    for alarm in due:
        to[alarm] = _receivers(ladder, alarm, task, directory)
        copied = directory.people(alarm.step.notice.copy, task.lead_unit_id, task.assignee_id)
        copies[alarm] = tuple(person for person in copied if person not in to[alarm])
    told, missed = merge({alarm: (*to[alarm], *copies[alarm]) for alarm in due})
    facts = task_facts(task, office.today(now))
    items = []
    for person_id, latest in told.items():
        for alarm in (*missed.get(person_id, ()), latest):
            state = OutboxState.HELD if alarm is latest else OutboxState.MISSED
            is_copy = person_id in copies[alarm]
            items.append(_item(task, alarm, person_id, facts, now, state, is_copy=is_copy))
    return items


def _receivers(ladder: Ladder, alarm: Alarm, task: Task, directory: Directory) -> tuple[int, ...]:
    """A step with nobody to receive it goes to the next step's people, the last to the coordinator."""
    found = directory.people(alarm.step.notice.to, task.lead_unit_id, task.assignee_id)
    if found:
        return found
    later = (
        directory.people(step.notice.to, task.lead_unit_id, task.assignee_id)
        for step in ladder.after(alarm.step)
    )
    return next(filter(None, later), ()) or fall_back(directory, task.lead_unit_id)


def _item(  # noqa: PLR0913 - one column each
    task: Task,
    alarm: Alarm,
    person_id: int,
    facts: Mapping[str, object],
    now: datetime,
    state: OutboxState,
    *,
    is_copy: bool,
) -> Item:
    step = alarm.step
    return Item(
        organization_id=task.organization_id,
        key=alarm.key(task.id, person_id),
        message=step.notice.message,
        person_id=person_id,
        task_id=task.id,
        step=step.name,
        is_copy=is_copy,
        facts={
            "kind": step.notice.message,
            "is_copy": is_copy,
            "task": facts,
            "step": {"name": step.name, "offset": step.offset, "level": step.level},
            "due_version": alarm.due_version,
        },
        state=state,
        not_before=now,
        created_at=now,
    )
