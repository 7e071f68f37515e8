"""Owns how the work was steered in a report's window: what was told, asked for, decided, issued."""

from collections import Counter

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.decisions import waiting
from cchc_workflow.engine.report.ledger import Ledger


def steering(ledger: Ledger) -> Facts:
    """Return the numbers of the window; only what waits is of its end.

    A reminder is one step of a task's ladder or one sent by hand, however many people were told of it, and
    counts from when its mail was sent.
    """
    window = ledger.window
    told = Counter(each.message for each in ledger.reminders if window.holds(each.on))
    decided = [each for each in ledger.extensions if window.holds(each.decided_on)]
    return {
        "reminders": told["reminder"],
        "overdue_notices": told["overdue"],
        "escalations": told["escalation"],
        "reports": ledger.deeds["reports"],
        "returned": ledger.deeds["returned"],
        "verified": ledger.deeds["verified"],
        "extensions": {
            "asked": sum(window.holds(each.requested_on) for each in ledger.extensions),
            "approved": sum(each.approved for each in decided),
            "rejected": sum(not each.approved and not each.withdrawn for each in decided),
            "waiting": len(waiting(ledger)),
        },
        "urging_letters": _issued(ledger, ReportKind.URGING),
        "weekly_reports": _issued(ledger, ReportKind.WEEKLY),
    }


def _issued(ledger: Ledger, kind: ReportKind) -> int:
    """Of a report about a unit, letters to others are not counted; the weekly report is about everybody."""
    subject = ledger.subject.code if ledger.subject is not None else None
    return sum(
        each.kind == kind
        and ledger.window.holds(each.on)
        and (subject is None or each.subject in {"", subject})
        for each in ledger.issued
    )
