"""Owns the small office in which the invariants are attacked; see tests/engine/conftest.py."""

from datetime import date

import pytest

from cchc_workflow.store.database import Database
from tests.engine.small_office import SmallOffice, duty, issue_small


@pytest.fixture
def desk(database: Database) -> SmallOffice:
    """Give an office with three tasks of Văn phòng, due on 30/6, 30/9 and 31/12/2021, and one of TCCB."""
    dues = (date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31))
    return issue_small(
        database,
        *(duty(f"A{number}", "VP", on) for number, on in enumerate(dues, start=1)),
        duty("B1", "TCCB", date(2021, 6, 30)),
    )
