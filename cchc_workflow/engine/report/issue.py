"""Owns issuing a report: from then on nothing in it changes, its papers are kept, and people are told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.report_rules import ReportRule
from cchc_workflow.domain.reporting import ReportState
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.announce import announce
from cchc_workflow.engine.report.make import note_report
from cchc_workflow.engine.report.read import load_report, to_report
from cchc_workflow.engine.report.report import Format, Print, Printed, Report
from cchc_workflow.engine.report.rules import ISSUE, require, rules_of, unit_of
from cchc_workflow.errors import ConflictError, FileError, NotFoundError
from cchc_workflow.store import reports
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.files import put_file

Papers = Sequence[tuple[Format, Printed]]

NO_PDF = frozenset({"no_pdf", "not_set"})
"""Why there is no PDF: its maker is not there, or can't set the paper; what is signed is the Word file."""


def issue_report(
    office: Office, actor: Actor | None, report_id: int, version: int, now: datetime, print_paper: Print
) -> Report:
    """Issue a draft: freeze it, keep its papers, tell people, all in one transaction; return it as issued.

    The papers are printed before, of the very version that is issued. Without an actor the program itself
    issues it.

    Raises:
        NotFoundError: no such report in sight.
        WrongRoleError: the actor does not issue such reports.
        ConflictError: it is not as the actor saw it any more: of another version, or issued.
        DefinitionError: a template does not fit the figures.
        FileError: this installation can make none of its papers.
    """
    with office.database.read() as tx:
        draft = _load(tx, office, actor, report_id)
        rule = rules_of(tx, office, draft.organization_id)[draft.kind]
        require(ISSUE, rule.issuers, actor, unit_of(tx, draft.organization_id, draft.subject))
    if draft.issued or draft.version != version:
        raise ConflictError("report", report_id)
    by = actor.person_id if actor else None
    papers = print_papers(as_issued(draft, now, by), rule, print_paper)
    with office.database.begin() as tx:
        issued = issue_within(tx, office, draft, papers, now, by)
        if actor is not None:
            note_report(tx, actor, "report_issued", issued, now)
    return issued


def as_issued(draft: Report, now: datetime, by: int | None) -> Report:
    """Return a draft as it is once it is issued."""
    return replace(draft, state=ReportState.ISSUED, version=draft.version + 1, issued_at=now, issued_by=by)


def print_papers(issued: Report, rule: ReportRule, print_paper: Print) -> Papers:
    """Return the papers of a report that this installation can make.

    Raises:
        DefinitionError: a template does not fit the figures.
        FileError: it can make none of them, and nothing would be there to be signed.
    """
    papers: list[tuple[Format, Printed]] = []
    missing: list[FileError] = []
    for form in rule.formats:
        try:
            papers.append((form, print_paper(issued, form)))
        except FileError as error:
            if error.reason not in NO_PDF:
                raise
            missing.append(error)
    if missing and not papers:
        raise missing[0]
    return papers


def issue_within(
    tx: Transaction, office: Office, draft: Report, papers: Papers, now: datetime, by: int | None
) -> Report:
    """Issue a draft in a transaction that is open already: freeze it, keep its papers, tell people.

    Raises:
        ConflictError: it is no draft of this version any more.
    """
    if not reports.mark_issued(tx, draft.id, draft.version, now, by):
        raise ConflictError("report", draft.id)
    for form, paper in papers:
        digest = sha256(paper.data).hexdigest()
        put_file(tx, digest, paper.media_type, paper.data)
        reports.keep_paper(tx, draft.id, form, paper.name, digest)
    issued = as_issued(draft, now, by)
    announce(tx, office, [issued], now, by)
    return issued


def _load(tx: Transaction, office: Office, actor: Actor | None, report_id: int) -> Report:
    if actor is not None:
        return load_report(tx, office, scope_of(actor), report_id)
    row = reports.find_any(tx, report_id)
    if row is None:
        raise NotFoundError("report", report_id)
    return to_report(row)
