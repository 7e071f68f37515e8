"""Owns the morning's digest: what waits for a person becomes one mail a working day, overdue first."""

from collections.abc import Iterable
from datetime import datetime, time
from itertools import islice
from typing import Any

from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import letter_facts, task_facts
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.outbox import (
    Item,
    OutboxState,
    add_item,
    has_key,
    held_for,
    settle_held,
    waiting_people,
)
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.tasks import load_tasks

BATCH = 50
"""People a transaction."""

DIGEST = "digest"
LADDER_KINDS = frozenset({"reminder", "overdue", "escalation"})
"""Items that only hold while their task is still open and its deadline the same."""


def digest(office: Office, now: datetime, *, whatever_the_hour: bool = False) -> int:
    """Make each person's mail of this morning and return how many were made.

    Does nothing before the hour of the digest, after the office has closed or on a day off, unless
    `whatever_the_hour`: a digest missed until the evening would leave in the morning, beside the next one.
    Safe to run twice: there is one digest a person a day, and what comes later waits for the next.
    """
    if not whatever_the_hour and not _is_time(office, now):
        return 0
    with office.database.read() as tx:
        waiting = iter(waiting_people(tx, now))
    made = 0
    while batch := list(islice(waiting, BATCH)):
        with office.database.begin() as tx:
            made += sum(_write(tx, office, *who, now) for who in batch)
    return made


def digest_time(office: Office, now: datetime) -> datetime:
    """Return the next instant at which a digest is due: at its hour, on a working day."""
    at: time = office.hours.digest_at
    on = office.today(now)
    if not office.calendar.is_working(on) or office.calendar.instant(on, at) <= now:
        on = office.calendar.shift(on, 1)
    return office.calendar.instant(on, at)


def _is_time(office: Office, now: datetime) -> bool:
    local = office.calendar.local(now)
    return office.calendar.is_working(local.date()) and (
        office.hours.digest_at <= local.time() < office.hours.closes
    )


def _write(tx: Transaction, office: Office, organization_id: int, person_id: int, now: datetime) -> bool:
    key = f"digest:{person_id}:{office.today(now).isoformat()}"
    if has_key(tx, key):
        return False
    rows = held_for(tx, person_id, now)
    holding, dropped = _split(tx, office, rows, now)
    kept, missed = _keep_latest(holding)
    if not kept:
        settle_held(tx, [row.id for row in dropped], OutboxState.DROPPED, None)
        return False
    items = sorted((item for _, item in kept), key=_urgency)
    letter = Item(
        organization_id=organization_id,
        key=key,
        message=_message(items),
        person_id=person_id,
        task_id=_only_task(kept),
        facts=letter_facts(office, list(items), now),
        state=OutboxState.QUEUED,
        not_before=office.next_opening(now),
        created_at=now,
    )
    bundle_id = add_item(tx, letter)
    if bundle_id is None:  # another node has just made it, of what was there then
        return False
    settle_held(tx, [row.id for row in dropped], OutboxState.DROPPED, None)
    settle_held(tx, [row.id for row in missed], OutboxState.MISSED, None)
    settle_held(tx, [row.id for row, _ in kept], OutboxState.BUNDLED, bundle_id)
    return True


def _split(
    tx: Transaction, office: Office, rows: list[Any], now: datetime
) -> tuple[list[tuple[Any, dict[str, Any]]], list[Any]]:
    """Part what is still to be told, with its task as it is this morning, from what no longer holds."""
    tasks = load_tasks(tx, sorted({row.task_id for row in rows if row.task_id is not None}))
    on = office.today(now)
    kept: list[tuple[Any, dict[str, Any]]] = []
    dropped = []
    for row in rows:
        item = from_json(row.facts)
        task = tasks[row.task_id] if row.task_id is not None else None
        if task is not None and not _still_holds(item, task):
            dropped.append(row)
            continue
        kept.append((row, item | ({"task": task_facts(task, on)} if task else {})))
    return kept, dropped


def _keep_latest(
    holding: list[tuple[Any, dict[str, Any]]],
) -> tuple[list[tuple[Any, dict[str, Any]]], list[Any]]:
    """Part, where a digest was missed, each task's latest step from the earlier ones that it speaks for."""
    latest = {row.task_id: row.id for row, item in holding if item["kind"] in LADDER_KINDS}
    kept = []
    missed = []
    for row, item in holding:
        if item["kind"] in LADDER_KINDS and row.id != latest[row.task_id]:
            missed.append(row)
        else:
            kept.append((row, item))
    return kept, missed


def _still_holds(item: dict[str, Any], task: Task) -> bool:
    if item["kind"] == "reported":
        return (
            task.phase is Phase.REPORTED and datetime.fromisoformat(item["event"]["at"]) == task.reported_at
        )
    if item["kind"] not in LADDER_KINDS:
        return True
    return task.phase is Phase.OPEN and item["due_version"] == task.due_version


def _urgency(item: dict[str, Any]) -> tuple[int, int, int, str]:
    """Overdue first, the longest overdue on top; then what is due, by deadline; then the rest."""
    order = ("escalation", "overdue", "flag_cleared", "reminder")
    kind = order.index(item["kind"]) if item["kind"] in order else len(order)
    task = item.get("task") or {}
    days = task.get("days")
    return int(item["is_copy"]), kind, days if days is not None else 0, str(task.get("code", ""))


def _message(items: Iterable[dict[str, Any]]) -> str:
    """One kind of thing has its own mail; a mixture, mere reminders and copies are a digest."""
    kinds = {item["kind"] for item in items}
    copies = any(item["is_copy"] for item in items)
    kind = kinds.pop()
    return DIGEST if kinds or copies or kind == "reminder" else str(kind)


def _only_task(kept: list[tuple[Any, dict[str, Any]]]) -> int | None:
    tasks = {row.task_id for row, _ in kept}
    return tasks.pop() if len(tasks) == 1 else None
