"""Owns requests for more time as rows."""

from typing import Any

from sqlalchemy import bindparam, select, update

from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.errors import ConflictError, NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_returning_id, table_of
from cchc_workflow.store.tables import ExtensionRow, PersonRow, TaskRow, UnitRow
from cchc_workflow.store.tasks import in_scope

_extension = table_of(ExtensionRow)
_task = table_of(TaskRow)
_unit = table_of(UnitRow)
_person = table_of(PersonRow)

_INSERT = insert_returning_id(ExtensionRow)
_BY_ID = select(_extension).where(
    _extension.c.id == bindparam("extension_id"), _extension.c.organization_id == bindparam("organization")
)
_WAITING = (
    select(_extension)
    .where(_extension.c.task_id == bindparam("task_id"), _extension.c.phase == Phase.OPEN)
    .order_by(_extension.c.id)
)
_SAVE = (
    update(_extension)
    .where(_extension.c.id == bindparam("extension_id"), _extension.c.state == bindparam("seen_state"))
    .values(
        {
            name: bindparam(name, type_=_extension.c[name].type)
            for name in ("state", "phase", "granted_due_on", "decided_by", "decided_at", "decision_note")
        }
    )
)


def add_extension(tx: Transaction, extension: Extension, phase: Phase) -> int:
    """Insert a request and return its key."""
    values = {name: getattr(extension, name) for name in Extension.__slots__ if name != "id"}
    extension_id: int = tx.scalar(_INSERT, values | {"phase": phase})
    return extension_id


def load_extension(tx: Transaction, organization_id: int, extension_id: int) -> Extension:
    """Return a request.

    Raises:
        NotFoundError: there is none.
    """
    row = tx.first(_BY_ID, {"extension_id": extension_id, "organization": organization_id})
    if row is None:
        raise NotFoundError("extension", extension_id)
    return _to_extension(row)


def waiting_extension(tx: Transaction, task_id: int) -> Extension | None:
    """Return the task's request that waits for a decision, or None."""
    row = tx.first(_WAITING, {"task_id": task_id})
    return None if row is None else _to_extension(row)


def save_extension(tx: Transaction, before: Extension, after: Extension, phase: Phase) -> None:
    """Write a decided request if it is still as it was.

    Raises:
        ConflictError: somebody else decided first.
    """
    values = {
        "extension_id": before.id,
        "seen_state": before.state,
        "state": after.state,
        "phase": phase,
        "granted_due_on": after.granted_due_on,
        "decided_by": after.decided_by,
        "decided_at": after.decided_at,
        "decision_note": after.decision_note,
    }
    if tx.run(_SAVE, values) != 1:
        raise ConflictError("extension", before.id)


def list_extensions(tx: Transaction, scope: Scope, *, waiting_only: bool = False) -> list[Any]:
    """Return the requests in sight with their task, unit and requester, oldest first."""
    statement = (
        select(
            _extension, _task.c.code.label("task_code"), _task.c.title.label("task_title"),
            _task.c.due_on, _unit.c.code.label("unit_code"), _unit.c.name.label("unit_name"),
            _person.c.address.label("requester"),
        )
        .join(_task, _task.c.id == _extension.c.task_id)
        .join(_unit, _unit.c.id == _task.c.lead_unit_id)
        .join(_person, _person.c.id == _extension.c.requested_by)
        .where(*in_scope(scope))
        .order_by(_extension.c.id)
    )  # fmt: skip
    if waiting_only:
        statement = statement.where(_extension.c.phase == Phase.OPEN)
    return tx.all(statement)


def _to_extension(row: Any) -> Extension:  # noqa: ANN401
    return Extension(**{name: getattr(row, name) for name in Extension.__slots__})
