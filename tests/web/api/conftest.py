"""Owns the office that the API's tests ask about: two tasks of one unit, one of another."""

from datetime import date

import pytest

from cchc_workflow.store.database import Database
from tests.engine.small_office import SmallOffice, duty, issue_small


@pytest.fixture
def desk(sqlite_database: Database) -> SmallOffice:
    """Give an office with A1 and A2 of VP and B1 of TCCB, which have the keys 1, 2 and 3."""
    return issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 6, 30)),
        duty("A2", "VP", date(2021, 9, 30)),
        duty("B1", "TCCB", date(2021, 9, 30)),
    )
