from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import Timeliness, is_late, last_soon_day, timeliness, timeliness_of
from tests.builders import make_calendar, make_task

DUE = date(2021, 6, 30)
BEFORE, AFTER = date(2021, 6, 29), date(2021, 7, 1)

LATENESS = [
    # phase, due, reported, today, late
    (Phase.OPEN, DUE, None, BEFORE, False),
    (Phase.OPEN, DUE, None, DUE, False),
    (Phase.OPEN, DUE, None, AFTER, True),
    (Phase.OPEN, None, None, AFTER, False),
    (Phase.REPORTED, DUE, DUE, AFTER, False),
    (Phase.REPORTED, DUE, AFTER, AFTER, True),
    (Phase.DONE, DUE, BEFORE, AFTER, False),
    (Phase.DONE, DUE, DUE, AFTER, False),
    (Phase.DONE, DUE, AFTER, AFTER, True),
    (Phase.DONE, DUE, None, AFTER, False),
    (Phase.DONE, None, AFTER, AFTER, False),
    (Phase.PAUSED, DUE, None, AFTER, False),
    (Phase.VOID, DUE, AFTER, AFTER, False),
]


@pytest.mark.parametrize(("phase", "due_on", "reported_on", "on", "late"), LATENESS)
def test_lateness_is_judged_at_the_report(
    phase: Phase, due_on: date | None, reported_on: date | None, on: date, *, late: bool
) -> None:
    assert is_late(phase, due_on, reported_on, on) is late


TABLE = [
    # today, phase, due, reported, expected; "soon" is 7 working days
    ("18/6", Phase.OPEN, DUE, None, Timeliness.ON_TRACK),
    ("20/6", Phase.OPEN, DUE, None, Timeliness.ON_TRACK),
    ("21/6", Phase.OPEN, DUE, None, Timeliness.DUE_SOON),
    ("29/6", Phase.OPEN, DUE, None, Timeliness.DUE_SOON),
    ("30/6", Phase.OPEN, DUE, None, Timeliness.DUE_SOON),
    ("1/7", Phase.OPEN, DUE, None, Timeliness.OVERDUE),
    ("1/7", Phase.OPEN, None, None, Timeliness.UNDATED),
    ("1/7", Phase.REPORTED, DUE, DUE, Timeliness.DONE_ON_TIME),
    ("1/7", Phase.REPORTED, DUE, AFTER, Timeliness.DONE_LATE),
    ("1/7", Phase.DONE, DUE, DUE, Timeliness.DONE_ON_TIME),
    ("1/7", Phase.DONE, DUE, AFTER, Timeliness.DONE_LATE),
    ("1/7", Phase.DONE, None, AFTER, Timeliness.DONE_ON_TIME),
    ("1/7", Phase.PAUSED, DUE, None, Timeliness.PAUSED),
    ("1/7", Phase.PAUSED, None, None, Timeliness.PAUSED),
    ("1/7", Phase.VOID, DUE, None, Timeliness.VOID),
    # 2/9 and 3/9 are days off: the 7 working days before 8/9 begin in August
    ("27/8", Phase.OPEN, date(2021, 9, 8), None, Timeliness.DUE_SOON),
    ("26/8", Phase.OPEN, date(2021, 9, 8), None, Timeliness.DUE_SOON),
    ("25/8", Phase.OPEN, date(2021, 9, 8), None, Timeliness.ON_TRACK),
]


@pytest.mark.parametrize(("today", "phase", "due_on", "reported_on", "expected"), TABLE)
def test_timeliness_is_seen_from_today(
    today: str, phase: Phase, due_on: date | None, reported_on: date | None, expected: Timeliness
) -> None:
    day, month = map(int, today.split("/"))
    task = make_task(phase=phase, due_on=due_on, reported_on=reported_on)
    assert timeliness(task, date(2021, month, day), make_calendar(), soon=7) is expected


def test_every_timeliness_is_in_the_table() -> None:
    assert {row[-1] for row in TABLE} == set(Timeliness)


@given(
    st.sampled_from(Phase),
    st.none() | st.dates(date(2021, 3, 1), date(2021, 10, 1)),
    st.none() | st.dates(date(2021, 3, 1), date(2021, 10, 1)),
    st.dates(date(2021, 4, 1), date(2021, 9, 1)),
    st.integers(0, 12),
)
def test_timeliness_of_agrees_with_timeliness(
    phase: Phase, due_on: date | None, reported_on: date | None, on: date, soon: int
) -> None:
    calendar = make_calendar()
    task = make_task(phase=phase, due_on=due_on, reported_on=reported_on)
    until = last_soon_day(on, calendar, soon)
    assert timeliness_of(phase, due_on, reported_on, on, until) is timeliness(task, on, calendar, soon)
