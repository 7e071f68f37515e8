"""Owns /bao-cao/lap: asking for a report of a kind, a period and a unit, and making one anew."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from cchc_workflow.domain.reporting import ABOUT_A_UNIT, ReportKind
from cchc_workflow.engine.plan_choice import choose_plan
from cchc_workflow.engine.report.make import Request as Wish
from cchc_workflow.engine.report.make import make_report
from cchc_workflow.engine.report.read import load_report
from cchc_workflow.engine.report.rules import MAKE, makeable, rules_of
from cchc_workflow.errors import ConflictError, IncompleteError, WrongRoleError
from cchc_workflow.store.people import read_units
from cchc_workflow.web.plan_choice import LONGEST, PARAMETER, PlanCode, address_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.received import Form, Sent
from cchc_workflow.web.reports.listing import PATH, Kind
from cchc_workflow.web.reports.page import ReportId
from cchc_workflow.web.reports.periods import BY_DAY, choose_first, list_choices
from cchc_workflow.web.site import Site
from cchc_workflow.web.trouble import explain_on_page, status_of
from cchc_workflow.web.viewer import SignedIn, Viewer
from cchc_workflow.words import say_period

MAKING = f"{PATH}/lap"
LONGEST_LABEL = 20
REFUSED = (ConflictError, IncompleteError)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A form as it was sent, and why it was refused."""

    plan_code: str | None
    kind: ReportKind | None
    period: str = ""
    unit: str = ""
    said: str = ""
    status: int = 200


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the form, what it sends, and making anew."""

    def show_form(
        request: Request, viewer: SignedIn, plan_code: PlanCode = None, kind: Kind = None
    ) -> Response:
        return _show(site, request, viewer, _Typed(plan_code, kind))

    def take_form(request: Request, viewer: SignedIn, sent: Form) -> Response:
        typed = _read(sent)
        if typed.kind is None:
            raise HTTPException(422)
        wish = Wish(typed.plan_code, typed.kind, typed.period or None, typed.unit)
        try:
            report = make_report(site.office, viewer.actor, wish, viewer.now)
        except REFUSED as error:
            said, status = explain_on_page(error), status_of(error)
            return _show(site, request, viewer, replace(typed, said=said, status=status))
        return site.go(request, f"{PATH}/{report.id}", told="report_made")

    def make_anew(request: Request, viewer: SignedIn, report_id: ReportId) -> Response:
        """A draft gets the figures of now, its remarks stay; of an issued one the next issue is begun."""
        with site.office.database.read() as tx:
            old = load_report(tx, site.office, viewer.scope, report_id)
            plan_code = site.office.plan(tx, old.plan_id).code
        wish = Wish(plan_code, old.kind, old.period, old.subject)
        report = make_report(site.office, viewer.actor, wish, viewer.now)
        same = (report.id, report.sha256) == (old.id, old.sha256)
        return site.go(request, f"{PATH}/{report.id}", told="report_same" if same else "report_made")

    app.add_api_route(MAKING, show_form, methods=READ)
    app.add_api_route(MAKING, take_form, methods=["POST"])
    app.add_api_route(f"{PATH}/{{report_id}}/lap-lai", make_anew, methods=["POST"])


def _read(sent: Sent) -> _Typed:
    kind = sent.text("loai", LONGEST_LABEL)
    return _Typed(
        plan_code=sent.text(PARAMETER, LONGEST) or None,
        kind=ReportKind(kind) if kind in set(ReportKind) else None,
        period=sent.text("ky", LONGEST_LABEL),
        unit=sent.text("don-vi", LONGEST),
    )


def _show(site: Site, request: Request, viewer: Viewer, typed: _Typed) -> Response:
    """Show the form of a kind; without one, the kinds to choose from."""
    office = site.office
    with office.database.read() as tx:
        choice = choose_plan(tx, viewer.scope.organization_id, typed.plan_code, viewer.on)
        if choice.plan is None:
            return site.show(request, "steering/no_plan", viewer, here="reports")
        kinds = makeable(tx, office, viewer.actor)
        rules = rules_of(tx, office, viewer.scope.organization_id)
        units = read_units(tx, viewer.scope.organization_id)
    if not kinds or (typed.kind is not None and typed.kind not in kinds):
        needed = (
            rules[typed.kind].makers if typed.kind else tuple({r for of in rules.values() for r in of.makers})
        )
        raise WrongRoleError(MAKE, viewer.actor.address, needed)
    shown: dict[str, Any] = {}
    if typed.kind is not None:
        issued_on, own = office.today(choice.plan.issued_at), kinds[typed.kind]
        choices = list_choices(rules[typed.kind], choice.plan, issued_on, viewer.on)
        shown = {
            "choices": choices,
            "period": typed.period or choose_first(typed.kind, choices, viewer.on),
            "by_day": typed.kind in BY_DAY,
            "units": [unit for unit in units if own is None or unit.id in own]
            if typed.kind in ABOUT_A_UNIT
            else [],
            "rule": rules[typed.kind],
        }
    return site.show(
        request,
        "reports/make",
        viewer,
        status=typed.status,
        choice=choice,
        kinds=tuple(kinds),
        typed=typed,
        period_of=say_period,
        make=lambda of: address_of(MAKING, typed.plan_code, loai=of),
        **shown,
    )
