from datetime import date

import pytest

from cchc_workflow.domain.reporting import ReportKind
from tests.builders import vn
from tests.engine.report.occasions import figures
from tests.engine.small_office import DIRECTOR, HEAD_TCCB, SmallOffice

ON = date(2021, 7, 1)


def test_months_pile_up_the_deadlines(desk: SmallOffice) -> None:
    desk.report("B1", vn(1, 6, 9), HEAD_TCCB)
    desk.do(DIRECTOR, "suspend", "A2", vn(1, 6, 9), note="Chờ")
    desk.do(DIRECTOR, "cancel", "A3", vn(1, 6, 9), note="Bỏ", document="45/QĐ-SVD")
    months = figures(desk, ReportKind.QUARTER, ON)["months"]
    assert [each["month"] for each in months] == list(range(1, 13))
    assert [each for each in months if each["due"]] == [
        {"month": 5, "due": 1, "open": 1, "overdue": 1},
        {"month": 6, "due": 6, "open": 5, "overdue": 5},
        {"month": 9, "due": 6, "open": 5, "overdue": 0},
    ]


def test_burnup_goes_from_the_plans_first_day_to_its_last(desk: SmallOffice) -> None:
    desk.report("B1", vn(1, 6, 9), HEAD_TCCB)
    desk.report("A9", vn(1, 7, 9))
    found = figures(desk, ReportKind.QUARTER, ON)
    by_day = {each["on"]: (each["planned"], each["done"]) for each in found["burnup"]}
    assert (min(by_day), max(by_day)) == ("2021-04-15", "2021-12-31")
    assert list(by_day) == sorted(by_day)
    assert by_day["2021-05-27"] == (0, 0)
    assert by_day["2021-06-03"] == (1, 1)
    assert by_day["2021-07-01"] == (7, 2)
    assert by_day["2021-07-08"] == (7, None), "what is to come is not done"
    assert by_day["2021-12-31"] == (14, None)
    assert found["totals"]["done_on_time"] + found["totals"]["done_late"] == 2


@pytest.mark.parametrize(
    ("on", "ends"), [(date(2021, 6, 30), True), (date(2021, 4, 1), False), (date(2022, 1, 10), False)]
)
def test_burnup_ends_on_the_reports_own_day_if_the_plan_runs_then(
    desk: SmallOffice, on: date, *, ends: bool
) -> None:
    days = [each["on"] for each in figures(desk, ReportKind.QUARTER, on)["burnup"]]
    assert (on.isoformat() in days) is ends
