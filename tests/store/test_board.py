from datetime import timedelta

from cchc_workflow.domain.history import GENESIS, chain
from cchc_workflow.domain.task import Event
from cchc_workflow.store.board import (
    count_dormant,
    last_keys,
    newest_pinned,
    reached_steps,
)
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.events import add_links
from cchc_workflow.store.outbox import Item, OutboxState, add_items
from tests.store.office import NOW, Office, put_task


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


def test_dormant_tasks_are_those_of_the_plan_that_do_not_count(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, code="A1")
        put_task(tx, office, code="A2", counted=False, due_on=None)
        assert count_dormant(tx, office.plan_id) == 1
        assert count_dormant(tx, office.plan_id + 1) == 0


def test_newest_pinned_are_those_of_the_last_task(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert newest_pinned(tx, office.plan_id) is None
        put_task(tx, office)
        found = newest_pinned(tx, office.plan_id)
    assert found is not None
    assert tuple(found) == (office.workflow_id, office.ladder_id)


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
