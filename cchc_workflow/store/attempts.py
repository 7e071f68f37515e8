"""Owns the tries at the door, as rows: who tried when, from where, and whether it succeeded."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, text, update

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_returning_id, table_of
from cchc_workflow.store.tables import LoginAttemptRow

_attempt = table_of(LoginAttemptRow)

_AT = _attempt.c.at.type
_INSERT = insert_returning_id(LoginAttemptRow)
_SUCCEEDED = update(_attempt).where(_attempt.c.id == bindparam("attempt")).values(succeeded=True)
_LAST_SUCCESS = (
    select(func.max(_attempt.c.id))
    .where(_attempt.c.address == bindparam("address"), _attempt.c.succeeded)
    .scalar_subquery()
)
_FAILED_AT = (
    select(_attempt.c.at)
    .where(
        _attempt.c.address == bindparam("address"),
        _attempt.c.at > bindparam("since", type_=_AT),
        ~_attempt.c.succeeded,
        _attempt.c.id > func.coalesce(_LAST_SUCCESS, 0),
    )
    .order_by(_attempt.c.at.desc())
    .limit(bindparam("most"))
)
_FAILED_FROM = (
    select(_attempt.c.at)
    .where(
        _attempt.c.source == bindparam("source"),
        _attempt.c.at > bindparam("since", type_=_AT),
        ~_attempt.c.succeeded,
    )
    .order_by(_attempt.c.at.desc())
    .limit(bindparam("most"))
)
_FORGET = delete(_attempt).where(_attempt.c.at < bindparam("before", type_=_AT))
_HOLD_WRITERS = text("LOCK TABLE login_attempt IN SHARE ROW EXCLUSIVE MODE")


def hold_attempts(tx: Transaction) -> None:
    """Let nobody else note a try until this transaction ends: many at once must not pass for one."""
    if tx.is_postgresql:
        tx.run(_HOLD_WRITERS)


def add_attempt(tx: Transaction, address: str, source: str, now: datetime) -> int:
    """Note a try, as failed until it is known better, and return its key."""
    values = {"at": now, "address": address, "source": source, "succeeded": False}
    attempt_id: int = tx.scalar(_INSERT, values)
    return attempt_id


def forgive(tx: Transaction, address: str, now: datetime) -> None:
    """Let what failed at an address so far count no more."""
    note_success(tx, add_attempt(tx, address, "", now))


def note_success(tx: Transaction, attempt_id: int) -> None:
    """Note that a try succeeded: what its address failed at before counts no more."""
    tx.run(_SUCCEEDED, {"attempt": attempt_id})


def failures_at(tx: Transaction, address: str, since: datetime, most: int) -> Sequence[datetime]:
    """Return when the last `most` tries at an address failed, after its last success, newest first."""
    return [row.at for row in tx.all(_FAILED_AT, {"address": address, "since": since, "most": most})]


def failures_from(tx: Transaction, source: str, since: datetime, most: int) -> Sequence[datetime]:
    """Return when the last `most` tries from a source failed, newest first."""
    return [row.at for row in tx.all(_FAILED_FROM, {"source": source, "since": since, "most": most})]


def forget_attempts(tx: Transaction, before: datetime) -> int:
    """Forget tries from before an instant; return how many."""
    return tx.run(_FORGET, {"before": before})
