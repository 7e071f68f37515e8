from datetime import date

import pytest

from cchc_workflow.store import deadlines
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import DIRECTOR, SmallOffice, duty, issue_small

JUNE, SEPTEMBER = date(2021, 6, 30), date(2021, 9, 30)
NOW = vn(1, 6, 9)


@pytest.fixture
def desk(database: Database) -> SmallOffice:
    made = issue_small(
        database, duty("A1", "VP", JUNE), duty("A2", "VP", JUNE), duty("A3", "TCCB", SEPTEMBER), duty("A4")
    )
    made.report("A2", NOW)
    made.do(DIRECTOR, "suspend", "A3", NOW, note="Chờ")
    return made


def test_deadlines_are_those_of_open_tasks(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert [(row.due_on, row.tasks) for row in deadlines.read_deadlines(tx)] == [(JUNE, 1)]


def test_running_tasks_are_found_by_their_day(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        found = deadlines.tasks_due_on(tx, 1, [JUNE, SEPTEMBER])
        assert [row.code for row in found] == ["A1", "A3"]
        assert deadlines.tasks_due_on(tx, 1, []) == []
        assert deadlines.tasks_due_on(tx, 2, [JUNE]) == []


def test_running_tasks_are_found_by_their_duty(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        found = deadlines.tasks_of_duties(tx, 1, desk.plan_id, ["A1", "A2"])
        assert [row.code for row in found] == ["A1"]
        assert deadlines.tasks_of_duties(tx, 1, desk.plan_id, []) == []
        assert [row.code for row in deadlines.read_issued_plans(tx, 1)] == ["so-vi-du-2021"]


def test_set_checks_leaves_what_is_due_already(desk: SmallOffice) -> None:
    ladder_id = desk.task("A1").ladder_id
    before = desk.task("A1").next_check_at
    assert before is not None
    with desk.database.begin() as tx:
        assert deadlines.set_checks(tx, ladder_id, JUNE, vn(3, 6, 7), before) == 0
        assert deadlines.set_checks(tx, ladder_id, JUNE, vn(3, 6, 7), NOW) == 1
    assert desk.task("A1").next_check_at == vn(3, 6, 7)
