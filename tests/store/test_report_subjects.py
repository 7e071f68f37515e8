from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Phase
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import end_appointments
from cchc_workflow.store.report_subjects import heads_left, leading_units, overdue_units
from tests.store.office import Office, appoint, put_task

DUE = date(2021, 6, 30)
LEFT = date(2021, 8, 31)
AFTER = date(2021, 9, 1)


def test_leading_units_have_counted_tasks(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert leading_units(tx, office.plan_id) == []
        put_task(tx, office, code="A1")
        put_task(tx, office, code="A2")
        put_task(tx, office, code="A3", lead_unit_id=office.other_unit_id, counted=False)
        assert [(row.id, row.code) for row in leading_units(tx, office.plan_id)] == [(office.unit_id, "VP")]
        assert leading_units(tx, office.plan_id + 1) == []


@pytest.mark.parametrize(
    ("over", "until", "found"),
    [
        ({}, DUE, ["VP"]),
        ({}, date(2021, 6, 29), []),
        ({"phase": Phase.REPORTED}, DUE, []),
        ({"phase": Phase.PAUSED}, DUE, []),
        ({"phase": Phase.VOID}, DUE, []),
        ({"due_on": None}, DUE, []),
        ({"counted": False}, DUE, []),
    ],
)
def test_overdue_units_have_an_open_task_due_by_the_day(
    database: Database, office: Office, over: dict[str, Any], until: date, found: list[str]
) -> None:
    with database.begin() as tx:
        put_task(tx, office, code="A1", **over)
        assert [row.code for row in overdue_units(tx, office.plan_id, until)] == found


def leave(database: Database, office: Office, *, again: bool = False, stands_in: bool = False) -> None:
    """Let the head of VP leave with 31/8, and somebody come after."""
    with database.begin() as tx:
        put_task(tx, office, code="A1")
        if stands_in:
            away = {"from_on": date(2021, 8, 1), "to_on": LEFT, "stands_in_for": office.head_id}
            appoint(tx, office.organization_id, office.deputy_id, office.unit_id, Role.UNIT_HEAD, **away)
            return
        end_appointments(tx, office.organization_id, Role.UNIT_HEAD, office.unit_id, LEFT)
        new = office.head_id if again else office.deputy_id
        appoint(tx, office.organization_id, new, office.unit_id, Role.UNIT_HEAD, from_on=AFTER)


@pytest.mark.parametrize(
    ("since", "before", "found"),
    [
        (LEFT, AFTER, [("VP", LEFT)]),
        (date(2021, 4, 15), date(2021, 12, 31), [("VP", LEFT)]),
        (LEFT, LEFT, []),
        (AFTER, date(2021, 12, 31), []),
    ],
)
def test_head_who_left_is_found_by_the_last_day(
    database: Database, office: Office, since: date, before: date, found: list[tuple[str, date]]
) -> None:
    leave(database, office)
    with database.read() as tx:
        assert [(row.code, row.to_on) for row in heads_left(tx, office.plan_id, since, before)] == found
        assert heads_left(tx, office.plan_id + 1, since, before) == []


@pytest.mark.parametrize("how", [{"again": True}, {"stands_in": True}])
def test_who_stays_or_stood_in_did_not_leave(
    database: Database, office: Office, how: dict[str, bool]
) -> None:
    leave(database, office, **how)
    with database.read() as tx:
        assert heads_left(tx, office.plan_id, LEFT, AFTER) == []
