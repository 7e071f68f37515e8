"""Owns the queries of who steers: sums over months, what waits for a decision, flags to confirm."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Select, and_, bindparam, case, func, or_, select, text, update

from cchc_workflow.domain.people import Role, Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import (
    AppointmentRow,
    ExtensionRow,
    FlagRow,
    PersonRow,
    PlanRow,
    TaskRow,
    TaskSupportRow,
    UnitRow,
)

_task = table_of(TaskRow)
_support = table_of(TaskSupportRow)
_plan = table_of(PlanRow)
_unit = table_of(UnitRow)
_flag = table_of(FlagRow)
_person = table_of(PersonRow)
_extension = table_of(ExtensionRow)
_office = table_of(AppointmentRow)

By = Literal["unit", "area"]

UNDATED = 0
"""The month of a task without a deadline."""

_DATE = _task.c.due_on.type
_ON = bindparam("on", type_=_DATE)
_LIVES = _task.c.phase != Phase.VOID
_OPEN = _task.c.phase == Phase.OPEN
_FINISHED = _task.c.phase.in_([Phase.REPORTED, Phase.DONE])
_OVERDUE = and_(_OPEN, _task.c.due_on < _ON)
_DONE_LATE = and_(_FINISHED, _task.c.due_on < _task.c.reported_on)
_LATE = or_(_OVERDUE, _DONE_LATE)
"""The rule of `domain.timeliness.is_late`; a test holds the two together."""
_ON_TIME = or_(_task.c.due_on.is_(None), _task.c.due_on >= _task.c.reported_on)
_MONTH = case(
    (_task.c.due_on.is_(None), UNDATED),
    *((_task.c.due_on < bindparam(f"month_{month + 1}", type_=_DATE), month) for month in range(1, 12)),
    else_=12,
)
_GROUPS = {"unit": _task.c.lead_unit_id, "area": _task.c.area_id}


def _count(*conditions: Any) -> Any:  # noqa: ANN401
    return func.sum(case((and_(*conditions), 1), else_=0))


_NUMBERS = (
    func.count().label("assigned"),
    _count(_LATE).label("late"),
    _count(_LATE, _task.c.excused).label("excused"),
    _count(_OPEN).label("open"),
    _count(_OVERDUE).label("overdue"),
    _count(_task.c.phase == Phase.DONE, _ON_TIME).label("verified_on_time"),
    _count(_task.c.phase == Phase.REPORTED, _ON_TIME).label("reported_on_time"),
)
_OF_PLAN = (
    _plan.c.id == bindparam("plan_id"),
    _plan.c.organization_id == bindparam("organization"),
    _task.c.counted.is_(True),
)


def sum_months(tx: Transaction, scope: Scope, plan: Any, on: date, by: By) -> list[Any]:  # noqa: ANN401
    """Return the tasks in sight by unit or area (`group_id`, None is no area) and month of the deadline.

    The cancelled and dormant are left out; `late` and `overdue` are as of the day `on`. Months are those of
    the plan's year, UNDATED where there is no deadline. One walk over the counting index.
    """
    months = {f"month_{month}": date(plan.year, month, 1) for month in range(2, 13)}
    where = {"plan_id": plan.id, "organization": scope.organization_id, "on": on, **months}
    return tx.all(_sums(scope, by), where)


@lru_cache(maxsize=64)
def _sums(scope: Scope, by: By) -> Select[Any]:
    group = _GROUPS[by]
    return (
        select(group.label("group_id"), _MONTH.label("month"), *_NUMBERS)
        .join_from(_plan, _task, _task.c.plan_id == _plan.c.id)
        .where(*_OF_PLAN, _LIVES, *narrow(scope))
        .group_by(group, text("month"))
    )


def sum_duties(
    tx: Transaction,
    scope: Scope,
    plan: Any,  # noqa: ANN401
    on: date,
    lead_unit_id: int | None = None,
) -> list[Any]:
    """Return the tasks in sight by duty, with its area's key (`area_id`, None is no area).

    The counts are those of `sum_months`; `lead_unit_id` leaves only the tasks that a unit leads.
    """
    where = {"plan_id": plan.id, "organization": scope.organization_id, "on": on}
    if lead_unit_id is not None:
        where["unit_id"] = lead_unit_id
    return tx.all(_duties(scope, lead_unit_id is not None), where)


@lru_cache(maxsize=64)
def _duties(scope: Scope, of_unit: bool) -> Select[Any]:  # noqa: FBT001 - a key of the cache
    own = [_task.c.lead_unit_id == bindparam("unit_id")] if of_unit else []
    return (
        select(_task.c.area_id, _task.c.duty, *_NUMBERS)
        .join_from(_plan, _task, _task.c.plan_id == _plan.c.id)
        .where(*_OF_PLAN, _LIVES, *own, *narrow(scope))
        .group_by(_task.c.area_id, _task.c.duty)
    )


def narrow(scope: Scope) -> list[Any]:
    """Return what keeps a query of a plan's tasks to the scope; the plan's own organization is asked beside.

    It says what `store.tasks.in_scope` says, so that each part of it is found by an index. Who sees the whole
    organization sees every task of its plans: no condition.
    """
    if scope.unit_ids is None:
        return []
    units = sorted(scope.unit_ids)
    helped = select(_support.c.task_id).where(_support.c.unit_id.in_(units))
    return [or_(_task.c.lead_unit_id.in_(units), _task.c.id.in_(helped))]


_OPEN_UNTIL = (
    select(_task.c.id)
    .join_from(_plan, _task, _task.c.plan_id == _plan.c.id)
    .where(*_OF_PLAN, _OPEN, _task.c.due_on <= bindparam("until", type_=_DATE))
)
_OLDEST = (
    select(
        _task.c.code, _task.c.duty, _task.c.title, _task.c.due_on,
        _unit.c.code.label("unit_code"), _unit.c.name.label("unit_name"),
    )
    .join(_unit, _unit.c.id == _task.c.lead_unit_id)
    .where(_task.c.id.in_(_OPEN_UNTIL.order_by(_task.c.due_on, _task.c.id).limit(bindparam("most"))))
    .order_by(_task.c.due_on, _task.c.id)
)  # fmt: skip
_COUNT_UNTIL = _OPEN_UNTIL.with_only_columns(func.count().label("tasks"))


def oldest_open(tx: Transaction, scope: Scope, plan_id: int, until: date, most: int) -> list[Any]:
    """Return the open tasks of a plan with a deadline up to `until`, the oldest first.

    Raises:
        ValueError: the scope is not the whole organization's.
    """
    return tx.all(_OLDEST, {**_whole(scope, plan_id), "until": until, "most": most})


def count_open(tx: Transaction, scope: Scope, plan_id: int, until: date) -> int:
    """Return how many those are in all."""
    return int(tx.scalar(_COUNT_UNTIL, {**_whole(scope, plan_id), "until": until}))


_WAITING = (
    select(
        _extension.c.id, _extension.c.asked_due_on, _extension.c.reason, _extension.c.requested_at,
        _task.c.code.label("task_code"), _task.c.title.label("task_title"), _task.c.due_on,
        _unit.c.code.label("unit_code"), _unit.c.name.label("unit_name"),
        func.count().over().label("in_all"),
    )
    .join(_task, _task.c.id == _extension.c.task_id)
    .join(_unit, _unit.c.id == _task.c.lead_unit_id)
    .where(
        _extension.c.phase == Phase.OPEN,
        _extension.c.organization_id == bindparam("organization"),
        _extension.c.due_version == _task.c.due_version,
        _task.c.plan_id == bindparam("plan_id"),
        _OPEN,
    )
    .order_by(_extension.c.id)
    .limit(bindparam("most"))
)  # fmt: skip


def waiting_extensions(tx: Transaction, scope: Scope, plan_id: int, most: int) -> list[Any]:
    """Return the requests for more time that wait for a decision, oldest first; `in_all` is how many."""
    return tx.all(_WAITING, {**_whole(scope, plan_id), "most": most})


_FLAGS = (
    select(
        _flag, _unit.c.code.label("unit_code"), _unit.c.name.label("unit_name"),
        _person.c.name.label("confirmer"),
    )
    .join(_unit, _unit.c.id == _flag.c.unit_id)
    .outerjoin(_person, _person.c.id == _flag.c.confirmed_by)
    .where(_flag.c.organization_id == bindparam("organization"))
)  # fmt: skip
_STANDING_FLAGS = _FLAGS.where(
    _flag.c.plan_id == bindparam("plan_id"), _flag.c.cleared_at.is_(None)
).order_by(_flag.c.id)
_UNIT_FLAGS = _FLAGS.where(
    _flag.c.plan_id == bindparam("plan_id"), _flag.c.unit_id == bindparam("unit_id")
).order_by(_flag.c.id.desc())
_FLAG = _FLAGS.where(_flag.c.id == bindparam("flag_id"))
_CONFIRM = (
    update(_flag)
    .where(
        _flag.c.id == bindparam("flag_id"),
        _flag.c.cleared_at.is_(None),
        _flag.c.confirmed_at.is_(None),
    )
    .values(
        confirmed_at=bindparam("now", type_=_flag.c.confirmed_at.type),
        confirmed_by=bindparam("person_id"),
        confirmed_note=bindparam("note"),
    )
)


def standing_flags(tx: Transaction, scope: Scope, plan_id: int) -> list[Any]:
    """Return the flags of a plan that stand, oldest first, each with its unit and who confirmed it."""
    return tx.all(_STANDING_FLAGS, _whole(scope, plan_id))


def flags_of_unit(tx: Transaction, organization_id: int, plan_id: int, unit_id: int) -> list[Any]:
    """Return every flag that a unit ever had in a plan, newest first."""
    return tx.all(_UNIT_FLAGS, {"organization": organization_id, "plan_id": plan_id, "unit_id": unit_id})


def find_flag(tx: Transaction, organization_id: int, flag_id: int) -> Any | None:  # noqa: ANN401
    """Return a flag with its unit and who confirmed it, or None."""
    return tx.first(_FLAG, {"organization": organization_id, "flag_id": flag_id})


def confirm_flag(tx: Transaction, flag_id: int, person_id: int, note: str, now: datetime) -> bool:
    """Note that a person confirms the rating; False if the flag was cleared or confirmed first."""
    values = {"flag_id": flag_id, "person_id": person_id, "note": note, "now": now}
    return tx.run(_CONFIRM, values) == 1


_HEADS = (
    select(_office.c.from_on, _office.c.to_on, _office.c.stands_in_for, _person.c.name, _person.c.address)
    .join(_person, _person.c.id == _office.c.person_id)
    .where(
        _office.c.organization_id == bindparam("organization"),
        _office.c.unit_id == bindparam("unit_id"),
        _office.c.role == Role.UNIT_HEAD,
    )
    .order_by(_office.c.from_on.desc(), _office.c.id.desc())
)


def heads_of_unit(tx: Transaction, organization_id: int, unit_id: int) -> list[Any]:
    """Return who heads or headed a unit, or stood in for its head, from which day to which, newest first."""
    return tx.all(_HEADS, {"organization": organization_id, "unit_id": unit_id})


def _whole(scope: Scope, plan_id: int) -> dict[str, object]:
    if scope.unit_ids is not None:
        raise ValueError("only who sees the whole organization steers it")
    return {"organization": scope.organization_id, "plan_id": plan_id}
