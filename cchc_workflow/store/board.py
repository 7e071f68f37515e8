"""Owns small questions about a running plan that several readers share: what it pins, how far it went."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import EventRow, OutboxRow, TaskRow

_task = table_of(TaskRow)
_event = table_of(EventRow)
_outbox = table_of(OutboxRow)

_DORMANT = (
    select(func.count().label("tasks"))
    .select_from(_task)
    .where(_task.c.plan_id == bindparam("plan_id"), _task.c.counted.is_(False))
)
_PINNED = (
    select(_task.c.workflow_id, _task.c.ladder_id)
    .where(_task.c.plan_id == bindparam("plan_id"))
    .order_by(_task.c.id.desc())
    .limit(1)
)
_STEPS = (
    select(_outbox.c.task_id, _outbox.c.step)
    .join(_task, _task.c.id == _outbox.c.task_id)
    .where(
        _outbox.c.step.is_not(None),
        _outbox.c.created_at >= _task.c.due_set_at,
    )
    .distinct()
)
_LAST_EVENT = select(func.max(_event.c.id).label("id"))
_LAST_MAIL = select(func.max(_outbox.c.id).label("id"))


def count_dormant(tx: Transaction, plan_id: int) -> int:
    """Return how many tasks wait for something to happen, outside of every denominator."""
    return int(tx.scalar(_DORMANT, {"plan_id": plan_id}))


def newest_pinned(tx: Transaction, plan_id: int) -> Any | None:  # noqa: ANN401
    """Return the keys (workflow_id, ladder_id) that the plan's newest task pinned, None without a task."""
    return tx.first(_PINNED, {"plan_id": plan_id})


def reached_steps(tx: Transaction, task_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return for each task the ladder steps that were taken under its present deadline."""
    found: dict[int, set[str]] = {task_id: set() for task_id in task_ids}
    for row in tx.all(_STEPS.where(_task.c.id.in_(task_ids))) if task_ids else []:
        found[row.task_id].add(row.step)
    return {task_id: frozenset(steps) for task_id, steps in found.items()}


def last_keys(tx: Transaction) -> tuple[int, int]:
    """Return the greatest keys of (event, mail): they grow with whatever happens."""
    return int(tx.scalar(_LAST_EVENT) or 0), int(tx.scalar(_LAST_MAIL) or 0)
