"""Owns what waits for those who run a plan, a bounded number of each kind and how many there are; no rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, literal, select
from sqlalchemy.sql import ColumnElement

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.outbox import OutboxState
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import (
    EvidenceRow,
    ExtensionRow,
    FlagRow,
    OutboxRow,
    PersonRow,
    PlanRow,
    TaskRow,
    UnitRow,
)
from cchc_workflow.store.tasks import in_scope

_task = table_of(TaskRow)
_unit = table_of(UnitRow)
_plan = table_of(PlanRow)
_person = table_of(PersonRow)
_extension = table_of(ExtensionRow)
_evidence = table_of(EvidenceRow)
_outbox = table_of(OutboxRow)
_flag = table_of(FlagRow)

_MOST: BindParameter[int] = bindparam("most")
_ON = bindparam("on", type_=_task.c.due_on.type)


@dataclass(frozen=True, slots=True)
class Found:
    """The first of what waits, and how many there are in all."""

    rows: list[Any]
    total: int


def reported_tasks(tx: Transaction, scope: Scope, most: int) -> Found:
    """Return the keys of reported tasks in sight, the earliest deadline first."""
    return _find(tx, *_reported(scope), {}, most)


def overdue_tasks(tx: Transaction, scope: Scope, on: date, most: int) -> Found:
    """Return the keys of open tasks in sight whose deadline has passed, the longest overdue first."""
    return _find(tx, *_overdue(scope), {"on": on}, most)


def undated_tasks(tx: Transaction, scope: Scope, most: int) -> Found:
    """Return the keys of open tasks in sight without a deadline; dormant ones wait for no date."""
    return _find(tx, *_undated(scope), {}, most)


def count_dormant(tx: Transaction, scope: Scope) -> int:
    """Return how many tasks in sight wait for their occasion."""
    _, total = _dormant(scope)
    return int(tx.scalar(total))


def waiting_extensions(tx: Transaction, scope: Scope, most: int) -> Found:
    """Return requests for more time in sight that wait, oldest first, with their requester's name."""
    return _find(tx, *_requests(scope), {}, most)


def dead_mails(tx: Transaction, organization_id: int, most: int) -> Found:
    """Return what could not be delivered, newest first, each with whom it was for and the task's code."""
    return _find(tx, _DEAD, _DEAD_TOTAL, {"organization": organization_id}, most)


def dead_mail(tx: Transaction, organization_id: int, row_id: int) -> Any:  # noqa: ANN401
    """Return one of what could not be delivered.

    Raises:
        NotFoundError: no such mail is dead (any more).
    """
    row = tx.first(_DEAD_ONE, {"organization": organization_id, "row_id": row_id})
    if row is None:
        raise NotFoundError("dead_mail", row_id)
    return row


def unconfirmed_flags(tx: Transaction, organization_id: int, most: int) -> Found:
    """Return the flags that stand and that nobody confirmed, oldest first, each with its unit and plan."""
    return _find(tx, _FLAGS, _FLAGS_TOTAL, {"organization": organization_id}, most)


def evidence_of(tx: Transaction, task_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return for each task what its newest report gave."""
    found: dict[int, list[Any]] = {task_id: [] for task_id in task_ids}
    if task_ids:
        for row in tx.all(_EVIDENCE.where(_evidence.c.task_id.in_(task_ids))):
            given = found[row.task_id]
            if given and given[0].event_number != row.event_number:
                given.clear()
            given.append(row)
    return found


def names_of(tx: Transaction, person_ids: Sequence[int]) -> dict[int, str]:
    """Return the names of people by key."""
    if not person_ids:
        return {}
    named = select(_person.c.id, _person.c.name).where(_person.c.id.in_(sorted(set(person_ids))))
    return {row.id: row.name for row in tx.all(named)}


def reminded_tasks(tx: Transaction, task_ids: Sequence[int], key: str) -> frozenset[int]:
    """Return which tasks have a message whose key is of the form `key`, % standing for anything."""
    if not task_ids:
        return frozenset()
    told = select(_outbox.c.task_id).where(_outbox.c.task_id.in_(task_ids), _outbox.c.key.like(key))
    return frozenset(row.task_id for row in tx.all(told))


def next_deadlines(tx: Transaction, plan_id: int, unit_id: int, on: date, most: int) -> list[Any]:
    """Return code and deadline of a unit's open tasks that are not late yet, the earliest first."""
    return tx.all(_AHEAD, {"plan_id": plan_id, "unit_id": unit_id, "on": on, "most": most})


_AHEAD = (
    select(_task.c.code, _task.c.due_on)
    .where(
        _task.c.plan_id == bindparam("plan_id"),
        _task.c.lead_unit_id == bindparam("unit_id"),
        _task.c.counted.is_(True),
        _task.c.phase == Phase.OPEN,
        _task.c.due_on >= _ON,
    )
    .order_by(_task.c.due_on, _task.c.code)
    .limit(_MOST)
)
_EVIDENCE = select(
    _evidence.c.id, _evidence.c.task_id, _evidence.c.event_number, _evidence.c.document,
    _evidence.c.issued_on, _evidence.c.signer, _evidence.c.file_name, _evidence.c.sha256,
).order_by(_evidence.c.id)  # fmt: skip
_IS_DEAD = (
    _outbox.c.organization_id == bindparam("organization"),
    _outbox.c.state == OutboxState.DEAD,
)
_DEAD_ROWS = (
    select(
        _outbox.c.id, _outbox.c.message, _outbox.c.step, _outbox.c.task_id, _outbox.c.created_at,
        _outbox.c.attempts, _outbox.c.error, _person.c.address, _person.c.name, _task.c.code,
    )
    .join(_person, _person.c.id == _outbox.c.person_id)
    .outerjoin(_task, _task.c.id == _outbox.c.task_id)
    .where(*_IS_DEAD)
)  # fmt: skip
_DEAD = _DEAD_ROWS.order_by(_outbox.c.id.desc()).limit(_MOST)
_DEAD_ONE = _DEAD_ROWS.where(_outbox.c.id == bindparam("row_id"))
_DEAD_TOTAL = select(func.count().label("total")).select_from(_outbox).where(*_IS_DEAD)
_STANDS = (
    _flag.c.organization_id == bindparam("organization"),
    _flag.c.cleared_at.is_(None),
    _flag.c.confirmed_at.is_(None),
)
_FLAGS = (
    select(
        _flag.c.id, _flag.c.late, _flag.c.assigned, _flag.c.threshold, _flag.c.raised_at,
        _unit.c.code.label("unit_code"), _unit.c.name.label("unit_name"), _plan.c.code.label("plan_code"),
        _plan.c.rule_clause,
    )
    .join(_unit, _unit.c.id == _flag.c.unit_id)
    .join(_plan, _plan.c.id == _flag.c.plan_id)
    .where(*_STANDS)
    .order_by(_flag.c.id)
    .limit(_MOST)
)  # fmt: skip
_FLAGS_TOTAL = select(func.count().label("total")).select_from(_flag).where(*_STANDS)

Pair = tuple[Select[Any], Select[Any]]
"""The first rows, and how many there are."""


def _find(
    tx: Transaction, rows: Select[Any], total: Select[Any], values: dict[str, object], most: int
) -> Found:
    first = tx.all(rows, {**values, "most": most})
    return Found(first, len(first) if len(first) < most else int(tx.scalar(total, values)))


@lru_cache(maxsize=64)
def _reported(scope: Scope) -> Pair:
    return _tasks(scope, _task.c.phase == Phase.REPORTED)


@lru_cache(maxsize=64)
def _overdue(scope: Scope) -> Pair:
    return _tasks(scope, _task.c.phase == Phase.OPEN, _task.c.due_on < _ON)


@lru_cache(maxsize=64)
def _undated(scope: Scope) -> Pair:
    return _tasks(scope, _task.c.phase == Phase.OPEN, _task.c.due_on.is_(None), _task.c.counted.is_(True))


@lru_cache(maxsize=64)
def _dormant(scope: Scope) -> Pair:
    return _tasks(scope, _task.c.phase == Phase.OPEN, _task.c.due_on.is_(None), _task.c.counted.is_(False))


def _tasks(scope: Scope, *conditions: ColumnElement[bool]) -> Pair:
    """The order is that of the index on (organization, phase, deadline, key)."""
    wanted = (*in_scope(scope), *conditions)
    return (
        select(_task.c.id).where(*wanted).order_by(_task.c.due_on, _task.c.id).limit(_MOST),
        select(func.count().label("total")).select_from(_task).where(*wanted),
    )


@lru_cache(maxsize=64)
def _requests(scope: Scope) -> Pair:
    wanted = (
        *in_scope(scope),
        _extension.c.organization_id == scope.organization_id,
        _extension.c.phase == literal(Phase.OPEN, literal_execute=True),
    )
    return (
        select(_extension, _person.c.name.label("requester"))
        .join(_task, _task.c.id == _extension.c.task_id)
        .join(_person, _person.c.id == _extension.c.requested_by)
        .where(*wanted)
        .order_by(_extension.c.id)
        .limit(_MOST),
        select(func.count().label("total"))
        .select_from(_extension)
        .join(_task, _task.c.id == _extension.c.task_id)
        .where(*wanted),
    )
