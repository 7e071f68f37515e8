"""Owns the office that the tests of the pages of reports begin with."""

import pytest

from cchc_workflow.store.database import Database
from tests.web.reports.desk import Desk, open_desk


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """Give an office on 16/9/2021 in which no report was made yet."""
    return open_desk(sqlite_database)
