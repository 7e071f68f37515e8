from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.errors import ConflictError, NotFoundError
from cchc_workflow.store import tasks
from cchc_workflow.store.database import Database
from cchc_workflow.store.tasks import (
    TaskFilter,
    due_tasks,
    earliest_check,
    find_task,
    last_task_id,
    list_tasks,
    load_task,
    load_tasks,
    save_task,
    set_next_checks,
    support_units,
    target_from_json,
    target_to_json,
    task_from_row,
)
from tests.store.office import INSERT_PLAN, NOW, Office, fill, plan_values, put_task, query_plan

TARGETS = [
    None,
    Target(Measure.SHARE, Decimal("30.00"), 13, (), "đơn vị"),
    Target(Measure.NAMED, Decimal(2), 2, ("Trung tâm Giống", "Trung tâm Tư vấn"), ""),
]


def codes(database: Database, scope: Scope, **wanted: object) -> list[str]:
    with database.read() as tx:
        return [row.code for row in list_tasks(tx, scope, TaskFilter(**wanted))]  # type: ignore[arg-type]


def everything(office: Office) -> Scope:
    return Scope(office.organization_id)


def test_task_comes_back_as_it_was_added(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office, next_check_at=NOW, target=TARGETS[1], excused=True, value="7/13")
        again = replace(task, id=0, lead_unit_name="")
        assert load_task(tx, task.id) == task
        assert load_tasks(tx, [task.id, 10**6]) == {task.id: task}
    assert (task.lead_unit_name, again.target, task.next_check_at) == ("Văn phòng Sở", TARGETS[1], NOW)


@pytest.mark.parametrize("target", TARGETS)
def test_target_comes_back_from_its_text(target: Target | None) -> None:
    assert target_from_json(target_to_json(target)) == target


@pytest.mark.parametrize("key", [10**6, 2**63, -(2**70)])
def test_task_with_no_such_key_is_not_found(database: Database, key: int) -> None:
    with pytest.raises(NotFoundError), database.read() as tx:
        load_task(tx, key)


def test_last_task_id_is_zero_without_tasks(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert last_task_id(tx) == 0
        assert last_task_id(tx) == put_task(tx, office).id - 1


def test_save_writes_what_changed(database: Database, office: Office) -> None:
    with database.begin() as tx:
        before = put_task(tx, office)
        after = replace(
            before, version=before.version + 1, state="reported", phase=Phase.REPORTED, reported_at=NOW,
            reported_on=date(2021, 6, 1), reported_by=office.head_id, next_check_at=None, head="x",
        )  # fmt: skip
        save_task(tx, before, after)
        assert load_task(tx, before.id) == after


def test_save_of_what_somebody_else_changed_is_refused(database: Database, office: Office) -> None:
    with database.begin() as tx:
        before = put_task(tx, office)
        save_task(tx, before, replace(before, version=before.version + 1, title="first"))
        with pytest.raises(ConflictError) as caught:
            save_task(tx, before, replace(before, version=before.version + 1, title="second"))
        assert load_task(tx, before.id).title == "first"
    assert (caught.value.kind, caught.value.id) == ("task", before.code)


def test_save_by_two_at_once_is_won_by_exactly_one(database: Database, office: Office) -> None:
    rounds = 20
    together = Barrier(2)
    with database.begin() as tx:
        task = put_task(tx, office)

    def act(title: str) -> list[str]:
        won = []
        for _ in range(rounds):
            with database.read() as tx:
                before = load_task(tx, task.id)
            together.wait()
            try:
                with database.begin() as tx:
                    save_task(tx, before, replace(before, version=before.version + 1, title=title))
                won.append(title)
            except ConflictError:
                pass
            together.wait()
        return won

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(act, ("one", "other"))
    assert len(one) + len(other) == rounds
    with database.read() as tx:
        assert load_task(tx, task.id).version == task.version + rounds


def test_due_tasks_come_earliest_first_and_no_more_than_asked(database: Database, office: Office) -> None:
    with database.begin() as tx:
        for minutes in (3, 1, 2, 5):
            put_task(tx, office, code=f"A{minutes}", next_check_at=NOW + timedelta(minutes=minutes))
        put_task(tx, office, code="never", next_check_at=None)
        by_then = NOW + timedelta(minutes=3)
        assert [task.code for task in due_tasks(tx, by_then, 2)] == ["A1", "A2"]
        assert [task.code for task in due_tasks(tx, by_then, 9)] == ["A1", "A2", "A3"]
        assert due_tasks(tx, NOW, 9) == []


@pytest.mark.postgresql
def test_due_tasks_pass_over_what_another_node_works_on(postgresql_database: Database) -> None:
    with postgresql_database.begin() as tx:
        office = fill(tx)
        for number in (1, 2, 3):
            put_task(tx, office, code=f"A{number}", next_check_at=NOW + timedelta(seconds=number))
    later = NOW + timedelta(days=1)
    with postgresql_database.begin() as one, postgresql_database.begin() as other:
        assert [task.code for task in due_tasks(one, later, 2)] == ["A1", "A2"]
        other.run(text("SET LOCAL lock_timeout = '1s'"))
        assert [task.code for task in due_tasks(other, later, 2)] == ["A3"]


def test_earliest_check_is_the_next_one_due(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert earliest_check(tx) is None
        put_task(tx, office, code="never", next_check_at=None)
        assert earliest_check(tx) is None
        put_task(tx, office, code="A1", next_check_at=NOW + timedelta(hours=2))
        put_task(tx, office, code="A2", next_check_at=NOW + timedelta(hours=1))
        assert earliest_check(tx) == NOW + timedelta(hours=1)


def test_next_check_of_a_task_that_changed_meanwhile_stays(database: Database, office: Office) -> None:
    with database.begin() as tx:
        kept, changed = (put_task(tx, office, code=code, next_check_at=NOW) for code in ("A1", "A2"))
        save_task(tx, changed, replace(changed, version=changed.version + 1))
        set_next_checks(tx, [(kept, None), (changed, None)])
        assert load_task(tx, kept.id).next_check_at is None
        assert load_task(tx, changed.id).next_check_at == NOW


def test_supporting_units_are_told(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office, supports=[office.other_unit_id])
        assert support_units(tx, task.id) == (office.other_unit_id,)
        assert support_units(tx, put_task(tx, office, code="A5").id) == ()


@pytest.fixture
def shared(database: Database, office: Office) -> list[Task]:
    """Put in one task led by each unit, and one that the second unit leads and the first one supports."""
    with database.begin() as tx:
        return [
            put_task(tx, office, code="own"),
            put_task(tx, office, code="others", lead_unit_id=office.other_unit_id),
            put_task(tx, office, code="helped", lead_unit_id=office.other_unit_id, supports=[office.unit_id]),
        ]


def test_scope_shows_own_and_supported_tasks_only(
    database: Database, office: Office, shared: list[Task]
) -> None:
    head = Scope(office.organization_id, frozenset({office.unit_id}))
    assert codes(database, head) == ["own", "helped"]
    assert codes(database, everything(office)) == [task.code for task in shared]
    assert codes(database, Scope(office.organization_id, frozenset())) == []
    assert codes(database, Scope(office.organization_id + 1)) == []


@pytest.mark.usefixtures("shared")
def test_find_task_sees_no_further_than_the_scope(database: Database, office: Office) -> None:
    head = Scope(office.organization_id, frozenset({office.unit_id}))
    with database.read() as tx:
        assert find_task(tx, head, "own").code == "own"
        assert find_task(tx, head, "helped").code == "helped"
        assert find_task(tx, everything(office), "others").code == "others"
        for scope, code in (
            (head, "others"),
            (head, "none"),
            (Scope(office.organization_id + 1), "own"),
            (Scope(office.organization_id, frozenset()), "own"),
        ):
            with pytest.raises(NotFoundError):
                find_task(tx, scope, code)


def test_find_task_of_a_named_plan_reaches_the_older_one(database: Database, office: Office) -> None:
    with database.begin() as tx:
        newer = tx.scalar(INSERT_PLAN, plan_values(office.organization_id, "svd-2022"))
        first = put_task(tx, office, code="B1/VP")
        second = put_task(tx, office, code="B1/VP", plan_id=newer, area_id=None)
        scope = everything(office)
        assert find_task(tx, scope, "B1/VP").id == second.id
        assert find_task(tx, scope, "svd-2021:B1/VP").id == first.id
        assert find_task(tx, scope, "svd-2022:B1/VP").id == second.id
        for seen, code in (
            (scope, "svd-2020:B1/VP"),
            (scope, "svd-2021:"),
            (scope, "svd-2021:B2/VP"),
            (Scope(office.organization_id + 1), "svd-2021:B1/VP"),
            (Scope(office.organization_id, frozenset()), "svd-2021:B1/VP"),
        ):
            with pytest.raises(NotFoundError):
                find_task(tx, seen, code)


@pytest.fixture
def listed(database: Database, office: Office) -> None:
    with database.begin() as tx:
        varied: dict[str, dict[str, Any]] = {
            "june": {"due_on": date(2021, 6, 30), "search": "thanh tra don vi"},
            "may": {"due_on": date(2021, 5, 31), "search": "bao cao 30% quy"},
            "done": {"due_on": date(2021, 6, 30), "state": "verified", "phase": Phase.DONE, "area_id": None},
            "undated": {"due_on": None, "lead_unit_id": office.other_unit_id},
            "later": {"due_on": None},
        }
        for code, over in varied.items():
            put_task(tx, office, code=code, **over)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["may", "june", "done", "undated", "later"]),
        ({"most": 2}, ["may", "june"]),
        ({"plan_id": 10**6}, []),
        ({"unit": "TCCB"}, ["undated"]),
        ({"area": "a"}, ["may", "june", "undated", "later"]),
        ({"states": ("verified", "none")}, ["done"]),
        ({"phases": (Phase.DONE, Phase.REPORTED)}, ["done"]),
        ({"due_from": date(2021, 6, 30)}, ["june", "done"]),
        ({"due_until": date(2021, 5, 31)}, ["may"]),
        ({"text": "Thanh  TRÁ Đơn"}, ["june"]),
        ({"text": "30% QUÝ"}, ["may"]),
        ({"text": "%"}, ["may"]),
        ({"text": "t_anh"}, []),
        ({"text": "'; DROP TABLE task"}, []),
        ({"unit": "VP", "text": "tra", "due_from": date(2021, 6, 1), "phases": (Phase.OPEN,)}, ["june"]),
    ],
)  # fmt: skip
def test_listing_shows_what_is_wanted(
    database: Database, office: Office, wanted: dict[str, object], expected: list[str]
) -> None:
    assert codes(database, everything(office), **wanted) == expected


@pytest.mark.usefixtures("listed")
def test_listing_goes_on_after_the_last_row_to_its_end(database: Database, office: Office) -> None:
    seen: list[str] = []
    after: tuple[str, int] | None = None
    with database.read() as tx:
        while rows := list_tasks(tx, everything(office), TaskFilter(after=after, most=1)):
            seen += [row.code for row in rows]
            after = (rows[-1].due_on.isoformat() if rows[-1].due_on else "", rows[-1].id)
    assert seen == ["may", "june", "done", "undated", "later"]


def test_listing_row_holds_the_task(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office, target=TARGETS[1])
        (row,) = list_tasks(tx, everything(office), TaskFilter())
    assert task_from_row(row) == task
    assert (row.unit_code, row.area_code, row.deliverable) == ("VP", "a", "Báo cáo")


def test_sweep_reads_the_index_of_what_is_to_be_checked(sqlite_database: Database) -> None:
    due = query_plan(sqlite_database, tasks._DUE, {"now": NOW, "most": 100})
    assert "SEARCH task USING INDEX ix_task_next_check_at" in due
    assert "TEMP B-TREE" not in due
    earliest = query_plan(sqlite_database, tasks._EARLIEST, {})
    assert "COVERING INDEX ix_task_next_check_at" in earliest


def test_task_is_found_by_its_code_through_an_index(sqlite_database: Database) -> None:
    found = query_plan(sqlite_database, tasks._BY_CODE, {"organization": 1, "plan": "", "code": "A4"})
    assert "SCAN task" not in found
