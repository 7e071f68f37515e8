from datetime import date, timedelta
from typing import Any

import pytest

from cchc_workflow.domain.history import GENESIS, chain
from cchc_workflow.domain.task import Event, Phase
from cchc_workflow.store.board import (
    count_ahead,
    count_dormant,
    last_keys,
    newest_events,
    newest_pinned,
    reached_steps,
    sum_states,
)
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.events import add_links
from cchc_workflow.store.outbox import Item, OutboxState, add_items
from tests.store.office import NOW, Office, put_task

ON = date(2021, 7, 1)
SOON_UNTIL = date(2021, 7, 12)


def put_event(tx: Transaction, office: Office, code: str, *, actor_id: int | None = None) -> None:
    task = put_task(tx, office, code=code)
    started = Event(
        name="started", task_id=task.id, number=1, at=NOW, actor_id=actor_id,
        from_state="assigned", to_state="in_progress",
    )  # fmt: skip
    add_links(tx, chain(GENESIS, [started]))


def put_step(tx: Transaction, office: Office, task_id: int, step: str, *, days: int = 0) -> None:
    at = NOW + timedelta(days=days)
    add_items(
        tx,
        [
            Item(
                organization_id=office.organization_id,
                key=f"{task_id}:{step}:{days}",
                message="overdue",
                person_id=office.head_id,
                facts={},
                state=OutboxState.HELD,
                not_before=at,
                created_at=at,
                task_id=task_id,
                step=step,
            )
        ],
    )


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"phase": Phase.OPEN, "due_on": date(2021, 6, 30)}, {"overdue": 1}),
        ({"phase": Phase.OPEN, "due_on": ON}, {"due_soon": 1}),
        ({"phase": Phase.OPEN, "due_on": SOON_UNTIL}, {"due_soon": 1}),
        ({"phase": Phase.OPEN, "due_on": SOON_UNTIL + timedelta(days=1)}, {}),
        ({"phase": Phase.OPEN, "due_on": None}, {"undated": 1}),
        ({"phase": Phase.DONE, "due_on": ON, "reported_on": ON + timedelta(days=1)}, {"done_late": 1}),
        ({"phase": Phase.REPORTED, "due_on": ON, "reported_on": ON + timedelta(days=1)}, {"done_late": 1}),
        ({"phase": Phase.DONE, "due_on": ON, "reported_on": ON}, {}),
        ({"phase": Phase.PAUSED, "due_on": date(2021, 6, 30)}, {}),
        ({"phase": Phase.VOID, "due_on": date(2021, 6, 30)}, {}),
    ],
)
def test_sums_put_each_task_where_it_belongs(
    database: Database, office: Office, over: dict[str, Any], expected: dict[str, int]
) -> None:
    with database.begin() as tx:
        put_task(tx, office, **over)
        (row,) = sum_states(tx, office.plan_id, ON, SOON_UNTIL)
    sums = {name: getattr(row, name) for name in ("overdue", "due_soon", "undated", "done_late")}
    assert row.tasks == 1
    assert sums == dict.fromkeys(sums, 0) | expected


def test_sums_leave_dormant_tasks_and_other_plans_out(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, counted=False, due_on=None)
        assert sum_states(tx, office.plan_id, ON, SOON_UNTIL) == []
        assert sum_states(tx, office.plan_id + 1, ON, SOON_UNTIL) == []
        assert count_dormant(tx, office.plan_id) == 1
        assert count_dormant(tx, office.plan_id + 1) == 0


def test_ahead_counts_what_can_still_become_late(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, code="A1", due_on=ON)
        put_task(tx, office, code="A2", due_on=ON - timedelta(days=1))
        put_task(tx, office, code="A3", due_on=ON, phase=Phase.REPORTED)
        put_task(tx, office, code="A4", due_on=None)
        put_task(tx, office, code="A5", due_on=ON, lead_unit_id=office.other_unit_id)
        assert count_ahead(tx, office.plan_id, ON) == {office.unit_id: 1, office.other_unit_id: 1}


def test_newest_pinned_are_those_of_the_last_task(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert newest_pinned(tx, office.plan_id) is None
        put_task(tx, office)
        found = newest_pinned(tx, office.plan_id)
    assert found is not None
    assert tuple(found) == (office.workflow_id, office.ladder_id)


def test_newest_events_come_newest_first_with_task_and_actor(database: Database, office: Office) -> None:
    with database.begin() as tx:
        for code, actor_id in (("A1", office.head_id), ("A2", None), ("A3", office.head_id)):
            put_event(tx, office, code, actor_id=actor_id)
        rows = newest_events(tx, office.plan_id, 2)
        assert newest_events(tx, office.plan_id + 1, 2) == []
    assert [(row.code, row.actor_name, row.unit_name) for row in rows] == [
        ("A3", "head", "Văn phòng Sở"),
        ("A2", None, "Văn phòng Sở"),
    ]


def test_reached_steps_are_those_of_the_present_deadline(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office, code="A1", due_set_at=NOW)
        other = put_task(tx, office, code="A2", due_set_at=NOW)
        put_step(tx, office, task.id, "T+10", days=-1)
        put_step(tx, office, task.id, "T-7")
        put_step(tx, office, task.id, "T+1", days=3)
        assert reached_steps(tx, [task.id, other.id]) == {
            task.id: frozenset({"T-7", "T+1"}),
            other.id: frozenset(),
        }
        assert reached_steps(tx, []) == {}


def test_last_keys_grow_with_whatever_happens(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert last_keys(tx) == (0, 0)
        put_event(tx, office, "A1")
        events, mails = last_keys(tx)
        assert (events > 0, mails) == (True, 0)
        put_step(tx, office, put_task(tx, office, code="A2").id, "T-7")
        assert last_keys(tx)[1] > 0
