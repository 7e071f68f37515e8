"""Owns the outbox's way out: claiming what may go, noting what became of it, dead letters; sends nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cchc_workflow.domain.history import stamp
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import Telling, tell
from cchc_workflow.store import outbox
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.outbox import OutboxState

LEASE = timedelta(minutes=10)
"""How long a deliverer may hold a mail; after that another takes it over, with the same Message-ID."""

AT_ANY_HOUR = frozenset({"password_link"})
"""Messages for which their reader sits and waits: these leave at night and on days off too.

What was sent is not kept of them: it lets in who reads it.
"""

Later = Callable[[int, datetime, str], datetime | None]
"""When to try again: (attempts so far, now, key) -> instant, or None to give up."""


def claim_mail(office: Office, now: datetime, most: int = 100) -> list[Any]:
    """Take at most `most` mails whose time has come; nobody else gets them for the length of a lease.

    While the office is closed, only those of `AT_ANY_HOUR`: what was left over (the server was down) waits
    for the morning too.
    """
    messages = AT_ANY_HOUR if office.next_opening(now) > now else None
    with office.database.begin() as tx:
        return outbox.claim(tx, now, now + LEASE, most, messages)


def next_delivery(office: Office, now: datetime) -> datetime | None:
    """Return when the next mail may go, or None when none waits; see `AT_ANY_HOUR`."""
    with office.database.read() as tx:
        earliest = outbox.earliest_queued(tx)
        urgent = outbox.earliest_queued(tx, AT_ANY_HOUR)
    waits = [] if urgent is None else [max(urgent, now)]
    waits += [] if earliest is None else [office.next_opening(max(earliest, now))]
    return min(waits, default=None)


def note_sent(office: Office, rows: list[tuple[Any, bytes]], now: datetime) -> None:
    """Note that these claimed mails were accepted, with the bytes that were sent."""
    with office.database.begin() as tx:
        for row, mail in rows:
            kept = None if row.message in AT_ANY_HOUR else mail
            outbox.settle(tx, row, OutboxState.SENT, mail=kept, next_at=now, done_at=now)


def note_failed(  # noqa: PLR0913 - one fact each
    office: Office,
    row: Any,  # noqa: ANN401
    mail: bytes | None,
    error: str,
    now: datetime,
    *,
    permanent: bool,
    later: Later,
) -> OutboxState:
    """Note that a claimed mail was not accepted: tried again later, or dead with a notice to people.

    What is refused for good, or has been tried for days, goes to the dead letters.
    """
    next_at = None if permanent else later(row.attempts + 1, now, row.key)
    state = OutboxState.DEAD if next_at is None else OutboxState.QUEUED
    urgent = row.message in AT_ANY_HOUR
    with office.database.begin() as tx:
        again_at = next_at if next_at is None or urgent else office.next_opening(next_at)
        kept = None if urgent else mail
        held = outbox.settle(tx, row, state, mail=kept, error=error, next_at=again_at or now)
        if held and state is OutboxState.DEAD:
            _tell_of_dead(tx, office, row, error, now)
    return state


def retry_mail(office: Office, organization_id: int, row_id: int, now: datetime) -> None:
    """Let a dead mail go out again in the next working hour, made anew.

    Raises:
        NotFoundError: there is no such dead mail.
    """
    with office.database.begin() as tx:
        outbox.requeue(tx, organization_id, row_id, office.next_opening(now))


def _tell_of_dead(tx: Transaction, office: Office, row: Any, error: str, now: datetime) -> None:  # noqa: ANN401
    """A notice of a dead mail that is itself undeliverable is not announced again: it would never end."""
    notice = office.notices["undeliverable"]
    if row.message == notice.message:
        return
    facts: dict[str, object] = {
        "mail": {
            "id": row.id,
            "to": row.address,
            "to_name": row.name,
            "message": row.message,
            "error": error,
            "attempts": row.attempts + 1,
        }
    }
    telling = Telling(
        organization_id=row.organization_id,
        unit_id=0,
        key=f"dead:{row.id}:{stamp(now)}",
        facts=facts,
        now=now,
        by=row.person_id,
    )
    tell(tx, office, (notice,), telling)
