"""Owns what of one task is in a viewer's sight: the task by its key, and the mails about it."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.sql import ColumnElement

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Task
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import AppointmentRow, OutboxRow, PersonRow, TaskRow
from cchc_workflow.store.tasks import in_scope, load_task

_task = table_of(TaskRow)
_outbox = table_of(OutboxRow)
_person = table_of(PersonRow)
_office = table_of(AppointmentRow)


def see_task(tx: Transaction, scope: Scope, task_id: int) -> Task:
    """Return the task with this key.

    Raises:
        NotFoundError: there is none in sight.
    """
    if tx.first(_seen(scope), {"task_id": task_id}) is None:
        raise NotFoundError("task", task_id)
    return load_task(tx, task_id)


def mails_about(tx: Transaction, scope: Scope, person_id: int, task_id: int, most: int = 200) -> list[Any]:
    """Return the newest mails about a task in sight, each with its recipient's address and name.

    Who sees only some units sees the mails to those who hold, or held, an office there, and their own.
    """
    return tx.all(_mails(scope), {"person": person_id, "task_id": task_id, "most": most})


@lru_cache(maxsize=64)
def _seen(scope: Scope) -> Select[Any]:
    return select(_task.c.id).where(_task.c.id == bindparam("task_id"), *in_scope(scope))


@lru_cache(maxsize=64)
def _mails(scope: Scope) -> Select[Any]:
    return (
        select(
            _outbox.c.id, _outbox.c.key, _outbox.c.message, _outbox.c.step, _outbox.c.is_copy,
            _outbox.c.state, _outbox.c.created_at, _outbox.c.not_before, _outbox.c.attempts,
            _outbox.c.sent_at, _outbox.c.bundle_id, _outbox.c.facts, _person.c.address, _person.c.name,
        )
        .join(_person, _person.c.id == _outbox.c.person_id)
        .where(
            _outbox.c.task_id == bindparam("task_id"),
            _outbox.c.organization_id == scope.organization_id,
            *_to_those_in_sight(scope),
        )
        .order_by(_outbox.c.id.desc())
        .limit(bindparam("most"))
    )  # fmt: skip


def _to_those_in_sight(scope: Scope) -> list[ColumnElement[bool]]:
    if scope.unit_ids is None:
        return [bindparam("person", type_=_person.c.id.type).is_not(None)]
    in_units = select(_office.c.person_id).where(_office.c.unit_id.in_(sorted(scope.unit_ids)))
    return [or_(_outbox.c.person_id == bindparam("person"), _outbox.c.person_id.in_(in_units))]
