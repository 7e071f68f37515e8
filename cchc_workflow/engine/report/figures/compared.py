"""Owns what a report is compared with: the report before it, as it was issued."""

from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.units import late_before
from cchc_workflow.engine.report.ledger import Ledger


def compared(ledger: Ledger) -> Facts | None:
    """Return the day, totals and late tasks by unit of the report before, None without one."""
    if ledger.before is None:
        return None
    return {
        "as_of": ledger.before.as_of.isoformat(),
        "totals": ledger.before.figures["totals"],
        "units": dict(late_before(ledger) or {}),
    }
