from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.deadlines.marks import After, Found, Mark, Sign, Span, Start, Stated, Why
from cchc_workflow.domain.deadlines.milestones import DeadlineContext, Reading, milestones
from cchc_workflow.domain.deadlines.points import Point, Unit
from cchc_workflow.domain.deadlines.terms import Term, TermUnit

WEEKDAYS: Final = WorkCalendar(
    source="weekdays.toml",
    tz="Asia/Ho_Chi_Minh",
    weekend=frozenset({5, 6}),
    first_on=date(2020, 1, 1),
    last_on=date(2027, 12, 31),
    days_off={},
    worked_days={},
)
PLAN: Final = DeadlineContext(2026, WEEKDAYS, date(2026, 4, 15))
JUNE_15 = Point(Unit.DAY, 6, None, 15)
DECEMBER_15 = Point(Unit.DAY, 12, None, 15)
MARCH_31_2027 = Point(Unit.DAY, 3, 2027, 31)
OCTOBER, MARCH = Point(Unit.MONTH, 10, None), Point(Unit.MONTH, 3, None)
TEN_DAYS = Term(10, TermUnit.DAY)


def dates(*marks: Mark, context: DeadlineContext = PLAN) -> list[date] | Why:
    """The last days of what the marks come to, none of them in parentheses."""
    found = milestones([Found(mark, aside=False) for mark in marks], context)
    return found if isinstance(found, Why) else [each.on for each in found]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([Stated(JUNE_15)], [date(2026, 6, 15)]),
        ([Stated(OCTOBER)], [date(2026, 10, 31)]),
        ([Stated(JUNE_15), Stated(replace(DECEMBER_15, year=2025))], [date(2025, 6, 15), date(2025, 12, 15)]),
        ([Stated(DECEMBER_15), Stated(MARCH_31_2027)], Why.AMBIGUOUS_YEAR),
        ([Stated(replace(JUNE_15, year=2025)), Stated(MARCH_31_2027), Stated(JUNE_15)], Why.AMBIGUOUS_YEAR),
        (
            [Stated(replace(DECEMBER_15, year=2025)), Stated(MARCH_31_2027)],
            [date(2025, 12, 15), date(2027, 3, 31)],
        ),
        ([Stated(replace(JUNE_15, day=31))], Why.IMPOSSIBLE_DATE),
        ([Start(replace(JUNE_15, day=31))], Why.IMPOSSIBLE_DATE),
        ([Start(JUNE_15)], []),
        ([Sign.STANDING], []),
    ],
)
def test_milestones_find_the_missing_year_or_say_that_it_is_open(
    marks: list[Mark], expected: list[date] | Why
) -> None:
    assert dates(*marks) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (MARCH, OCTOBER, [date(2026, 10, 31)]),
        (OCTOBER, MARCH, Why.REVERSED_RANGE),
        (OCTOBER, replace(MARCH, year=2027), [date(2027, 3, 31)]),
        (replace(OCTOBER, year=2027), replace(MARCH, year=2027), Why.REVERSED_RANGE),
        (MARCH, Point(Unit.MONTH, 13, 2026), Why.IMPOSSIBLE_DATE),
        (Point(Unit.DAY, 2, None, 29), Point(Unit.DAY, 1, 2024, 5), Why.REVERSED_RANGE),
    ],
)
def test_milestones_end_a_range_on_its_last_day(start: Point, end: Point, expected: list[date] | Why) -> None:
    assert dates(Span(start, end)) == expected


def test_milestones_begin_a_range_in_the_year_before_when_it_runs_over_new_year() -> None:
    found = milestones([Found(Span(OCTOBER, replace(MARCH, year=2027)), aside=True)], PLAN)
    assert not isinstance(found, Why)
    assert [(each.from_on, each.aside) for each in found] == [(date(2026, 10, 1), True)]


@pytest.mark.parametrize(
    ("point", "strict", "lenient", "reading"),
    [
        (JUNE_15, date(2026, 6, 14), date(2026, 6, 15), Reading.BEFORE_DATE_INCLUDED),
        (MARCH, date(2026, 2, 28), date(2026, 2, 28), Reading.BEFORE_PERIOD),
        (Point(Unit.YEAR, 1, 2027), date(2026, 12, 31), date(2026, 12, 31), Reading.BEFORE_PERIOD),
    ],
)
def test_milestones_before_a_date_follow_the_setting(
    point: Point, strict: date, lenient: date, reading: Reading
) -> None:
    mark = Stated(point, before=True)
    assert dates(mark) == [strict]
    found = milestones([Found(mark, aside=False)], replace(PLAN, before_means="on"))
    assert not isinstance(found, Why)
    assert [(each.on, each.reading) for each in found] == [(lenient, reading)]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (After(TEN_DAYS, signing=True), [date(2026, 4, 27)]),  # 25/4/2026 is a Saturday
        (After(TEN_DAYS, point=JUNE_15), [date(2026, 6, 25)]),
        (After(TEN_DAYS, point=replace(JUNE_15, day=31)), Why.IMPOSSIBLE_DATE),
        (After(TEN_DAYS), []),
        (After(Term(0, TermUnit.DAY), signing=True), Why.IMPOSSIBLE_TERM),
        (After(Term(1000, TermUnit.WORKING_DAY), signing=True), Why.BEYOND_CALENDAR),
    ],
)
def test_milestones_count_a_term_from_what_is_known(mark: After, expected: list[date] | Why) -> None:
    assert dates(mark) == expected


def test_milestones_of_an_unsigned_plan_wait_for_its_signing() -> None:
    assert dates(After(TEN_DAYS, signing=True), context=replace(PLAN, signed_on=None)) == []


def test_milestones_leave_the_end_of_a_term_where_it_falls_unless_it_rolls() -> None:
    assert dates(After(TEN_DAYS, signing=True), context=replace(PLAN, roll=False)) == [date(2026, 4, 25)]


@pytest.mark.parametrize(
    "other", [Stated(JUNE_15), Sign.STANDING, Sign.ON_DEMAND, After(TEN_DAYS), Span(MARCH, OCTOBER)]
)
def test_milestones_take_a_year_for_a_name_where_something_else_says_when(other: Mark) -> None:
    name = Stated(Point(Unit.YEAR, 1, 2030), weak=True)
    assert dates(name) == [date(2030, 12, 31)]
    assert dates(name, Sign.IN_SUBTASKS) == [date(2030, 12, 31)]
    assert dates(name, other) == dates(other)
