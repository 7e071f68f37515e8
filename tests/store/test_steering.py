from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.people import Role, Scope
from cchc_workflow.domain.standing import Counts, Duty, count
from cchc_workflow.domain.task import Phase
from cchc_workflow.store import steering
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.plans import load_plan_row
from cchc_workflow.store.standing import raise_flag, read_duties
from tests.store.office import NOW, Office, appoint, put_task

ON = date(2021, 7, 1)
DUE = date(2021, 6, 30)

KINDS: tuple[dict[str, Any], ...] = (
    {"phase": Phase.OPEN, "due_on": DUE},
    {"phase": Phase.OPEN, "due_on": DUE, "excused": True},
    {"phase": Phase.OPEN, "due_on": ON},
    {"phase": Phase.OPEN, "due_on": None},
    {"phase": Phase.REPORTED, "due_on": DUE, "reported_on": DUE},
    {"phase": Phase.REPORTED, "due_on": DUE, "reported_on": ON},
    {"phase": Phase.DONE, "due_on": DUE, "reported_on": DUE},
    {"phase": Phase.DONE, "due_on": DUE, "reported_on": ON},
    {"phase": Phase.DONE, "due_on": None, "reported_on": ON},
    {"phase": Phase.PAUSED, "due_on": DUE},
    {"phase": Phase.VOID, "due_on": DUE},
    {"phase": Phase.OPEN, "due_on": DUE, "counted": False},
)
"""One task of each kind that there is."""


def put_all(tx: Transaction, office: Office) -> None:
    for number, over in enumerate(KINDS):
        put_task(tx, office, code=f"A{number}", **over)


def sums(tx: Transaction, office: Office, scope: Scope | None = None, by: steering.By = "unit") -> list[Any]:
    plan = load_plan_row(tx, office.plan_id)
    return steering.sum_months(tx, scope or Scope(office.organization_id), plan, ON, by)


def test_sums_count_as_the_domain_does(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_all(tx, office)
        rows = sums(tx, office)
        expected = count(read_duties(tx, office.plan_id, office.unit_id), ON)
    assert sum(row.assigned for row in rows) == expected.assigned
    assert sum(row.late for row in rows) == expected.late
    assert sum(row.excused for row in rows) == expected.excused
    assert sum(row.overdue for row in rows) == expected.open_overdue
    on_time = sum(row.verified_on_time + row.reported_on_time for row in rows)
    assert on_time == expected.done_on_time


@pytest.mark.parametrize("over", KINDS)
def test_sums_put_each_kind_where_the_domain_does(
    database: Database, office: Office, over: dict[str, Any]
) -> None:
    with database.begin() as tx:
        put_task(tx, office, **over)
        rows = sums(tx, office)
    duty = Duty("A1", over["phase"], over["due_on"], over.get("reported_on"), over.get("excused", False))
    expected = count([duty] if over.get("counted", True) else [], ON)
    assert sum(row.assigned for row in rows) == expected.assigned
    assert sum(row.late for row in rows) == expected.late
    assert sum(row.open for row in rows) == (expected.assigned and over["phase"] is Phase.OPEN)


def test_sums_part_the_year_by_month(database: Database, office: Office) -> None:
    with database.begin() as tx:
        for month in range(1, 13):
            for day in (1, 28):
                put_task(tx, office, code=f"M{month}-{day}", due_on=date(2021, month, day))
        put_task(tx, office, code="U", due_on=None)
        rows = sums(tx, office)
    assert {row.month: row.assigned for row in rows} == {
        steering.UNDATED: 1,
        **dict.fromkeys(range(1, 13), 2),
    }


def test_sums_of_areas_keep_the_tasks_of_none(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, code="A1", due_on=DUE, area_id=None)
        put_task(tx, office, code="A2", due_on=DUE)
        put_task(tx, office, code="A3", due_on=ON)
        rows = sums(tx, office, by="area")
    area_id = office.area_id
    assert {(row.group_id, row.month) for row in rows} == {(None, 6), (area_id, 6), (area_id, 7)}


def test_sums_stay_in_the_scope(database: Database, office: Office) -> None:
    own = Scope(office.organization_id, frozenset({office.unit_id}))
    with database.begin() as tx:
        put_task(tx, office, code="A1", due_on=DUE)
        put_task(tx, office, code="B1", due_on=DUE, lead_unit_id=office.other_unit_id)
        assert [(row.group_id, row.assigned) for row in sums(tx, office, own)] == [(office.unit_id, 1)]
        assert len(sums(tx, office)) == 2
        assert sums(tx, office, Scope(office.organization_id + 1)) == []


def test_oldest_open_come_first_and_are_bounded(database: Database, office: Office) -> None:
    whole = Scope(office.organization_id)
    with database.begin() as tx:
        for day in (9, 3, 6):
            put_task(tx, office, code=f"A{day}", due_on=date(2021, 6, day))
        put_task(tx, office, code="DONE", due_on=date(2021, 6, 1), phase=Phase.DONE, reported_on=ON)
        until = date(2021, 6, 8)
        rows = steering.oldest_open(tx, whole, office.plan_id, until, 10)
        assert [row.code for row in rows] == ["A3", "A6"]
        assert [row.code for row in steering.oldest_open(tx, whole, office.plan_id, until, 1)] == ["A3"]
        assert steering.count_open(tx, whole, office.plan_id, until) == 2
        assert steering.count_open(tx, Scope(office.organization_id + 1), office.plan_id, until) == 0


def test_who_sees_a_part_does_not_steer(database: Database, office: Office) -> None:
    own = Scope(office.organization_id, frozenset({office.unit_id}))
    with database.read() as tx, pytest.raises(ValueError, match="whole organization"):
        steering.oldest_open(tx, own, office.plan_id, ON, 10)


def flag(tx: Transaction, office: Office) -> int:
    return raise_flag(
        tx, organization_id=office.organization_id, plan_id=office.plan_id, unit_id=office.unit_id, now=NOW,
        counts=Counts(assigned=10, late=3), threshold=30, tasks=["A1"],
    )  # fmt: skip


def test_flag_is_confirmed_once(database: Database, office: Office) -> None:
    with database.begin() as tx:
        flag_id = flag(tx, office)
        assert steering.confirm_flag(tx, flag_id, office.director_id, "Đồng ý", NOW)
        assert not steering.confirm_flag(tx, flag_id, office.head_id, "Lần nữa", NOW)
        (row,) = steering.standing_flags(tx, Scope(office.organization_id), office.plan_id)
    assert (row.confirmer, row.confirmed_note, row.confirmed_at) == ("director", "Đồng ý", NOW)
    assert (row.unit_code, row.unit_name) == ("VP", "Văn phòng Sở")


def test_flag_of_another_organization_is_not_found(database: Database, office: Office) -> None:
    with database.begin() as tx:
        flag_id = flag(tx, office)
        assert steering.find_flag(tx, office.organization_id + 1, flag_id) is None
        assert steering.find_flag(tx, office.organization_id, 2**62) is None
        found = steering.find_flag(tx, office.organization_id, flag_id)
    assert found is not None


def test_heads_of_unit_are_the_newest_first(database: Database, office: Office) -> None:
    with database.begin() as tx:
        appoint(tx, office.organization_id, office.deputy_id, office.unit_id, Role.UNIT_HEAD,
                from_on=date(2021, 7, 1))  # fmt: skip
        rows = steering.heads_of_unit(tx, office.organization_id, office.unit_id)
    assert [row.name for row in rows] == ["deputy", "head"]
