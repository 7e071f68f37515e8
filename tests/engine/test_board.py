import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.standing import standing
from cchc_workflow.domain.timeliness import timeliness
from cchc_workflow.engine.board import Board, pick_plan, read_board, read_plans
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.weekly import weekly_report
from cchc_workflow.store.database import Database
from cchc_workflow.store.standing import kept_tallies, read_duties
from cchc_workflow.store.tasks import TaskFilter, list_tasks, task_from_row
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD_TCCB,
    SmallOffice,
    at,
    duty,
    issue_small,
    plan_files,
)

ON = date(2021, 7, 1)


def look(desk: SmallOffice, on: date = ON) -> Board:
    """Sweep as the jobs would, then read the board of that morning."""
    sweep(desk.office, at(on))
    known, _ = read_plans(desk.office, at(on))
    plan = pick_plan(known, None, on)
    assert plan is not None
    return read_board(desk.office, plan, at(on))


def count_statements(desk: SmallOffice) -> int:
    """Return how many statements SQLite runs for one look."""
    ran: list[str] = []

    def listen(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.set_trace_callback(ran.append)

    event.listen(desk.database.engine, "checkout", listen)
    look(desk)
    many = len(ran)
    event.remove(desk.database.engine, "checkout", listen)
    return many


@dataclass(frozen=True)
class Row:
    """A plan's row, as far as choosing goes."""

    code: str
    state: str = "issued"
    first_on: date = date(2021, 1, 1)
    last_on: date = date(2021, 12, 31)


def test_board_ranks_the_units_against_the_line(desk: SmallOffice) -> None:
    board = look(desk)
    found = [(unit.code, unit.late, unit.assigned, unit.percent, unit.flagged) for unit in board.units]
    assert found == [
        ("TCCB", 5, 5, Decimal("100.00"), True),
        ("CCKL", 1, 1, Decimal("100.00"), True),
        ("VP", 1, 9, Decimal("11.11"), False),
    ]
    assert (board.late, board.assigned, board.percent) == (7, 15, Decimal("46.67"))
    assert [unit.flagged_on for unit in board.units] == [ON, ON, None]
    assert [unit.code for unit in board.flagged] == ["TCCB", "CCKL"]
    assert board.dormant == 1


@pytest.mark.parametrize("on", [date(2021, 4, 16), ON, date(2021, 9, 30), date(2021, 10, 1)])
def test_board_projects_as_the_rule_does(desk: SmallOffice, on: date) -> None:
    board = look(desk, on)
    with desk.database.read() as tx:
        expected = {
            row.code: standing(
                read_duties(tx, desk.plan_id, row.unit_id), rule_of(board.plan), on
            ).projection.tips_with
            for row, _ in kept_tallies(tx, desk.plan_id)
        }
    assert {unit.code: unit.tips_with for unit in board.units} == expected


def test_board_sees_each_task_as_the_domain_does(desk: SmallOffice) -> None:
    desk.report("A1", at(date(2021, 6, 29)))
    desk.report("B1", at(date(2021, 7, 1)), HEAD_TCCB)
    desk.do(CHIEF, "suspend", "A2", at(date(2021, 6, 1)), note="Chờ văn bản")
    desk.do(CHIEF, "cancel", "A3", at(date(2021, 6, 1)), note="Không còn", document="1/QĐ")
    for days in range(0, 120, 3):
        on = date(2021, 6, 29) + timedelta(days=days)
        board = look(desk, on)
        with desk.database.read() as tx:
            rows = list_tasks(tx, Scope(1), TaskFilter(plan_id=desk.plan_id))
            tasks = [task for row in rows if (task := task_from_row(row)).counted]
            soon = desk.office.ladder(tx, tasks[0].ladder_id).soon
        seen = Counter(timeliness(task, on, desk.office.calendar, soon) for task in tasks)
        assert board.timeliness == dict.fromkeys(board.timeliness, 0) | seen


def test_board_counts_the_states_in_the_order_of_the_workflow(desk: SmallOffice) -> None:
    desk.report("A1", at(date(2021, 6, 29)))
    board = look(desk)
    assert [(state.name, state.tasks, state.late) for state in board.states] == [
        ("assigned", 14, 6), ("in_progress", 0, 0), ("reported", 1, 0), ("verified", 0, 0),
        ("suspended", 0, 0), ("cancelled", 0, 0),
    ]  # fmt: skip
    assert board.states[0].label == "Đã giao"


def test_board_lists_the_longest_overdue_with_how_far_it_went(desk: SmallOffice) -> None:
    board = look(desk, date(2021, 7, 2))
    first = board.overdue[0]
    assert (first.code, first.days, first.reached and first.reached.level) == ("C1", -32, 5)
    assert {line.code for line in board.overdue} == {"A1", "B1", "B2", "B3", "B4", "B5", "C1"}
    assert [line.reached and line.reached.level for line in board.overdue[1:]] == [1] * 6


def test_board_forgets_how_far_an_old_deadline_went(desk: SmallOffice) -> None:
    look(desk, date(2021, 7, 2))
    desk.extend("C1", date(2021, 7, 5), at(date(2021, 7, 2), 9), "chicuctruong.cckl@so.example")
    board = look(desk, date(2021, 7, 7))
    (line,) = (line for line in board.overdue if line.code == "C1")
    assert line.reached is not None
    assert line.reached.level == 1


def test_board_tells_one_duty_of_several_units_once(database: Database) -> None:
    files = plan_files(duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 7, 1)))
    files["tasks/a.toml"] += """
[[task]]
code = "A3"
clause = "II"
title = "Việc chung"
text = "Việc của mọi đơn vị."
deliverable = "Báo cáo"
for_each = "units"
due_on = 2021-06-30
"""
    desk = issue_small(database, duty("Z", "VP", date(2021, 12, 1)))
    plan_id = load_plan(desk.office, {**files, "plan.toml": plan_files(code="hai")["plan.toml"]}, at(ON))
    issue_plan(desk.office, plan_id, None, at(date(2021, 6, 1)))
    known, _ = read_plans(desk.office, at(ON))
    plan = pick_plan(known, "hai", ON)
    assert plan is not None
    board = read_board(desk.office, plan, at(date(2021, 6, 2)))
    assert [(line.code, line.units, line.days) for line in board.upcoming] == [
        ("A1", 1, 28),
        ("A3", 3, 28),
        ("A2", 1, 29),
    ]


def test_board_tells_the_newest_first_and_flags_among_it(desk: SmallOffice) -> None:
    look(desk)
    desk.report("A1", at(ON, 9))
    board = look(desk, date(2021, 7, 2))
    assert [(news.name, news.task, news.unit) for news in board.news[:3]] == [
        ("reported", "A1", "Văn phòng Sở"),
        ("started", "A1", "Văn phòng Sở"),
        ("flagged", "", "Phòng Tổ chức - Cán bộ"),
    ]
    assert board.news[0].actor == "truongphong.vp"


def test_board_tells_that_a_flag_was_cleared(ten: SmallOffice) -> None:
    on = date(2021, 6, 22)
    assert look(ten, on).flagged
    ten.extend("A1", date(2021, 8, 31), at(on, 9))
    board = look(ten, date(2021, 6, 23))
    assert board.flagged == ()
    assert "flag_cleared" in [news.name for news in board.news]


def test_board_shows_mails_and_the_last_report(desk: SmallOffice) -> None:
    assert look(desk, date(2021, 7, 2)).report is None
    weekly_report(desk.office, at(date(2021, 7, 5)))
    board = look(desk, date(2021, 7, 5))
    assert board.report is not None
    assert board.report["totals"]["late"] == 7
    newest = board.mails[0]
    assert (newest.message, newest.state) == ("weekly_report", "queued")
    assert DIRECTOR in {mail.address for mail in board.mails}


def test_board_of_a_plan_without_tasks_is_empty(desk: SmallOffice) -> None:
    load_plan(desk.office, plan_files(duty("A1", "VP", date(2021, 12, 1)), code="nhap"), at(ON))
    known, _ = read_plans(desk.office, at(ON))
    draft = next(plan for plan in known if plan.state == "draft")
    board = read_board(desk.office, draft, at(ON))
    assert (board.units, board.states, board.overdue, board.upcoming, board.news) == ((), (), (), (), ())
    assert (board.late, board.assigned, board.percent) == (0, 0, Decimal("0.00"))


def test_board_asks_as_often_for_many_tasks_as_for_few(sqlite_database: Database) -> None:
    desk = issue_small(sqlite_database, duty("A1", "VP", date(2021, 6, 30)))
    look(desk)
    few = count_statements(desk)
    codes = [duty(f"X{number}", unit, date(2021, 6, 30)) for number in range(20) for unit in ("VP",)]
    files = plan_files(*codes, *(duty(f"Y{number}", "TCCB", ON) for number in range(20)), code="nhieu")
    issue_plan(desk.office, load_plan(desk.office, files, at(ON)), None, at(ON))
    assert len(look(desk).units) == 2
    assert count_statements(desk) == few > 0


@pytest.mark.parametrize(
    ("rows", "code", "expected"),
    [
        ([], None, None),
        ([Row("a", "draft")], None, None),
        ([Row("a")], None, "a"),
        ([Row("a"), Row("b", last_on=date(2021, 3, 1))], None, "a"),
        ([Row("a", last_on=date(2021, 3, 1)), Row("b", last_on=date(2021, 4, 1))], None, "b"),
        ([Row("a"), Row("b")], None, "b"),
        ([Row("a"), Row("b")], "a", "a"),
        ([Row("a"), Row("b", "draft")], "b", None),
        ([Row("a")], "c", None),
    ],
)
def test_pick_plan_takes_the_one_in_force(rows: list[Row], code: str | None, expected: str | None) -> None:
    plan = pick_plan(rows, code, ON)
    assert (plan.code if plan else None) == expected


def test_pulse_changes_with_whatever_happens(desk: SmallOffice) -> None:
    now = at(date(2021, 6, 1))

    def pulse(when: datetime = now) -> object:
        return read_plans(desk.office, when)[1]

    seen = [pulse()]
    assert pulse() == seen[0]
    desk.start("A1", now)
    seen.append(pulse())
    desk.amend(COORDINATOR, "A2", now, title="Tên khác", reason="Theo công văn")
    seen.append(pulse())
    load_plan(desk.office, plan_files(duty("A1", "VP", date(2021, 12, 1)), code="nhap"), now)
    seen.append(pulse())
    seen.append(pulse(datetime(2021, 6, 1, 18, tzinfo=UTC)))
    assert len(set(map(repr, seen))) == len(seen)
