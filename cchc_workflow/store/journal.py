"""Owns the journal: what was done that is no task's event, append-only and chained by hash."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, func, select, text

from cchc_workflow.domain.history import GENESIS, canonical, stamp
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import JournalRow, PersonRow

_journal = table_of(JournalRow)
_person = table_of(PersonRow)

_INSERT = insert_into(JournalRow)
_LAST = (
    select(_journal.c.hash)
    .where(_journal.c.organization_id == bindparam("organization"))
    .order_by(_journal.c.id.desc())
    .limit(1)
)
_ENTRIES = (
    select(_journal, _person.c.name.label("actor_name"), _person.c.address.label("actor_address"))
    .outerjoin(_person, _person.c.id == _journal.c.actor_id)
    .where(_journal.c.organization_id == bindparam("organization"), _journal.c.id < bindparam("before"))
    .order_by(_journal.c.id.desc())
    .limit(bindparam("most"))
)
_CHAIN = (
    select(_journal).where(_journal.c.organization_id == bindparam("organization")).order_by(_journal.c.id)
)
_COUNT = (
    select(func.count()).select_from(_journal).where(_journal.c.organization_id == bindparam("organization"))
)
_HOLD_WRITERS = text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE")
NEWEST = 2**63 - 1


def note(  # noqa: PLR0913, PLR0917 - one column each
    tx: Transaction,
    organization_id: int,
    actor_id: int | None,
    name: str,
    subject: str,
    now: datetime,
    data: Mapping[str, object] | None = None,
) -> None:
    """Append an entry: `name` in the past tense (person_appointed), `subject` what it was done to."""
    if tx.is_postgresql:
        tx.run(_HOLD_WRITERS)
    previous = tx.scalar(_LAST, {"organization": organization_id}) or GENESIS
    written = canonical(dict(data or {}))
    tx.run(
        _INSERT,
        {
            "organization_id": organization_id,
            "at": now,
            "actor_id": actor_id,
            "name": name,
            "subject": subject,
            "data": written,
            "hash": link(previous, (organization_id, stamp(now), actor_id, name, subject, written)),
        },
    )


def read_journal(
    tx: Transaction, organization_id: int, *, before: int = NEWEST, most: int = 100
) -> list[Any]:
    """Return the newest entries with a key below `before`, newest first, each with its actor's name."""
    return tx.all(_ENTRIES, {"organization": organization_id, "before": before, "most": most})


def count_entries(tx: Transaction, organization_id: int) -> int:
    """Return how many entries an organization's journal has."""
    return int(tx.scalar(_COUNT, {"organization": organization_id}))


def broken_entry(tx: Transaction, organization_id: int) -> int | None:
    """Return the key of the first entry that is not as it was written, None where the chain holds."""
    previous = GENESIS
    for row in tx.all(_CHAIN, {"organization": organization_id}):
        parts = (row.organization_id, stamp(row.at), row.actor_id, row.name, row.subject, row.data)
        if row.hash != link(previous, parts):
            return int(row.id)
        previous = row.hash
    return None


def link(previous: str, parts: tuple[object, ...]) -> str:
    """Return an entry's hash: SHA-256, hex, over the previous hash and all that the entry says."""
    return sha256(canonical((previous, *parts)).encode()).hexdigest()
