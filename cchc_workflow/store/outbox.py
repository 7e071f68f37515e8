"""Owns the outbox: what is to be told waits here, is bundled, claimed, sent or given up, and never lost.

States: queued (goes out when its time has come) · held (waits for the morning's digest) · bundled (went
into another row's mail) · missed (a later step of the same task speaks for it) · sending (claimed by a
deliverer) · sent · dead (a person must look) · dropped (no longer true when its time came).
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal, or_, select, update

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, insert_returning_id, table_of, to_json
from cchc_workflow.store.tables import OutboxRow, PersonRow

_outbox = table_of(OutboxRow)
_person = table_of(PersonRow)


class OutboxState(StrEnum):
    """Where a row stands; see the module."""

    QUEUED = "queued"
    HELD = "held"
    BUNDLED = "bundled"
    MISSED = "missed"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to tell one person. `key` makes it unique; `facts` are JSON values."""

    organization_id: int
    key: str
    message: str
    person_id: int
    facts: dict[str, object]
    state: OutboxState
    not_before: datetime
    created_at: datetime
    task_id: int | None = None
    step: str | None = None
    is_copy: bool = False


_INSERT = insert_into(OutboxRow, quiet_on=("key",))
_INSERT_ONE = insert_returning_id(OutboxRow, quiet_on=("key",))
_HAS_KEY = select(_outbox.c.id).where(_outbox.c.key == bindparam("key"))
_IS_HELD = _outbox.c.state == literal(OutboxState.HELD, literal_execute=True)
"""Written out, for the planner to see that the index of what is held will do."""
_WAITING = (
    select(_outbox.c.organization_id, _outbox.c.person_id)
    .where(_IS_HELD, _outbox.c.not_before <= bindparam("now"))
    .group_by(_outbox.c.organization_id, _outbox.c.person_id)
    .order_by(_outbox.c.person_id)
)
_HELD = (
    select(_outbox)
    .where(
        _IS_HELD,
        _outbox.c.person_id == bindparam("person_id"),
        _outbox.c.not_before <= bindparam("now"),
    )
    .order_by(_outbox.c.id)
)
_SET_STATE = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("row_id"), _outbox.c.state == OutboxState.HELD)
    .values(state=bindparam("new_state"), bundle_id=bindparam("bundle"))
)
_READY = or_(
    and_(_outbox.c.state == OutboxState.QUEUED, _outbox.c.not_before <= bindparam("now")),
    and_(_outbox.c.state == OutboxState.SENDING, _outbox.c.claimed_until <= bindparam("now")),
)
_CLAIMABLE = (
    select(
        _outbox.c.id, _outbox.c.organization_id, _outbox.c.key, _outbox.c.message, _outbox.c.person_id,
        _outbox.c.task_id, _outbox.c.facts, _outbox.c.created_at, _outbox.c.attempts, _outbox.c.mail,
        _person.c.address, _person.c.name,
    )
    .join(_person, _person.c.id == _outbox.c.person_id)
    .where(_READY)
    .order_by(_outbox.c.not_before, _outbox.c.id)
    .limit(bindparam("most"))
)  # fmt: skip
_CLAIMABLE_SHARED = _CLAIMABLE.with_for_update(skip_locked=True, of=_outbox)
_CLAIM = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("row_id"))
    .values(
        state=OutboxState.SENDING,
        claimed_until=bindparam("until", type_=_outbox.c.claimed_until.type),
        attempts=_outbox.c.attempts + 1,
    )
)
_MINE = and_(
    _outbox.c.id == bindparam("row_id"),
    _outbox.c.state == OutboxState.SENDING,
    _outbox.c.attempts == bindparam("claimed_attempt"),
)
_SETTLE = (
    update(_outbox)
    .where(_MINE)
    .values(
        state=bindparam("new_state"),
        mail=bindparam("mail"),
        error=bindparam("error"),
        not_before=bindparam("next_at", type_=_outbox.c.not_before.type),
        sent_at=bindparam("done_at", type_=_outbox.c.sent_at.type),
        claimed_until=None,
    )
)
_REQUEUE = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("row_id"), _outbox.c.state == OutboxState.DEAD)
    .values(
        state=OutboxState.QUEUED,
        attempts=0,
        error=None,
        mail=None,
        not_before=bindparam("now", type_=_outbox.c.not_before.type),
    )
)
_BY_ID = select(_outbox).where(
    _outbox.c.id == bindparam("row_id"), _outbox.c.organization_id == bindparam("organization")
)
_STATES = select(_outbox.c.state, func.count().label("count")).group_by(_outbox.c.state)
_EARLIEST = select(func.min(_outbox.c.not_before).label("at")).where(_outbox.c.state == OutboxState.QUEUED)
_OLDEST = select(_outbox.c.state, func.min(_outbox.c.not_before).label("at")).group_by(_outbox.c.state)


def add_items(tx: Transaction, items: Iterable[Item]) -> None:
    """Put items into the outbox; one whose key is there already stays as it is."""
    tx.run_many(_INSERT, [_values(item) for item in items])


def add_item(tx: Transaction, item: Item) -> int | None:
    """Put one item into the outbox and return its key; None if it is there already."""
    row_id: int | None = tx.scalar(_INSERT_ONE, _values(item))
    return row_id


def has_key(tx: Transaction, key: str) -> bool:
    """Tell whether this was put into the outbox before."""
    return tx.first(_HAS_KEY, {"key": key}) is not None


def waiting_people(tx: Transaction, now: datetime) -> list[tuple[int, int]]:
    """Return (organization, person) of everybody for whom something waits for a digest."""
    return [(row.organization_id, row.person_id) for row in tx.all(_WAITING, {"now": now})]


def held_for(tx: Transaction, person_id: int, now: datetime) -> list[Any]:
    """Return what waits for one person's digest, oldest first."""
    return tx.all(_HELD, {"person_id": person_id, "now": now})


def settle_held(tx: Transaction, row_ids: Sequence[int], state: OutboxState, bundle_id: int | None) -> None:
    """Note what became of held rows: bundled into a mail, or dropped."""
    tx.run_many(
        _SET_STATE, [{"row_id": row_id, "new_state": state, "bundle": bundle_id} for row_id in row_ids]
    )


def claim(
    tx: Transaction, now: datetime, until: datetime, most: int, messages: AbstractSet[str] | None = None
) -> list[Any]:
    """Take at most `most` rows whose time has come, for this deliverer alone until `until`.

    With `messages`, only rows of these. A claim that ran out (the deliverer was killed) is taken over. The
    attempts in the answer are those before this one.
    """
    claimable = _CLAIMABLE_SHARED if tx.is_postgresql else _CLAIMABLE
    if messages is not None:
        claimable = _only(claimable, frozenset(messages))
    rows = tx.all(claimable, {"now": now, "most": most})
    tx.run_many(_CLAIM, [{"row_id": row.id, "until": until} for row in rows])
    return rows


def settle(  # noqa: PLR0913 - one column each
    tx: Transaction,
    row: Any,  # noqa: ANN401
    state: OutboxState,
    *,
    mail: bytes | None,
    error: str | None = None,
    next_at: datetime,
    done_at: datetime | None = None,
) -> bool:
    """Note the outcome of a claimed row; False if the claim was lost to somebody else meanwhile."""
    values = {
        "row_id": row.id,
        "claimed_attempt": row.attempts + 1,
        "new_state": state,
        "mail": mail,
        "error": error,
        "next_at": next_at,
        "done_at": done_at,
    }
    return tx.run(_SETTLE, values) == 1


def requeue(tx: Transaction, organization_id: int, row_id: int, now: datetime) -> None:
    """Let a dead row be tried again from the start, made anew from its facts.

    Raises:
        NotFoundError: there is no such dead row.
    """
    read_row(tx, organization_id, row_id)
    if tx.run(_REQUEUE, {"row_id": row_id, "now": now}) != 1:
        raise NotFoundError("dead_mail", row_id)


def read_row(tx: Transaction, organization_id: int, row_id: int) -> Any:  # noqa: ANN401
    """Return one row.

    Raises:
        NotFoundError: there is none.
    """
    row = tx.first(_BY_ID, {"row_id": row_id, "organization": organization_id})
    if row is None:
        raise NotFoundError("mail", row_id)
    return row


def list_outbox(
    tx: Transaction,
    organization_id: int,
    *,
    states: Sequence[str] = (),
    task_id: int | None = None,
    most: int = 200,
) -> list[Any]:
    """Return the newest rows, each with its recipient's address and name."""
    statement = (
        select(
            _outbox.c.id, _outbox.c.key, _outbox.c.message, _outbox.c.task_id, _outbox.c.step,
            _outbox.c.is_copy, _outbox.c.state, _outbox.c.created_at, _outbox.c.not_before,
            _outbox.c.attempts, _outbox.c.sent_at, _outbox.c.error, _outbox.c.bundle_id, _outbox.c.facts,
            _person.c.address, _person.c.name,
        )
        .join(_person, _person.c.id == _outbox.c.person_id)
        .where(_outbox.c.organization_id == organization_id)
        .order_by(_outbox.c.id.desc())
        .limit(most)
    )  # fmt: skip
    if states:
        statement = statement.where(_outbox.c.state.in_(states))
    if task_id is not None:
        statement = statement.where(_outbox.c.task_id == task_id)
    return tx.all(statement)


def count_states(tx: Transaction) -> dict[str, int]:
    """Return how many rows stand in each state."""
    return {row.state: row.count for row in tx.all(_STATES)}


def oldest_waiting(tx: Transaction) -> dict[str, datetime]:
    """Return for each state since when its oldest row could have gone."""
    return {row.state: row.at for row in tx.all(_OLDEST)}


def earliest_queued(tx: Transaction, messages: AbstractSet[str] | None = None) -> datetime | None:
    """Return when the next queued mail may go, of these messages or of all, or None."""
    earliest: datetime | None = tx.scalar(
        _EARLIEST if messages is None else _only(_EARLIEST, frozenset(messages))
    )
    return earliest


@lru_cache(maxsize=8)
def _only(statement: Select[Any], messages: frozenset[str]) -> Select[Any]:
    """Return a statement about the outbox for some messages alone."""
    return statement.where(_outbox.c.message.in_(sorted(messages)))


def _values(item: Item) -> dict[str, object]:
    return {
        "organization_id": item.organization_id,
        "key": item.key,
        "message": item.message,
        "person_id": item.person_id,
        "task_id": item.task_id,
        "step": item.step,
        "is_copy": item.is_copy,
        "facts": to_json(item.facts),
        "state": item.state,
        "created_at": item.created_at,
        "not_before": item.not_before,
    }
