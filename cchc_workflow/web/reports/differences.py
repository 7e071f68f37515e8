"""Owns /bao-cao/{id}/khac: what differs between two issues of a report, in the figures and in the remarks."""

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response

from cchc_workflow.engine.report.differ import diff_reports
from cchc_workflow.engine.report.read import load_report
from cchc_workflow.engine.report.report import Report
from cchc_workflow.errors import NotFoundError
from cchc_workflow.web.probes import READ
from cchc_workflow.web.reports.listing import PATH
from cchc_workflow.web.reports.page import ReportId, Sheet, read_sheet
from cchc_workflow.web.reports.wording import say_place, say_value
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn

Other = Annotated[int | None, Query(alias="voi", ge=1, le=2**63 - 1)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page."""

    def show_differences(
        request: Request, viewer: SignedIn, report_id: ReportId, other_id: Other = None
    ) -> Response:
        with site.office.database.read() as tx:
            sheet = read_sheet(tx, site, viewer, report_id)
            row = _choose(sheet, other_id)
            other = None if row is None else load_report(tx, site.office, viewer.scope, row.id)
        before, after = _in_order(sheet.report, other)
        found = diff_reports(before, after) if before is not None else ()
        return site.show(
            request,
            "reports/differences",
            viewer,
            sheet=sheet,
            report=sheet.report,
            rows={row.id: row for row in sheet.issues},
            others=[row for row in sheet.issues if row.id != report_id],
            other=other,
            before=before,
            after=after,
            figures=[
                (say_place(each.what), say_value(each.what, each.before), say_value(each.what, each.after))
                for each in found
            ],
            remarks=[] if before is None else list_remarks(before, after, sheet.sections),
        )

    app.add_api_route(f"{PATH}/{{report_id}}/khac", show_differences, methods=READ)


def list_remarks(before: Report, after: Report, sections: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return the sections whose texts differ, each with both texts."""
    texts = ((name, before.remarks.get(name, ""), after.remarks.get(name, "")) for name in sections)
    return [text for text in texts if text[1] != text[2]]


def _choose(sheet: Sheet, other_id: int | None) -> Any | None:  # noqa: ANN401
    """Return the row of the issue to compare with: the one before, or the one asked for.

    Raises:
        NotFoundError: what was asked for is no other issue of this report.
    """
    wanted = {row.id: row for row in sheet.issues if row.id != sheet.report.id}
    if other_id is not None:
        if other_id not in wanted:
            raise NotFoundError("report", other_id)
        return wanted[other_id]
    earlier = [row for row in wanted.values() if row.issue < sheet.report.issue]
    return max(earlier, key=lambda row: row.issue, default=None)


def _in_order(one: Report, other: Report | None) -> tuple[Report | None, Report]:
    if other is None:
        return None, one
    return (other, one) if other.issue < one.issue else (one, other)
