from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from cchc_workflow.domain.history import GENESIS, anchor, broken_at, chain
from cchc_workflow.domain.task import Event, Task
from cchc_workflow.errors import StorageError
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.events import (
    add_anchor,
    add_links,
    all_anchors,
    anchored_heads,
    last_anchor,
    read_chains,
    read_events,
)
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import EventRow, EvidenceRow
from tests.store.office import NOW, Office, fill, put_task

TODAY = date(2021, 6, 1)
_event = table_of(EventRow)
_evidence = table_of(EvidenceRow)


def events_of(task: Task, many: int, **over: object) -> Iterator[Event]:
    for number in range(1, many + 1):
        event = Event(
            name="task_started", task_id=task.id, number=number, at=NOW + timedelta(microseconds=number),
            actor_id=None, from_state="assigned", to_state="in_progress",
            data={"note": "Đã nhận", "value": None, "evidence": []},
        )  # fmt: skip
        yield replace(event, **over)  # type: ignore[arg-type]


def happen(tx: Transaction, task: Task, many: int, **over: object) -> None:
    add_links(tx, chain(GENESIS, events_of(task, many, **over)))


def test_events_come_back_as_they_happened_with_their_actor(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office)
        happen(tx, task, 2, actor_id=office.head_id)
        rows = read_events(tx, task.id)
    assert [(row.number, row.name, row.actor_name, row.actor_address) for row in rows] == [
        (1, "task_started", "head", "head@so.example"),
        (2, "task_started", "head", "head@so.example"),
    ]
    assert rows[0].at == NOW + timedelta(microseconds=1)


def test_event_without_an_actor_is_the_programs_own(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office)
        happen(tx, task, 1)
        (row,) = read_events(tx, task.id)
    assert (row.actor_id, row.actor_name) == (None, None)


def test_chains_are_proved_by_what_is_stored(database: Database, office: Office) -> None:
    with database.begin() as tx:
        tasks = [put_task(tx, office, code=code) for code in ("A1", "A2", "A3")]
        happen(tx, tasks[0], 3)
        happen(tx, tasks[2], 2)
        found = list(read_chains(tx, tasks[0].id, tasks[2].id))
        assert list(read_chains(tx, tasks[1].id, tasks[1].id)) == []
    assert [(task_id, len(links), broken_at(links)) for task_id, links in found] == [
        (tasks[0].id, 3, None),
        (tasks[2].id, 2, None),
    ]


def test_changed_event_breaks_its_chain(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office)
        happen(tx, task, 3)
        tx.run(text("UPDATE event SET at = at, to_state = 'verified' WHERE number = 2"))
        ((_, links),) = read_chains(tx, task.id, task.id)
    assert broken_at(links) == 2


def test_second_event_of_one_number_is_refused(database: Database, office: Office) -> None:
    with pytest.raises(StorageError), database.begin() as tx:  # noqa: PT012 - a transaction is a block
        task = put_task(tx, office)
        happen(tx, task, 1)
        happen(tx, task, 1)


def test_evidence_is_kept_beside_its_event(database: Database, office: Office) -> None:
    items = [{"document": "12/BC-VP", "issued_on": "2021-05-31"}, {"document": "bb.pdf", "sha256": "ab"}]
    with database.begin() as tx:
        happen(tx, put_task(tx, office), 1, data={"evidence": items})
        rows = tx.all(select(_evidence).order_by(_evidence.c.id))
    assert [(row.event_number, row.document, row.issued_on, row.sha256) for row in rows] == [
        (1, "12/BC-VP", date(2021, 5, 31), None),
        (1, "bb.pdf", None, "ab"),
    ]


def test_anchor_stands_for_what_came_since_the_last_one(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert add_anchor(tx, TODAY, NOW) == 0
        assert last_anchor(tx) is None
        happen(tx, put_task(tx, office, code="A1"), 3)
        assert add_anchor(tx, TODAY, NOW) == 3
        assert add_anchor(tx, TODAY, NOW) == 0
        happen(tx, put_task(tx, office, code="A2"), 2)
        assert add_anchor(tx, TODAY + timedelta(days=1), NOW) == 2
        first, second = all_anchors(tx)
        newest = last_anchor(tx)
        assert newest is not None
        assert newest.id == second.id
        heads = anchored_heads(tx, first.last_event_id, second.last_event_id)
        assert [head for _, head in heads] == [
            row.hash for row in tx.all(select(_event).order_by(_event.c.id))
        ][3:]
    assert second.hash == anchor(first.hash, heads)


@pytest.mark.postgresql
def test_anchor_waits_for_writers_whose_events_would_slip_below_it(postgresql_database: Database) -> None:
    with postgresql_database.begin() as tx:
        task = put_task(tx, fill(tx))
    with postgresql_database.begin() as writing:
        happen(writing, task, 1)
        with pytest.raises(StorageError) as caught, postgresql_database.begin() as anchoring:  # noqa: PT012
            anchoring.run(text("SET LOCAL lock_timeout = '20ms'"))
            add_anchor(anchoring, TODAY, NOW)
    assert caught.value.reason == "locked"
