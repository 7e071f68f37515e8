import sqlite3
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.confirm import confirm_rating
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.steering import Steering, days_off, last_due, read_steering
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.database import Database
from cchc_workflow.store.plans import load_plan_row
from tests.builders import make_calendar
from tests.engine.small_office import DIRECTOR, SmallOffice, at, duty, issue_small, plan_files

ON = date(2021, 7, 1)


def look(desk: SmallOffice, on: date = ON, plan_id: int | None = None) -> Steering:
    """Sweep as the jobs would, then read the screen of that morning."""
    sweep(desk.office, at(on))
    with desk.database.read() as tx:
        plan = load_plan_row(tx, plan_id or desk.plan_id)
    return read_steering(desk.office, Scope(1), plan, at(on))


def count_statements(desk: SmallOffice, plan_id: int) -> int:
    """Return how many statements SQLite runs for one look."""
    ran: list[str] = []

    def listen(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.set_trace_callback(ran.append)

    look(desk, plan_id=plan_id)
    event.listen(desk.database.engine, "checkout", listen)
    look(desk, plan_id=plan_id)
    event.remove(desk.database.engine, "checkout", listen)
    return len(ran)


def test_steering_sums_the_units(desk: SmallOffice) -> None:
    found = look(desk)
    assert (found.late, found.assigned, found.percent) == (7, 15, Decimal("46.67"))
    works = [area.work for area in found.index.areas]
    assert found.general == (15 - sum(each.assigned for each in works), 7 - sum(each.late for each in works))
    assert [unit.code for unit in found.over] == ["TCCB", "CCKL"]
    assert [unit.code for unit in found.near] == ["VP"]


def test_steering_counts_the_tasks_of_no_area_apart(desk: SmallOffice) -> None:
    files = plan_files(duty("A1", "VP", date(2021, 6, 30)), code="chung")
    files["tasks/chung.toml"] = duty("T1", "VP", date(2021, 6, 30)) + duty("T2", "VP", date(2021, 9, 30))
    plan_id = load_plan(desk.office, files, at(ON))
    issue_plan(desk.office, plan_id, desk.actor(DIRECTOR, at(ON)), at(ON))
    found = look(desk, date(2021, 7, 2), plan_id)
    assert (found.late, found.assigned, found.general) == (2, 3, (2, 1))


def test_steering_shows_flags_that_stand_with_their_evidence(desk: SmallOffice) -> None:
    found = look(desk)
    assert [(each.unit.code, each.tasks) for each in found.flagged] == [
        ("TCCB", ("B1", "B2", "B3", "B4", "B5")),
        ("CCKL", ("C1",)),
    ]
    desk.extend("C1", date(2021, 9, 30), at(ON, 9), "chicuctruong.cckl@so.example")
    assert [each.unit.code for each in look(desk, date(2021, 7, 2)).flagged] == ["TCCB"]


def test_steering_puts_confirmed_flags_last(desk: SmallOffice) -> None:
    flag_id = look(desk).flagged[0].flag.id
    confirm_rating(desk.office, desk.actor(DIRECTOR), flag_id, "Đồng ý", at(ON))
    assert [each.unit.code for each in look(desk).flagged] == ["CCKL", "TCCB"]


def test_steering_lists_what_reached_the_director(desk: SmallOffice) -> None:
    """C1 was due on 31/5: ten working days later it is the director's, the others a month later."""
    assert look(desk, date(2021, 6, 11)).escalated == ()
    (line,) = look(desk, date(2021, 6, 14)).escalated
    assert (line.code, line.units, line.days, line.due_on) == ("C1", 1, 14, date(2021, 5, 31))
    found = look(desk, date(2021, 7, 14))
    assert found.escalated_tasks == 7
    assert found.escalated_until == date(2021, 6, 30)
    assert found.escalated[0].code == "C1"


def test_steering_tells_one_duty_of_several_units_once(database: Database) -> None:
    files = plan_files(duty("A1", "VP", date(2021, 5, 3)), code="hai")
    files["tasks/a.toml"] += """
[[task]]
code = "A3"
clause = "II"
title = "Việc chung"
text = "Việc của mọi đơn vị."
deliverable = "Báo cáo"
for_each = "units"
due_on = 2021-05-31
"""
    desk = issue_small(database, duty("Z", "VP", date(2021, 12, 1)))
    plan_id = load_plan(desk.office, files, at(date(2021, 4, 16)))
    issue_plan(desk.office, plan_id, None, at(date(2021, 4, 16)))
    found = look(desk, ON, plan_id)
    assert [(line.code, line.units) for line in found.escalated] == [("A1", 1), ("A3", 3)]


def test_steering_lists_requests_that_wait(desk: SmallOffice) -> None:
    asked = desk.ask("A1", date(2021, 8, 31), at(date(2021, 6, 1)))
    found = look(desk, date(2021, 6, 2))
    assert [(row.task_code, row.asked_due_on) for row in found.extensions] == [("A1", date(2021, 8, 31))]
    assert found.extensions_in_all == 1
    desk.decide("chanhvanphong@so.example", asked, "approve", at(date(2021, 6, 2)))
    assert look(desk, date(2021, 6, 3)).extensions_in_all == 0


def test_steering_shows_where_deadlines_pile_up(desk: SmallOffice) -> None:
    months = {month.period.index: month for month in look(desk).months}
    assert [(months[number].open, months[number].overdue) for number in (5, 6, 9, 12)] == [
        (1, 1),
        (6, 6),
        (7, 0),
        (0, 0),
    ]
    assert [off.on for off in months[9].days_off] == [date(2021, 9, 2), date(2021, 9, 3)]
    assert sum(month.working_days for month in months.values()) == 250


def test_steering_asks_as_often_for_many_units_as_for_few(sqlite_database: Database) -> None:
    desk = issue_small(sqlite_database, duty("A1", "VP", date(2021, 6, 30)))
    few = count_statements(desk, desk.plan_id)
    codes = [
        duty(f"{unit}{number}", unit, date(2021, 6, 30))
        for number in range(20)
        for unit in ("VP", "TCCB", "CCKL")
    ]
    plan_id = load_plan(desk.office, plan_files(*codes, code="nhieu"), at(ON))
    issue_plan(desk.office, plan_id, None, at(ON))
    assert count_statements(desk, plan_id) == few > 0


def test_steering_of_a_part_is_refused(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        plan = load_plan_row(tx, desk.plan_id)
    with pytest.raises(ValueError, match="whole organization"):
        read_steering(desk.office, Scope(1, frozenset({1})), plan, at(ON))


@given(day=st.integers(0, 364), offset=st.integers(1, 15))
def test_last_due_is_the_last_day_that_has_come_so_far(day: int, offset: int) -> None:
    calendar, on = make_calendar(), date(2021, 1, 1) + timedelta(days=day)
    last = last_due(calendar, on, offset)
    assert calendar.distance(last, on) >= offset
    assert calendar.distance(last + timedelta(days=1), on) < offset


def test_days_off_leave_out_what_a_weekend_takes_anyway() -> None:
    calendar = make_calendar()
    found = days_off(calendar, date(2021, 2, 1), date(2021, 2, 28))
    assert [off.on.day for off in found] == [10, 11, 12, 15, 16]
