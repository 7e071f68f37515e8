"""Owns the busy office of the tests of "Việc hôm nay": one thing of every kind waits."""

from datetime import date

import pytest

from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import SmallOffice, duty, issue_small


@pytest.fixture
def busy(sqlite_database: Database) -> SmallOffice:
    """Give an office with a report, a request, an overdue task and one without a date."""
    small = issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 6, 30)),
        duty("A2", "VP", date(2021, 9, 30)),
        duty("A3", "VP", date(2021, 5, 17)),
        duty("A4", "VP"),
    )
    small.report("A1", vn(20, 5, 9))
    small.ask("A2", date(2021, 10, 30), vn(20, 5, 9))
    return small
