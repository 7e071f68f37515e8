"""Owns reading and writing tasks: the compare-and-set, the indexed due column, the viewer's scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Select, Update, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.sql import ColumnElement

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.domain.text import fold
from cchc_workflow.errors import ConflictError, NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import from_json, insert_into, insert_returning_id, table_of, to_json
from cchc_workflow.store.tables import AreaRow, PlanRow, TaskRow, TaskSupportRow, UnitRow

_task = table_of(TaskRow)
_support = table_of(TaskSupportRow)
_unit = table_of(UnitRow)
_area = table_of(AreaRow)
_plan = table_of(PlanRow)

_DECIDED = (
    _task.c.id, _task.c.code, _task.c.organization_id, _task.c.plan_id, _task.c.workflow_id,
    _task.c.ladder_id, _task.c.title, _task.c.clause, _task.c.lead_unit_id,
    _unit.c.name.label("lead_unit_name"), _task.c.state, _task.c.phase, _task.c.version, _task.c.assignee_id,
    _task.c.due_on, _task.c.original_due_on, _task.c.due_version, _task.c.due_set_at, _task.c.reported_at,
    _task.c.reported_on, _task.c.reported_by, _task.c.value, _task.c.target, _task.c.excused, _task.c.counted,
    _task.c.suspended_on, _task.c.next_check_at, _task.c.event_count, _task.c.last_event_at, _task.c.head,
)  # fmt: skip
_PHASES = {phase.value: phase for phase in Phase}

_READ = select(*_DECIDED).join(_unit, _unit.c.id == _task.c.lead_unit_id)
_BY_ID = _READ.where(_task.c.id == bindparam("task_id"))
AT_ONCE = 50
"""Tasks read by one statement: of a fixed length, it is compiled once, which costs more than it does."""
_BY_IDS = _READ.where(
    _task.c.id.in_([bindparam(f"id_{place}", type_=_task.c.id.type) for place in range(AT_ONCE)])
)
_BY_CODE = _READ.join(_plan, _plan.c.id == _task.c.plan_id).where(
    _task.c.organization_id == bindparam("organization"), _task.c.code == bindparam("code"),
    or_(bindparam("plan", type_=_plan.c.code.type) == "", _plan.c.code == bindparam("plan")),
).order_by(_task.c.plan_id.desc())  # fmt: skip
_DUE = (
    _READ.where(_task.c.next_check_at <= bindparam("now"))
    .order_by(_task.c.next_check_at)
    .limit(bindparam("most"))
)
_DUE_SHARED = _DUE.with_for_update(skip_locked=True, of=_task)
_EARLIEST = select(func.min(_task.c.next_check_at).label("at")).where(_task.c.next_check_at.is_not(None))
_LAST_ID = select(func.max(_task.c.id).label("id"))
_SET_NEXT_CHECK = (
    update(_task)
    .where(_task.c.id == bindparam("task_id"), _task.c.version == bindparam("seen_version"))
    .values(next_check_at=bindparam("next_check_at"))
)
_CHANGING = (
    "state", "phase", "version", "assignee_id", "due_on", "original_due_on", "due_version", "due_set_at",
    "reported_at", "reported_on", "reported_by", "value", "excused", "counted", "suspended_on",
    "next_check_at", "event_count", "last_event_at", "head", "title", "lead_unit_id",
)  # fmt: skip
_INSERT = insert_returning_id(TaskRow)
_INSERT_SUPPORT = insert_into(TaskSupportRow)
_SUPPORTS = (
    select(_support.c.unit_id).where(_support.c.task_id == bindparam("task_id")).order_by(_support.c.unit_id)
)


def load_task(tx: Transaction, task_id: int) -> Task:
    """Return the task.

    Raises:
        NotFoundError: there is none.
    """
    row = tx.first(_BY_ID, {"task_id": task_id})
    if row is None:
        raise NotFoundError("task", task_id)
    return _to_task(row)


def load_tasks(tx: Transaction, task_ids: Sequence[int]) -> dict[int, Task]:
    """Return the tasks that there are of these keys, by key."""
    found: dict[int, Task] = {}
    for first in range(0, len(task_ids), AT_ONCE):
        some = task_ids[first : first + AT_ONCE]
        padded = [*some, *repeat(some[-1], AT_ONCE - len(some))]
        rows = tx.all(_BY_IDS, {f"id_{place}": task_id for place, task_id in enumerate(padded)})
        found |= {row.id: _to_task(row) for row in rows}
    return found


def find_task(tx: Transaction, scope: Scope, code: str) -> Task:
    """Return the task that the viewer may see: "A4" of the newest plan that has one, or "plan-code:A4".

    Raises:
        NotFoundError: there is none in sight.
    """
    plan, _, own = code.rpartition(":")
    for row in tx.all(_BY_CODE, {"organization": scope.organization_id, "plan": plan, "code": own}):
        task = _to_task(row)
        if scope.sees((task.lead_unit_id,)) or scope.sees(support_units(tx, task.id)):
            return task
    raise NotFoundError("task", code)


def save_task(tx: Transaction, before: Task, after: Task) -> None:
    """Write `after` if the task is still as it was in `before`.

    Raises:
        ConflictError: somebody else changed it first.
    """
    values = {name: value for name in _CHANGING if (value := getattr(after, name)) != getattr(before, name)}
    save = _save(tuple(values))
    if tx.run(save, {**values, "task_id": before.id, "seen_version": before.version}) != 1:
        raise ConflictError("task", before.code)


@lru_cache(maxsize=256)
def _save(names: tuple[str, ...]) -> Update:
    """Return the compare-and-set of just these columns: an index whose columns stay is left alone."""
    return (
        update(_task)
        .where(_task.c.id == bindparam("task_id"), _task.c.version == bindparam("seen_version"))
        .values({name: bindparam(name, type_=_task.c[name].type) for name in names})
    )


def add_task(tx: Transaction, task: Task, details: Mapping[str, object], supports: Iterable[int]) -> int:
    """Insert a new task with the details that no rule reads (clause, text …); return its key."""
    values = {
        name: getattr(task, name) for name in Task.names() if name not in {"id", "target", "lead_unit_name"}
    }
    values["target"] = target_to_json(task.target)
    task_id: int = tx.scalar(_INSERT, {**values, **details})
    tx.run_many(_INSERT_SUPPORT, [{"task_id": task_id, "unit_id": unit_id} for unit_id in supports])
    return task_id


def due_tasks(tx: Transaction, now: datetime, most: int) -> list[Task]:
    """Return at most `most` tasks whose next look is due by `now`, earliest first.

    On PostgreSQL rows that another node is working on are passed over.
    """
    statement = _DUE_SHARED if tx.is_postgresql else _DUE
    return [_to_task(row) for row in tx.all(statement, {"now": now, "most": most})]


def earliest_check(tx: Transaction) -> datetime | None:
    """Return when the next task is due for a look, or None."""
    earliest: datetime | None = tx.scalar(_EARLIEST)
    return earliest


def last_task_id(tx: Transaction) -> int:
    """Return the greatest key of a task, 0 without any."""
    return int(tx.scalar(_LAST_ID) or 0)


def set_next_checks(tx: Transaction, checks: Sequence[tuple[Task, datetime | None]]) -> None:
    """Note when each task is next looked at; a task that somebody changed meanwhile keeps its own."""
    tx.run_many(
        _SET_NEXT_CHECK,
        [
            {"task_id": task.id, "seen_version": task.version, "next_check_at": next_check_at}
            for task, next_check_at in checks
        ],
    )


def support_units(tx: Transaction, task_id: int) -> tuple[int, ...]:
    """Return the units that help with a task."""
    rows = tx.all(_SUPPORTS, {"task_id": task_id})
    return tuple(row.unit_id for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What a listing shows; every field narrows it.

    `text` is looked for without marks and case. `after` is (deadline or "", key) of the last row shown.
    """

    plan_id: int | None = None
    unit: str | None = None
    area: str | None = None
    states: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    due_from: date | None = None
    due_until: date | None = None
    text: str | None = None
    after: tuple[str, int] | None = None
    most: int = 1000


def list_tasks(tx: Transaction, scope: Scope, wanted: TaskFilter) -> list[Any]:
    """Return the rows of a listing in the order of (deadline, key), undated ones last.

    Each row has the task's own columns, the unit's code and name and the area's code.
    """
    return tx.all(_listing(scope, wanted))


def _listing(scope: Scope, wanted: TaskFilter) -> Select[Any]:
    statement = (
        select(
            *_DECIDED,
            _task.c.duty, _task.c.period, _task.c.deliverable, _task.c.deadline_text,
            _task.c.set_by, _task.c.text, _task.c.assigned_at,
            _unit.c.code.label("unit_code"), _area.c.code.label("area_code"),
        )
        .join(_unit, _unit.c.id == _task.c.lead_unit_id)
        .outerjoin(_area, _area.c.id == _task.c.area_id)
        .where(*_narrow(scope, wanted))
        .order_by(_task.c.due_on.is_(None), _task.c.due_on, _task.c.id)
        .limit(wanted.most)
    )  # fmt: skip
    if wanted.after is None:
        return statement
    due_on, task_id = wanted.after
    if not due_on:
        return statement.where(_task.c.due_on.is_(None), _task.c.id > task_id)
    later = date.fromisoformat(due_on)
    return statement.where(
        or_(
            _task.c.due_on > later,
            and_(_task.c.due_on == later, _task.c.id > task_id),
            _task.c.due_on.is_(None),
        )
    )


def in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions that keep a query of tasks to what the viewer may see."""
    conditions: list[ColumnElement[bool]] = [_task.c.organization_id == scope.organization_id]
    if scope.unit_ids is not None:
        units = sorted(scope.unit_ids)
        helps = exists().where(_support.c.task_id == _task.c.id, _support.c.unit_id.in_(units))
        conditions.append(or_(_task.c.lead_unit_id.in_(units), helps))
    return conditions


def _narrow(scope: Scope, wanted: TaskFilter) -> list[ColumnElement[bool]]:
    conditions = in_scope(scope)
    if wanted.plan_id is not None:
        conditions.append(_task.c.plan_id == wanted.plan_id)
    if wanted.unit is not None:
        conditions.append(_unit.c.code == wanted.unit)
    if wanted.area is not None:
        conditions.append(_area.c.code == wanted.area)
    if wanted.states:
        conditions.append(_task.c.state.in_(wanted.states))
    if wanted.phases:
        conditions.append(_task.c.phase.in_(wanted.phases))
    if wanted.due_from is not None:
        conditions.append(_task.c.due_on >= wanted.due_from)
    if wanted.due_until is not None:
        conditions.append(_task.c.due_on <= wanted.due_until)
    if wanted.text:
        conditions.append(_task.c.search.contains(fold(wanted.text), autoescape=True))
    return conditions


def target_to_json(target: Target | None) -> str | None:
    """Return a target as the JSON text of its column."""
    if target is None:
        return None
    return to_json(
        {
            "measure": target.measure,
            "at_least": str(target.at_least),
            "total": target.total,
            "names": list(target.names),
            "label": target.label,
        }
    )


def target_from_json(text: str | None) -> Target | None:
    """Return the target that a column's JSON text describes."""
    if text is None:
        return None
    data = from_json(text)
    return Target(
        Measure(data["measure"]),
        Decimal(data["at_least"]),
        data["total"],
        tuple(data["names"]),
        data["label"],
    )


def task_from_row(row: Any) -> Task:  # noqa: ANN401
    """Return the domain's task from a listing's row."""
    return _to_task(row[: len(_DECIDED)])


def _to_task(row: Sequence[Any]) -> Task:
    (
        task_id, code, organization_id, plan_id, workflow_id, ladder_id, title, clause, lead_unit_id,
        lead_unit_name, state, phase, version, assignee_id, due_on, original_due_on, due_version, due_set_at,
        reported_at, reported_on, reported_by, value, target, excused, counted, suspended_on,
        next_check_at, event_count, last_event_at, head,
    ) = row  # fmt: skip
    return Task(
        id=task_id, code=code, organization_id=organization_id, plan_id=plan_id, workflow_id=workflow_id,
        ladder_id=ladder_id, title=title, clause=clause, lead_unit_id=lead_unit_id,
        lead_unit_name=lead_unit_name, state=state, phase=_PHASES[phase],
        version=version, assignee_id=assignee_id, due_on=due_on, original_due_on=original_due_on,
        due_version=due_version, due_set_at=due_set_at, reported_at=reported_at, reported_on=reported_on,
        reported_by=reported_by, value=value, target=target_from_json(target), excused=excused,
        counted=counted, suspended_on=suspended_on, next_check_at=next_check_at, event_count=event_count,
        last_event_at=last_event_at, head=head,
    )  # fmt: skip
