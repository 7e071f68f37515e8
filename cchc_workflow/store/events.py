"""Owns the append-only history: adding events to a task's chain, reading them back, the anchors."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text

from cchc_workflow.domain.history import GENESIS, Link, anchor
from cchc_workflow.domain.task import Event
from cchc_workflow.domain.text import searchable
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import from_json, insert_into, table_of
from cchc_workflow.store.tables import AnchorRow, EventRow, EvidenceRow, PersonRow

_event = table_of(EventRow)
_anchor = table_of(AnchorRow)
_person = table_of(PersonRow)

_INSERT = insert_into(EventRow)
_INSERT_EVIDENCE = insert_into(EvidenceRow)
_CHAINS = (
    select(_event)
    .where(_event.c.task_id >= bindparam("first"), _event.c.task_id <= bindparam("last"))
    .order_by(_event.c.task_id, _event.c.number)
)
_TELLING = (
    select(_event, _person.c.name.label("actor_name"), _person.c.address.label("actor_address"))
    .outerjoin(_person, _person.c.id == _event.c.actor_id)
    .where(_event.c.task_id == bindparam("task_id"))
    .order_by(_event.c.number)
)
_SINCE = (
    select(_event.c.id, _event.c.hash)
    .where(_event.c.id > bindparam("after"), _event.c.id <= bindparam("until"))
    .order_by(_event.c.id)
)
_LAST_ID = select(func.max(_event.c.id).label("id"))
_LAST_ANCHOR = select(_anchor).order_by(_anchor.c.id.desc()).limit(1)
_ANCHORS = select(_anchor).order_by(_anchor.c.id)
_INSERT_ANCHOR = insert_into(AnchorRow)
_HOLD_WRITERS = text("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE")


def add_links(tx: Transaction, links: Iterable[Link]) -> None:
    """Append what happened to its task's chain, and the evidence that it brought."""
    for link in links:
        event = link.event
        tx.run(
            _INSERT,
            {
                "task_id": event.task_id,
                "number": event.number,
                "at": event.at,
                "actor_id": event.actor_id,
                "name": event.name,
                "from_state": event.from_state,
                "to_state": event.to_state,
                "data": link.data,
                "hash": link.hash,
            },
        )
        for item in event.data.get("evidence") or ():  # type: ignore[attr-defined]
            tx.run(_INSERT_EVIDENCE, _evidence_values(event, item))


def read_events(tx: Transaction, task_id: int) -> list[Any]:
    """Return a task's events in order, each with its actor's name and address."""
    return tx.all(_TELLING, {"task_id": task_id})


def read_chains(tx: Transaction, first: int, last: int) -> Iterator[tuple[int, list[tuple[Event, str, str]]]]:
    """Yield (task key, its chain) for the tasks from `first` to `last`; a chain is of (event, data, hash)."""
    chain: list[tuple[Event, str, str]] = []
    for row in tx.all(_CHAINS, {"first": first, "last": last}):
        if chain and chain[-1][0].task_id != row.task_id:
            yield chain[-1][0].task_id, chain
            chain = []
        chain.append((to_event(row), row.data, row.hash))
    if chain:
        yield chain[-1][0].task_id, chain


def last_anchor(tx: Transaction) -> Any | None:  # noqa: ANN401
    """Return the newest anchor's row, or None."""
    return tx.first(_LAST_ANCHOR)


def all_anchors(tx: Transaction) -> list[Any]:
    """Return every anchor, oldest first."""
    return tx.all(_ANCHORS)


def add_anchor(tx: Transaction, on: date, now: datetime) -> int:
    """Anchor the events that came since the last anchor; return how many, 0 writes nothing.

    On PostgreSQL writers are held off for the moment, else an event with a smaller key could be
    committed after its anchor.
    """
    if tx.is_postgresql:
        tx.run(_HOLD_WRITERS)
    previous = last_anchor(tx)
    after = previous.last_event_id if previous else 0
    until = tx.scalar(_LAST_ID) or 0
    if until <= after:
        return 0
    heads = [(row.id, row.hash) for row in tx.all(_SINCE, {"after": after, "until": until})]
    tx.run(
        _INSERT_ANCHOR,
        {
            "on": on,
            "at": now,
            "last_event_id": until,
            "events": len(heads),
            "hash": anchor(previous.hash if previous else GENESIS, heads),
        },
    )
    return len(heads)


def anchored_heads(tx: Transaction, after: int, until: int) -> list[tuple[int, str]]:
    """Return the (event key, hash) pairs that an anchor stands for."""
    return [(row.id, row.hash) for row in tx.all(_SINCE, {"after": after, "until": until})]


def to_event(row: Any) -> Event:  # noqa: ANN401
    """Return the event that a row of the history holds."""
    return Event(
        name=row.name,
        task_id=row.task_id,
        number=row.number,
        at=row.at,
        actor_id=row.actor_id,
        from_state=row.from_state,
        to_state=row.to_state,
        data=from_json(row.data),
    )


def _evidence_values(event: Event, item: dict[str, str | None]) -> dict[str, object]:
    issued_on = item.get("issued_on")
    return {
        "task_id": event.task_id,
        "event_number": event.number,
        "document": item["document"],
        "issued_on": date.fromisoformat(issued_on) if issued_on else None,
        "signer": item.get("signer") or "",
        "file_name": item.get("file_name") or "",
        "sha256": item.get("sha256"),
        "search": searchable(*(item.get(name) or "" for name in ("document", "file_name", "signer"))),
    }
