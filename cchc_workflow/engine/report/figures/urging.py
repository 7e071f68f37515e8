"""Owns the letter that urges a late unit: its overdue tasks by how long, and what was said before."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.tasks import Table
from cchc_workflow.engine.report.ledger import REMINDERS, Ledger

GROUPS: tuple[tuple[int, int | None], ...] = ((10, None), (5, 9), (1, 4))
"""From how many working days overdue to how many, both included: the ladder's rungs above the unit."""
ANSWER_WITHIN = 5
"""Working days in which the unit is to answer."""


def is_overdue(entry: Entry) -> bool:
    """Tell whether the unit is to be urged for a task."""
    return entry.late and entry.is_open


def groups(ledger: Ledger, table: Table) -> list[Facts]:
    """Return the overdue tasks by the working days that have passed, the longest first, no empty group."""
    overdue = {
        place: max(ledger.calendar.distance(entry.duty.due_on, ledger.on), 1)
        for place, entry in enumerate(table.entries)
        if is_overdue(entry) and entry.duty.due_on is not None
    }
    found = [
        (
            from_days,
            to_days,
            [place for place, days in overdue.items() if from_days <= days <= (to_days or days)],
        )
        for from_days, to_days in GROUPS
    ]
    return [
        {"from_days": from_days, "to_days": to_days, "tasks": tasks}
        for from_days, to_days, tasks in found
        if tasks
    ]


def reminders(ledger: Ledger, table: Table) -> list[Facts]:
    """Return how often the unit was reminded of each of the tasks, since when and when last."""
    days: defaultdict[int, list[date]] = defaultdict(list)
    for each in ledger.reminders:
        if each.message in REMINDERS:
            days[each.task_id].append(each.on)
    return [
        {
            "task_code": entry.duty.code,
            "times": len(days[entry.id]),
            "first_on": min(days[entry.id]).isoformat(),
            "last_on": max(days[entry.id]).isoformat(),
        }
        for entry in table.entries
        if days[entry.id]
    ]


def letters(ledger: Ledger) -> list[Facts]:
    """Return the letters to the unit that went before, oldest first; a letter made anew is one."""
    return [{"period": period, "issued_on": on.isoformat()} for period, on in _letters(ledger)]


def answer_by(ledger: Ledger) -> str:
    """Return the day by which the unit is to answer."""
    return ledger.calendar.shift(ledger.on, ANSWER_WITHIN).isoformat()


def _letters(ledger: Ledger) -> Iterator[tuple[str, date]]:
    seen: set[str] = set()
    for each in ledger.issued:
        earlier = each.period < ledger.occasion.period
        if each.kind == ReportKind.URGING and each.subject == ledger.occasion.subject and earlier:
            if each.period not in seen:
                yield each.period, each.on
            seen.add(each.period)
