"""Owns /bao-cao/{id}: a report as a paper, what is known of it, and what may be done with it now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath

from cchc_workflow.engine.report.differ import MORE
from cchc_workflow.engine.report.read import kept_formats, list_reports, load_report
from cchc_workflow.engine.report.report import Report
from cchc_workflow.engine.report.rules import Rights, rights_of, rules_of
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.reports import Wanted
from cchc_workflow.web.probes import READ
from cchc_workflow.web.received import Sent
from cchc_workflow.web.reports.listing import PATH
from cchc_workflow.web.reports.preview import make_preview
from cchc_workflow.web.site import Site, wants_part
from cchc_workflow.web.viewer import SignedIn, Viewer
from cchc_workflow.words import say_report

VERSION = "version"
"""The field with the version of the report that a form was made for."""
ReportId = Annotated[int, InPath(ge=1, le=2**63 - 1)]


EVERY_ISSUE = 10_000
"""More issues than anybody makes of one report; a page names the latest of them."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that was not taken: why, with which status, and the remarks that were typed, by section."""

    said: str
    status: int
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A marked section: what is written there now, and what was typed where that was not taken."""

    name: str
    text: str
    typed: str | None = None

    @property
    def value(self) -> str:
        """Return what stands in the field."""
        return self.text if self.typed is None else self.typed

    @property
    def differs(self) -> bool:
        """Tell whether somebody else wrote something other than what was typed."""
        return self.typed is not None and self.typed != self.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report with all that its pages show of it.

    Attributes:
        report: the report.
        row: its row of the list, with the names of its unit, its maker and its issuer.
        issues: the rows of all its issues in sight, the latest made first.
        rights: what the viewer may do with it.
        sections: its marked sections, in order.
        formats: the papers that can be taken along.
    """

    report: Report
    row: Any
    issues: tuple[Any, ...]
    rights: Rights
    sections: tuple[str, ...]
    formats: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return its name, as lists have it."""
        return say_report(self.report.kind, self.report.period)

    @property
    def path(self) -> str:
        """Return the path of its page."""
        return f"{PATH}/{self.report.id}"

    @property
    def replaced(self) -> int:
        """Return which issue it replaces, 0 for none."""
        return int((self.report.data["replaces"] or {}).get("issue", 0))

    @property
    def differences(self) -> int:
        """Return how many figures differ from the issue that it replaces."""
        found = (self.report.data["replaces"] or {}).get("differences", ())
        return sum(int(each["after"]) if each["what"] == MORE else 1 for each in found)


def read_sheet(tx: Transaction, site: Site, viewer: Viewer, report_id: int) -> Sheet:
    """Return a report as the viewer may see it.

    Raises:
        NotFoundError: there is none in sight.
    """
    office = site.office
    report = load_report(tx, office, viewer.scope, report_id)
    rule = rules_of(tx, office, report.organization_id)[report.kind]
    series = Wanted(
        plan_id=report.plan_id,
        kind=report.kind,
        period=report.period,
        subject=report.subject,
        most=EVERY_ISSUE,
    )
    issues = tuple(list_reports(tx, office, viewer.scope, series))
    printed = rule.formats if site.tools.print_report is not None else ()
    return Sheet(
        report=report,
        row=next(row for row in issues if row.id == report.id),
        issues=issues,
        rights=rights_of(tx, office, viewer.actor, report),
        sections=rule.sections,
        formats=kept_formats(tx, report.id) if report.issued else printed,
    )


def seen_version(sent: Sent) -> int:
    """Return the version that a form was made for; -1, which no report has, where it says none."""
    number = sent.number(VERSION)
    return -1 if number is None else number


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page."""

    def show_report(request: Request, viewer: SignedIn, report_id: ReportId) -> Response:
        return show_sheet(site, request, viewer, report_id)

    app.add_api_route(f"{PATH}/{{report_id}}", show_report, methods=READ)


def show_sheet(
    site: Site,
    request: Request,
    viewer: Viewer,
    report_id: int,
    attempt: Attempt | None = None,
) -> Response:
    """Show a report's page, where htmx asks the part that its remarks are in; with a form that was refused.

    Raises:
        NotFoundError: there is none in sight.
    """
    with site.office.database.read() as tx:
        sheet = read_sheet(tx, site, viewer, report_id)
    typed = attempt.typed if attempt else {}
    return site.show(
        request,
        "reports/_remarked" if wants_part(request) else "reports/one",
        viewer,
        status=attempt.status if attempt else 200,
        sheet=sheet,
        report=sheet.report,
        data=sheet.report.data,
        sections=[
            Section(each, sheet.report.remarks.get(each, ""), typed.get(each)) for each in sheet.sections
        ],
        preview=make_preview(site.tools, sheet.report),
        attempt=attempt,
    )
