"""Owns the browsers that are signed in, as rows; of a cookie only its hash is known here."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_returning_id, table_of
from cchc_workflow.store.tables import PersonRow, SessionRow

_session = table_of(SessionRow)
_person = table_of(PersonRow)

_AT = {name: _session.c[name].type for name in ("seen_at", "ends_at", "locked_at")}
_INSERT = insert_returning_id(SessionRow)
_BY_TOKEN = (
    select(_session, _person.c.organization_id)
    .join(_person, _person.c.id == _session.c.person_id)
    .where(_session.c.token_sha256 == bindparam("token"))
)
_OF_PERSON = (
    select(_session).where(_session.c.person_id == bindparam("person")).order_by(_session.c.seen_at.desc())
)
_SEEN = (
    update(_session)
    .where(_session.c.id == bindparam("session"), _session.c.locked_at.is_(None))
    .values(seen_at=bindparam("now", type_=_AT["seen_at"]))
)
_LOCK = (
    update(_session)
    .where(_session.c.id == bindparam("session"), _session.c.locked_at.is_(None))
    .values(locked_at=bindparam("now", type_=_AT["locked_at"]))
)
_END = delete(_session).where(
    _session.c.id == bindparam("session"), _session.c.person_id == bindparam("person")
)
_END_OTHERS = delete(_session).where(
    _session.c.person_id == bindparam("person"), _session.c.id != bindparam("kept")
)
_FORGET_ENDED = delete(_session).where(
    or_(
        _session.c.ends_at <= bindparam("now", type_=_AT["ends_at"]),
        _session.c.seen_at < bindparam("unseen_since", type_=_AT["seen_at"]),
    )
)


def add_session(tx: Transaction, values: dict[str, object]) -> int:
    """Insert a session and return its key; `values` has every column but `id`."""
    session_id: int = tx.scalar(_INSERT, values)
    return session_id


def find_session(tx: Transaction, token_sha256: str) -> Any | None:  # noqa: ANN401
    """Return the session of a cookie with its person's organization, or None."""
    return tx.first(_BY_TOKEN, {"token": token_sha256})


def sessions_of(tx: Transaction, person_id: int) -> list[Any]:
    """Return a person's sessions, the one seen last first."""
    return tx.all(_OF_PERSON, {"person": person_id})


def note_seen(tx: Transaction, session_id: int, now: datetime) -> None:
    """Note that the session's browser asked for something; a locked one is left as it is."""
    tx.run(_SEEN, {"session": session_id, "now": now})


def lock_session(tx: Transaction, session_id: int, now: datetime) -> None:
    """Lock a session that is not locked yet."""
    tx.run(_LOCK, {"session": session_id, "now": now})


def end_session(tx: Transaction, person_id: int, session_id: int) -> bool:
    """Forget one of the person's sessions; False if it was not theirs or not there."""
    return tx.run(_END, {"session": session_id, "person": person_id}) == 1


def end_sessions(tx: Transaction, person_id: int, keep: int = 0) -> int:
    """Forget all of a person's sessions but the one to keep; return how many."""
    return tx.run(_END_OTHERS, {"person": person_id, "kept": keep})


def forget_ended(tx: Transaction, now: datetime, unseen_since: datetime) -> int:
    """Forget what has ended, or was not seen for long; return how many."""
    return tx.run(_FORGET_ENDED, {"now": now, "unseen_since": unseen_since})
