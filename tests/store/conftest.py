"""Owns the filled databases of the store's tests."""

import pytest

from cchc_workflow.store.database import Database
from tests.store.office import Office, fill


@pytest.fixture
def office(database: Database) -> Office:
    """Put the small office into the test's database and give its keys."""
    with database.begin() as tx:
        return fill(tx)


@pytest.fixture
def sqlite_office(sqlite_database: Database) -> Office:
    """Put the small office into the test's SQLite database and give its keys."""
    with sqlite_database.begin() as tx:
        return fill(tx)
