"""Owns the queries over all running deadlines at once, for a calendar that changes; it moves none."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from cchc_workflow.domain.task import Phase
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import PlanRow, TaskRow, UnitRow

_task = table_of(TaskRow)
_plan = table_of(PlanRow)
_unit = table_of(UnitRow)

_OPEN = _task.c.phase == Phase.OPEN
_RUNNING = _task.c.phase.in_((Phase.OPEN, Phase.PAUSED))
"""What still has a deadline to keep: a task that is reported waits for its verifier alone."""

_DEADLINES = (
    select(_task.c.ladder_id, _task.c.due_on, func.count().label("tasks"))
    .where(_OPEN, _task.c.due_on.is_not(None), _task.c.next_check_at.is_not(None))
    .group_by(_task.c.ladder_id, _task.c.due_on)
    .order_by(_task.c.ladder_id, _task.c.due_on)
)
_LINES = (
    select(
        _task.c.id, _task.c.code, _task.c.title, _task.c.duty, _task.c.due_on, _task.c.due_version,
        _task.c.set_by, _task.c.plan_id,
        _task.c.ladder_id, _task.c.phase, _unit.c.name.label("unit_name"), _unit.c.code.label("unit_code"),
    )
    .join(_unit, _unit.c.id == _task.c.lead_unit_id)
    .where(_task.c.organization_id == bindparam("organization"), _RUNNING)
    .order_by(_task.c.due_on, _task.c.id)
)  # fmt: skip
_ISSUED = (
    select(_plan)
    .where(_plan.c.organization_id == bindparam("organization"), _plan.c.state != "draft")
    .order_by(_plan.c.id)
)
_RECHECK = (
    update(_task)
    .where(
        _OPEN,
        _task.c.ladder_id == bindparam("of_ladder"),
        _task.c.due_on == bindparam("of_due_on"),
        _task.c.next_check_at > bindparam("now", type_=_task.c.next_check_at.type),
    )
    .values(next_check_at=bindparam("next_at", type_=_task.c.next_check_at.type))
)


def read_deadlines(tx: Transaction) -> list[Any]:
    """Return (ladder_id, due_on, tasks) of every deadline that open tasks have, and how many have it."""
    return tx.all(_DEADLINES)


def tasks_due_on(tx: Transaction, organization_id: int, days: Sequence[date]) -> list[Any]:
    """Return the running tasks that are due on any of these days, by deadline."""
    return tx.all(_LINES.where(_task.c.due_on.in_(days)), {"organization": organization_id}) if days else []


def tasks_of_duties(tx: Transaction, organization_id: int, plan_id: int, duties: Sequence[str]) -> list[Any]:
    """Return the running tasks of a plan that unfolded from any of these duties, by deadline."""
    if not duties:
        return []
    narrowed = _LINES.where(_task.c.plan_id == plan_id, _task.c.duty.in_(duties))
    return tx.all(narrowed, {"organization": organization_id})


def read_issued_plans(tx: Transaction, organization_id: int) -> list[Any]:
    """Return the rows of the plans whose tasks run or ran."""
    return tx.all(_ISSUED, {"organization": organization_id})


def set_checks(tx: Transaction, ladder_id: int, due_on: date, next_at: datetime | None, now: datetime) -> int:
    """Note when all open tasks of a deadline are next looked at; one that is due for a look by now stays."""
    values = {"of_ladder": ladder_id, "of_due_on": due_on, "next_at": next_at, "now": now}
    return tx.run(_RECHECK, values)
