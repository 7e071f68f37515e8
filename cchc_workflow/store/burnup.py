"""Owns the queries of a plan's burn-up: how many tasks are due, and were reported, on each day."""

from typing import Any

from sqlalchemy import Select, bindparam, func, select

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import PlanRow, TaskRow

_task = table_of(TaskRow)
_plan = table_of(PlanRow)


def _by_day(day: Any, *phases: Phase) -> Select[Any]:  # noqa: ANN401
    return (
        select(day.label("day"), func.count().label("tasks"))
        .join_from(_plan, _task, _task.c.plan_id == _plan.c.id)
        .where(
            _plan.c.id == bindparam("plan_id"),
            _plan.c.organization_id == bindparam("organization"),
            _task.c.counted.is_(True),
            _task.c.phase.in_(phases),
            day.is_not(None),
        )
        .group_by(day)
    )


_DUE = _by_day(_task.c.due_on, *(phase for phase in Phase if phase is not Phase.VOID))
_REPORTED = _by_day(_task.c.reported_on, Phase.REPORTED, Phase.DONE)


def due_days(tx: Transaction, scope: Scope, plan_id: int) -> list[Any]:
    """Return how many `tasks` of a plan have their deadline on each `day`, dormant and cancelled left out.

    Raises:
        ValueError: the scope is not the whole organization's.
    """
    return tx.all(_DUE, _whole(scope, plan_id))


def reported_days(tx: Transaction, scope: Scope, plan_id: int) -> list[Any]:
    """Return how many `tasks` were reported on each `day` by the report that stands.

    Raises:
        ValueError: the scope is not the whole organization's.
    """
    return tx.all(_REPORTED, _whole(scope, plan_id))


def _whole(scope: Scope, plan_id: int) -> dict[str, object]:
    if scope.unit_ids is not None:
        raise ValueError("only who sees the whole organization sees how its plan goes")
    return {"organization": scope.organization_id, "plan_id": plan_id}
