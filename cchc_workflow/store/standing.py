"""Owns counting a unit's tasks in the database, the counts as last taken, and the flags."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, false, func, or_, select, update

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.standing import Counts, Duty, Tally
from cchc_workflow.domain.task import Phase
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_or_replace, insert_returning_id, table_of, to_json
from cchc_workflow.store.tables import FlagRow, StandingRow, TaskRow, UnitRow

_task = table_of(TaskRow)
_standing = table_of(StandingRow)
_flag = table_of(FlagRow)
_unit = table_of(UnitRow)

_ON = bindparam("on", type_=_task.c.due_on.type)
_FINISHED = _task.c.phase.in_([Phase.REPORTED, Phase.DONE])
_LATE = or_(
    and_(_task.c.phase == Phase.OPEN, _task.c.due_on < _ON),
    and_(_FINISHED, _task.c.due_on < _task.c.reported_on),
)
"""The rule of `domain.timeliness.is_late`, for the counting index; a test holds the two together."""


def _count(*conditions: Any) -> Any:  # noqa: ANN401
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)


_LIVES = _task.c.phase != Phase.VOID
_OPEN = _task.c.phase.in_([Phase.OPEN, Phase.PAUSED])
_IS_LATE = func.coalesce(_LATE, false())
_NUMBERS = (
    _count(_LIVES).label("assigned"),
    _count(_IS_LATE).label("late"),
    _count(_IS_LATE, _task.c.excused).label("excused"),
    _count(_FINISHED, ~_IS_LATE).label("done_on_time"),
    _count(_FINISHED, _IS_LATE).label("done_late"),
    _count(_OPEN, ~_IS_LATE).label("open_in_term"),
    _count(_OPEN, _IS_LATE).label("open_overdue"),
    _count(_task.c.phase == Phase.VOID).label("cancelled"),
)
_OF_PLAN = and_(_task.c.plan_id == bindparam("plan_id"), _task.c.counted.is_(True))
_COUNT_UNIT: Select[Any] = select(*_NUMBERS).where(_OF_PLAN, _task.c.lead_unit_id == bindparam("unit_id"))
_COUNT_ALL: Select[Any] = (
    select(_task.c.lead_unit_id.label("unit_id"), *_NUMBERS).where(_OF_PLAN).group_by(_task.c.lead_unit_id)
)
_DUTIES = select(
    _task.c.code, _task.c.phase, _task.c.due_on, _task.c.reported_on, _task.c.excused, _task.c.counted
).where(
    _task.c.plan_id == bindparam("plan_id"),
    _task.c.lead_unit_id == bindparam("unit_id"),
    _task.c.counted.is_(True),
)
_HOLD = select(_unit.c.id).where(_unit.c.id == bindparam("unit_id")).with_for_update(key_share=True, of=_unit)
_KEEP = insert_or_replace(StandingRow, key=("plan_id", "unit_id"))
_KEPT = (
    select(_standing, _unit.c.code, _unit.c.name)
    .join(_unit, _unit.c.id == _standing.c.unit_id)
    .where(_standing.c.plan_id == bindparam("plan_id"))
    .order_by(_unit.c.id)
)
_RAISED = (
    select(_flag)
    .where(
        _flag.c.plan_id == bindparam("plan_id"),
        _flag.c.unit_id == bindparam("unit_id"),
        _flag.c.cleared_at.is_(None),
    )
    .order_by(_flag.c.id.desc())
    .limit(1)
)
_RAISE = insert_returning_id(FlagRow)
_CLEAR = (
    update(_flag)
    .where(_flag.c.id == bindparam("flag_id"), _flag.c.cleared_at.is_(None))
    .values(cleared_at=bindparam("now", type_=_flag.c.cleared_at.type), cleared_reason=bindparam("reason"))
)
_TITLES = select(_task.c.id, _task.c.code, _task.c.title).where(
    _task.c.plan_id == bindparam("plan_id"), _task.c.lead_unit_id == bindparam("unit_id")
)
_FLAGS = (
    select(_flag, _unit.c.code.label("unit_code"), _unit.c.name.label("unit_name"))
    .join(_unit, _unit.c.id == _flag.c.unit_id)
    .where(_flag.c.plan_id == bindparam("plan_id"))
    .order_by(_flag.c.id)
)


def hold_unit(tx: Transaction, unit_id: int) -> None:
    """Let nobody else judge the unit until the transaction ends, so that its count stays true meanwhile.

    Without it, two tasks that turn late at once could each be counted without the other. Whoever holds
    several units takes them in the order of their keys. SQLite has one writer at a time anyway.
    """
    if tx.is_postgresql:
        tx.all(_HOLD, {"unit_id": unit_id})


def count_unit(tx: Transaction, plan_id: int, unit_id: int, on: date) -> Counts:
    """Return a unit's counts on the day `on`, from the covering index."""
    (row,) = tx.all(_COUNT_UNIT, {"plan_id": plan_id, "unit_id": unit_id, "on": on})
    return Counts(*row)


def count_units(tx: Transaction, plan_id: int, on: date) -> dict[int, Counts]:
    """Return the counts of every unit that leads a task, by a scan of the index."""
    rows = tx.all(_COUNT_ALL, {"plan_id": plan_id, "on": on})
    return {row.unit_id: Counts(*row[1:]) for row in rows}


def read_duties(tx: Transaction, plan_id: int, unit_id: int) -> list[Duty]:
    """Return what the rule needs to know of each of a unit's tasks."""
    return [
        Duty(row.code, Phase(row.phase), row.due_on, row.reported_on, row.excused, row.counted)
        for row in tx.all(_DUTIES, {"plan_id": plan_id, "unit_id": unit_id})
    ]


def keep_tally(tx: Transaction, plan_id: int, unit_id: int, tally: Tally, on: date) -> None:
    """Keep a unit's tally for the pages that show all units."""
    values = {name: getattr(tally, name) for name in Tally.__slots__}
    tx.run(_KEEP, {"plan_id": plan_id, "unit_id": unit_id, "counted_on": on, **values})


def kept_tallies(tx: Transaction, plan_id: int) -> list[tuple[Any, Tally]]:
    """Return (row with the unit's key, code and name, its tally) for every unit, as last counted."""
    return [
        (row, Tally(*(getattr(row, name) for name in Tally.__slots__)))
        for row in tx.all(_KEPT, {"plan_id": plan_id})
    ]


def raised_flag(tx: Transaction, plan_id: int, unit_id: int) -> Any | None:  # noqa: ANN401
    """Return the unit's flag that stands now, or None."""
    return tx.first(_RAISED, {"plan_id": plan_id, "unit_id": unit_id})


def raise_flag(  # noqa: PLR0913 - one column each
    tx: Transaction,
    *,
    organization_id: int,
    plan_id: int,
    unit_id: int,
    now: datetime,
    counts: Counts,
    threshold: int,
    tasks: Sequence[str],
) -> int:
    """Raise a flag and return its key."""
    values = {
        "organization_id": organization_id,
        "plan_id": plan_id,
        "unit_id": unit_id,
        "raised_at": now,
        "late": counts.late,
        "assigned": counts.assigned,
        "threshold": threshold,
        "tasks": to_json(list(tasks)),
    }
    flag_id: int = tx.scalar(_RAISE, values)
    return flag_id


def clear_flag(tx: Transaction, flag_id: int, now: datetime, reason: str) -> None:
    """Take a flag back, with the reason."""
    tx.run(_CLEAR, {"flag_id": flag_id, "now": now, "reason": reason})


def read_flags(tx: Transaction, plan_id: int, scope: Scope | None = None) -> list[Any]:
    """Return every flag ever raised in a plan, with its unit; with a scope, those of the units in sight."""
    if scope is None:
        return tx.all(_FLAGS, {"plan_id": plan_id})
    return tx.all(_flags_in(scope), {"plan_id": plan_id})


@lru_cache(maxsize=64)
def _flags_in(scope: Scope) -> Select[Any]:
    seen = _FLAGS.where(_flag.c.organization_id == scope.organization_id)
    return seen if scope.unit_ids is None else seen.where(_flag.c.unit_id.in_(sorted(scope.unit_ids)))


def read_titles(tx: Transaction, plan_id: int, unit_id: int) -> dict[str, Any]:
    """Return the key and title of each of a unit's tasks, by code."""
    return {row.code: row for row in tx.all(_TITLES, {"plan_id": plan_id, "unit_id": unit_id})}


def unit_name(tx: Transaction, unit_id: int) -> str:
    """Return a unit's name."""
    return str(tx.scalar(_UNIT_NAME, {"unit_id": unit_id}))


_UNIT_NAME = select(_unit.c.name).where(_unit.c.id == bindparam("unit_id"))
