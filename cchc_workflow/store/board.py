"""Owns the few queries that only the overview needs: sums over a plan's tasks, the newest events."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select

from cchc_workflow.domain.task import Phase
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import EventRow, OutboxRow, PersonRow, TaskRow, UnitRow

_task = table_of(TaskRow)
_event = table_of(EventRow)
_unit = table_of(UnitRow)
_person = table_of(PersonRow)
_outbox = table_of(OutboxRow)

_ON = bindparam("on", type_=_task.c.due_on.type)
_SOON_UNTIL = bindparam("soon_until", type_=_task.c.due_on.type)
_OPEN = _task.c.phase == Phase.OPEN
_FINISHED = _task.c.phase.in_([Phase.REPORTED, Phase.DONE])


def _count(*conditions: Any) -> Any:  # noqa: ANN401
    return func.sum(case((and_(*conditions), 1), else_=0))


_SUMS = (
    select(
        _task.c.state,
        _task.c.phase,
        func.count().label("tasks"),
        _count(_OPEN, _task.c.due_on < _ON).label("overdue"),
        _count(_OPEN, _task.c.due_on >= _ON, _task.c.due_on <= _SOON_UNTIL).label("due_soon"),
        _count(_OPEN, _task.c.due_on.is_(None)).label("undated"),
        _count(_FINISHED, _task.c.due_on < _task.c.reported_on).label("done_late"),
    )
    .where(_task.c.plan_id == bindparam("plan_id"), _task.c.counted.is_(True))
    .group_by(_task.c.state, _task.c.phase)
)
_DORMANT = (
    select(func.count().label("tasks"))
    .select_from(_task)
    .where(_task.c.plan_id == bindparam("plan_id"), _task.c.counted.is_(False))
)
_AHEAD = (
    select(_task.c.lead_unit_id.label("unit_id"), func.count().label("tasks"))
    .where(_task.c.plan_id == bindparam("plan_id"), _task.c.counted.is_(True), _OPEN, _task.c.due_on >= _ON)
    .group_by(_task.c.lead_unit_id)
)
_PINNED = (
    select(_task.c.workflow_id, _task.c.ladder_id)
    .where(_task.c.plan_id == bindparam("plan_id"))
    .order_by(_task.c.id.desc())
    .limit(1)
)
_NEWEST = (
    select(
        _event.c.id,
        _event.c.at,
        _event.c.name,
        _task.c.code,
        _task.c.title,
        _unit.c.name.label("unit_name"),
        _person.c.name.label("actor_name"),
    )
    .join(_task, _task.c.id == _event.c.task_id)
    .join(_unit, _unit.c.id == _task.c.lead_unit_id)
    .outerjoin(_person, _person.c.id == _event.c.actor_id)
    .where(_task.c.plan_id == bindparam("plan_id"))
    .order_by(_event.c.id.desc())
    .limit(bindparam("most"))
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


def sum_states(tx: Transaction, plan_id: int, on: date, soon_until: date) -> list[Any]:
    """Return for each state its tasks, and of these the overdue, due soon, undated and done late.

    Dormant tasks are left out; due soon are those whose deadline is in [on, soon_until].
    """
    return tx.all(_SUMS, {"plan_id": plan_id, "on": on, "soon_until": soon_until})


def count_dormant(tx: Transaction, plan_id: int) -> int:
    """Return how many tasks wait for something to happen, outside of every denominator."""
    return int(tx.scalar(_DORMANT, {"plan_id": plan_id}))


def count_ahead(tx: Transaction, plan_id: int, on: date) -> dict[int, int]:
    """Return for each unit how many of its tasks can still become late by time alone."""
    return {row.unit_id: row.tasks for row in tx.all(_AHEAD, {"plan_id": plan_id, "on": on})}


def newest_pinned(tx: Transaction, plan_id: int) -> Any | None:  # noqa: ANN401
    """Return the keys (workflow_id, ladder_id) that the plan's newest task pinned, None without a task."""
    return tx.first(_PINNED, {"plan_id": plan_id})


def newest_events(tx: Transaction, plan_id: int, most: int) -> list[Any]:
    """Return the newest events of a plan's tasks, newest first, each with its task, unit and actor."""
    return tx.all(_NEWEST, {"plan_id": plan_id, "most": most})


def reached_steps(tx: Transaction, task_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return for each task the ladder steps that were taken under its present deadline."""
    found: dict[int, set[str]] = {task_id: set() for task_id in task_ids}
    for row in tx.all(_STEPS.where(_task.c.id.in_(task_ids))) if task_ids else []:
        found[row.task_id].add(row.step)
    return {task_id: frozenset(steps) for task_id, steps in found.items()}


def last_keys(tx: Transaction) -> tuple[int, int]:
    """Return the greatest keys of (event, mail): they grow with whatever happens."""
    return int(tx.scalar(_LAST_EVENT) or 0), int(tx.scalar(_LAST_MAIL) or 0)
