"""Owns the office that the listing's pages show: tasks of three units, one with hostile text."""

from datetime import date

import pytest

from cchc_workflow.store.database import Database
from tests.engine.small_office import SmallOffice, duty, issue_small

HOSTILE = '<script>alert("1")</script> %s {{ 7 * 7 }} =1+1'


@pytest.fixture
def listed(sqlite_database: Database) -> SmallOffice:
    """Give the office: VP has A1 (TCCB helps) to A3 and A4 without a date, TCCB B1, CCKL the hostile C1."""
    hostile = duty("C1", "CCKL", date(2021, 5, 31)).replace("Nhiệm vụ C1", HOSTILE.replace('"', '\\"'))
    return issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 6, 30), 'supports = ["TCCB"]'),
        duty("A2", "VP", date(2021, 6, 18)),
        duty("A3", "VP", date(2021, 9, 30)),
        duty("A4", "VP"),
        duty("B1", "TCCB", date(2021, 6, 30)),
        hostile,
    )
