"""Owns making and issuing reports by hand in the tests, and a press whose papers say what they are of."""

from dataclasses import dataclass, field
from datetime import datetime

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.issue import issue_report
from cchc_workflow.engine.report.make import Request, make_report
from cchc_workflow.engine.report.read import load_report
from cchc_workflow.engine.report.remark import save_remarks
from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.errors import CchcError
from cchc_workflow.store.journal import read_journal
from tests.engine.small_office import CHIEF, COORDINATOR, SmallOffice

PLAN = "so-vi-du-2021"


@dataclass
class FakePress:
    """A press that notes what it prints; `faults` are raised, by format."""

    faults: dict[str, CchcError] = field(default_factory=dict)
    printed: list[tuple[int, Format]] = field(default_factory=list)

    def print(self, report: Report, form: Format) -> Printed:
        if form in self.faults:
            raise self.faults[form]
        self.printed.append((report.id, form))
        said = f"{form} {report.sha256} {dict(report.remarks)} {report.issued_at}"
        return Printed(f"bao-cao-{report.period}.{form}", "application/octet-stream", said.encode())


@dataclass(frozen=True)
class Desk:
    """The small office with what is done to reports in one word each."""

    small: SmallOffice
    press: FakePress = field(default_factory=FakePress)

    def make(
        self,
        kind: ReportKind,
        now: datetime,
        period: str | None = None,
        *,
        about: str = "",
        by: str = COORDINATOR,
    ) -> Report:
        request = Request(PLAN, kind, period, about)
        return make_report(self.small.office, self.small.actor(by, now), request, now)

    def remark(self, report: Report, now: datetime, by: str = COORDINATOR, **remarks: str) -> Report:
        actor = self.small.actor(by, now)
        return save_remarks(self.small.office, actor, report.id, report.version, remarks, now)

    def issue(self, report: Report, now: datetime, by: str = CHIEF) -> Report:
        actor = self.small.actor(by, now)
        return issue_report(self.small.office, actor, report.id, report.version, now, self.press.print)

    def load(self, report: Report) -> Report:
        with self.small.database.read() as tx:
            return load_report(tx, self.small.office, Scope(report.organization_id), report.id)

    def journal(self) -> list[tuple[str, str]]:
        """Return (name, subject) of what the journal says of reports, oldest first."""
        with self.small.database.read() as tx:
            rows = read_journal(tx, self.small.organization_id)
        return [(row.name, row.subject) for row in reversed(rows) if row.name.startswith("report_")]
