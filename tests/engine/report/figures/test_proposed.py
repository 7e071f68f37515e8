from datetime import date

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.sweep import sweep
from tests.builders import vn
from tests.engine.report.mornings import climb
from tests.engine.report.occasions import figures
from tests.engine.small_office import CHIEF, SmallOffice

ON = date(2021, 7, 1)


def test_proposed_units_come_with_evidence_and_arithmetic(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 7, 0, 0))
    desk.do(CHIEF, "excuse", "B1", vn(1, 7, 9), note="Chờ văn bản")
    found = figures(desk, ReportKind.UNFINISHED, ON)
    first, second = found["proposed"]
    assert (first["unit_code"], first["head"], first["left"], first["right"]) == (
        "TCCB", "truongphong.tccb", 500, 150,
    )  # fmt: skip
    assert (first["late"], first["excused"], first["percent"], first["percent_excused"]) == (
        5, 1, "100.00", "80.00",
    )  # fmt: skip
    rows = found["tasks"]["rows"]
    assert [rows[place][0] for place in first["tasks"]] == ["B1", "B2", "B3", "B4", "B5"]
    assert [rows[place][0] for place in second["tasks"]] == ["C1"]
    assert len(rows) == 6, "only late tasks of these units"
    assert first["flag"] == {
        "raised_on": "2021-07-01", "confirmed_on": None, "confirmer": None, "note": None,
    }  # fmt: skip
    assert found["near"] == [
        {
            "unit": "Văn phòng Sở", "unit_code": "VP", "late": 1, "assigned": 9, "percent": "11.11",
            "tips_with": 2,
        }
    ]  # fmt: skip


def test_proposed_unit_was_reminded_so_often(desk: SmallOffice) -> None:
    climb(desk, date(2021, 6, 14))
    (proposed,) = figures(desk, ReportKind.UNFINISHED, date(2021, 6, 14))["proposed"]
    assert (proposed["reminders"], proposed["last_reminded_on"]) == (7, "2021-06-03")
    (proposed,) = figures(desk, ReportKind.UNFINISHED, date(2021, 6, 1))["proposed"]
    assert (proposed["reminders"], proposed["last_reminded_on"]) == (6, "2021-06-01")


def test_nobody_is_proposed_while_nothing_is_late(desk: SmallOffice) -> None:
    found = figures(desk, ReportKind.UNFINISHED, date(2021, 5, 31))
    assert (found["proposed"], found["near"], found["tasks"]["rows"]) == ([], [], [])


def test_exactly_the_threshold_is_proposed(ten: SmallOffice) -> None:
    on = date(2021, 6, 22)
    (proposed,) = figures(ten, ReportKind.UNFINISHED, on)["proposed"]
    assert (proposed["left"], proposed["right"], proposed["flag"]) == (300, 300, None)
    assert figures(ten, ReportKind.UNFINISHED, date(2021, 6, 21))["proposed"] == []
