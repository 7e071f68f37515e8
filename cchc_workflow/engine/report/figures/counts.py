"""Owns the counts that every part of a report shows alike: the rule's, and the official statistics."""

from collections.abc import Iterable
from datetime import date

from cchc_workflow.domain.standing import Counts, count, percent
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.ledger import Ledger

Facts = dict[str, object]
"""Part of a snapshot: JSON values."""


def show_counts(counts: Counts) -> Facts:
    """Return counts with the shares that are read off them, in percent to two decimals.

    `percent` is the rule's (late of assigned), `percent_excused` leaves out the late with a confirmed
    objective cause, `percent_judged` is the official one (late of those done or due, Báo cáo 1270/BC-TCTTTg
    2017).
    """
    return {
        "total": counts.assigned + counts.cancelled,
        "assigned": counts.assigned,
        "late": counts.late,
        "excused": counts.excused,
        "done_on_time": counts.done_on_time,
        "done_late": counts.done_late,
        "open_in_term": counts.open_in_term,
        "open_overdue": counts.open_overdue,
        "cancelled": counts.cancelled,
        "judged": counts.judged,
        "percent": str(percent(counts.late, counts.assigned)),
        "percent_excused": str(percent(counts.late - counts.excused, counts.assigned)),
        "percent_judged": str(percent(counts.late, counts.judged)),
    }


def count_entries(entries: Iterable[Entry], on: date) -> Facts:
    """Return the counts of tasks on a day, dormant ones left out."""
    return show_counts(count((entry.duty for entry in entries), on))


def totals(ledger: Ledger) -> Facts:
    """Return the counts of what the report is about, and what stands outside of them or has no deadline."""
    return count_entries(ledger.entries, ledger.on) | {
        "dormant": sum(
            not each.duty.counted and each.duty.phase is not Phase.VOID for each in ledger.entries
        ),
        "undated": sum(is_undated(each) for each in ledger.entries),
    }


def in_period(ledger: Ledger) -> Facts:
    """Return the counts of the tasks of the period."""
    return count_entries((each for each in ledger.entries if each.in_period), ledger.on)


def is_undated(entry: Entry) -> bool:
    """Tell whether a task counts and is to be done, but by no day."""
    return entry.is_open and entry.duty.due_on is None
