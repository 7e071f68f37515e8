"""Owns the answers given under idempotency keys, as rows; it compares no request with another."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import IdempotencyRow

_kept = table_of(IdempotencyRow)

_CLAIM = insert_into(IdempotencyRow, quiet_on=("person_id", "idempotency_key"))
_THIS = (_kept.c.person_id == bindparam("person"), _kept.c.idempotency_key == bindparam("key"))
_FIND = select(_kept).where(*_THIS)
_KEEP = (
    update(_kept)
    .where(*_THIS)
    .values(status=bindparam("new_status"), headers=bindparam("new_headers"), body=bindparam("new_body"))
)
_FORGET = delete(_kept).where(_kept.c.at < bindparam("before", type_=_kept.c.at.type))


def claim_key(tx: Transaction, person_id: int, key: str, request_sha256: str, now: datetime) -> bool:
    """Take a key for this request; False where it is taken.

    Where somebody else's transaction has just taken it, PostgreSQL waits here for that one to end.
    """
    values = {
        "person_id": person_id,
        "idempotency_key": key,
        "request_sha256": request_sha256,
        "status": 0,
        "headers": "{}",
        "body": "",
        "at": now,
    }
    return tx.run(_CLAIM, values) == 1


def find_answer(tx: Transaction, person_id: int, key: str) -> Any | None:  # noqa: ANN401
    """Return the row of a key with the request's hash and the answer, or None."""
    return tx.first(_FIND, {"person": person_id, "key": key})


def keep_answer(tx: Transaction, person_id: int, key: str, status: int, headers: str, body: str) -> None:
    """Keep the answer under a key that was claimed."""
    values = {"new_status": status, "new_headers": headers, "new_body": body}
    tx.run(_KEEP, {"person": person_id, "key": key, **values})


def forget_answers(tx: Transaction, before: datetime) -> int:
    """Forget what was answered before an instant; return how many."""
    return tx.run(_FORGET, {"before": before})
