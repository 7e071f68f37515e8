from datetime import date

from cchc_workflow.domain.reporting import ReportKind
from tests.engine.report.occasions import figures, issue
from tests.engine.small_office import SmallOffice

ON = date(2021, 7, 1)


def test_first_report_is_compared_with_none(desk: SmallOffice) -> None:
    assert figures(desk, ReportKind.QUARTER, ON)["compared"] is None


def test_report_is_compared_with_the_one_issued_before(desk: SmallOffice) -> None:
    issue(desk, ReportKind.QUARTER, date(2021, 5, 31))
    before = issue(desk, ReportKind.QUARTER, date(2021, 6, 30))
    issue(desk, ReportKind.HALF_YEAR, date(2021, 6, 30))
    assert figures(desk, ReportKind.QUARTER, ON)["compared"] == {
        "as_of": "2021-06-30",
        "totals": before["totals"],
        "units": {"CCKL": 1, "TCCB": 0, "VP": 0},
    }


def test_report_is_not_compared_with_itself_or_a_later_one(desk: SmallOffice) -> None:
    issue(desk, ReportKind.QUARTER, ON)
    issue(desk, ReportKind.QUARTER, date(2021, 7, 2))
    assert figures(desk, ReportKind.QUARTER, ON)["compared"] is None


def test_units_report_is_compared_with_its_own(desk: SmallOffice) -> None:
    issue(desk, ReportKind.UNIT, date(2021, 6, 30), subject="VP")
    assert figures(desk, ReportKind.UNIT, ON, subject="CCKL")["compared"] is None
    assert figures(desk, ReportKind.UNIT, ON, subject="VP")["compared"]["units"] == {"VP": 0}
