from datetime import date

from cchc_workflow.domain.reporting import ReportKind, Window
from cchc_workflow.engine.confirm import confirm_rating
from cchc_workflow.engine.sweep import sweep
from tests.builders import vn
from tests.engine.report.occasions import figures
from tests.engine.small_office import DIRECTOR, HEAD_CCKL, SmallOffice

FLAG = {
    "unit": "Chi cục Kiểm lâm", "unit_code": "CCKL", "raised_on": "2021-06-01", "late": 1, "assigned": 1,
    "percent": "100.00", "tasks": ["C1"],
}  # fmt: skip
NOT_CONFIRMED = {"confirmed_on": None, "confirmer": None, "note": None}


def test_flag_stands_from_the_day_after_the_deadline(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 6, 0, 0))
    assert figures(desk, ReportKind.QUARTER, date(2021, 5, 31))["flags"]["standing"] == []
    assert figures(desk, ReportKind.QUARTER, date(2021, 6, 1))["flags"]["standing"] == [FLAG | NOT_CONFIRMED]


def test_flag_is_confirmed_and_cleared_on_its_days(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 6, 0, 0))
    confirm_rating(desk.office, desk.actor(DIRECTOR), desk.flags()[0].id, "Đồng ý", vn(3, 6, 9))
    desk.extend("C1", date(2021, 7, 30), vn(8, 6, 9), HEAD_CCKL)
    confirmed = {"confirmed_on": "2021-06-03", "confirmer": "giamdoc", "note": "Đồng ý"}
    by_day = {day: figures(desk, ReportKind.QUARTER, date(2021, 6, day))["flags"] for day in (2, 3, 8)}
    assert by_day[2] == {"standing": [FLAG | NOT_CONFIRMED], "cleared": []}
    assert by_day[3] == {"standing": [FLAG | confirmed], "cleared": []}
    cleared = FLAG | confirmed | {"cleared_on": "2021-06-08", "reason": "extension_approved"}
    assert by_day[8] == {"standing": [], "cleared": [cleared]}


def test_flag_that_was_cleared_before_the_window_is_not_told_again(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 6, 0, 0))
    desk.extend("C1", date(2021, 7, 30), vn(8, 6, 9), HEAD_CCKL)
    later = Window(date(2021, 6, 9), date(2021, 6, 20))
    found = figures(desk, ReportKind.QUARTER, date(2021, 6, 20), window=later)["flags"]
    assert found == {"standing": [], "cleared": []}


def test_flags_of_other_units_are_not_in_a_units_report(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 6, 0, 0))
    found = figures(desk, ReportKind.UNIT, date(2021, 6, 1), subject="VP")["flags"]
    assert found == {"standing": [], "cleared": []}
