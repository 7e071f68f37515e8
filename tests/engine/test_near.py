from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.engine.near import NearLine, near_units
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import SmallOffice, duty, issue_small

ON = date(2021, 6, 15)
NOW = vn(15, 6, 9)


def make_office(database: Database, late: int, ahead: int, undated: int = 0) -> SmallOffice:
    """Return an office whose unit VP has so many late tasks, tasks due in September, and undated ones."""
    duties = [duty(f"L{number}", "VP", date(2021, 6, 1)) for number in range(late)]
    duties += [duty(f"O{number:02}", "VP", date(2021, 9, 1 + number)) for number in range(ahead)]
    duties += [duty(f"U{number:02}", "VP") for number in range(undated)]
    small = issue_small(database, *duties)
    sweep(small.office, NOW)
    return small


def near(small: SmallOffice) -> list[NearLine]:
    with small.database.read() as tx:
        return near_units(tx, small.office.plan(tx, small.plan_id), ON)


def test_near_unit_says_how_many_more_tip_it_where_to_and_when(sqlite_database: Database) -> None:
    (line,) = near(make_office(sqlite_database, late=4, ahead=13))
    assert (line.unit_code, line.late, line.assigned, line.percent) == ("VP", 4, 17, Decimal("23.53"))
    assert (line.more, line.percent_then) == (2, Decimal("35.29"))
    assert (line.tipping, line.tips_on) == (("O00", "O01"), date(2021, 9, 3))


@pytest.mark.parametrize(
    ("late", "ahead", "undated", "expected"),
    [
        (0, 3, 0, []),
        (1, 9, 0, [2]),
        (1, 12, 0, [3]),
        (1, 13, 0, []),
        (3, 7, 0, []),
        (2, 1, 4, [1]),
        (2, 1, 3, []),
        (2, 0, 5, []),
        (1, 1, 7, []),
    ],
)
def test_near_is_a_unit_with_a_late_task_that_a_few_more_would_tip(
    sqlite_database: Database, late: int, ahead: int, undated: int, expected: list[int]
) -> None:
    small = make_office(sqlite_database, late, ahead, undated)
    assert [line.more for line in near(small)] == expected
