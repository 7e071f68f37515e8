from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.engine.report.figures.tasks import say_target
from tests.builders import vn
from tests.engine.report.occasions import figures
from tests.engine.small_office import CHIEF, DIRECTOR, HEAD_TCCB, SmallOffice

ON = date(2021, 7, 5)
ALL = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "B1", "B2", "B3", "B4", "B5", "C1")


def listed(found: dict[str, Any], name: str) -> list[str]:
    return [found["tasks"]["rows"][place][0] for place in found[name]]


def row_of(found: dict[str, Any], code: str) -> dict[str, Any]:
    (row,) = [each for each in found["tasks"]["rows"] if each[0] == code]
    return dict(zip(found["tasks"]["columns"], row, strict=True))


@pytest.fixture
def busy(desk: SmallOffice) -> SmallOffice:
    """Give the office on 5/7/2021 with something of everything."""
    desk.report("A2", vn(1, 7, 9))
    desk.report("B1", vn(1, 7, 9), HEAD_TCCB)
    desk.verify("B1", vn(2, 7, 9))
    desk.do(CHIEF, "excuse", "B1", vn(2, 7, 9), note="Chờ văn bản")
    desk.do(DIRECTOR, "cancel", "A3", vn(2, 7, 9), note="Bỏ", document="45/QĐ-SVD")
    desk.do(DIRECTOR, "suspend", "A4", vn(2, 7, 9), note="Chờ")
    return desk


def test_table_is_by_deadline_then_code_with_the_undated_last(busy: SmallOffice) -> None:
    rows = figures(busy, ReportKind.QUARTER, ON)["tasks"]["rows"]
    assert [row[0] for row in rows] == [
        "C1", "A1", "B1", "B2", "B3", "B4", "B5", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A10", "A9",
    ]  # fmt: skip


def test_row_says_how_a_task_stands(busy: SmallOffice) -> None:
    found = figures(busy, ReportKind.QUARTER, ON)
    assert row_of(found, "B1") == {
        "code": "B1", "title": "Nhiệm vụ B1", "clause": "II.2.2.a1", "area": "a", "unit_code": "TCCB",
        "unit": "Phòng Tổ chức - Cán bộ", "state": "verified", "progress": "done_late",
        "due_on": "2021-06-30", "original_due_on": "2021-06-30", "reported_on": "2021-07-01", "value": "",
        "target": "", "deliverable": "Báo cáo", "deadline_text": "", "days_late": 1, "excused": True,
        "late": True, "in_period": True,
    }  # fmt: skip
    progress = {code: row_of(found, code)["progress"] for code in ("A1", "A2", "A3", "A4", "A5", "A9", "A10")}
    assert progress == {
        "A1": "overdue", "A2": "done_on_time", "A3": "void", "A4": "paused", "A5": "on_track",
        "A9": "undated", "A10": "undated",
    }  # fmt: skip
    assert (row_of(found, "A1")["days_late"], row_of(found, "C1")["days_late"]) == (5, 35)
    assert (row_of(found, "A10")["late"], row_of(found, "A10")["in_period"]) == (False, False)


def test_lists_point_into_the_table(busy: SmallOffice) -> None:
    found = figures(busy, ReportKind.QUARTER, ON)
    assert listed(found, "late") == ["C1", "A1", "B1", "B2", "B3", "B4", "B5"]
    assert listed(found, "late_in_period") == listed(found, "late")
    assert listed(found, "due_next") == ["A5", "A6", "A7", "A8"]
    assert listed(found, "undated") == ["A9"]
    assert listed(found, "finished") == ["B1", "A2"]
    assert listed(found, "cancelled") == ["A3"]
    assert listed({**found, "excused": found["causes"]["excused"]}, "excused") == ["B1"]


def test_task_that_a_unit_helps_with_comes_last_and_is_in_no_list(busy: SmallOffice) -> None:
    found = figures(busy, ReportKind.UNIT, ON, subject="TCCB")
    assert [row[0] for row in found["tasks"]["rows"]] == ["B1", "B2", "B3", "B4", "B5", "A1"]
    assert listed(found, "supported") == ["A1"]
    assert "A1" not in listed(found, "late"), "it is late, but another unit's"


def test_texts_of_a_task_stand_as_they_are(desk: SmallOffice) -> None:
    title = "=SUM(A1) & <b>\"'" + "e\u0302\u0301" + "x" * 2000
    desk.amend(CHIEF, "A1", vn(1, 6, 9), title=title, reason="Sửa")
    assert row_of(figures(desk, ReportKind.QUARTER, ON), "A1")["title"] == title


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(Measure.PERCENT, Decimal(60), label="Tỷ lệ số hóa"), "Tỷ lệ số hóa: ≥ 60 %"),
        (Target(Measure.PERCENT, Decimal("62.5")), "≥ 62,5 %"),
        (Target(Measure.SHARE, Decimal(30), 16, label="Kiểm tra"), "Kiểm tra: ≥ 30 % (5/16)"),
        (Target(Measure.NAMED, names=("Một", "Hai"), label="Trung tâm"), "Trung tâm: Một; Hai"),
        (Target(Measure.UNITS, label="Đơn vị"), "Đơn vị: ≥ 100 %"),
        (Target(Measure.PERCENT, Decimal("1E+2")), "≥ 100 %"),
    ],
)
def test_say_target(target: Target, said: str) -> None:
    assert say_target(target) == said
