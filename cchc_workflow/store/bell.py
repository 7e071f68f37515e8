"""Owns what stands behind a person's bell: every message to them, and how far they have looked."""

from typing import Any

from sqlalchemy import bindparam, func, select

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.outbox import OutboxState
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import AccountRow, OutboxRow, TaskRow

_outbox = table_of(OutboxRow)
_account = table_of(AccountRow)
_task = table_of(TaskRow)

_UNSAID = (OutboxState.DROPPED, OutboxState.MISSED)
"""What was taken back, or said by a later step instead."""

_SEEN = func.coalesce(
    select(_account.c.bell_seen_id).where(_account.c.person_id == bindparam("person")).scalar_subquery(), 0
)
_COUNT = select(func.count().label("number")).where(
    _outbox.c.person_id == bindparam("person"),
    _outbox.c.id > _SEEN,
    _outbox.c.state.not_in(_UNSAID),
)
_NEWEST = (
    select(
        _outbox.c.id, _outbox.c.message, _outbox.c.task_id, _outbox.c.step, _outbox.c.facts,
        _outbox.c.created_at, _outbox.c.state, _outbox.c.is_copy, _task.c.code, _task.c.title,
        (_outbox.c.id > _SEEN).label("is_new"),
    )
    .outerjoin(_task, _task.c.id == _outbox.c.task_id)
    .where(_outbox.c.person_id == bindparam("person"), _outbox.c.state.not_in(_UNSAID))
    .order_by(_outbox.c.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip
_LOOK = insert_into(AccountRow, quiet_on=("person_id",))
_NOTE = (
    _account.update()
    .where(_account.c.person_id == bindparam("person"), _account.c.bell_seen_id < bindparam("newest"))
    .values(bell_seen_id=bindparam("newest"))
)


def count_new(tx: Transaction, person_id: int) -> int:
    """Return how many messages to the person they have not seen behind the bell."""
    return int(tx.scalar(_COUNT, {"person": person_id}))


def read_messages(tx: Transaction, person_id: int, most: int = 50) -> list[Any]:
    """Return the newest messages to the person, newest first, each with its task's code and title, if any."""
    return tx.all(_NEWEST, {"person": person_id, "most": most})


def note_seen(tx: Transaction, person_id: int, newest: int) -> None:
    """Note that the person has seen every message up to the one with this key."""
    tx.run(_LOOK, {"person_id": person_id})
    tx.run(_NOTE, {"person": person_id, "newest": newest})
