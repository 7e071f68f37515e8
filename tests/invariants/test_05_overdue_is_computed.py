"""Overdue is computed from now and never stored; what is stored is the next look, in an index."""

from datetime import date

import pytest

from cchc_workflow.domain.timeliness import Timeliness, timeliness
from cchc_workflow.engine.sweep import Swept, sweep
from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import TaskRow
from cchc_workflow.store.tasks import load_tasks, set_next_checks
from tests.builders import make_calendar, vn
from tests.engine.small_office import CHIEF, DIRECTOR, HEAD, SmallOffice, duty, issue_small


def test_no_column_of_a_task_says_that_it_is_late() -> None:
    names = {column.name for column in table_of(TaskRow).c}
    assert not {name for name in names if "late" in name or "overdue" in name}
    assert names.isdisjoint({each.value for each in Timeliness})


def test_time_alone_makes_a_task_late(desk: SmallOffice) -> None:
    """No sweep, no act: the same row is on time at 23:59 and late a minute later."""
    row = desk.task("A1")
    before, after = date(2021, 6, 30), date(2021, 7, 1)
    calendar = make_calendar()
    assert timeliness(row, before, calendar, 7) is Timeliness.DUE_SOON
    assert timeliness(row, after, calendar, 7) is Timeliness.OVERDUE
    assert (desk.counts("VP", before).late, desk.counts("VP", after).late) == (0, 1)
    assert desk.task("A1") == row


def test_a_sweep_that_finds_a_task_late_writes_its_next_look_only(desk: SmallOffice) -> None:
    before = desk.task("A1")
    sweep(desk.office, vn(1, 7, 0))
    assert desk.task("A1") == before.evolve(next_check_at=vn(1, 7, 7))


def test_the_next_look_is_always_ahead_and_misses_nothing(desk: SmallOffice) -> None:
    """Waking at the earliest next look, and only then, is enough: no step, no midnight is passed over."""
    woken = []
    now = desk.task("A1").next_check_at
    while now is not None:
        swept = sweep(desk.office, now)
        assert swept.tasks > 0
        assert swept.next_at is None or swept.next_at > now
        woken.append(now)
        now = swept.next_at
    for due_on in (date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31)):
        assert make_calendar().end_of(due_on) in woken
    assert len(desk.flags()) == 2


@pytest.mark.parametrize("act", ["report", "suspend", "cancel"])
def test_what_cannot_turn_late_is_not_looked_at(desk: SmallOffice, act: str) -> None:
    now = vn(1, 6, 9)
    if act == "report":
        desk.report("A1", now)
    else:
        desk.do(DIRECTOR, act, "A1", now, note="Chờ", document="45/QĐ-SVD")
    assert desk.task("A1").next_check_at is None
    assert sweep(desk.office, vn(9, 6, 7)) == Swept(1, 1, vn(21, 6, 7)), "B1 alone"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT min(next_check_at) FROM task WHERE next_check_at IS NOT NULL",
        "SELECT id FROM task WHERE next_check_at <= '2021-06-09' ORDER BY next_check_at LIMIT 500",
    ],
)
def test_a_sweep_reads_an_index_not_the_tasks(sqlite_database: Database, query: str) -> None:
    with sqlite_database.engine.connect() as connection:
        plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}"))
    assert "ix_task_next_check_at" in plan
    assert "TEMP B-TREE" not in plan


def test_a_look_is_not_noted_over_a_change_that_came_meanwhile(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)))
    seen = desk.task("A1")
    desk.amend(CHIEF, "A1", vn(1, 6, 9), due_on=date(2021, 7, 30), reason="Theo Thông báo 12")
    with database.begin() as tx:
        set_next_checks(tx, [(seen, None)])
        assert load_tasks(tx, [seen.id])[seen.id].next_check_at == vn(9, 7, 7)
    assert desk.start("A1", vn(1, 6, 10), HEAD).next_check_at == vn(9, 7, 7)
