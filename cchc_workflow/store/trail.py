"""Owns the queries of the audit trail: events of tasks and entries of the journal, newest first, by keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import NEWEST
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import EventRow, JournalRow, PersonRow, TaskRow

_event = table_of(EventRow)
_journal = table_of(JournalRow)
_person = table_of(PersonRow)
_task = table_of(TaskRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """What is looked for; every field narrows it. `since` is included, `until` is not."""

    actor_id: int | None = None
    name: str = ""
    since: datetime | None = None
    until: datetime | None = None


def read_events(
    tx: Transaction, organization_id: int, wanted: TrailFilter, before: int = NEWEST, most: int = 50
) -> list[Any]:
    """Return the newest events with a key below `before`, each with its task's code and its actor's name."""
    statement = (
        select(
            _event.c.id, _event.c.at, _event.c.actor_id, _event.c.name, _event.c.data, _event.c.hash,
            _event.c.number, _task.c.code.label("subject"), _person.c.name.label("actor_name"),
        )
        .join(_task, _task.c.id == _event.c.task_id)
        .outerjoin(_person, _person.c.id == _event.c.actor_id)
        .where(_event.c.id < before, _task.c.organization_id == organization_id)
        .order_by(_event.c.id.desc())
        .limit(most)
    )  # fmt: skip
    return tx.all(_narrow(statement, _event, wanted))


def read_entries(
    tx: Transaction, organization_id: int, wanted: TrailFilter, before: int = NEWEST, most: int = 50
) -> list[Any]:
    """Return the newest entries of the journal with a key below `before`, each with its actor's name."""
    statement = (
        select(
            _journal.c.id, _journal.c.at, _journal.c.actor_id, _journal.c.name, _journal.c.data,
            _journal.c.hash, _journal.c.subject, _person.c.name.label("actor_name"),
        )
        .outerjoin(_person, _person.c.id == _journal.c.actor_id)
        .where(_journal.c.id < before, _journal.c.organization_id == organization_id)
        .order_by(_journal.c.id.desc())
        .limit(most)
    )  # fmt: skip
    return tx.all(_narrow(statement, _journal, wanted))


def _narrow(statement: Select[Any], rows: Any, wanted: TrailFilter) -> Select[Any]:  # noqa: ANN401 - a table
    if wanted.actor_id is not None:
        statement = statement.where(rows.c.actor_id == wanted.actor_id)
    if wanted.name:
        statement = statement.where(rows.c.name == wanted.name)
    if wanted.since is not None:
        statement = statement.where(rows.c.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(rows.c.at < wanted.until)
    return statement
