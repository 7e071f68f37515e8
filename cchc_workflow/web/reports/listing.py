"""Owns /bao-cao: the drafts that wait, what is made next by itself, and what was issued."""

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response

from cchc_workflow.domain.reporting import ABOUT_A_UNIT, ReportKind, ReportState
from cchc_workflow.engine.plan_choice import choose_plan
from cchc_workflow.engine.report.due import upcoming
from cchc_workflow.engine.report.read import kept_formats, list_reports
from cchc_workflow.engine.report.rules import makeable, rules_of
from cchc_workflow.store.reports import Wanted
from cchc_workflow.web.plan_choice import PlanCode, address_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn
from cchc_workflow.words import say_report

PATH = "/bao-cao"
A_PAGE = 25
MOST_PAGES = 10_000
MOST_DRAFTS = 100

Kind = Annotated[ReportKind | None, Query(alias="loai")]
Page = Annotated[int, Query(alias="trang", ge=1, le=MOST_PAGES)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the list."""

    def show_list(
        request: Request, viewer: SignedIn, plan_code: PlanCode = None, kind: Kind = None, page: Page = 1
    ) -> Response:
        office = site.office
        with office.database.read() as tx:
            choice = choose_plan(tx, viewer.scope.organization_id, plan_code, viewer.on)
            if choice.plan is None:
                return site.show(request, "steering/no_plan", viewer, here="reports")
            drafts = list_reports(
                tx, office, viewer.scope,
                Wanted(plan_id=choice.plan.id, state=ReportState.DRAFT, most=MOST_DRAFTS),
            )  # fmt: skip
            asked = Wanted(
                plan_id=choice.plan.id,
                kind=kind,
                state=ReportState.ISSUED,
                most=A_PAGE + 1,
                skip=(page - 1) * A_PAGE,
            )
            found = list_reports(tx, office, viewer.scope, asked)
            issued = [(row, kept_formats(tx, row.id)) for row in found[:A_PAGE]]
            kinds = tuple(makeable(tx, office, viewer.actor))
            rules = rules_of(tx, office, viewer.scope.organization_id)
            coming = upcoming(office, tx, choice.plan, viewer.on) if viewer.sees_all else ()

        def beside(number: int) -> str:
            return address_of(PATH, plan_code, loai=kind, trang=number)

        return site.show(
            request,
            "reports/list",
            viewer,
            choice=choice,
            drafts=drafts,
            issued=issued,
            coming=coming,
            rules=rules,
            about_units=ABOUT_A_UNIT,
            kinds=kinds,
            every=tuple(ReportKind),
            kind=kind,
            title_of=say_report,
            address=lambda of: address_of(PATH, plan_code, loai=of),
            make=lambda of: address_of(f"{PATH}/lap", plan_code, loai=of),
            previous=beside(page - 1) if page > 1 else "",
            following=beside(page + 1) if len(found) > A_PAGE else "",
        )

    app.add_api_route(PATH, show_list, methods=READ)
