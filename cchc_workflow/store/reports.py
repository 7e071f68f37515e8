"""Owns the frozen numbers of reports and the ticks of the fixed jobs as rows."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import from_json, insert_into, insert_or_replace, table_of, to_json
from cchc_workflow.store.tables import ReportRow, TickRow

_report = table_of(ReportRow)
_tick = table_of(TickRow)

_INSERT = insert_into(ReportRow, quiet_on=("organization_id", "kind", "period"))
_LAST = (
    select(_report)
    .where(_report.c.organization_id == bindparam("organization"), _report.c.kind == bindparam("kind"))
    .order_by(_report.c.id.desc())
    .limit(1)
)
_OF_PERIOD = select(_report).where(
    _report.c.organization_id == bindparam("organization"),
    _report.c.kind == bindparam("kind"),
    _report.c.period == bindparam("period"),
)
_TICKS = select(_tick)
_SET_TICK = insert_or_replace(TickRow, key=("job",))


def keep_report(
    tx: Transaction, organization_id: int, kind: str, period: str, now: datetime, data: dict[str, object]
) -> bool:
    """Freeze a report's numbers; False if this period's are kept already."""
    text = to_json(data)
    digest = sha256(text.encode()).hexdigest()
    row = {
        "organization_id": organization_id,
        "kind": kind,
        "period": period,
        "made_at": now,
        "data": text,
        "sha256": digest,
    }
    return tx.run(_INSERT, row) == 1


def last_report(tx: Transaction, organization_id: int, kind: str) -> dict[str, Any] | None:
    """Return the data of the newest report of a kind, or None."""
    row = tx.first(_LAST, {"organization": organization_id, "kind": kind})
    return None if row is None else from_json(row.data)


def has_report(tx: Transaction, organization_id: int, kind: str, period: str) -> bool:
    """Tell whether a period's report was made."""
    return tx.first(_OF_PERIOD, {"organization": organization_id, "kind": kind, "period": period}) is not None


def read_ticks(tx: Transaction) -> dict[str, datetime]:
    """Return when each fixed job last ran to its end."""
    return {row.job: row.at for row in tx.all(_TICKS)}


def set_tick(tx: Transaction, job: str, now: datetime) -> None:
    """Note that a fixed job ran to its end."""
    tx.run(_SET_TICK, {"job": job, "at": now})
