from datetime import date

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.figures.units import month_of
from tests.builders import vn
from tests.engine.report.occasions import figures, issue
from tests.engine.small_office import DIRECTOR, HEAD_CCKL, HEAD_TCCB, SmallOffice

ON = date(2021, 7, 1)


@pytest.mark.parametrize(
    ("due_on", "month"),
    [
        (date(2020, 12, 31), 1),
        (date(2021, 1, 1), 1),
        (date(2021, 6, 30), 6),
        (date(2021, 12, 31), 12),
        (date(2022, 1, 1), 12),
    ],
)
def test_month_of_a_deadline_is_within_the_plans_year(due_on: date, month: int) -> None:
    assert month_of(due_on, 2021) == month


def test_units_stand_by_share_with_what_lies_ahead(desk: SmallOffice) -> None:
    units = figures(desk, ReportKind.QUARTER, ON)["units"]
    shown = [(each["code"], each["percent"], each["flagged"], each["near"]) for each in units]
    assert shown == [
        ("TCCB", "100.00", True, False),
        ("CCKL", "100.00", True, False),
        ("VP", "11.11", False, True),
    ]
    first, _, last = units
    assert (first["rescue"], last["rescue"]) == (["B5", "B4", "B3", "B2"], None)
    assert (last["tips_with"], last["tips_on"], last["tipping"]) == (2, "2021-10-01", ["A2", "A3"])
    assert [
        (each["label"], each["late"], each["assigned"], each["percent"]) for each in last["quarters"]
    ] == [
        ("2021-q2", 1, 1, "100.00"),
        ("2021-q3", 0, 7, "0.00"),
        ("2021-q4", 0, 0, None),
    ]


def test_units_say_what_changed_since_the_report_before(desk: SmallOffice) -> None:
    first = issue(desk, ReportKind.QUARTER, date(2021, 6, 30))
    assert [each["change"] for each in first["units"]] == [None] * 3
    desk.report("B1", vn(1, 7, 9), HEAD_TCCB)
    desk.extend("C1", date(2021, 7, 30), vn(1, 7, 9), HEAD_CCKL)
    units = figures(desk, ReportKind.QUARTER, ON)["units"]
    assert {each["code"]: each["change"] for each in units} == {"VP": 1, "TCCB": 5, "CCKL": -1}


def test_unit_of_which_all_was_cancelled_has_nothing_of_nothing(desk: SmallOffice) -> None:
    desk.do(DIRECTOR, "cancel", "C1", vn(20, 5, 9), note="Bỏ", document="45/QĐ-SVD")
    units = figures(desk, ReportKind.QUARTER, ON)["units"]
    (unit,) = [each for each in units if each["code"] == "CCKL"]
    assert (unit["assigned"], unit["cancelled"], unit["percent"], unit["flagged"]) == (0, 1, "0.00", False)
    assert unit["tips_with"] is None
