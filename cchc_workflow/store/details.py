"""Owns the queries that only a reader asks for: one task's particulars, a plan's areas and targets."""

from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select, update

from cchc_workflow.domain.target import Target
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.domain.text import searchable
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import (
    AreaRow,
    DefinitionRow,
    ExtensionRow,
    PersonRow,
    TaskRow,
    TaskSupportRow,
    UnitRow,
)
from cchc_workflow.store.tasks import target_from_json

_task = table_of(TaskRow)
_area = table_of(AreaRow)
_unit = table_of(UnitRow)
_person = table_of(PersonRow)
_support = table_of(TaskSupportRow)
_extension = table_of(ExtensionRow)
_definition = table_of(DefinitionRow)

_PARTICULARS = (
    select(
        _task.c.duty, _task.c.period, _task.c.text, _task.c.deliverable, _task.c.deadline_text,
        _task.c.set_by, _task.c.assigned_at, _unit.c.code.label("unit_code"),
        _area.c.code.label("area_code"), _area.c.title.label("area_title"),
        _person.c.address.label("assignee"), _person.c.name.label("assignee_name"),
    )
    .join(_unit, _unit.c.id == _task.c.lead_unit_id)
    .outerjoin(_area, _area.c.id == _task.c.area_id)
    .outerjoin(_person, _person.c.id == _task.c.assignee_id)
    .where(_task.c.id == bindparam("task_id"))
)  # fmt: skip
_SUPPORTS = (
    select(_unit.c.code, _unit.c.name)
    .join(_support, _support.c.unit_id == _unit.c.id)
    .where(_support.c.task_id == bindparam("task_id"))
    .order_by(_unit.c.id)
)
_EXTENSIONS = (
    select(_extension, _person.c.address.label("requester"), _person.c.name.label("requester_name"))
    .join(_person, _person.c.id == _extension.c.requested_by)
    .where(_extension.c.task_id == bindparam("task_id"))
    .order_by(_extension.c.id)
)
_TARGETS = (
    select(_task.c.duty, _task.c.title, _task.c.clause, _task.c.target, _task.c.phase, _task.c.value)
    .where(_task.c.plan_id == bindparam("plan_id"), _task.c.target.is_not(None), _task.c.phase != Phase.VOID)
    .order_by(_task.c.id)
)
_ON = bindparam("on", type_=_task.c.due_on.type)
_FINISHED = _task.c.phase.in_([Phase.REPORTED, Phase.DONE])
_LATE = or_(
    and_(_task.c.phase == Phase.OPEN, _task.c.due_on < _ON),
    and_(_FINISHED, _task.c.due_on < _task.c.reported_on),
)

_WORDS = select(_task.c.text, _task.c.deliverable).where(_task.c.id == bindparam("task_id"))
_REWRITE = update(_task).where(_task.c.id == bindparam("of_task")).values(search=bindparam("search"))


def _count(*conditions: Any) -> Any:  # noqa: ANN401
    return func.sum(case((and_(*conditions), 1), else_=0))


_AREAS = (
    select(
        _task.c.area_id,
        _count(_task.c.phase != Phase.VOID).label("assigned"),
        _count(_FINISHED).label("finished"),
        _count(_LATE).label("late"),
    )
    .where(_task.c.plan_id == bindparam("plan_id"), _task.c.counted.is_(True))
    .group_by(_task.c.area_id)
)


_PINNED = select(_definition).order_by(_definition.c.id)


def pinned_definitions(tx: Transaction) -> list[Any]:
    """Return every definition that was in force when a plan was issued or a request was made."""
    return tx.all(_PINNED)


def read_particulars(tx: Transaction, task_id: int) -> Any:  # noqa: ANN401
    """Return what no rule reads of a task: the document's words, the deliverable, area, who does it."""
    return tx.first(_PARTICULARS, {"task_id": task_id})


def read_supports(tx: Transaction, task_id: int) -> list[Any]:
    """Return the code and name of each unit that helps with a task."""
    return tx.all(_SUPPORTS, {"task_id": task_id})


def extensions_of(tx: Transaction, task_id: int) -> list[Any]:
    """Return the requests for more time of one task, oldest first, each with who asked."""
    return tx.all(_EXTENSIONS, {"task_id": task_id})


def read_targets(tx: Transaction, plan_id: int) -> list[tuple[Any, Target]]:
    """Return (row with duty, title, clause, phase and value, target) of each task that has a target."""
    rows = tx.all(_TARGETS, {"plan_id": plan_id})
    return [(row, target) for row in rows if (target := target_from_json(row.target)) is not None]


def count_areas(tx: Transaction, plan_id: int, on: date) -> dict[int | None, Any]:
    """Return by the area's key how many tasks count in it, are finished, and are late on the day `on`."""
    return {row.area_id: row for row in tx.all(_AREAS, {"plan_id": plan_id, "on": on})}


def rewrite_search(tx: Transaction, task: Task) -> None:
    """Let a task be found by the title and the unit that it has now."""
    (words,) = tx.all(_WORDS, {"task_id": task.id})
    search = searchable(task.code, task.title, words.text, words.deliverable, task.lead_unit_name)
    tx.run(_REWRITE, {"of_task": task.id, "search": search})
