from datetime import date

import pytest

from cchc_workflow.domain.reporting import ReportKind
from tests.builders import vn
from tests.engine.report.occasions import figures
from tests.engine.small_office import CHIEF, SmallOffice


def test_decisions_list_what_is_asked_for(desk: SmallOffice) -> None:
    desk.ask("A1", date(2021, 7, 30), vn(10, 6, 9))
    found = figures(desk, ReportKind.QUARTER, date(2021, 6, 10))["decisions"]["extensions"]
    assert found == [
        {
            "task_code": "A1", "task_title": "Nhiệm vụ A1", "unit": "Văn phòng Sở", "due_on": "2021-06-30",
            "asked_due_on": "2021-07-30", "reason": "Chờ ý kiến của Sở Tài chính",
            "requested_on": "2021-06-10",
        }
    ]  # fmt: skip


def test_decisions_leave_out_what_no_longer_asks_for_anything(desk: SmallOffice) -> None:
    desk.ask("A1", date(2021, 7, 30), vn(10, 6, 9))
    desk.report("A1", vn(11, 6, 9))
    desk.ask("A2", date(2021, 10, 30), vn(10, 6, 9))
    desk.amend(CHIEF, "A2", vn(11, 6, 9), due_on=date(2021, 10, 15), reason="Đổi")
    asked = [
        [
            each["task_code"]
            for each in figures(desk, ReportKind.QUARTER, date(2021, 6, day))["decisions"]["extensions"]
        ]
        for day in (9, 10, 11)
    ]
    assert asked == [[], ["A1", "A2"], []]


@pytest.mark.parametrize(("day", "escalated"), [(13, []), (14, ["C1"])])
def test_decisions_list_what_climbed_the_whole_ladder(
    desk: SmallOffice, day: int, escalated: list[str]
) -> None:
    found = figures(desk, ReportKind.QUARTER, date(2021, 6, day))
    rows = found["tasks"]["rows"]
    assert [rows[place][0] for place in found["decisions"]["escalated"]] == escalated


def test_decisions_name_the_units_over_the_line(desk: SmallOffice) -> None:
    found = figures(desk, ReportKind.QUARTER, date(2021, 7, 1))["decisions"]
    assert found["flagged_units"] == ["Phòng Tổ chức - Cán bộ", "Chi cục Kiểm lâm"]
