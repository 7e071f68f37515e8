import pytest

from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.engine.report.report import Report
from tests.builders import NOW


@pytest.mark.parametrize(("state", "issued"), [(ReportState.DRAFT, False), (ReportState.ISSUED, True)])
def test_report_is_issued_or_a_draft(state: ReportState, issued: bool) -> None:  # noqa: FBT001 - a row of the table
    report = Report(
        id=1,
        organization_id=1,
        plan_id=1,
        kind=ReportKind.YEAR,
        period="2021",
        subject="",
        issue=1,
        state=state,
        as_of=NOW.date(),
        made_at=NOW,
        made_by=None,
        data={},
        sha256="",
        remarks={},
        version=0,
        issued_at=NOW if issued else None,
        issued_by=None,
    )
    assert report.issued is issued
