from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.reporting import ReportKind, Window
from cchc_workflow.domain.standing import Duty
from cchc_workflow.domain.task import Event, Phase
from cchc_workflow.engine.report.entries import Entry, by_deadline, is_of_period, known_by, read_entries
from tests.builders import vn
from tests.engine.report.occasions import occasion
from tests.engine.small_office import CHIEF, SmallOffice

JUNE = Window(date(2021, 6, 1), date(2021, 6, 30))
IN, BEFORE, AFTER = date(2021, 6, 15), date(2021, 5, 31), date(2021, 7, 1)


def event(at: datetime, number: int) -> Event:
    return Event(name="x", task_id=1, number=number, at=at, actor_id=None, from_state=None, to_state="x")


def entries(desk: SmallOffice, until: datetime) -> dict[str, Entry]:
    with desk.database.read() as tx:
        plan = desk.office.plan(tx, desk.plan_id)
        asked = occasion(ReportKind.QUARTER, desk.office.today(until))
        return {each.duty.code: each for each in read_entries(tx, desk.office, plan, asked, until)}


@pytest.mark.parametrize(
    ("duty", "is_of_it"),
    [
        (Duty("A", Phase.OPEN, IN), True),
        (Duty("A", Phase.DONE, IN, BEFORE), True),
        (Duty("A", Phase.VOID, IN), True),
        (Duty("A", Phase.PAUSED, IN), True),
        (Duty("A", Phase.OPEN, IN, counted=False), False),
        (Duty("A", Phase.OPEN, BEFORE), True),
        (Duty("A", Phase.PAUSED, BEFORE), False),
        (Duty("A", Phase.VOID, BEFORE), False),
        (Duty("A", Phase.REPORTED, BEFORE, IN), True),
        (Duty("A", Phase.DONE, BEFORE, BEFORE), False),
        (Duty("A", Phase.DONE, AFTER, IN), True),
        (Duty("A", Phase.OPEN, AFTER), False),
        (Duty("A", Phase.OPEN, None), False),
        (Duty("A", Phase.REPORTED, None, IN), True),
    ],
)
def test_task_is_of_the_period_in_which_it_is_due_done_or_overdue(duty: Duty, *, is_of_it: bool) -> None:
    assert is_of_period(duty, JUNE) is is_of_it


def test_known_are_the_events_up_to_the_last_by_then() -> None:
    a, b, c = event(vn(1, 6), 1), event(vn(3, 6), 2), event(vn(2, 6), 3)
    assert list(known_by([a, b, c], vn(2, 6))) == [a, b, c], "a clock that was set back parts nothing"
    assert list(known_by([a, b, c], vn(1, 6))) == [a]
    assert list(known_by([a, b, c], vn(1, 5))) == []


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(-1, 51), st.integers(-1, 51))
def test_known_grows_with_time(hours: list[int], one: int, other: int) -> None:
    events = [event(vn(1, 6) + timedelta(hours=hour), number) for number, hour in enumerate(hours, 1)]
    early, late = (known_by(events, vn(1, 6) + timedelta(hours=hour)) for hour in sorted((one, other)))
    assert list(late[: len(early)]) == list(early)
    assert all(after.number == before.number + 1 for before, after in pairwise(late))


def test_entries_are_as_they_were(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    desk.verify("A1", vn(2, 6, 9))
    desk.amend(CHIEF, "A2", vn(2, 6, 9), lead="CCKL", reason="Đổi")
    desk.amend(CHIEF, "A10", vn(2, 6, 9), due_on=date(2021, 11, 30), reason="Phát sinh")
    before, after = entries(desk, vn(1, 6, 23)), entries(desk, vn(2, 6, 9))
    assert (before["A1"].duty.phase, before["A1"].state) == (Phase.REPORTED, "reported")
    assert (after["A1"].duty.phase, after["A1"].state) == (Phase.DONE, "verified")
    assert (before["A2"].unit_id, after["A2"].unit_id) == (desk.unit_id("VP"), desk.unit_id("CCKL"))
    assert (before["A10"].duty.due_on, before["A10"].duty.counted) == (None, False)
    assert (after["A10"].duty.due_on, after["A10"].duty.counted) == (date(2021, 11, 30), True)
    assert entries(desk, vn(15, 4, 8)) == {}, "before the issue there was none"


def test_entries_are_in_order(desk: SmallOffice) -> None:
    found = list(entries(desk, vn(1, 6, 9)).values())
    assert found == sorted(found, key=by_deadline)
    assert [each.duty.code for each in found[-2:]] == ["A10", "A9"]
