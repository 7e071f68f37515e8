"""Owns the office whose score sheet these tests look at."""

import pytest

from cchc_workflow.store.database import Database
from tests.engine.small_office import SmallOffice
from tests.scored_office import issue_scored


@pytest.fixture
def scored(sqlite_database: Database) -> SmallOffice:
    """Give the office of tests/scored_office.py."""
    return issue_scored(sqlite_database)
