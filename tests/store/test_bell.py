from dataclasses import replace

from cchc_workflow.store.bell import count_new, note_seen, read_messages
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.outbox import Item, OutboxState, add_items
from tests.store.office import NOW, Office, put_task


def put(tx: Transaction, office: Office, *items: tuple[str, dict[str, object]]) -> None:
    plain = Item(
        organization_id=office.organization_id, key="k", message="reminder", person_id=office.head_id,
        facts={}, state=OutboxState.QUEUED, not_before=NOW, created_at=NOW,
    )  # fmt: skip
    add_items(tx, [replace(plain, key=key, **over) for key, over in items])  # type: ignore[arg-type]


def test_messages_come_newest_first_with_their_tasks(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office, code="A4", title="Rà soát")
        put(tx, office, ("a", {"task_id": task.id}), ("b", {"message": "flagged"}))
        put(tx, office, ("c", {"person_id": office.director_id}))
        rows = read_messages(tx, office.head_id)
        assert [(row.message, row.code, row.title) for row in rows] == [
            ("flagged", None, None),
            ("reminder", "A4", "Rà soát"),
        ]
        assert [bool(row.is_new) for row in rows] == [True, True]
        assert [row.message for row in read_messages(tx, office.head_id, 1)] == ["flagged"]


def test_what_was_taken_back_or_said_by_a_later_step_does_not_ring(
    database: Database, office: Office
) -> None:
    with database.begin() as tx:
        for state in OutboxState:
            put(tx, office, (str(state), {"state": state}))
        said = [row.state for row in read_messages(tx, office.head_id)]
        assert set(said) == set(OutboxState) - {OutboxState.DROPPED, OutboxState.MISSED}
        assert count_new(tx, office.head_id) == len(said)


def test_messages_are_new_until_they_were_seen(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put(tx, office, ("a", {}), ("b", {}))
        assert count_new(tx, office.head_id) == 2
        newest, older = read_messages(tx, office.head_id)
        note_seen(tx, office.head_id, older.id)
        assert count_new(tx, office.head_id) == 1
        note_seen(tx, office.head_id, newest.id)
        assert count_new(tx, office.head_id) == 0
        put(tx, office, ("c", {}))
        assert [bool(row.is_new) for row in read_messages(tx, office.head_id)] == [True, False, False]


def test_what_was_seen_stays_so(database: Database, office: Office) -> None:
    """An older page that is sent late takes nothing back."""
    with database.begin() as tx:
        put(tx, office, ("a", {}), ("b", {}))
        newest, older = read_messages(tx, office.head_id)
        note_seen(tx, office.head_id, newest.id)
        note_seen(tx, office.head_id, older.id)
        assert count_new(tx, office.head_id) == 0
        assert count_new(tx, office.director_id) == 0
