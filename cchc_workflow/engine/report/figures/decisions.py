"""Owns what waits for somebody's decision: more time asked for, tasks that reached the director, flags."""

from collections.abc import Iterable

from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.tasks import Table
from cchc_workflow.engine.report.figures.units import UnitPart
from cchc_workflow.engine.report.ledger import Extension, Ledger


def decisions(ledger: Ledger, table: Table, parts: Iterable[UnitPart]) -> Facts:
    """Return what waits for a decision; `escalated` are places in the table."""
    return {
        "extensions": [show_waiting(ledger, asked, entry) for asked, entry in waiting(ledger)],
        "escalated": table.pick(lambda entry: entry.escalated),
        "flagged_units": [part.unit.name for part in parts if part.standing.flagged],
    }


def waiting(ledger: Ledger) -> list[tuple[Extension, Entry]]:
    """Return the requests that still ask for something, oldest first: of open tasks, for this deadline."""
    entries = {entry.id: entry for entry in ledger.entries if entry.duty.phase is Phase.OPEN}
    return [
        (asked, entry)
        for asked in ledger.extensions
        if asked.decided_on is None
        and (entry := entries.get(asked.task_id)) is not None
        and entry.due_version == asked.due_version
    ]


def show_waiting(ledger: Ledger, asked: Extension, entry: Entry) -> Facts:
    """Return a request as it is shown."""
    due_on = entry.duty.due_on
    return {
        "task_code": entry.duty.code,
        "task_title": entry.title,
        "unit": ledger.units[entry.unit_id].name,
        "due_on": due_on.isoformat() if due_on else None,
        "asked_due_on": asked.asked_due_on.isoformat(),
        "reason": asked.reason,
        "requested_on": asked.requested_on.isoformat(),
    }
