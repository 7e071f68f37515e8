from datetime import date

import pytest

from cchc_workflow.domain.reporting import ReportKind
from tests.builders import vn
from tests.engine.report.mornings import climb
from tests.engine.report.occasions import figures, issue
from tests.engine.small_office import HEAD, SmallOffice


@pytest.mark.parametrize(
    ("day", "group"),
    [
        (1, (1, 4)),
        (4, (1, 4)),
        (6, (1, 4)),
        (7, (5, 9)),
        (13, (5, 9)),
        (14, (10, None)),
    ],
)
def test_urging_groups_by_working_days(desk: SmallOffice, day: int, group: tuple[int, int | None]) -> None:
    """C1 was due on Monday 31/5."""
    found = figures(desk, ReportKind.URGING, date(2021, 6, day), subject="CCKL")
    assert found["groups"] == [{"from_days": group[0], "to_days": group[1], "tasks": [0]}]


def test_urging_puts_the_longest_overdue_first(ten: SmallOffice) -> None:
    ten.report("A1", vn(1, 6, 9))
    found = figures(ten, ReportKind.URGING, date(2021, 6, 29), subject="VP")
    rows = found["tasks"]["rows"]
    assert [row[0] for row in rows] == ["A2", "A3", "A4"], "neither done nor to come"
    assert [(each["from_days"], [rows[place][0] for place in each["tasks"]]) for each in found["groups"]] == [
        (10, ["A2"]),
        (5, ["A3"]),
        (1, ["A4"]),
    ]
    assert (found["answer_by"], found["flagged"], found["tips_with"]) == ("2021-07-06", True, 0)


def test_overdue_over_a_weekend_is_one_day_overdue(ten: SmallOffice) -> None:
    ten.amend("chanhvanphong@so.example", "A1", vn(1, 6, 9), due_on=date(2021, 6, 4), reason="Đổi")
    found = figures(ten, ReportKind.URGING, date(2021, 6, 5), subject="VP")
    assert found["groups"] == [{"from_days": 1, "to_days": 4, "tasks": [0]}]


def test_urging_cites_the_reminders_from_the_start(desk: SmallOffice) -> None:
    climb(desk, date(2021, 6, 14))
    found = figures(desk, ReportKind.URGING, date(2021, 6, 14), subject="CCKL")
    assert found["reminders"] == [
        {"task_code": "C1", "times": 7, "first_on": "2021-05-10", "last_on": "2021-06-03"}
    ]


def test_urging_cites_the_letters_before(desk: SmallOffice) -> None:
    issue(desk, ReportKind.URGING, date(2021, 6, 8), subject="CCKL")
    issue(desk, ReportKind.URGING, date(2021, 6, 8), subject="VP")
    issue(desk, ReportKind.URGING, date(2021, 6, 15), subject="CCKL")
    found = figures(desk, ReportKind.URGING, date(2021, 6, 15), subject="CCKL")["letters"]
    assert found == [{"period": "2021-06-08", "issued_on": "2021-06-08"}]


def test_unit_with_nothing_overdue_is_urged_to_nothing(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9), HEAD)
    found = figures(desk, ReportKind.URGING, date(2021, 7, 1), subject="VP")
    assert (found["tasks"]["rows"], found["groups"], found["reminders"], found["letters"]) == ([], [], [], [])
    assert (found["flagged"], found["tips_with"]) == (False, 3)
