"""Owns why tasks are late, as far as the plan knows: objective causes, and more time that was granted."""

from collections.abc import Iterator

from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.tasks import Table
from cchc_workflow.engine.report.ledger import Ledger


def causes(ledger: Ledger, table: Table) -> Facts:
    """Return the late tasks with a confirmed cause, as places in the table, and what the window granted."""
    excused = table.pick(lambda entry: entry.late and entry.duty.excused)
    return {"excused": excused, "extensions": list(_granted(ledger))}


def _granted(ledger: Ledger) -> Iterator[Facts]:
    entries = {entry.id: entry for entry in ledger.entries}
    for each in ledger.extensions:
        if not each.approved or not ledger.window.holds(each.decided_on):
            continue
        entry = entries[each.task_id]
        yield {
            "task_code": entry.duty.code,
            "task_title": entry.title,
            "unit": ledger.units[entry.unit_id].name,
            "reason": each.reason,
            "from_on": each.from_on.isoformat() if each.from_on else None,
            "to_on": each.to_on.isoformat() if each.to_on else None,
            "decided_on": each.decided_on.isoformat() if each.decided_on else None,
        }
