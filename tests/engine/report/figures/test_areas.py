from datetime import date

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.issue import issue_plan, load_plan
from tests.builders import vn
from tests.engine.report.occasions import compose_for, figures, occasion
from tests.engine.small_office import DIRECTOR, HEAD_TCCB, ISSUED_AT, SmallOffice, duty, plan_files

ON = date(2021, 7, 1)


def test_areas_and_index_by_hand(desk: SmallOffice) -> None:
    """Ten points and fifteen tasks: 6 of 7 judged are late, so one in seven of those ahead is expected."""
    desk.report("B1", vn(28, 6, 9), HEAD_TCCB)
    desk.verify("B1", vn(28, 6, 10))
    found = figures(desk, ReportKind.QUARTER, ON)
    (area,) = found["areas"]
    assert (area["assigned"], area["late"], area["per_late_task"]) == (15, 6, "0.67")
    assert (area["secured"], area["reachable"], area["lost"]) == ("0.67", "6.00", "4.00")
    assert area["expected"] == "1.43", "10/15 x (1 + 8/7) = 1.43"
    assert found["index"] == {
        "points": "10", "survey_points": "90", "goal": "85", "secured": "0.67", "expected": "91.43",
        "reachable": "96.00", "lost": "4.00", "margin": "6.43", "rate": "14.29",
    }  # fmt: skip


def test_areas_of_a_unit_have_its_own_part_of_the_points(desk: SmallOffice) -> None:
    found = figures(desk, ReportKind.UNIT, ON, subject="TCCB")
    (area,) = found["areas"]
    assert (area["assigned"], area["late"], area["points"], area["per_late_task"]) == (5, 5, "10", "0.67")
    assert (area["secured"], area["reachable"], area["lost"]) == ("0.00", "0.00", "3.33")
    assert found["index"] == figures(desk, ReportKind.QUARTER, ON)["index"], "the index is the office's"


def test_general_tasks_carry_no_points(desk: SmallOffice) -> None:
    files = plan_files(duty("A1", "VP", date(2021, 6, 30)), code="chung")
    files["tasks/chung.toml"] = duty("T1", "VP", date(2021, 6, 30)) + duty("T2", "VP", date(2021, 9, 30))
    plan_id = load_plan(desk.office, files, ISSUED_AT)
    issue_plan(desk.office, plan_id, desk.actor(DIRECTOR), ISSUED_AT)
    areas = compose_for(desk.office, plan_id, occasion(ReportKind.YEAR, ON))["figures"]["areas"]
    assert [(each["code"], each["title"], each["points"], each["lost"]) for each in areas] == [
        ("a", "Chỉ đạo điều hành", "10", "10.00"),
        (None, "", None, "0.00"),
    ]
    assert (areas[1]["assigned"], areas[1]["late"]) == (2, 1)


def test_unit_without_tasks_has_no_area(desk: SmallOffice) -> None:
    desk.amend("chanhvanphong@so.example", "C1", vn(20, 4, 9), lead="VP", reason="Đổi")
    found = figures(desk, ReportKind.UNIT, ON, subject="CCKL")
    assert found["areas"] == []
    (unit,) = found["units"]
    assert (unit["assigned"], unit["percent"], unit["flagged"], unit["tips_with"]) == (0, "0.00", False, None)
    assert [quarter["percent"] for quarter in unit["quarters"]] == [None] * 3
