"""Owns how a plan runs through its year: deadlines by month, and the burn-up of what is done."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.tasks import FINISHED
from cchc_workflow.engine.report.figures.units import month_of
from cchc_workflow.engine.report.ledger import Ledger

WEEK = timedelta(days=7)


def months(ledger: Ledger) -> list[Facts]:
    """Return the deadlines of each month of the year: all, of tasks still open, overdue ones of those."""
    due: Counter[int] = Counter()
    still_open: Counter[int] = Counter()
    overdue: Counter[int] = Counter()
    for entry in ledger.entries:
        duty = entry.duty
        if not duty.counted or duty.phase is Phase.VOID or duty.due_on is None:
            continue
        month = month_of(duty.due_on, ledger.plan.year)
        due[month] += 1
        still_open[month] += entry.is_open
        overdue[month] += entry.is_open and entry.late
    return [
        {"month": month, "due": due[month], "open": still_open[month], "overdue": overdue[month]}
        for month in range(1, 13)
    ]


def burnup(ledger: Ledger) -> list[Facts]:
    """Return the deadlines and the finished tasks up to each week of the plan; None for what is to come."""
    live = [each.duty for each in ledger.entries if each.duty.counted and each.duty.phase is not Phase.VOID]
    due = sorted(duty.due_on for duty in live if duty.due_on is not None)
    done = sorted(
        duty.reported_on for duty in live if duty.phase in FINISHED and duty.reported_on is not None
    )
    return [
        {
            "on": on.isoformat(),
            "planned": bisect_right(due, on),
            "done": bisect_right(done, on) if on <= ledger.on else None,
        }
        for on in _weeks(ledger)
    ]


def _weeks(ledger: Ledger) -> Iterator[date]:
    """Yield a day a week from the plan's first to its last, and the report's own day, where the line ends."""
    first_on, last_on = ledger.plan.first_on, ledger.plan.last_on
    days = {first_on + week * WEEK for week in range((last_on - first_on).days // 7 + 1)} | {last_on}
    yield from sorted(days | ({ledger.on} if first_on <= ledger.on <= last_on else set()))
