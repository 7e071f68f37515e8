from datetime import date
from typing import Final

import pytest

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.deadlines.terms import LONGEST, Term, TermUnit, end_of_term

DAY, WORKING_DAY, WEEK, MONTH, YEAR = TermUnit


WEEKDAYS: Final = WorkCalendar(
    source="weekdays.toml",
    tz="Asia/Ho_Chi_Minh",
    weekend=frozenset({5, 6}),
    first_on=date(2021, 1, 1),
    last_on=date(2025, 12, 31),
    days_off={},
    worked_days={},
)


@pytest.mark.parametrize(
    ("term", "start_on", "end_on"),
    [
        (Term(1, DAY), date(2021, 4, 15), date(2021, 4, 16)),
        (Term(100, DAY), date(2021, 4, 15), date(2021, 7, 26)),  # 24/7/2021 is a Saturday
        (Term(15, WORKING_DAY), date(2021, 4, 15), date(2021, 5, 6)),
        (Term(1, WORKING_DAY), date(2021, 4, 16), date(2021, 4, 19)),  # from Friday to Monday
        (Term(2, WEEK), date(2021, 4, 15), date(2021, 4, 29)),
        (Term(1, MONTH), date(2021, 1, 29), date(2021, 3, 1)),  # 28/2/2021 is a Sunday
        (Term(3, MONTH), date(2021, 11, 30), date(2022, 2, 28)),
        (Term(2, MONTH), date(2021, 10, 15), date(2021, 12, 15)),
        (Term(1, YEAR), date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_end_of_term_leaves_out_the_first_day_and_ends_on_a_working_day(
    term: Term, start_on: date, end_on: date
) -> None:
    assert end_of_term(term, start_on, WEEKDAYS) == end_on


def test_end_of_term_stays_on_a_day_off_where_the_plan_says_so() -> None:
    assert end_of_term(Term(100, DAY), date(2021, 4, 15), WEEKDAYS, roll=False) == date(2021, 7, 24)


@pytest.mark.parametrize("unit", TermUnit)
def test_term_is_plausible_from_one_unit_to_ten_years(unit: TermUnit) -> None:
    plausible = [Term(amount, unit).plausible for amount in (0, 1, LONGEST[unit], LONGEST[unit] + 1)]
    assert plausible == [False, True, True, False]
