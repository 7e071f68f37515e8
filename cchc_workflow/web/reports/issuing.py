"""Owns /bao-cao/{id}/ban-hanh: what issuing a report does and who gets it, asked once more; and doing it."""

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.report.issue import issue_report
from cchc_workflow.engine.report.rules import ISSUE, rules_of, unit_of
from cchc_workflow.errors import ConflictError, DefinitionError, NotFoundError, WrongRoleError
from cchc_workflow.web.probes import READ
from cchc_workflow.web.received import Form
from cchc_workflow.web.reports.listing import PATH
from cchc_workflow.web.reports.page import Attempt, ReportId, read_sheet, seen_version, show_sheet
from cchc_workflow.web.reports.receivers import find_receivers
from cchc_workflow.web.site import Site
from cchc_workflow.web.trouble import explain_on_page, status_of
from cchc_workflow.web.viewer import SignedIn


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page that asks, and the issue."""

    def show_issue(request: Request, viewer: SignedIn, report_id: ReportId) -> Response:
        office = site.office
        with office.database.read() as tx:
            sheet = read_sheet(tx, site, viewer, report_id)
            report = sheet.report
            rule = rules_of(tx, office, report.organization_id)[report.kind]
            unit_id = unit_of(tx, report.organization_id, report.subject)
            receivers = find_receivers(
                tx, rule.issued, report.organization_id, unit_id, viewer.on, viewer.actor.person_id
            )
        if report.issued:
            return _refuse(request, viewer, report_id, ConflictError("report", report_id))
        if not sheet.rights.issue:
            raise WrongRoleError(ISSUE, viewer.actor.address, rule.issuers)
        return site.show(
            request,
            "reports/issue",
            viewer,
            sheet=sheet,
            report=report,
            organization=report.data["organization"]["name"],
            receivers=receivers,
            blank=[name for name in sheet.sections if not report.remarks.get(name)],
        )

    def take_issue(request: Request, viewer: SignedIn, report_id: ReportId, sent: Form) -> Response:
        if site.tools.print_report is None:
            raise NotFoundError("press", "")
        try:
            issue_report(
                site.office,
                viewer.actor,
                report_id,
                seen_version(sent),
                viewer.now,
                site.tools.print_report,
            )
        except (ConflictError, DefinitionError) as error:
            return _refuse(request, viewer, report_id, error)
        return site.go(request, f"{PATH}/{report_id}", told="report_issued")

    def _refuse(
        request: Request, viewer: SignedIn, report_id: int, error: ConflictError | DefinitionError
    ) -> Response:
        attempt = Attempt(explain_on_page(error), status_of(error))
        return show_sheet(site, request, viewer, report_id, attempt)

    app.add_api_route(f"{PATH}/{{report_id}}/ban-hanh", show_issue, methods=READ)
    app.add_api_route(f"{PATH}/{{report_id}}/ban-hanh", take_issue, methods=["POST"])
