"""Owns reading kept reports, each as far as its reader may see it; changes none."""

from dataclasses import replace
from typing import Any

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.report import Printed, Report
from cchc_workflow.engine.report.rules import drafts_seen, rules_of
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import reports
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.reports import Series, Wanted
from cchc_workflow.store.rows import from_json

ANY = Wanted()


def list_reports(tx: Transaction, office: Office, scope: Scope, wanted: Wanted = ANY) -> list[Any]:
    """Return the reports in sight as rows without their figures, the latest made first.

    A unit's people see what is about their unit: what was issued, and drafts in which they have a part. Each
    row has its plan's `plan_code` and `plan_title`, and `unit_name`, `maker_name`, `issuer_name` or None.
    """
    return reports.list_reports(tx, scope, replace(wanted, drafts_of=_drafts_seen(tx, office, scope)))


def load_report(tx: Transaction, office: Office, scope: Scope, report_id: int) -> Report:
    """Return a report.

    Raises:
        NotFoundError: there is none in sight.
    """
    row = reports.find_report(tx, scope, report_id, _drafts_seen(tx, office, scope))
    if row is None:
        raise NotFoundError("report", report_id)
    return to_report(row)


def issues_of(tx: Transaction, report: Report) -> tuple[int, ...]:
    """Return the keys of all issues of the same report, the first issue first."""
    return tuple(row.id for row in reports.read_issues(tx, series_of(report)))


def previous_issue(tx: Transaction, report: Report) -> Report | None:
    """Return the issue that a report replaces, None for the first."""
    row = reports.find_issue(tx, series_of(report), report.issue - 1)
    return None if row is None else to_report(row)


def read_paper(tx: Transaction, scope: Scope, report_id: int, form: str) -> Printed | None:
    """Return a paper as it was kept when its report was issued; None where none is kept or in sight."""
    if reports.find_report(tx, scope, report_id, frozenset()) is None:
        return None
    row = reports.find_paper(tx, report_id, form)
    return None if row is None else Printed(row.name, row.media_type, bytes(row.content))


def kept_formats(tx: Transaction, report_id: int) -> tuple[str, ...]:
    """Return in which formats an issued report's papers are kept, none for a draft."""
    return tuple(row.format for row in reports.papers_of(tx, report_id))


def series_of(report: Report) -> Series:
    """Return what a report has in common with its other issues."""
    return Series(report.plan_id, report.kind, report.period, report.subject)


def to_report(row: Any) -> Report:  # noqa: ANN401
    """Return a report from its whole row."""
    return Report(
        id=row.id,
        organization_id=row.organization_id,
        plan_id=row.plan_id,
        kind=ReportKind(row.kind),
        period=row.period,
        subject=row.subject,
        issue=row.issue,
        state=ReportState(row.state),
        as_of=row.as_of,
        made_at=row.made_at,
        made_by=row.made_by,
        data=from_json(row.data),
        sha256=row.sha256,
        remarks=from_json(row.remarks),
        version=row.version,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
    )


def _drafts_seen(tx: Transaction, office: Office, scope: Scope) -> frozenset[ReportKind]:
    if scope.unit_ids is None:
        return frozenset(ReportKind)
    return drafts_seen(rules_of(tx, office, scope.organization_id))
