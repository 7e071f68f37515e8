from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.periods import Period, PeriodKind, end_of_month, periods

MONTHLY, QUARTERLY, HALF_YEARLY, YEARLY = PeriodKind


@pytest.mark.parametrize(
    ("period", "first_on", "last_on", "label"),
    [
        (Period(MONTHLY, 2021, 4), date(2021, 4, 1), date(2021, 4, 30), "2021-04"),
        (Period(MONTHLY, 2024, 2), date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (Period(MONTHLY, 2021, 12), date(2021, 12, 1), date(2021, 12, 31), "2021-12"),
        (Period(QUARTERLY, 2021, 2), date(2021, 4, 1), date(2021, 6, 30), "2021-q2"),
        (Period(HALF_YEARLY, 2021, 1), date(2021, 1, 1), date(2021, 6, 30), "2021-h1"),
        (Period(HALF_YEARLY, 2021, 2), date(2021, 7, 1), date(2021, 12, 31), "2021-h2"),
        (Period(YEARLY, 2021), date(2021, 1, 1), date(2021, 12, 31), "2021"),
    ],
)
def test_period_knows_its_days_and_label(period: Period, first_on: date, last_on: date, label: str) -> None:
    assert (period.first_on, period.last_on, period.label) == (first_on, last_on, label)


@pytest.mark.parametrize(
    "period", [Period(MONTHLY, 2021, 13), Period(QUARTERLY, 2021, 5), Period(YEARLY, 2021, 0)]
)
def test_period_outside_the_year_has_no_days(period: Period) -> None:
    with pytest.raises(ValueError, match="month"):
        _ = period.first_on
    with pytest.raises(ValueError, match="month"):
        _ = period.last_on


@pytest.mark.parametrize(
    ("kind", "first_on", "last_on", "labels"),
    [
        (QUARTERLY, date(2021, 4, 15), date(2021, 12, 31), ["2021-q2", "2021-q3", "2021-q4"]),
        (HALF_YEARLY, date(2021, 4, 15), date(2021, 12, 31), ["2021-h1", "2021-h2"]),
        (YEARLY, date(2021, 4, 15), date(2021, 12, 31), ["2021"]),
        (MONTHLY, date(2021, 10, 31), date(2021, 12, 30), ["2021-10", "2021-11"]),
        (QUARTERLY, date(2021, 6, 30), date(2021, 6, 30), ["2021-q2"]),
        (QUARTERLY, date(2021, 7, 1), date(2021, 9, 29), []),
        (YEARLY, date(2020, 1, 1), date(2020, 12, 31), []),
        (QUARTERLY, date(2020, 4, 1), date(2022, 4, 1), ["2021-q1", "2021-q2", "2021-q3", "2021-q4"]),
    ],
)
def test_periods_are_those_that_end_within_the_window(
    kind: PeriodKind, first_on: date, last_on: date, labels: list[str]
) -> None:
    assert [period.label for period in periods(kind, 2021, first_on, last_on)] == labels


@given(st.sampled_from(PeriodKind), st.integers(1900, 2199))
def test_periods_of_a_kind_cover_the_year_without_gap_or_overlap(kind: PeriodKind, year: int) -> None:
    whole = periods(kind, year, date(year, 1, 1), date(year, 12, 31))
    assert whole[0].first_on == date(year, 1, 1)
    assert whole[-1].last_on == date(year, 12, 31)
    assert all(later.first_on - earlier.last_on == timedelta(days=1) for earlier, later in pairwise(whole))


def test_end_of_month_knows_leap_years_and_refuses_a_thirteenth() -> None:
    assert (end_of_month(2023, 2), end_of_month(2024, 2)) == (date(2023, 2, 28), date(2024, 2, 29))
    with pytest.raises(ValueError, match="month"):
        end_of_month(2024, 13)
