from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.appoint import Appointment, appoint, substitute
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import end_appointments
from tests.builders import vn
from tests.engine.report.occasions import figures
from tests.engine.small_office import HEAD_TCCB, OFFICER, SmallOffice, duty, issue_small

LAST = date(2021, 7, 1)
NEXT = date(2021, 7, 2)


@pytest.fixture
def handed_over(desk: SmallOffice) -> SmallOffice:
    """Give the office in which TCCB's head leaves at the end of 1/7."""
    desk.report("B1", vn(1, 6, 9), HEAD_TCCB)
    desk.report("B2", vn(1, 7, 9), HEAD_TCCB)
    desk.ask("B3", date(2021, 9, 30), vn(1, 7, 9), HEAD_TCCB)
    new = Appointment(address=OFFICER, role=Role.UNIT_HEAD, unit="TCCB", from_on=NEXT)
    appoint(desk.office, desk.organization_id, new)
    return desk


def minutes(desk: SmallOffice, on: date = LAST) -> dict[str, Any]:
    return figures(desk, ReportKind.HANDOVER, on, subject="TCCB")


def codes(found: dict[str, Any], name: str) -> list[str]:
    return [found["tasks"]["rows"][place][0] for place in found[name]]


def test_handover_names_who_leaves_and_who_comes(handed_over: SmallOffice) -> None:
    found = minutes(handed_over)
    assert found["head"] == {"name": "truongphong.tccb", "from_on": "2021-04-15", "to_on": "2021-07-01"}
    assert found["successor"] == {"name": "chuyenvien.vp", "from_on": "2021-07-02"}


def test_who_stood_in_hands_nothing_over(desk: SmallOffice) -> None:
    away = Appointment(
        address=OFFICER, role=Role.UNIT_HEAD, unit="TCCB", from_on=date(2021, 6, 25), to_on=LAST
    )
    substitute(desk.office, desk.organization_id, HEAD_TCCB, away)
    assert minutes(desk)["head"]["name"] == "truongphong.tccb"


def test_handover_parts_the_tasks(handed_over: SmallOffice) -> None:
    found = minutes(handed_over)
    assert codes(found, "done_in_tenure") == ["B1", "B2"]
    assert codes(found, "open") == codes(found, "open_overdue") == ["B3", "B4", "B5"]
    assert [each["task_code"] for each in found["extensions"]] == ["B3"]


def test_task_that_turned_late_on_the_last_day_is_the_leavers(handed_over: SmallOffice) -> None:
    """Due on 30/6, it was late from 1/7 on, the last day of who left."""
    assert codes(minutes(handed_over), "late_in_tenure") == ["B2", "B3", "B4", "B5"]


def test_handover_before_the_last_day_knows_no_successor(handed_over: SmallOffice) -> None:
    found = minutes(handed_over, date(2021, 6, 30))
    assert (found["head"]["to_on"], found["successor"]) == (None, None)


def test_handover_of_a_vacant_office_is_of_who_left_last(desk: SmallOffice) -> None:
    with desk.database.begin() as tx:
        end_appointments(tx, 1, Role.UNIT_HEAD, desk.unit_id("TCCB"), date(2021, 6, 30))
    found = minutes(desk, date(2021, 7, 5))
    assert (found["head"]["name"], found["head"]["to_on"], found["successor"]) == (
        "truongphong.tccb", "2021-06-30", None,
    )  # fmt: skip


def test_handover_of_a_unit_without_a_head_has_nobodys_tenure(database: Database) -> None:
    desk = issue_small(database, duty("B1", "TCCB", date(2021, 6, 30)), heads=False)
    found = minutes(desk)
    assert (found["head"], found["successor"], found["tenures"]) == (None, None, [])
    assert (found["done_in_tenure"], found["late_in_tenure"], codes(found, "open")) == ([], [], ["B1"])
