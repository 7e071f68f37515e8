"""Owns which units reports are about: those with tasks, with tasks long overdue, with a head who left."""

from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Phase
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import AppointmentRow, TaskRow, UnitRow

_task = table_of(TaskRow)
_unit = table_of(UnitRow)
_office = table_of(AppointmentRow)
_next = _office.alias("next_office")

_LEADS = and_(
    _task.c.lead_unit_id == _unit.c.id,
    _task.c.plan_id == bindparam("of_plan"),
    _task.c.counted.is_(True),
)
_LEADING = select(_unit.c.id, _unit.c.code).where(exists().where(_LEADS)).order_by(_unit.c.id)
_OVERDUE = (
    select(_unit.c.id, _unit.c.code)
    .where(
        exists().where(
            _LEADS,
            _task.c.phase == Phase.OPEN,
            _task.c.due_on <= bindparam("until", type_=_task.c.due_on.type),
        )
    )
    .order_by(_unit.c.id)
)
_GOES_ON = exists().where(
    _next.c.unit_id == _office.c.unit_id,
    _next.c.role == _office.c.role,
    _next.c.person_id == _office.c.person_id,
    _next.c.stands_in_for.is_(None),
    _next.c.from_on > _office.c.from_on,
)
_LEFT = (
    select(_unit.c.id, _unit.c.code, _office.c.to_on)
    .join(_unit, _unit.c.id == _office.c.unit_id)
    .where(
        _office.c.role == Role.UNIT_HEAD,
        _office.c.stands_in_for.is_(None),
        _office.c.from_on <= _office.c.to_on,
        _office.c.to_on >= bindparam("since", type_=_office.c.to_on.type),
        _office.c.to_on < bindparam("before", type_=_office.c.to_on.type),
        ~_GOES_ON,
        exists().where(_LEADS),
    )
    .order_by(_office.c.to_on, _unit.c.id)
)


def leading_units(tx: Transaction, plan_id: int) -> list[Any]:
    """Return (id, code) of the units that lead a counted task of a plan, in the order of the units."""
    return tx.all(_LEADING, {"of_plan": plan_id})


def overdue_units(tx: Transaction, plan_id: int, until: date) -> list[Any]:
    """Return (id, code) of those that have an open one with a deadline up to `until`."""
    return tx.all(_OVERDUE, {"of_plan": plan_id, "until": until})


def heads_left(tx: Transaction, plan_id: int, since: date, before: date) -> list[Any]:
    """Return (id, code, to_on) of those whose head's last day was from `since` to the day before `before`.

    Who was appointed again to the same office did not leave it.
    """
    return tx.all(_LEFT, {"of_plan": plan_id, "since": since, "before": before})
