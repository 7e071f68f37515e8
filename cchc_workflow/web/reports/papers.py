"""Owns taking a report's papers along: of an issued one the bytes that were kept, of a draft fresh ones."""

from typing import Literal

from fastapi import FastAPI, Response

from cchc_workflow.engine.report.read import load_report, read_paper
from cchc_workflow.engine.report.report import Printed
from cchc_workflow.errors import NotFoundError
from cchc_workflow.web.probes import READ
from cchc_workflow.web.reports.listing import PATH
from cchc_workflow.web.reports.page import ReportId
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.files import INERT, disposition
from cchc_workflow.web.viewer import SignedIn

Form = Literal["docx", "pdf", "xlsx"]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the downloads."""

    def give_paper(viewer: SignedIn, report_id: ReportId, form: Form) -> Response:
        with site.office.database.read() as tx:
            report = load_report(tx, site.office, viewer.scope, report_id)
            kept = read_paper(tx, viewer.scope, report_id, form) if report.issued else None
        if kept is not None:
            return _attach(kept)
        if report.issued or site.tools.print_report is None:
            raise NotFoundError("paper", form)
        return _attach(site.tools.print_report(report, form))

    app.add_api_route(f"{PATH}/{{report_id}}/tai/{{form}}", give_paper, methods=READ)


def _attach(paper: Printed) -> Response:
    headers = {
        "Content-Disposition": disposition(paper.name),
        "Content-Security-Policy": INERT,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(paper.data, media_type=paper.media_type, headers=headers)
