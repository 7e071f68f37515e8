from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cchc_workflow.definitions.calendar import load_calendar
from cchc_workflow.definitions.holiday_notice import HolidayNotice
from cchc_workflow.engine.act import Deed
from cchc_workflow.engine.anchoring import verify_history
from cchc_workflow.engine.holidays import (
    Foreseen,
    apply_notice,
    check_notice,
    foresee,
    read_calendar_file,
)
from cchc_workflow.engine.house_files import read_file
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import ConflictError, IncompleteError
from cchc_workflow.shipped import roots
from cchc_workflow.store.database import Database
from cchc_workflow.store.journal import read_journal
from tests.builders import vn
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    DIRECTOR,
    ISSUED_AT,
    SmallOffice,
    duty,
    open_office,
    plan_files,
)

NOW = vn(1, 6, 9)
FRIDAY = date(2021, 6, 18)
"""A working day that the tests make a day off."""
MONDAY = date(2021, 6, 21)

STATED = 'set_by = "document"'


def issue(database: Database, home: Path, *duties: str, roll: bool = True) -> SmallOffice:
    """Issue a plan in an office that goes by the shipped calendar."""
    office = open_office(database, calendar=load_calendar(roots("workflows", home)))
    files = plan_files(*duties)
    signed = "signed_on = 2021-06-01\n" + ("" if roll else "roll = false\n")
    files["plan.toml"] = files["plan.toml"].replace("year = 2021\n", f"year = 2021\n{signed}")
    plan_id = load_plan(office, files, ISSUED_AT)
    issue_plan(office, plan_id, None, ISSUED_AT)
    return SmallOffice(office, plan_id)


def notice(first: date = FRIDAY, last: date | None = None, **over: Any) -> HolidayNotice:  # noqa: ANN401
    given = {"document": "Thông báo 9/TB", "name": "Nghỉ"} | over
    return HolidayNotice(first_on=first, last_on=last or first, **given)


def apply(desk: SmallOffice, home: Path, given: HolidayNotice, now: datetime = NOW) -> Foreseen:
    """Apply a notice as one who has just seen the calendar, and let the office go by it."""
    seen = read_calendar_file(desk.office, home).digest
    found = apply_notice(desk.office, home, given, seen, Deed(desk.actor(ADMIN, now), now))
    desk.office.reload(load_calendar(roots("workflows", home)), desk.office.definitions)
    return found


def test_deadlines_that_the_office_set_move_and_stated_ones_stay(database: Database, tmp_path: Path) -> None:
    desk = issue(
        database,
        tmp_path,
        duty("A1", "VP", FRIDAY),
        duty("A2", "VP", FRIDAY, STATED),
        duty("A3", "VP", MONDAY),
    )
    found = foresee(desk.office, tmp_path, notice(), 1, NOW)
    assert [(move.code, move.due_on, move.to_on, move.why) for move in found.moves] == [
        ("A1", FRIDAY, MONDAY, "set")
    ]
    assert [(stay.code, stay.why) for stay in found.stays] == [("A2", "stated")]
    assert (found.newly_off, found.newly_worked) == ((FRIDAY,), ())
    assert desk.task("A1").due_on == FRIDAY
    assert not read_calendar_file(desk.office, tmp_path).own


def test_applied_notice_moves_with_the_document_in_the_history(database: Database, tmp_path: Path) -> None:
    desk = issue(database, tmp_path, duty("A1", "VP", FRIDAY), duty("A2", "VP", FRIDAY, STATED))
    found = apply(desk, tmp_path, notice())
    task = desk.task("A1")
    assert (task.due_on, task.original_due_on, task.due_version) == (MONDAY, FRIDAY, 2)
    assert desk.task("A2").due_on == FRIDAY
    assert not desk.office.calendar.is_working(FRIDAY)
    (mail,) = desk.mails("changed")
    assert mail.facts["event"]["document"] == "Thông báo 9/TB"
    assert mail.facts["event"]["due_on"] == MONDAY.isoformat()
    assert read_file(tmp_path, "workflows", "calendar/vn.toml").text == found.text
    with desk.database.read() as tx:
        entry = read_journal(tx, 1)[0]
    assert (entry.name, entry.subject) == ("holiday_noted", "Thông báo 9/TB")
    assert verify_history(desk.office).faults == ()


def test_terms_in_working_days_are_counted_anew(database: Database, tmp_path: Path) -> None:
    """Fifteen working days from the signing on 1 June end on 22 June, with a day off before on 23 June."""
    term = 'set_by = "document"\ndeadline = "15 ngày làm việc kể từ ngày ký"'
    desk = issue(database, tmp_path, duty("A1", "VP", None, term))
    assert desk.task("A1").due_on == date(2021, 6, 22)
    (move,) = apply(desk, tmp_path, notice()).moves
    assert (move.to_on, move.why) == (date(2021, 6, 23), "term")
    assert desk.task("A1").due_on == date(2021, 6, 23)


def test_plan_that_does_not_roll_keeps_its_deadlines(database: Database, tmp_path: Path) -> None:
    desk = issue(database, tmp_path, duty("A1", "VP", FRIDAY), roll=False)
    found = apply(desk, tmp_path, notice())
    assert [(stay.code, stay.why) for stay in found.stays] == [("A1", "no_roll")]
    assert desk.task("A1").due_on == FRIDAY


def test_deadline_does_not_leave_the_plan(database: Database, tmp_path: Path) -> None:
    last = date(2021, 12, 31)
    desk = issue(database, tmp_path, duty("A1", "VP", last))
    assert [stay.why for stay in apply(desk, tmp_path, notice(last)).stays] == ["plan_end"]
    assert desk.task("A1").due_on == last


def test_extended_deadline_moves_though_the_document_stated_the_first(
    database: Database, tmp_path: Path
) -> None:
    desk = issue(database, tmp_path, duty("A1", "VP", date(2021, 6, 10), STATED))
    desk.extend("A1", FRIDAY, NOW)
    assert [(move.code, move.why) for move in apply(desk, tmp_path, notice()).moves] == [("A1", "set")]


def test_what_is_over_or_no_longer_open_stays(database: Database, tmp_path: Path) -> None:
    desk = issue(
        database,
        tmp_path,
        duty("A1", "VP", date(2021, 5, 20)),
        duty("A2", "VP", FRIDAY),
        duty("A3", "VP", FRIDAY),
    )
    desk.report("A2", NOW)
    desk.do(DIRECTOR, "cancel", "A3", NOW, note="Bỏ", document="45/QĐ")
    for day in (date(2021, 5, 20), FRIDAY):
        found = foresee(desk.office, tmp_path, notice(day), 1, NOW)
        assert (found.moves, found.stays) == ((), ())


def test_suspended_task_moves_too(database: Database, tmp_path: Path) -> None:
    desk = issue(database, tmp_path, duty("A1", "VP", FRIDAY))
    desk.do(CHIEF, "suspend", "A1", NOW, note="Chờ")
    apply(desk, tmp_path, notice())
    assert desk.task("A1").due_on == MONDAY
    assert desk.do(CHIEF, "resume", "A1", NOW).due_on == MONDAY
    assert verify_history(desk.office).faults == ()


def test_reminders_that_change_their_day_are_counted(database: Database, tmp_path: Path) -> None:
    """Of a deadline on 30 June two steps, T-15 and T-7 (9 and 21 June), are still to come on 1 June."""
    desk = issue(
        database, tmp_path, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "TCCB", date(2021, 6, 30))
    )
    assert foresee(desk.office, tmp_path, notice(date(2021, 6, 22)), 1, NOW).reminders == 4
    assert foresee(desk.office, tmp_path, notice(FRIDAY), 1, NOW).reminders == 2
    assert foresee(desk.office, tmp_path, notice(FRIDAY), 1, vn(17, 6, 9)).reminders == 0


def test_open_tasks_are_looked_at_by_the_new_calendar(database: Database, tmp_path: Path) -> None:
    desk = issue(database, tmp_path, duty("A1", "VP", date(2021, 6, 30)))
    sweep(desk.office, vn(10, 6, 9))
    assert desk.task("A1").next_check_at == vn(21, 6, 7)
    apply(desk, tmp_path, notice(date(2021, 6, 22)), vn(10, 6, 9))
    assert desk.task("A1").next_check_at == vn(18, 6, 7)


def test_reminder_whose_day_has_just_passed_is_sent_once(database: Database, tmp_path: Path) -> None:
    """On 18 June, after seven, a notice makes 22 June a day off: what was due on the 21st was due today."""
    desk = issue(database, tmp_path, duty("A1", "VP", date(2021, 6, 30)))
    now = vn(18, 6, 9)
    sweep(desk.office, now)
    before = len(desk.mails("reminder"))
    apply(desk, tmp_path, notice(date(2021, 6, 22)), now)
    sweep(desk.office, now)
    sweep(desk.office, vn(21, 6, 9))
    steps = [mail.facts["step"]["name"] for mail in desk.mails("reminder")]
    assert steps[before:] == ["T-7"]


def test_second_administrator_is_told_that_the_calendar_changed(database: Database, tmp_path: Path) -> None:
    desk = issue(database, tmp_path, duty("A1", "VP", FRIDAY))
    seen = read_calendar_file(desk.office, tmp_path).digest
    deed = Deed(desk.actor(ADMIN, NOW), NOW)
    apply_notice(desk.office, tmp_path, notice(), seen, deed)
    with pytest.raises(ConflictError):
        apply_notice(desk.office, tmp_path, notice(MONDAY), seen, deed)
    assert desk.task("A1").due_version == 2


def test_notice_that_changes_nothing_is_refused(database: Database, tmp_path: Path) -> None:
    desk = issue(database, tmp_path, duty("A1", "VP", FRIDAY))
    with pytest.raises(IncompleteError, match="change"):
        foresee(desk.office, tmp_path, notice(works=True), 1, NOW)


@pytest.mark.parametrize(
    ("over", "missing"),
    [
        ({"document": ""}, "notice"),
        ({"name": ""}, "holiday"),
        ({"last_on": date(2021, 6, 17)}, "to_on"),
        ({"last_on": date(2021, 7, 19)}, "fewer_days"),
        ({"last_on": date(9999, 12, 31)}, "fewer_days"),
    ],
)
def test_check_notice_names_what_is_missing(over: dict[str, Any], missing: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        check_notice(replace(notice(), **over))
    assert refused.value.missing == [missing]


def test_check_notice_takes_expected_days_and_days_that_are_worked() -> None:
    check_notice(notice(document="", provisional=True))
    check_notice(notice(name="", works=True))
    check_notice(notice(FRIDAY, date(2021, 7, 18)))
