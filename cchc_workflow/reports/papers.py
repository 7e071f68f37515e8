"""Owns the folder of reports that a rehearsal leaves: the frozen figures of each, and its papers as files."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.make import Request, make_report
from cchc_workflow.engine.report.read import list_reports, load_report, read_paper
from cchc_workflow.engine.report.report import Print, Printed, Report
from cchc_workflow.engine.report.rules import rules_of
from cchc_workflow.errors import FileError
from cchc_workflow.store.reports import Wanted

FOLDER = "reports"
CLOSING = (ReportKind.UNFINISHED, ReportKind.RANKING)
"""What is made of a whole year, on a day after it: beyond the last one that a rehearsal plays."""
EVERYTHING = 1_000_000


def close_year(office: Office, plan_id: int, now: datetime) -> None:
    """Make the reports of a plan's whole year, as drafts, at the end of its last day.

    Raises:
        NotFoundError: the database has no such plan.
    """
    with office.database.read() as tx:
        plan = office.plan(tx, plan_id)
    for kind in CLOSING:
        request = Request(plan.code, kind, str(plan.year), organization_id=plan.organization_id)
        make_report(office, None, request, now)


def write_papers(
    office: Office, plan_id: int, folder: Path, print_paper: Print, tick: Callable[[int, int], None]
) -> int:
    """Write every report of a plan into `folder`/reports; return how many there are.

    Each has its figures as JSON under the hash that proves them, and its papers in the formats of its kind:
    those of an issued report as they were kept, those of a draft as they would be now. `tick` is told (done,
    of how many).

    Raises:
        NotFoundError: the database has no such plan.
        DefinitionError: a template does not fit a report's figures.
    """
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    with office.database.read() as tx:
        plan = office.plan(tx, plan_id)
        rows = list_reports(tx, office, Scope(plan.organization_id), Wanted(plan_id=plan.id, most=EVERYTHING))
    for done, row in enumerate(reversed(rows), start=1):
        with office.database.read() as tx:
            report = load_report(tx, office, Scope(plan.organization_id), row.id)
        _write(office, report, place, print_paper)
        tick(done, len(rows))
    return len(rows)


def name_of(report: Report) -> str:
    """Return the name that a report's files share: quarter-2021-q3, unit-2021-h1-VP."""
    issue = f"lan-{report.issue}" if report.issue > 1 else ""
    return "-".join(part for part in (report.kind, report.period, report.subject, issue) if part)


def _write(office: Office, report: Report, place: Path, print_paper: Print) -> None:
    name = name_of(report)
    proved = {"sha256": report.sha256, "state": report.state, "data": report.data}
    text = json.dumps(proved, ensure_ascii=False, indent=1, sort_keys=True)
    (place / f"{name}.json").write_text(text + "\n", "utf-8", newline="\n")
    for form, paper in _papers(office, report, print_paper):
        (place / f"{name}.{form}").write_bytes(paper.data)


def _papers(office: Office, report: Report, print_paper: Print) -> Iterator[tuple[str, Printed]]:
    scope = Scope(report.organization_id)
    with office.database.read() as tx:
        formats = rules_of(tx, office, report.organization_id)[report.kind].formats
        kept = {form: read_paper(tx, scope, report.id, form) for form in formats} if report.issued else {}
    for form in formats:
        paper = kept.get(form)
        if paper is None and not report.issued:
            try:
                paper = print_paper(report, form)
            except FileError:  # this installation makes no PDF
                continue
        if paper is not None:
            yield form, paper
