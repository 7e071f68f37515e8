"""Owns the outbox as an administrator looks through it: by state, newest first, page after page."""

from typing import Any

from sqlalchemy import bindparam, func, select

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import OutboxRow, PersonRow, TaskRow

_outbox = table_of(OutboxRow)
_person = table_of(PersonRow)
_task = table_of(TaskRow)

_POSTS = (
    select(
        _outbox.c.id, _outbox.c.message, _outbox.c.state, _outbox.c.created_at, _outbox.c.not_before,
        _outbox.c.sent_at, _outbox.c.attempts, _outbox.c.error, _outbox.c.step, _outbox.c.is_copy,
        _outbox.c.bundle_id, _person.c.id.label("person_id"), _person.c.name, _person.c.address,
        _task.c.code.label("task_code"),
    )
    .join(_person, _person.c.id == _outbox.c.person_id)
    .outerjoin(_task, _task.c.id == _outbox.c.task_id)
    .where(_outbox.c.organization_id == bindparam("organization"))
)  # fmt: skip
_POST = _POSTS.add_columns(_outbox.c.mail).where(_outbox.c.id == bindparam("row_id"))
_COUNTS = (
    select(_outbox.c.state, func.count().label("number"))
    .where(_outbox.c.organization_id == bindparam("organization"))
    .group_by(_outbox.c.state)
)


def list_posts(
    tx: Transaction, organization_id: int, state: str | None, before: int | None, most: int
) -> list[Any]:
    """Return the newest mails with a key below `before`, each with its reader and its task's code, if any."""
    statement = _POSTS.order_by(_outbox.c.id.desc()).limit(most)
    if state is not None:
        statement = statement.where(_outbox.c.state == state)
    if before is not None:
        statement = statement.where(_outbox.c.id < before)
    return tx.all(statement, {"organization": organization_id})


def find_post(tx: Transaction, organization_id: int, row_id: int) -> Any:  # noqa: ANN401
    """Return one mail, with its bytes as sent.

    Raises:
        NotFoundError: the organization has no such mail.
    """
    row = tx.first(_POST, {"organization": organization_id, "row_id": row_id})
    if row is None:
        raise NotFoundError("mail", row_id)
    return row


def count_posts(tx: Transaction, organization_id: int) -> dict[str, int]:
    """Return how many of the organization's mails stand in each state."""
    return {row.state: row.number for row in tx.all(_COUNTS, {"organization": organization_id})}
