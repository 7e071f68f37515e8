from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Select

from cchc_workflow.domain.people import Scope
from cchc_workflow.store import inbox
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.inbox import Found
from tests.builders import vn
from tests.engine.small_office import HEAD, VERIFIER, SmallOffice, duty, issue_small
from tests.store.office import query_plan

ON = date(2021, 5, 21)
NOW = vn(21, 5, 9)
EVERYTHING = Scope(1)


@pytest.fixture
def small(database: Database) -> SmallOffice:
    return issue_small(
        database,
        duty("A1", "VP", date(2021, 5, 20)),
        duty("A2", "VP", date(2021, 5, 21)),
        duty("A3", "VP"),
        duty("A4", "VP", None, "dormant = true"),
        duty("B1", "TCCB", date(2021, 5, 18)),
        duty("B2", "TCCB", date(2021, 9, 30)),
    )


def codes(small: SmallOffice, find: Callable[[Transaction], Found]) -> tuple[list[str], int]:
    keys = {small.task(code).id: code for code in ("A1", "A2", "A3", "A4", "B1", "B2")}
    with small.database.read() as tx:
        found = find(tx)
    return [keys[row.id] for row in found.rows], found.total


def test_overdue_tasks_are_open_and_past_their_day(small: SmallOffice) -> None:
    assert codes(small, lambda tx: inbox.overdue_tasks(tx, EVERYTHING, ON, 9)) == (["B1", "A1"], 2)
    assert codes(small, lambda tx: inbox.overdue_tasks(tx, EVERYTHING, ON, 1)) == (["B1"], 2)
    small.report("B1", NOW, "truongphong.tccb@so.example")
    assert codes(small, lambda tx: inbox.overdue_tasks(tx, EVERYTHING, ON, 9)) == (["A1"], 1)


def test_undated_tasks_are_not_the_dormant_ones(small: SmallOffice) -> None:
    assert codes(small, lambda tx: inbox.undated_tasks(tx, EVERYTHING, 9)) == (["A3"], 1)
    with small.database.read() as tx:
        assert inbox.count_dormant(tx, EVERYTHING) == 1
        assert inbox.count_dormant(tx, Scope(1, frozenset({small.unit_id("TCCB")}))) == 0


def test_reported_tasks_wait_until_they_are_verified(small: SmallOffice) -> None:
    small.report("A2", NOW)
    small.report("A1", NOW)
    assert codes(small, lambda tx: inbox.reported_tasks(tx, EVERYTHING, 9)) == (["A1", "A2"], 2)
    small.verify("A1", NOW)
    assert codes(small, lambda tx: inbox.reported_tasks(tx, EVERYTHING, 9)) == (["A2"], 1)


def test_a_scope_sees_its_own_units_tasks_and_requests(small: SmallOffice) -> None:
    own = Scope(1, frozenset({small.unit_id("VP")}))
    small.ask("B2", date(2021, 10, 30), NOW, "truongphong.tccb@so.example")
    assert codes(small, lambda tx: inbox.overdue_tasks(tx, own, ON, 9)) == (["A1"], 1)
    with small.database.read() as tx:
        assert inbox.waiting_extensions(tx, own, 9) == Found([], 0)
        assert inbox.waiting_extensions(tx, EVERYTHING, 9).total == 1
        assert inbox.waiting_extensions(tx, Scope(2), 9).total == 0


def test_requests_wait_until_they_are_decided(small: SmallOffice) -> None:
    asked = small.ask("A2", date(2021, 7, 30), NOW)
    small.ask("A1", date(2021, 7, 30), NOW)
    with small.database.read() as tx:
        found = inbox.waiting_extensions(tx, EVERYTHING, 1)
    assert ([row.id for row in found.rows], found.rows[0].requester, found.total) == (
        [asked.id],
        "truongphong.vp",
        2,
    )


def test_names_of_nobody_are_none(small: SmallOffice) -> None:
    person = small.actor(VERIFIER).person_id
    with small.database.read() as tx:
        assert inbox.names_of(tx, []) == {}
        assert inbox.names_of(tx, [person, person, 0]) == {person: "thamdinh"}
        assert inbox.evidence_of(tx, []) == {}
        assert inbox.reminded_tasks(tx, [], "%") == frozenset()


def test_next_deadlines_are_those_ahead_the_earliest_first(small: SmallOffice) -> None:
    with small.database.read() as tx:
        found = inbox.next_deadlines(tx, small.plan_id, small.unit_id("VP"), ON, 5)
        assert [(row.code, row.due_on) for row in found] == [("A2", date(2021, 5, 21))]
        assert inbox.next_deadlines(tx, small.plan_id, small.unit_id("TCCB"), ON, 0) == []


def test_reminded_tasks_are_found_by_the_form_of_the_key(small: SmallOffice) -> None:
    task = small.task("A1")
    small.report("A1", NOW, HEAD)
    with small.database.read() as tx:
        assert inbox.reminded_tasks(tx, [task.id], f"event:{task.id}:%") == {task.id}
        assert inbox.reminded_tasks(tx, [task.id], "nudge:%") == frozenset()


@pytest.mark.parametrize(
    ("statements", "index"),
    [
        (inbox._overdue(EVERYTHING), "ix_task_phase"),
        (inbox._reported(EVERYTHING), "ix_task_phase"),
        (inbox._undated(EVERYTHING), "ix_task_phase"),
        (inbox._requests(EVERYTHING), "ix_extension_open"),
        ((inbox._DEAD, inbox._DEAD_TOTAL), "ix_outbox_state"),
        ((inbox._AHEAD,), "ix_task_standing"),
    ],
)
def test_waiting_is_found_by_its_index(
    sqlite_database: Database, statements: tuple[Select[Any], ...], index: str
) -> None:
    """What it costs follows from how much waits, not from how many tasks there are."""
    values = {"on": ON, "most": 20, "organization": 1, "plan_id": 1, "unit_id": 1}
    for statement in statements:
        assert index in query_plan(sqlite_database, statement, values)
