from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_workflow.domain.standing import Counts, Duty, Tally, count
from cchc_workflow.domain.task import Phase
from cchc_workflow.errors import StorageError
from cchc_workflow.store import standing
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.standing import (
    clear_flag,
    count_unit,
    count_units,
    hold_unit,
    keep_tally,
    kept_tallies,
    raise_flag,
    raised_flag,
    read_duties,
    read_flags,
    unit_name,
)
from tests.store.office import NOW, Office, fill, put_task, query_plan

ON = date(2021, 7, 1)
DAYS = st.none() | st.sampled_from([ON + timedelta(days=days) for days in (-2, -1, 0, 1)])
DUTIES = st.lists(
    st.builds(Duty, st.just(""), st.sampled_from(Phase), DAYS, DAYS, st.booleans(), st.booleans()),
    max_size=12,
)
EVERY_KIND = [
    Duty("", phase, due_on, reported_on, excused, counted)
    for phase in Phase
    for due_on in (None, ON - timedelta(days=1), ON)
    for reported_on in (None, ON - timedelta(days=1), ON)
    for excused in (False, True)
    for counted in (False, True)
]


def put_duties(tx: Transaction, office: Office, duties: list[Duty], prefix: str = "") -> None:
    for number, duty in enumerate(duties):
        put_task(
            tx, office, code=f"{prefix}{number}", phase=duty.phase, due_on=duty.due_on, counted=duty.counted,
            reported_on=duty.reported_on, excused=duty.excused,
        )  # fmt: skip


def raise_one(tx: Transaction, office: Office) -> int:
    return raise_flag(
        tx, organization_id=office.organization_id, plan_id=office.plan_id, unit_id=office.unit_id, now=NOW,
        counts=Counts(assigned=10, late=3), threshold=30, tasks=["A4"],
    )  # fmt: skip


def test_counts_are_those_of_the_rule_for_every_kind_of_task(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_duties(tx, office, EVERY_KIND)
        assert count_unit(tx, office.plan_id, office.unit_id, ON) == count(EVERY_KIND, ON)
        duties = read_duties(tx, office.plan_id, office.unit_id)
    assert count(duties, ON) == count(EVERY_KIND, ON)
    assert all(duty.counted for duty in duties)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(duties=DUTIES, others=DUTIES)
def test_counts_are_those_of_the_rule(
    sqlite_database: Database, duties: list[Duty], others: list[Duty]
) -> None:
    class UndoneError(Exception):
        pass

    with pytest.raises(UndoneError), sqlite_database.begin() as tx:  # noqa: PT012 - a transaction is a block
        office = fill(tx)
        put_duties(tx, office, duties)
        for number, duty in enumerate(others):
            put_task(
                tx, office, code=f"o{number}", lead_unit_id=office.other_unit_id, phase=duty.phase,
                due_on=duty.due_on, counted=duty.counted, reported_on=duty.reported_on, excused=duty.excused,
            )  # fmt: skip
        expected = {office.unit_id: count(duties, ON), office.other_unit_id: count(others, ON)}
        for unit_id, counts in expected.items():
            assert count_unit(tx, office.plan_id, unit_id, ON) == counts
        assert {unit_id: counts for unit_id, counts in expected.items() if counts != Counts()} == count_units(
            tx, office.plan_id, ON
        )
        raise UndoneError


def test_counts_of_a_unit_without_tasks_are_zero(database: Database, office: Office) -> None:
    with database.read() as tx:
        assert count_unit(tx, office.plan_id, office.unit_id, ON) == Counts()
        assert count_units(tx, office.plan_id, ON) == {}


def test_counts_are_kept_once_a_unit(database: Database, office: Office) -> None:
    first, second = Tally(assigned=3, late=1), Tally(assigned=4, late=2, excused=1)
    with database.begin() as tx:
        keep_tally(tx, office.plan_id, office.unit_id, first, ON)
        keep_tally(tx, office.plan_id, office.other_unit_id, first, ON)
        keep_tally(tx, office.plan_id, office.unit_id, second, ON + timedelta(days=1))
        kept = kept_tallies(tx, office.plan_id)
    assert [(row.code, row.counted_on, counts) for row, counts in kept] == [
        ("VP", ON + timedelta(days=1), second),
        ("TCCB", ON, first),
    ]


def test_counts_kept_by_many_at_once_leave_one_row(database: Database, office: Office) -> None:
    together = Barrier(4)

    def keep(late: int) -> None:
        together.wait()
        for _ in range(10):
            with database.begin() as tx:
                keep_tally(tx, office.plan_id, office.unit_id, Tally(assigned=9, late=late), ON)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep, range(4)))
    with database.read() as tx:
        assert len(kept_tallies(tx, office.plan_id)) == 1


def test_held_unit_counts_what_others_finished_meanwhile(database: Database, office: Office) -> None:
    """Two tasks that turn late at once: without the hold on PostgreSQL neither would count the other."""
    together = Barrier(2)
    late = ON - timedelta(days=1)

    def turn_late(code: str) -> int:
        together.wait()
        with database.begin() as tx:
            put_task(tx, office, code=code, due_on=late)
            hold_unit(tx, office.unit_id)
            return count_unit(tx, office.plan_id, office.unit_id, ON).late

    for round_number in range(10):
        with ThreadPoolExecutor(2) as pool:
            counted = list(pool.map(turn_late, (f"a{round_number}", f"b{round_number}")))
        assert max(counted) == 2 * (round_number + 1)


def test_flag_is_raised_once_until_it_is_cleared(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert raised_flag(tx, office.plan_id, office.unit_id) is None
        flag_id = raise_one(tx, office)
        raised = raised_flag(tx, office.plan_id, office.unit_id)
        assert raised is not None
        assert (raised.id, raised.late, raised.assigned, raised.threshold) == (flag_id, 3, 10, 30)
        assert (raised.tasks, raised.raised_at) == ('["A4"]', NOW)
    with pytest.raises(StorageError), database.begin() as tx:
        raise_one(tx, office)
    with database.begin() as tx:
        clear_flag(tx, flag_id, NOW, "gia hạn A4")
        clear_flag(tx, flag_id, NOW, "again")
        assert raised_flag(tx, office.plan_id, office.unit_id) is None
        raise_one(tx, office)
        flags = read_flags(tx, office.plan_id)
    assert [(flag.unit_code, flag.cleared_reason) for flag in flags] == [("VP", "gia hạn A4"), ("VP", None)]


def test_unit_is_called_by_its_name(database: Database, office: Office) -> None:
    with database.read() as tx:
        assert unit_name(tx, office.unit_id) == "Văn phòng Sở"


def test_unit_is_counted_from_the_index_alone(sqlite_database: Database) -> None:
    one = query_plan(sqlite_database, standing._COUNT_UNIT, {"plan_id": 1, "unit_id": 1, "on": ON})
    assert one == (
        "SEARCH task USING COVERING INDEX ix_task_standing (plan_id=? AND lead_unit_id=? AND counted=?)"
    )
    every = query_plan(sqlite_database, standing._COUNT_ALL, {"plan_id": 1, "on": ON})
    assert every == "SEARCH task USING COVERING INDEX ix_task_standing (plan_id=?)"
