from datetime import date, timedelta

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.appoint import Appointment, appoint, substitute
from cchc_workflow.store.database import Database
from tests.engine.report.occasions import figures
from tests.engine.small_office import HEAD_TCCB, OFFICER, SmallOffice, duty, issue_small

CHANGE = date(2021, 6, 15)
DAY = timedelta(days=1)


@pytest.fixture
def changed(desk: SmallOffice) -> SmallOffice:
    """Give the office in which another head came to TCCB in the middle of June."""
    appoint(
        desk.office,
        desk.organization_id,
        Appointment(address=OFFICER, role=Role.UNIT_HEAD, unit="TCCB", from_on=CHANGE),
    )
    return desk


def head_on(desk: SmallOffice, on: date) -> str | None:
    (unit,) = figures(desk, ReportKind.UNIT, on, subject="TCCB")["units"]
    found: str | None = unit["head"]
    return found


def test_head_is_the_one_of_the_day(changed: SmallOffice) -> None:
    assert (head_on(changed, CHANGE - DAY), head_on(changed, CHANGE)) == (
        "truongphong.tccb",
        "chuyenvien.vp",
    )


def test_head_who_is_away_stays_the_head_and_the_stand_in_has_a_tenure(desk: SmallOffice) -> None:
    away = Appointment(
        address=OFFICER, role=Role.UNIT_HEAD, unit="TCCB", from_on=CHANGE, to_on=date(2021, 7, 15)
    )
    substitute(desk.office, desk.organization_id, HEAD_TCCB, away)
    assert head_on(desk, CHANGE) == "truongphong.tccb"
    tenures = figures(desk, ReportKind.UNIT, date(2021, 7, 5), subject="TCCB")["tenures"]
    assert [(each["name"], each["stands_in"], each["to_on"], each["late"]) for each in tenures] == [
        ("chuyenvien.vp", True, None, 5),
        ("truongphong.tccb", False, None, 5),
    ]


def test_tenures_say_who_was_head_when_tasks_turned_late(changed: SmallOffice) -> None:
    found = figures(changed, ReportKind.UNIT, date(2021, 7, 5), subject="TCCB")["tenures"]
    assert [(each["name"], each["from_on"], each["to_on"], each["late"]) for each in found] == [
        ("chuyenvien.vp", "2021-06-15", None, 5),
        ("truongphong.tccb", "2021-04-15", "2021-06-14", 0),
    ]


def test_last_day_is_not_known_before_it_is_past(changed: SmallOffice) -> None:
    (tenure,) = figures(changed, ReportKind.UNIT, CHANGE - DAY, subject="TCCB")["tenures"]
    assert tenure["to_on"] is None


def test_unit_without_a_head_has_none(database: Database) -> None:
    desk = issue_small(database, duty("C1", "CCKL", date(2021, 5, 31)), heads=False)
    found = figures(desk, ReportKind.UNFINISHED, date(2021, 6, 30))
    (proposed,) = found["proposed"]
    assert (proposed["head"], proposed["tenures"]) == (None, [])
    assert [unit["head"] for unit in found["units"]] == [None]
