"""Owns the personal tokens of the API as rows; of a token only its hash is known here."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_returning_id, table_of
from cchc_workflow.store.tables import ApiTokenRow

_token = table_of(ApiTokenRow)

_INSERT = insert_returning_id(ApiTokenRow)
_NOW = bindparam("now", type_=_token.c.ends_at.type)
_BY_HASH = select(_token).where(_token.c.token_sha256 == bindparam("token"))
_OF_PERSON = select(_token).where(_token.c.person_id == bindparam("person")).order_by(_token.c.id.desc())
_COUNT = (
    select(func.count().label("number"))
    .select_from(_token)
    .where(
        _token.c.person_id == bindparam("person"),
        _token.c.revoked_at.is_(None),
        or_(_token.c.ends_at.is_(None), _token.c.ends_at > _NOW),
    )
)
_USED = update(_token).where(_token.c.id == bindparam("token_id")).values(used_at=_NOW)
_REVOKE = (
    update(_token)
    .where(
        _token.c.id == bindparam("token_id"),
        _token.c.person_id == bindparam("person"),
        _token.c.revoked_at.is_(None),
    )
    .values(revoked_at=_NOW)
)

_REVOKE_ALL = (
    update(_token)
    .where(_token.c.person_id == bindparam("person"), _token.c.revoked_at.is_(None))
    .values(revoked_at=_NOW)
)


def add_token(tx: Transaction, values: dict[str, object]) -> int:
    """Insert a token and return its key; `values` has what the row can't do without."""
    token_id: int = tx.scalar(_INSERT, values)
    return token_id


def find_token(tx: Transaction, token_sha256: str) -> Any | None:  # noqa: ANN401
    """Return a token's row, ended and revoked ones too, or None."""
    return tx.first(_BY_HASH, {"token": token_sha256})


def tokens_of(tx: Transaction, person_id: int) -> list[Any]:
    """Return a person's tokens, the newest first, ended and revoked ones too."""
    return tx.all(_OF_PERSON, {"person": person_id})


def count_live(tx: Transaction, person_id: int, now: datetime) -> int:
    """Return how many of a person's tokens still open anything."""
    return int(tx.scalar(_COUNT, {"person": person_id, "now": now}))


def note_used(tx: Transaction, token_id: int, now: datetime) -> None:
    """Note when a token was last used."""
    tx.run(_USED, {"token_id": token_id, "now": now})


def revoke_token(tx: Transaction, person_id: int, token_id: int, now: datetime) -> bool:
    """Take back one of the person's tokens; False if it was not theirs, not there, or taken back before."""
    return tx.run(_REVOKE, {"token_id": token_id, "person": person_id, "now": now}) == 1


def revoke_tokens(tx: Transaction, person_id: int, now: datetime) -> int:
    """Take back all of a person's tokens; return how many."""
    return tx.run(_REVOKE_ALL, {"person": person_id, "now": now})
