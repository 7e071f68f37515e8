"""Owns who headed a unit, and how many of its tasks turned late under each."""

from collections.abc import Iterable

from cchc_workflow.domain.standing import answers_for
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.ledger import Ledger, Tenure


def tenures_of(ledger: Ledger, unit_id: int) -> list[Tenure]:
    """Return who headed a unit or stood in for its head by the day, newest first."""
    return [each for each in ledger.tenures if each.unit_id == unit_id and each.from_on <= ledger.on]


def head_of(ledger: Ledger, unit_id: int) -> str | None:
    """Return the name of who holds the office, else of who stands in; None where it is vacant."""
    holding = [each for each in tenures_of(ledger, unit_id) if each.to_on is None or each.to_on >= ledger.on]
    holding.sort(key=lambda each: each.stands_in)
    return holding[0].name if holding else None


def turned_late_under(tenure: Tenure, entry: Entry) -> bool:
    """Tell whether a task is late and its deadline was in somebody's days.

    It counts for whoever held the office then, the head and who stood in for them alike.
    """
    return entry.late and answers_for(entry.duty.due_on, tenure.from_on, tenure.to_on)


def show_tenures(ledger: Ledger, unit_id: int, entries: Iterable[Entry]) -> list[Facts]:
    """Return the tenures of a unit with the late ones of its tasks that turned late in each."""
    late = [entry for entry in entries if entry.late]
    return [
        {
            "name": tenure.name,
            "from_on": tenure.from_on.isoformat(),
            "to_on": tenure.to_on.isoformat() if tenure.to_on else None,
            "stands_in": tenure.stands_in,
            "late": sum(turned_late_under(tenure, entry) for entry in late),
        }
        for tenure in tenures_of(ledger, unit_id)
    ]
