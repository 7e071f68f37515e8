"""Owns the handover minutes of a unit's head: who leaves, who comes, and the tasks by tenure."""

from datetime import date, timedelta

from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.decisions import show_waiting, waiting
from cchc_workflow.engine.report.figures.heads import show_tenures, turned_late_under
from cchc_workflow.engine.report.figures.tasks import FINISHED, Table
from cchc_workflow.engine.report.figures.urging import is_overdue
from cchc_workflow.engine.report.ledger import Ledger, Tenure

UNFINISHED = frozenset({Phase.OPEN, Phase.PAUSED})


def handover(ledger: Ledger, table: Table) -> Facts:
    """Return who leaves and who comes, and what was done, turned late and is left, as places in the table."""
    head = leaving(ledger)
    unit_id = ledger.subject.id if ledger.subject is not None else 0
    return {
        "head": head and _show_head(head),
        "successor": _successor(ledger, head),
        "tenures": show_tenures(ledger, unit_id, ledger.entries),
        "done_in_tenure": table.pick(
            lambda entry: head is not None and _is_done_under(head, entry, ledger.on)
        ),
        "late_in_tenure": table.pick(lambda entry: head is not None and turned_late_under(head, entry)),
        "open": table.pick(lambda entry: entry.duty.counted and entry.duty.phase in UNFINISHED),
        "open_overdue": table.pick(is_overdue),
        "extensions": [show_waiting(ledger, asked, entry) for asked, entry in waiting(ledger)],
    }


def leaving(ledger: Ledger) -> Tenure | None:
    """Return the head on the day, whose last it is, else who left last; None if the unit never had one."""
    heads = [each for each in _heads(ledger) if each.from_on <= ledger.on]
    there = [each for each in heads if each.to_on is None or each.to_on >= ledger.on]
    return next(iter(there or heads), None)


def _successor(ledger: Ledger, head: Tenure | None) -> Facts | None:
    """Whoever comes on the very next day is known too, and who came by then."""
    if head is None or head.to_on is None:
        return None
    known_until = max(ledger.on, head.to_on + timedelta(days=1))
    later = [each for each in _heads(ledger) if head.to_on < each.from_on <= known_until]
    return {"name": later[-1].name, "from_on": later[-1].from_on.isoformat()} if later else None


def _heads(ledger: Ledger) -> list[Tenure]:
    """Return who headed the unit, newest first, nobody who stood in."""
    unit_id = ledger.subject.id if ledger.subject is not None else 0
    return [each for each in ledger.tenures if each.unit_id == unit_id and not each.stands_in]


def _show_head(head: Tenure) -> Facts:
    return {
        "name": head.name,
        "from_on": head.from_on.isoformat(),
        "to_on": head.to_on.isoformat() if head.to_on else None,
    }


def _is_done_under(head: Tenure, entry: Entry, on: date) -> bool:
    reported_on = entry.duty.reported_on
    if not entry.duty.counted or entry.duty.phase not in FINISHED or reported_on is None:
        return False
    return head.from_on <= reported_on <= (head.to_on or on)
