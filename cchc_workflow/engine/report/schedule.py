"""Owns making, telling of and issuing what is due by itself, each report once; not which ones are."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.announce import announce
from cchc_workflow.engine.report.due import Due, Upcoming, due_reports, due_week, upcoming
from cchc_workflow.engine.report.issue import as_issued, issue_within, print_papers
from cchc_workflow.engine.report.make import Composed, compose_report, keep_report
from cchc_workflow.engine.report.occasion import GRACE, find_occasion
from cchc_workflow.engine.report.report import Print
from cchc_workflow.errors import ConflictError
from cchc_workflow.store import plans
from cchc_workflow.store.database import Transaction

__all__ = ["Upcoming", "make_due_reports", "make_weekly_reports", "upcoming"]

BATCH = 50
"""Reports a transaction: one letter tells of all of them."""


def make_due_reports(office: Office, now: datetime, print_paper: Print) -> int:
    """Make every report whose day has come, once; return how many were made.

    They are made from the hour of the digest on, on a working day; what was missed is made up for on a later
    one, as long as its plan is not over for more than a month. Where one kind fails, the others are made all
    the same. Safe to run twice.

    Raises:
        Exception: the first failure, once all others were made.
    """
    if not _is_time(office, now):
        return 0
    on = office.today(now)
    with office.database.read() as tx:
        due = [each for plan in _running(tx, office, now) for each in due_reports(tx, office, plan, on)]
    made, troubles = 0, list[Exception]()
    for several in _batches(due):
        try:
            made += _make(office, several, now, print_paper)
        except Exception as error:  # noqa: BLE001 - raised below: no kind's trouble may hold up the others
            troubles.append(error)
    if troubles:
        raise troubles[0]
    return made


def make_weekly_reports(office: Office, now: datetime, print_paper: Print) -> int:
    """Make and issue this week's report of every running plan, whatever the day; return how many were made.

    A plan whose report of the week was issued gets no other.
    """
    on = office.today(now)
    with office.database.read() as tx:
        due = [each for plan in _running(tx, office, now) for each in due_week(tx, office, plan, on)]
    return sum(_make(office, [each], now, print_paper) for each in due)


def _is_time(office: Office, now: datetime) -> bool:
    local = office.calendar.local(now)
    return office.calendar.is_working(local.date()) and local.time() >= office.hours.digest_at


def _running(tx: Transaction, office: Office, now: datetime) -> list[Any]:
    """Return the plans that are reported on: issued, and not over for more than a month."""
    on = office.today(now)
    return [plan for plan in plans.read_plans(tx) if plan.state == "issued" and on <= plan.last_on + GRACE]


def _batches(due: Sequence[Due]) -> Iterator[list[Due]]:
    """Yield the reports of one plan, kind and period together, no more than a transaction holds."""
    several: list[Due] = []
    for each in due:
        if several and (_batch(each) != _batch(several[0]) or len(several) == BATCH):
            yield several
            several = []
        several.append(each)
    if several:
        yield several


def _batch(due: Due) -> tuple[int, ReportKind, str]:
    return due.asked.plan.id, due.asked.rule.kind, due.period


def _make(office: Office, several: Sequence[Due], now: datetime, print_paper: Print) -> int:
    """Keep the drafts and tell of them in one transaction; or keep, issue and tell of each in one."""
    with office.database.read() as tx:  # one view: else the figures might not add up
        composed = [found for each in several if (found := _compose(tx, office, each, now)) is not None]
    if several[0].asked.rule.issued_by_itself:
        return sum(_issue(office, each, now, print_paper) for each in composed)
    with office.database.begin() as tx:
        kept = [report for each in composed if (report := keep_report(tx, each)) is not None]
        announce(tx, office, kept, now)
    return len(kept)


def _compose(tx: Transaction, office: Office, due: Due, now: datetime) -> Composed | None:
    """Return a report's figures; None where it is not as it was when it was found to be due."""
    occasion = find_occasion(tx, office, due.asked, due.period, office.today(now))
    composed = compose_report(tx, office, due.asked, occasion, now)
    seen = (1, None) if due.onto is None else (due.onto.issue, due.onto.version)
    return composed if seen == (composed.issue, composed.onto and composed.onto.version) else None


def _issue(office: Office, composed: Composed, now: datetime, print_paper: Print) -> bool:
    """Keep and issue a report; False where another node, or a person, has just done something to it."""
    papers = print_papers(as_issued(composed.draft, now, None), composed.rule, print_paper)
    try:
        with office.database.begin() as tx:
            draft = keep_report(tx, composed)
            if draft is None:
                return False
            issue_within(tx, office, draft, papers, now, None)
    except ConflictError:
        return False
    return True
