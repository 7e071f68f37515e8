"""Owns reading tasks page by page, in either direction from a row; what a row means is not known here.

A page begins after a key, never after a number of rows, so the thousandth costs what the first does. An order
that has no single key over all rows is walked in segments: those with a deadline first, then those without.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from heapq import merge
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, literal_column, select, tuple_

from cchc_workflow.domain.people import Scope
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.narrowing import (
    Narrowing,
    Shape,
    conditions_of,
    halves_of,
    implies_deadline,
    shape_of,
    values_of,
    whole_of,
)
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import AreaRow, DefinitionRow, EventRow, PlanRow, TaskRow, TaskSupportRow

_task = table_of(TaskRow)
_event = table_of(EventRow)
_support = table_of(TaskSupportRow)
_area = table_of(AreaRow)
_plan = table_of(PlanRow)
_definition = table_of(DefinitionRow)

_LINE = (
    _task.c.id, _task.c.version, _task.c.code, _task.c.title, _task.c.lead_unit_id, _task.c.area_id,
    _task.c.workflow_id, _task.c.ladder_id, _task.c.plan_id, _task.c.state, _task.c.phase, _task.c.due_on,
    _task.c.reported_on,
)  # fmt: skip
_DETAILS = (
    _task.c.clause, _task.c.deliverable, _task.c.original_due_on, _task.c.value, _task.c.period,
    _task.c.last_event_at,
)  # fmt: skip
_OF_EVENT: ColumnElement[int] = literal_column("+event.task_id")
"""The sign keeps databases from ordering all the tasks: the events are in order already."""
AT_ONCE = 250


class Sort(StrEnum):
    """What a listing is ordered by: deadline, code, lead unit (as the plan lists them), state, last event."""

    DUE = "due"
    CODE = "code"
    UNIT = "unit"
    STATE = "state"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Order:
    """An order of rows; `states` are all states there are, in the workflow's order, for Sort.STATE."""

    sort: Sort = Sort.DUE
    descending: bool = False
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a row in an order: its segment, and its key there. A forged one leads only elsewhere."""

    segment: str
    key: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows in order, each with its place, and whether more follow in the direction of the reading."""

    rows: Sequence[Any]
    places: Sequence[Place]
    goes_on: bool


_DATED, _UNDATED = "dated", "undated"
_KEYS: dict[tuple[Sort, str], tuple[ColumnElement[Any], ...]] = {
    (Sort.DUE, _DATED): (_task.c.due_on, _task.c.id),
    (Sort.DUE, _UNDATED): (_task.c.id,),
    (Sort.CODE, ""): (_task.c.code, _task.c.plan_id),
    (Sort.UNIT, ""): (_task.c.lead_unit_id, _task.c.id),
    (Sort.STATE, _DATED): (_task.c.due_on, _task.c.id),
    (Sort.STATE, _UNDATED): (_task.c.id,),
    (Sort.UPDATED, ""): (_event.c.id,),
}


def segments_of(order: Order) -> tuple[str, ...]:
    """Return the names of an order's segments, in the order's own direction."""
    names: tuple[str, ...] = ("",)
    if order.sort is Sort.DUE:
        names = (_DATED, _UNDATED)
    elif order.sort is Sort.STATE:
        names = tuple(f"{state}:{part}" for state in order.states for part in (_DATED, _UNDATED))
    return tuple(reversed(names)) if order.descending else names


def key_types(order: Order, segment: str) -> tuple[type, ...]:
    """Return the Python types of the keys in a segment, for whoever reads a place from an address."""
    types = [key.type.python_type for key in _KEYS[order.sort, segment.rpartition(":")[2]]]
    return tuple(str if each is object else each for each in types)  # SQLModel's texts name no type


def read_stretch(  # noqa: PLR0913 - what, in which order, from where, which way, how much
    tx: Transaction,
    scope: Scope,
    narrowing: Narrowing,
    order: Order,
    after: Place | None = None,
    *,
    backwards: bool = False,
    most: int = 50,
    details: bool = False,
) -> Stretch:
    """Return at most `most` rows after a place (before it, when read backwards), in the order given.

    With `details` each row has also what only an export shows.
    """
    if narrowing.is_hopeless:
        return Stretch((), (), goes_on=False)
    names = segments_of(order)
    ahead = tuple(reversed(names)) if backwards else names
    if after is not None:
        ahead = ahead[ahead.index(after.segment) :] if after.segment in ahead else ()
    shapes = _shapes(tx, scope, narrowing, in_one=order.sort is Sort.CODE)
    values = values_of(scope, narrowing, postgresql=tx.is_postgresql)
    rows: list[Any] = []
    places: list[Place] = []
    for name in ahead:
        from_key = after.key if after is not None and after.segment == name else ()
        state, _, segment = name.rpartition(":")
        part = _Part(order.sort, segment, order.descending != backwards, bool(from_key), details)
        values |= {"state": state, "most": most + 1 - len(rows)}
        values |= {f"after_{number}": key for number, key in enumerate(from_key)}
        found = _merge([tx.all(_read(shape, part), values) for shape in shapes], part)[: most + 1 - len(rows)]
        rows += found
        places += [Place(name, _key(row, part)) for row in found]
        if len(rows) > most:
            break
    goes_on = len(rows) > most
    rows, places = rows[:most], places[:most]
    if backwards:
        rows.reverse()
        places.reverse()
    return Stretch(rows, places, goes_on)


def count_rows(tx: Transaction, scope: Scope, narrowing: Narrowing, most: int) -> int:
    """Return how many rows there are, `most` where there are more."""
    if narrowing.is_hopeless:
        return 0
    values = values_of(scope, narrowing, postgresql=tx.is_postgresql) | {"most": most}
    return min(most, sum(int(tx.scalar(_count(shape), values)) for shape in _shapes(tx, scope, narrowing)))


def supports_of(tx: Transaction, task_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the keys of the units that help, by task; a task that nobody helps with is left out."""
    found: dict[int, list[int]] = {}
    for first in range(0, len(task_ids), AT_ONCE):
        some = task_ids[first : first + AT_ONCE]
        keys = {f"task_{place}": some[min(place, len(some) - 1)] for place in range(AT_ONCE)}
        for row in tx.all(_SUPPORTS, keys):
            found.setdefault(row.task_id, []).append(row.unit_id)
    return found


def areas_of(tx: Transaction, organization_id: int) -> list[Any]:
    """Return the areas of all plans, the newest plan's first, each plan's in the order of its document."""
    return tx.all(_AREAS, {"organization": organization_id})


def pinned_definitions(tx: Transaction) -> list[Any]:
    """Return (id, kind) of every workflow of tasks and every ladder that a task may have pinned."""
    return tx.all(_PINNED)


@dataclass(frozen=True, slots=True)
class _Part:
    """What makes the statement of one segment, beside the filter's shape."""

    sort: Sort
    segment: str
    descending: bool
    goes_on: bool
    details: bool


def _shapes(tx: Transaction, scope: Scope, narrowing: Narrowing, *, in_one: bool = False) -> list[Shape]:
    """Return the shape of each half to read; codes are read `in_one`, for a database has its own alphabet."""
    halves = (whole_of(scope),) if in_one else halves_of(scope)
    return [shape_of(scope, half, narrowing, postgresql=tx.is_postgresql) for half in halves]


def _key(row: Any, part: _Part) -> tuple[Any, ...]:  # noqa: ANN401
    return tuple(row[-len(_KEYS[part.sort, part.segment]) :])


def _merge(halves: list[list[Any]], part: _Part) -> list[Any]:
    """Return the rows of the halves in one order; each comes in that order already."""
    if len(halves) == 1:
        return halves[0]
    return list(merge(*halves, key=lambda row: _key(row, part), reverse=part.descending))


@lru_cache(maxsize=256)
def _read(shape: Shape, part: _Part) -> Select[Any]:
    keys = _KEYS[part.sort, part.segment]
    columns = _LINE + (_DETAILS if part.details else ())
    statement = select(*columns, *(key.label(f"key_{number}") for number, key in enumerate(keys))).where(
        *conditions_of(shape), *_of_segment(shape, part)
    )
    if part.sort is Sort.UPDATED:
        last = (_task.c.id == _OF_EVENT) & (_event.c.number == _task.c.event_count)
        statement = statement.select_from(_task.join(_event, last))
    if part.goes_on:
        given = tuple_(*(bindparam(f"after_{number}", type_=key.type) for number, key in enumerate(keys)))
        statement = statement.where(tuple_(*keys) < given if part.descending else tuple_(*keys) > given)
    ordered = [key.desc() if part.descending else key for key in keys]
    return statement.order_by(*ordered).limit(bindparam("most"))


def _of_segment(shape: Shape, part: _Part) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if part.sort is Sort.STATE:
        conditions.append(_task.c.state == bindparam("state"))
    if part.segment == _DATED and not (part.goes_on or implies_deadline(shape)):
        conditions.append(_task.c.due_on.is_not(None))
    if part.segment == _UNDATED:
        conditions.append(_task.c.due_on.is_(None))
    return conditions


@lru_cache(maxsize=256)
def _count(shape: Shape) -> Select[Any]:
    some = (
        select(literal(1).label("one"))
        .select_from(_task)
        .where(*conditions_of(shape))
        .limit(bindparam("most"))
    )
    return select(func.count().label("rows")).select_from(some.subquery())


_AREAS = (
    select(_area.c.id, _area.c.code, _area.c.title)
    .join(_plan, _plan.c.id == _area.c.plan_id)
    .where(_plan.c.organization_id == bindparam("organization"))
    .order_by(_plan.c.id.desc(), _area.c.id)
)
_PINNED = select(_definition.c.id, _definition.c.kind).where(_definition.c.kind.in_(["task", "ladder"]))
_SUPPORTS = (
    select(_support.c.task_id, _support.c.unit_id)
    .where(
        _support.c.task_id.in_(
            [bindparam(f"task_{n}", type_=_support.c.task_id.type) for n in range(AT_ONCE)]
        )
    )
    .order_by(_support.c.unit_id)
)
