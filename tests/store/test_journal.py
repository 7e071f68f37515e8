from datetime import timedelta

import pytest
from sqlalchemy import text

from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.journal import broken_entry, count_entries, note, read_journal
from tests.store.office import NOW, Office


def write(tx: Transaction, office: Office, *names: str) -> None:
    for number, name in enumerate(names):
        at = NOW + timedelta(minutes=number)
        note(tx, office.organization_id, office.head_id, name, "VP", at, {"số": number})


def test_entries_come_newest_first_with_who_did_it(database: Database, office: Office) -> None:
    with database.begin() as tx:
        write(tx, office, "unit_added", "person_appointed")
        note(tx, office.organization_id, None, "key_made", "", NOW)
        rows = read_journal(tx, office.organization_id)
        assert [(row.name, row.actor_name) for row in rows] == [
            ("key_made", None),
            ("person_appointed", "head"),
            ("unit_added", "head"),
        ]
        assert (rows[1].at, rows[1].data, rows[0].data) == (NOW + timedelta(minutes=1), '{"số":1}', "{}")


def test_entries_are_read_in_pages(database: Database, office: Office) -> None:
    with database.begin() as tx:
        write(tx, office, "a", "b", "c", "d", "e")
        first = read_journal(tx, office.organization_id, most=2)
        second = read_journal(tx, office.organization_id, before=first[-1].id, most=2)
        assert [row.name for row in (*first, *second)] == ["e", "d", "c", "b"]
        assert read_journal(tx, office.organization_id + 1) == []
        assert count_entries(tx, office.organization_id) == 5
        assert count_entries(tx, office.organization_id + 1) == 0


def test_a_chain_as_it_was_written_holds(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert broken_entry(tx, office.organization_id) is None
        write(tx, office, "a", "b", "c")
        assert broken_entry(tx, office.organization_id) is None


@pytest.mark.parametrize(
    "change",
    [
        "SET name = 'khác'", "SET subject = 'TCCB'", "SET data = '{}'", "SET actor_id = NULL",
        "SET hash = 'abc'",
    ],
)  # fmt: skip
def test_a_changed_entry_is_found(database: Database, office: Office, change: str) -> None:
    with database.begin() as tx:
        write(tx, office, "a", "b", "c")
        (_, second, _) = read_journal(tx, office.organization_id)
        tx.run(text(f"UPDATE journal {change} WHERE id = {second.id}"))
        assert broken_entry(tx, office.organization_id) == second.id


def test_an_entry_taken_out_is_found_at_the_next(database: Database, office: Office) -> None:
    with database.begin() as tx:
        write(tx, office, "a", "b", "c")
        (last, second, _) = read_journal(tx, office.organization_id)
        tx.run(text(f"DELETE FROM journal WHERE id = {second.id}"))  # noqa: S608
        assert broken_entry(tx, office.organization_id) == last.id
