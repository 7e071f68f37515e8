"""Owns the office whose scores these tests give."""

import pytest

from cchc_workflow.store.database import Database
from tests.engine.small_office import SmallOffice
from tests.scored_office import issue_scored


@pytest.fixture
def scored(database: Database) -> SmallOffice:
    """Give the office of tests/scored_office.py."""
    return issue_scored(database)
