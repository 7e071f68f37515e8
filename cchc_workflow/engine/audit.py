"""Owns the trail that an auditor reads: what was done to tasks and what else, in one order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from typing import Any, Final, Literal

from cchc_workflow.engine.office import Office
from cchc_workflow.store import trail
from cchc_workflow.store.journal import NEWEST
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.trail import TrailFilter

PAGE: Final = 50

Kind = Literal["task", "office"]
"""Whether something was done to a task, or to people, definitions, sessions."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the keys of the last event and the last entry that were shown."""

    event: int = NEWEST
    entry: int = NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an auditor looks for; "" and None leave open. Days are local, both included."""

    kind: Kind | Literal[""] = ""
    actor_id: int | None = None
    name: str = ""
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One thing that was done: when, by whom ("" for the program itself), to what, and all that was said."""

    kind: Kind
    id: int
    at: datetime
    actor_id: int | None
    actor: str
    name: str
    subject: str
    data: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of the trail, newest first; `following` leads on, None at the end."""

    traces: tuple[Trace, ...]
    following: Cursor | None


def read_trail(
    office: Office, organization_id: int, asked: Asked, cursor: Cursor | None = None, most: int = PAGE
) -> TrailPage:
    """Return a page of what was done in the organization, newest first."""
    cursor = cursor or Cursor()
    calendar = office.calendar
    wanted = TrailFilter(
        actor_id=asked.actor_id,
        name=asked.name,
        since=calendar.end_of(asked.from_on - timedelta(days=1)) if asked.from_on else None,
        until=calendar.end_of(asked.until_on) if asked.until_on else None,
    )
    with office.database.read() as tx:
        events = (
            trail.read_events(tx, organization_id, wanted, cursor.event, most + 1)
            if asked.kind != "office"
            else []
        )
        entries = (
            trail.read_entries(tx, organization_id, wanted, cursor.entry, most + 1)
            if asked.kind != "task"
            else []
        )
    both = merge(_traces("task", events), _traces("office", entries), key=lambda each: each.at, reverse=True)
    traces = tuple(both)
    shown = traces[:most]
    return TrailPage(shown, _advance(cursor, shown) if len(traces) > most else None)


def _traces(kind: Kind, rows: Iterable[Any]) -> Iterable[Trace]:
    return (
        Trace(
            kind=kind,
            id=row.id,
            at=row.at,
            actor_id=row.actor_id,
            actor=row.actor_name or "",
            name=row.name,
            subject=row.subject,
            data=from_json(row.data),
            hash=row.hash,
        )
        for row in rows
    )


def _advance(cursor: Cursor, shown: Iterable[Trace]) -> Cursor:
    """Each source goes on below its own last key, for keys follow the time within a source only."""
    last = {"task": cursor.event, "office": cursor.entry}
    for trace in shown:
        last[trace.kind] = trace.id
    return Cursor(last["task"], last["office"])
