from datetime import date

from cchc_workflow.domain.reporting import ReportKind, Window
from tests.builders import vn
from tests.engine.report.occasions import figures
from tests.engine.small_office import CHIEF, HEAD_TCCB, SmallOffice

ON = date(2021, 7, 5)


def test_causes_list_the_late_with_a_confirmed_cause(desk: SmallOffice) -> None:
    desk.do(CHIEF, "excuse", "C1", vn(2, 6, 9), note="Chờ văn bản")
    desk.do(CHIEF, "excuse", "A2", vn(2, 6, 9), note="Chờ văn bản")
    found = figures(desk, ReportKind.QUARTER, ON)
    rows = found["tasks"]["rows"]
    assert [rows[place][0] for place in found["causes"]["excused"]] == ["C1"]
    assert found["totals"]["excused"] == 1


def test_causes_list_what_was_granted_in_the_window(desk: SmallOffice) -> None:
    desk.extend("A1", date(2021, 7, 30), vn(10, 6, 9))
    desk.extend("B1", date(2021, 7, 20), vn(20, 6, 9), HEAD_TCCB)
    found = figures(desk, ReportKind.QUARTER, ON)["causes"]["extensions"]
    assert found[0] == {
        "task_code": "A1", "task_title": "Nhiệm vụ A1", "unit": "Văn phòng Sở",
        "reason": "Chờ ý kiến của Sở Tài chính", "from_on": "2021-06-30", "to_on": "2021-07-30",
        "decided_on": "2021-06-10",
    }  # fmt: skip
    late = Window(date(2021, 6, 20), ON)
    found = figures(desk, ReportKind.QUARTER, ON, window=late)["causes"]["extensions"]
    assert [each["task_code"] for each in found] == ["B1"]
    assert figures(desk, ReportKind.UNIT, ON, subject="CCKL")["causes"]["extensions"] == []
