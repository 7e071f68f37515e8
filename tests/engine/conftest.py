"""Owns the small office in which most of the engine's tests take place."""

from datetime import date

import pytest

from cchc_workflow.store.database import Database
from tests.engine.small_office import SmallOffice, duty, issue_small


@pytest.fixture
def desk(database: Database) -> SmallOffice:
    """Give an office whose plan was issued on 15/4/2021.

    Văn phòng has nine tasks that count: A1 due on 30/6 (TCCB helps), A2 to A8 due on 30/9, A9 without a date;
    A10 sleeps. TCCB has B1 to B5, due on 30/6, and CCKL C1, due on 31/5.
    """
    return issue_small(
        database,
        duty("A1", "VP", date(2021, 6, 30), 'supports = ["TCCB"]'),
        *(duty(f"A{number}", "VP", date(2021, 9, 30)) for number in range(2, 9)),
        duty("A9", "VP"),
        duty("A10", "VP", None, "dormant = true"),
        *(duty(f"B{number}", "TCCB", date(2021, 6, 30)) for number in range(1, 6)),
        duty("C1", "CCKL", date(2021, 5, 31)),
    )


@pytest.fixture
def ten(database: Database) -> SmallOffice:
    """Give an office in which Văn phòng has ten tasks A1 to A10, due one each Monday from 7/6 to 9/8/2021."""
    first = date(2021, 6, 7).toordinal()
    dues = [date.fromordinal(first + 7 * week) for week in range(10)]
    return issue_small(database, *(duty(f"A{number}", "VP", on) for number, on in enumerate(dues, start=1)))
