"""Owns an office whose reports the tests of the pages look at, and a printer that writes down what it got."""

from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape

from starlette.testclient import TestClient

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.issue import issue_report
from cchc_workflow.engine.report.make import Request, make_report
from cchc_workflow.engine.report.read import list_reports, load_report
from cchc_workflow.engine.report.remark import save_remarks
from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.store.database import Database
from cchc_workflow.web.tools import Tools
from tests.builders import vn
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, SmallOffice, duty, issue_small
from tests.web.browsers import open_browser

NOW = vn(16, 9, 9)
"""A Thursday, two days after the third quarter's data end; A1 and B1 are late by then."""
LATER = vn(17, 9, 9)
PATH = "/bao-cao"
TITLE = 'Nhiệm vụ <script>alert(1)</script> & "Kiểm lâm"'
MEDIA: dict[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


@dataclass
class Printer:
    """Prints plainly: kind, period, hash and remarks; `printed` is what it was asked for."""

    printed: list[tuple[int, Format]] = field(default_factory=list)

    def __call__(self, report: Report, form: Format) -> Printed:
        self.printed.append((report.id, form))
        words = " ".join([report.kind, report.period, report.sha256, *report.remarks.values()])
        text = f'<article class="paper"><p>{escape(words)}</p></article>' if form == "html" else words
        return Printed(f"Báo cáo {report.period}; “{report.state}”.{form}", MEDIA[form], text.encode())


@dataclass
class Desk:
    """The office, its printer, and what the tests do in one word each."""

    small: SmallOffice
    printer: Printer = field(default_factory=Printer)

    def browse(self, address: str | None, now: datetime = NOW, *, press: bool = True) -> TestClient:
        tools = Tools(print_report=self.printer if press else None)
        return open_browser(self.small.office, now, address, tools=tools)

    def make(
        self,
        kind: ReportKind = ReportKind.QUARTER,
        unit: str = "",
        now: datetime = NOW,
        by: str = COORDINATOR,
        period: str | None = None,
    ) -> Report:
        wish = Request(None, kind, period, unit)
        return make_report(self.small.office, self.small.actor(by, now), wish, now)

    def remark(self, report: Report, text: str, section: str = "kien_nghi", by: str = COORDINATOR) -> Report:
        actor = self.small.actor(by, NOW)
        return save_remarks(self.small.office, actor, report.id, report.version, {section: text}, NOW)

    def issue(self, report: Report, by: str = CHIEF, now: datetime = NOW) -> Report:
        actor = self.small.actor(by, now)
        return issue_report(self.small.office, actor, report.id, report.version, now, self.printer)

    def load(self, report_id: int) -> Report:
        with self.small.database.read() as tx:
            return load_report(tx, self.small.office, Scope(1), report_id)

    def reports(self) -> list[tuple[str, str, str, int, str]]:
        """Return kind, period, subject, issue and state of all reports, the oldest first."""
        with self.small.database.read() as tx:
            rows = list_reports(tx, self.small.office, Scope(1))
        return [(row.kind, row.period, row.subject, row.issue, row.state) for row in reversed(rows)]


def open_desk(database: Database) -> Desk:
    """Return an office of three units, in which VP and TCCB have tasks."""
    small = issue_small(
        database,
        duty("A1", "VP", date(2021, 6, 30)),
        duty("A2", "VP", date(2021, 9, 30)).replace('"Nhiệm vụ A2"', f"'{TITLE}'"),
        duty("B1", "TCCB", date(2021, 9, 10)),
    )
    return Desk(small)


def issue_own(desk: Desk) -> Report:
    """Issue the report of VP by its own head."""
    return desk.issue(desk.make(ReportKind.UNIT, "VP", by=HEAD), by=HEAD)
