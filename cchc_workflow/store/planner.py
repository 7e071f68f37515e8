"""Owns the queries of the calendar: what falls due on each day of a month, and what a person's feed holds."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, select, update

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.steering import narrow
from cchc_workflow.store.tables import AccountRow, PlanRow, TaskRow, UnitRow

_task = table_of(TaskRow)
_plan = table_of(PlanRow)
_unit = table_of(UnitRow)
_account = table_of(AccountRow)

_DATE = _task.c.due_on.type
_OPEN = _task.c.phase == Phase.OPEN


def days_of(  # noqa: PLR0913 - a month is asked for by plan, by unit and by area
    tx: Transaction,
    scope: Scope,
    plan_id: int,
    month: tuple[date, date],
    most: int,
    *,
    unit_id: int | None = None,
    area_id: int | None = None,
) -> list[Any]:
    """Return what falls due from `month[0]` to `month[1]`, at most `most` duties a day, the widest first.

    A duty of several units that falls due on one day is one row: `tasks` of them, `open` ones among them,
    `code` and `title` of the first. `of_day` is the number of all tasks of that day.
    """
    where = {
        "plan_id": plan_id,
        "organization": scope.organization_id,
        "first_on": month[0],
        "last_on": month[1],
        "most": most,
        "unit_id": unit_id,
        "area_id": area_id,
    }
    return tx.all(_days(scope, unit_id is not None, area_id is not None), where)


@lru_cache(maxsize=64)
def _days(scope: Scope, of_unit: bool, of_area: bool) -> Select[Any]:  # noqa: FBT001 - parts of the key
    conditions = [
        _plan.c.id == bindparam("plan_id"),
        _plan.c.organization_id == bindparam("organization"),
        _task.c.counted.is_(True),
        _task.c.phase != Phase.VOID,
        _task.c.due_on >= bindparam("first_on", type_=_DATE),
        _task.c.due_on <= bindparam("last_on", type_=_DATE),
        *narrow(scope),
    ]
    if of_unit:
        conditions.append(_task.c.lead_unit_id == bindparam("unit_id"))
    if of_area:
        conditions.append(_task.c.area_id == bindparam("area_id"))
    duties = (
        select(
            _task.c.due_on,
            func.min(_task.c.id).label("first_id"),
            func.count().label("tasks"),
            func.sum(case((_OPEN, 1), else_=0)).label("open"),
        )
        .join_from(_plan, _task, _task.c.plan_id == _plan.c.id)
        .where(and_(*conditions))
        .group_by(_task.c.due_on, _task.c.duty)
        .subquery()
    )
    ranked = select(
        duties,
        func.sum(duties.c.tasks).over(partition_by=duties.c.due_on).label("of_day"),
        func.row_number()
        .over(partition_by=duties.c.due_on, order_by=(duties.c.tasks.desc(), duties.c.first_id))
        .label("place"),
    ).subquery()
    return (
        select(
            ranked.c.due_on, ranked.c.tasks, ranked.c.open, ranked.c.of_day,
            _task.c.code, _task.c.duty, _task.c.title, _unit.c.name.label("unit_name"),
        )
        .join(_task, _task.c.id == ranked.c.first_id)
        .join(_unit, _unit.c.id == _task.c.lead_unit_id)
        .where(ranked.c.place <= bindparam("most"))
        .order_by(ranked.c.due_on, ranked.c.place)
    )  # fmt: skip


def feed_tasks(tx: Transaction, scope: Scope, since: date, most: int) -> list[Any]:
    """Return the tasks in sight that are not verified yet, due from `since` on, the earliest first."""
    return tx.all(_feed(scope), {"organization": scope.organization_id, "since": since, "most": most})


@lru_cache(maxsize=64)
def _feed(scope: Scope) -> Select[Any]:
    wanted = (
        select(_task.c.id)
        .join_from(_plan, _task, _task.c.plan_id == _plan.c.id)
        .where(
            _plan.c.organization_id == bindparam("organization"),
            _task.c.counted.is_(True),
            _task.c.phase.in_([Phase.OPEN, Phase.PAUSED, Phase.REPORTED]),
            _task.c.due_on >= bindparam("since", type_=_DATE),
            *narrow(scope),
        )
        .order_by(_task.c.due_on, _task.c.id)
        .limit(bindparam("most"))
    )
    return (
        select(
            _task.c.id, _task.c.code, _task.c.title, _task.c.deliverable, _task.c.due_on, _task.c.version,
            _task.c.last_event_at, _plan.c.code.label("plan_code"), _unit.c.name.label("unit_name"),
        )
        .join(_plan, _plan.c.id == _task.c.plan_id)
        .join(_unit, _unit.c.id == _task.c.lead_unit_id)
        .where(_task.c.id.in_(wanted))
        .order_by(_task.c.due_on, _task.c.id)
    )  # fmt: skip


_FEED_NUMBER = select(_account.c.feed_number).where(_account.c.person_id == bindparam("person_id"))
_NEXT_NUMBER = (
    update(_account)
    .where(_account.c.person_id == bindparam("of_person"))
    .values(feed_number=_account.c.feed_number + 1)
)
_OPEN_ACCOUNT = insert_into(AccountRow, quiet_on=("person_id",))


def feed_number(tx: Transaction, person_id: int) -> int:
    """Return the number that a person's feed has now."""
    found = tx.scalar(_FEED_NUMBER, {"person_id": person_id})
    return 1 if found is None else int(found)


def renew_feed_number(tx: Transaction, person_id: int) -> None:
    """Give a person's feed a new number, which ends the address it had."""
    tx.run(_OPEN_ACCOUNT, {"person_id": person_id})
    tx.run(_NEXT_NUMBER, {"of_person": person_id})
