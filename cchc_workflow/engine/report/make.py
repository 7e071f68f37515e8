"""Owns making a report: its figures are composed, frozen and kept as a draft; it prints and sends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cchc_workflow.domain.people import Actor
from cchc_workflow.domain.report_rules import ReportRule
from cchc_workflow.domain.reporting import ABOUT_A_UNIT, Occasion, ReportKind, ReportState
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.plan_choice import pick_plan
from cchc_workflow.engine.report.compose import compose
from cchc_workflow.engine.report.differ import diff_data
from cchc_workflow.engine.report.entries import Told
from cchc_workflow.engine.report.occasion import Asked, find_occasion
from cchc_workflow.engine.report.read import to_report
from cchc_workflow.engine.report.report import Report
from cchc_workflow.engine.report.rules import MAKE, require, rules_of, unit_of
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError
from cchc_workflow.store import plans, reports
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note
from cchc_workflow.store.reports import Frozen, Series
from cchc_workflow.store.rows import from_json


@dataclass(frozen=True, slots=True)
class Request:
    """Which report is asked for.

    Without a plan's code, of the plan in force; without a period, of the one that ended last. `subject` is
    a unit's code, for a report about a unit alone. `organization_id` is needed where nobody asks.
    """

    plan_code: str | None
    kind: ReportKind
    period: str | None = None
    subject: str = ""
    organization_id: int | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """Figures ready to be kept.

    Attributes:
        plan: the plan's row.
        rule: by which the report is made.
        unit_id: the unit that it is about, 0 for none.
        series: which report it is.
        issue: which issue of it.
        onto: the row of the draft whose figures these replace, as it was when they were composed.
        before: the row of the issue that this one replaces, whose remarks it begins with.
        frozen: the figures.
    """

    plan: Any
    rule: ReportRule
    unit_id: int
    series: Series
    issue: int
    onto: Any | None
    before: Any | None
    frozen: Frozen

    @property
    def remarks(self) -> str:
        """Return the remarks that the draft begins or goes on with, as JSON."""
        kept = self.before if self.onto is None else self.onto
        return "{}" if kept is None else str(kept.remarks)

    @property
    def changes(self) -> bool:
        """Tell whether keeping them changes anything: a draft may have these very figures."""
        onto = self.onto
        return onto is None or (onto.sha256, onto.as_of) != (self.frozen.sha256, self.frozen.as_of)

    @property
    def draft(self) -> Report:
        """Return the draft as it is once they are kept; its key is 0 where it has none before that."""
        onto, made = self.onto, self.frozen
        if onto is not None and not self.changes:
            return to_report(onto)
        return Report(
            id=0 if onto is None else onto.id,
            organization_id=self.plan.organization_id,
            plan_id=self.plan.id,
            kind=self.series.kind,
            period=self.series.period,
            subject=self.series.subject,
            issue=self.issue,
            state=ReportState.DRAFT,
            as_of=made.as_of,
            made_at=made.made_at,
            made_by=made.made_by,
            data=from_json(made.data),
            sha256=made.sha256,
            remarks=from_json(self.remarks),
            version=0 if onto is None else onto.version + 1,
            issued_at=None,
            issued_by=None,
        )


def make_report(
    office: Office, actor: Actor | None, request: Request, now: datetime, told: Told | None = None
) -> Report:
    """Make a report as a draft, or its draft anew, whose remarks stay; return it.

    The same state gives the same figures, and then nothing changes. Where the newest one was issued already,
    the next issue is begun: it says what differs, and begins with the same remarks. Nobody gets a mail of
    it. `told` is called with (tasks read, of how many).

    Raises:
        NotFoundError: no such plan or unit.
        WrongRoleError: the actor does not make such reports.
        IncompleteError: the plan was not issued; the unit is missing, or one is named for a report about the
            whole office; the period is none, has not begun, or is not the plan's.
        ConflictError: somebody else has just made, completed or issued it.
    """
    with office.database.read() as tx:
        asked = _find(tx, office, actor, request, now)
        occasion = find_occasion(tx, office, asked, request.period, office.today(now))
        composed = compose_report(tx, office, asked, occasion, now, by=actor, told=told)
    with office.database.begin() as tx:
        report = keep_report(tx, composed)
        if report is None:
            raise ConflictError("report", composed.series.period)
        if actor is not None and composed.changes:
            note_report(tx, actor, "report_made", report, now)
    return report


def compose_report(  # noqa: PLR0913 - where, what, when, for whom
    tx: Transaction,
    office: Office,
    asked: Asked,
    occasion: Occasion,
    now: datetime,
    *,
    by: Actor | None = None,
    told: Told | None = None,
) -> Composed:
    """Return the figures of an occasion, ready to be kept; with what differs from the issue before."""
    series = Series(asked.plan.id, occasion.kind, occasion.period, occasion.subject)
    newest = reports.newest_report(tx, series)
    draft = newest if newest is not None and newest.state == ReportState.DRAFT else None
    issue = 1 if newest is None else newest.issue + (draft is None)
    data = compose(tx, office, asked.plan, occasion, now, told)
    replaced = reports.find_issue(tx, series, issue - 1)
    data["replaces"] = None if replaced is None else _replaces(replaced, data)
    frozen = reports.freeze(data, occasion.as_of, now, by.person_id if by else None)
    return Composed(asked.plan, asked.rule, asked.unit_id, series, issue, draft, replaced, frozen)


def keep_report(tx: Transaction, composed: Composed) -> Report | None:
    """Keep composed figures as a draft and return it; None where somebody else was quicker.

    A draft that has these very figures stays as it is.
    """
    onto, draft, kept = composed.onto, composed.draft, True
    if onto is None:
        report_id = reports.insert_report(
            tx, draft.organization_id, composed.series, composed.issue, composed.frozen, composed.remarks
        )
        return None if report_id is None else replace(draft, id=report_id)
    if composed.changes:
        kept = reports.replace_figures(tx, onto.id, onto.version, composed.frozen)
    return draft if kept else None


def note_report(tx: Transaction, actor: Actor, name: str, report: Report, now: datetime) -> None:
    """Put into the journal what a person did to a report."""
    data = {"report": report.id, "issue": report.issue, "sha256": report.sha256}
    subject = ":".join(part for part in (report.kind, report.period, report.subject) if part)
    note(tx, report.organization_id, actor.person_id, name, subject, now, data)


def _find(tx: Transaction, office: Office, actor: Actor | None, request: Request, now: datetime) -> Asked:
    organization_id = actor.organization_id if actor else request.organization_id
    if organization_id is None:
        raise ValueError("nobody asks, so the organization must be named")
    plan = _find_plan(tx, organization_id, request.plan_code, office, now)
    about_a_unit = request.kind in ABOUT_A_UNIT
    if about_a_unit != bool(request.subject):
        raise IncompleteError(MAKE, ["subject" if about_a_unit else "no_subject"])
    unit_id = unit_of(tx, organization_id, request.subject)
    rule = rules_of(tx, office, organization_id)[request.kind]
    require(MAKE, rule.makers, actor, unit_id)
    return Asked(rule, plan, request.subject, unit_id)


def _find_plan(tx: Transaction, organization_id: int, code: str | None, office: Office, now: datetime) -> Any:  # noqa: ANN401
    if code:
        plan = plans.find_plan(tx, organization_id, code)
    else:
        plan = pick_plan(plans.read_plans(tx, organization_id), None, office.today(now))
    if plan is None:
        raise NotFoundError("running_plan", organization_id)
    if plan.state != "issued":
        raise IncompleteError(MAKE, ["issued_plan"], {"plan": plan.code})
    return plan


def _replaces(row: Any, data: Mapping[str, object]) -> dict[str, object]:  # noqa: ANN401
    """Return what an issue says of the one before it."""
    found = diff_data(from_json(row.data), data)
    return {
        "issue": row.issue,
        "sha256": row.sha256,
        "as_of": row.as_of.isoformat(),
        "differences": [{"what": each.what, "before": each.before, "after": each.after} for each in found],
    }
