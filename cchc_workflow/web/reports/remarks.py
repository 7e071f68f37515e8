"""Owns writing the remarks of a draft from its page; a version that somebody else changed is shown beside."""

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.report.remark import LONGEST, save_remarks
from cchc_workflow.errors import ConflictError, IncompleteError
from cchc_workflow.web.received import Form
from cchc_workflow.web.reports.listing import PATH
from cchc_workflow.web.reports.page import Attempt, ReportId, seen_version, show_sheet
from cchc_workflow.web.site import Site, wants_part
from cchc_workflow.web.trouble import explain_on_page, status_of
from cchc_workflow.web.viewer import SignedIn

FIELD = "muc-"
"""How the name of a section's field begins."""
MOST = 2 * LONGEST
"""Letters that are read of one field; the engine says how many may be kept."""


def add_routes(app: FastAPI, site: Site) -> None:
    """Add what the form of the remarks sends."""

    def take_remarks(request: Request, viewer: SignedIn, report_id: ReportId, sent: Form) -> Response:
        typed = {
            name.removeprefix(FIELD): sent.text(name, MOST) for name in sent.fields if name.startswith(FIELD)
        }
        try:
            save_remarks(site.office, viewer.actor, report_id, seen_version(sent), typed, viewer.now)
        except (ConflictError, IncompleteError) as error:
            attempt = Attempt(explain_on_page(error), status_of(error), typed)
            return show_sheet(site, request, viewer, report_id, attempt)
        if wants_part(request):
            return show_sheet(site, request, viewer, report_id)
        return site.go(request, f"{PATH}/{report_id}#nhan-xet", told="report_remarked")

    app.add_api_route(f"{PATH}/{{report_id}}/nhan-xet", take_remarks, methods=["POST"])
