"""Owns the hash chain of a task's events and the daily anchors over all chains."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from cchc_workflow.domain.task import Event

GENESIS = ""


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, letters as they are."""
    return _ENCODER.encode(value)


def link(previous: str, event: Event, data: str) -> str:
    """Return the event's hash: SHA-256, hex, over the previous hash and all that the event says.

    `data` is the event's data as canonical JSON, the very text that is stored. What is hashed is a JSON
    array of the parts, so that no two events share one text.
    """
    parts = (
        previous,
        event.task_id,
        event.number,
        stamp(event.at),
        event.actor_id,
        event.name,
        event.from_state,
        event.to_state,
        data,
    )
    return sha256(canonical(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is kept: with its data as canonical JSON and the hash that chains it."""

    event: Event
    data: str
    hash: str


def chain(head: str, events: Iterable[Event]) -> Iterator[Link]:
    """Yield the links that these events add to a chain whose last hash is `head`."""
    for event in events:
        data = canonical(event.data)
        head = link(head, event, data)
        yield Link(event, data, head)


@lru_cache(maxsize=1024)
def stamp(at: datetime) -> str:
    """Return an instant as UTC text with microseconds, always of one length.

    One action writes the same few instants many times, hence the cache.

    Raises:
        ValueError: the instant is naive; its text would depend on the machine.
    """
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def anchor(previous: str, heads: Iterable[tuple[int, str]]) -> str:
    """Return the anchor over the (event id, hash) pairs that came since the previous anchor."""
    digest = sha256(previous.encode())
    for event_id, head in heads:
        digest.update(f"\n{event_id} {head}".encode())
    return digest.hexdigest()


def broken_at(events: Iterable[tuple[Event, str, str]]) -> int | None:
    """Return the number of the first event of one task whose hash or number does not follow, or None.

    `events` holds (event, data as stored, hash as stored), in order.
    """
    previous = GENESIS
    for expected, (event, data, stored) in enumerate(events, start=1):
        if event.number != expected or link(previous, event, data) != stored:
            return expected
        previous = stored
    return None
