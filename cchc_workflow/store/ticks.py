"""Owns the ticks of the fixed jobs as rows: when each last ran to its end."""

from datetime import datetime

from sqlalchemy import select

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_or_replace, table_of
from cchc_workflow.store.tables import TickRow

_TICKS = select(table_of(TickRow))
_SET_TICK = insert_or_replace(TickRow, key=("job",))


def read_ticks(tx: Transaction) -> dict[str, datetime]:
    """Return when each fixed job last ran to its end."""
    return {row.job: row.at for row in tx.all(_TICKS)}


def set_tick(tx: Transaction, job: str, now: datetime) -> None:
    """Note that a fixed job ran to its end."""
    tx.run(_SET_TICK, {"job": job, "at": now})
