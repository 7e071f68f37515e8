"""Owns the mornings of the small office: its ladders are climbed, and what is to be told is sent."""

from datetime import date, datetime, timedelta

from sqlalchemy import update

from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.outbox import OutboxState
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import OutboxRow
from tests.engine.small_office import SmallOffice, at

_outbox = table_of(OutboxRow)


def send_all(office: Office, now: datetime) -> None:
    """Make the morning's digests, and note that all that is ready was sent."""
    digest(office, now)
    with office.database.begin() as tx:
        ready = update(_outbox).where(_outbox.c.state == OutboxState.QUEUED)
        tx.run(ready.values(state=OutboxState.SENT, sent_at=now))


def climb(desk: SmallOffice, until: date) -> None:
    """Let every ladder be climbed day by day, from the day after the issue."""
    on = date(2021, 4, 16)
    while on <= until:
        sweep(desk.office, at(on, 7))
        send_all(desk.office, at(on, 7, 30))
        on += timedelta(days=1)
