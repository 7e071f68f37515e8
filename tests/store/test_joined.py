import pytest

from cchc_workflow.store.database import Database
from cchc_workflow.store.joined import JoinedDatabase
from cchc_workflow.store.people import find_person
from tests.store.office import fill


def test_what_is_done_in_a_joined_transaction_is_undone_with_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        fill_and_fail(database)
    with database.read() as tx:
        assert find_person(tx, 1, "head@so.example") is None


def test_a_joined_reader_sees_what_is_not_committed(database: Database) -> None:
    with database.begin() as tx:
        joined = JoinedDatabase(tx)
        assert joined.is_postgresql == database.is_postgresql
        organization_id = fill(tx).organization_id
        with joined.read() as inner:
            assert find_person(inner, organization_id, "head@so.example") is not None


def fill_and_fail(database: Database) -> None:
    with database.begin() as tx:
        with JoinedDatabase(tx).begin() as inner:
            fill(inner)
        raise ZeroDivisionError
