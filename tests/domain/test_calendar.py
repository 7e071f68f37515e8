from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.calendar import DayOff, WorkCalendar, WorkedDay
from cchc_workflow.errors import DefinitionError

TET: Final = [date(2021, 2, 10) + timedelta(days=n) for n in range(7)]
WORKED: Final = date(2021, 2, 20)

CALENDAR: Final = WorkCalendar(
    source="vn.toml",
    tz="Asia/Ho_Chi_Minh",
    weekend=frozenset({5, 6}),
    first_on=date(2020, 1, 1),
    last_on=date(2022, 12, 31),
    days_off={
        **{on: DayOff(on, "Tết", "TB 1") for on in TET},
        date(2021, 4, 30): DayOff(date(2021, 4, 30), "Ngày Chiến thắng"),
        date(2022, 2, 1): DayOff(date(2022, 2, 1), "Tết", provisional=True),
    },
    worked_days={
        WORKED: WorkedDay(WORKED, TET[0], "TB 1"),
        date(2022, 1, 22): WorkedDay(date(2022, 1, 22), provisional=True),
    },
)
OPENS, CLOSES = time(7, 30), time(17)

days = st.dates(date(2020, 6, 1), date(2022, 6, 30))
steps = st.integers(-90, 90)


def naive_count(first: date, last: date) -> int:
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(
        on in CALENDAR.worked_days or (on.weekday() < 5 and on not in CALENDAR.days_off) for on in every
    )


def vn(*parts: int) -> datetime:
    """Return a Hanoi wall-clock time as an instant."""
    return datetime(*parts, tzinfo=timezone(timedelta(hours=7))).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("on", "working"),
    [
        (date(2021, 2, 9), True),
        (date(2021, 2, 10), False),
        (date(2021, 2, 13), False),
        (date(2021, 2, 17), True),
        (date(2021, 2, 20), True),
        (date(2021, 2, 21), False),
        (date(2021, 4, 30), False),
        (date(2020, 1, 1), True),
        (date(2022, 12, 31), False),
    ],
)
def test_day_is_working_by_weekend_holiday_and_swap(on: date, *, working: bool) -> None:
    assert CALENDAR.is_working(on) is working


def test_day_off_and_worked_day_carry_their_notice() -> None:
    assert CALENDAR.day_off(TET[3]) == DayOff(TET[3], "Tết", "TB 1")
    assert CALENDAR.day_off(date(2021, 2, 9)) is None
    assert CALENDAR.worked_day(WORKED) == WorkedDay(WORKED, TET[0], "TB 1")
    assert CALENDAR.worked_day(TET[0]) is None


@pytest.mark.parametrize(
    ("on", "by", "expected"),
    [
        (date(2021, 2, 9), 1, date(2021, 2, 17)),
        (date(2021, 2, 9), 4, date(2021, 2, 20)),
        (date(2021, 2, 17), -1, date(2021, 2, 9)),
        (date(2021, 2, 14), 1, date(2021, 2, 17)),
        (date(2021, 2, 14), -1, date(2021, 2, 9)),
        (date(2021, 2, 14), 0, date(2021, 2, 14)),
        (date(2021, 6, 30), -15, date(2021, 6, 9)),
        (date(2021, 6, 1), 15, date(2021, 6, 22)),
    ],
)
def test_shift_does_not_count_the_first_day(on: date, by: int, expected: date) -> None:
    assert CALENDAR.shift(on, by) == expected


@given(days, steps)
def test_shift_back_undoes_shift_from_a_working_day(on: date, by: int) -> None:
    on = CALENDAR.roll_forward(on)
    assert CALENDAR.shift(CALENDAR.shift(on, by), -by) == on


@given(days, steps)
def test_distance_undoes_shift_from_any_day(on: date, by: int) -> None:
    assert CALENDAR.distance(on, CALENDAR.shift(on, by)) == by


@given(days, days)
def test_count_and_distance_agree_with_looking_at_every_day(first: date, last: date) -> None:
    assert CALENDAR.count(first, last) == naive_count(first, last)
    after, before = timedelta(days=1), timedelta(days=-1)
    expected = naive_count(first + after, last) if last >= first else -naive_count(last, first + before)
    assert CALENDAR.distance(first, last) == expected


@given(days)
def test_roll_finds_the_nearest_working_day(on: date) -> None:
    forward, back = CALENDAR.roll_forward(on), CALENDAR.roll_back(on)
    assert back <= on <= forward
    assert CALENDAR.is_working(forward)
    assert CALENDAR.is_working(back)
    assert CALENDAR.count(back, forward) == (1 if back == forward else 2)


def test_provisional_days_are_listed_by_date() -> None:
    found = CALENDAR.provisional(date(2021, 1, 1), date(2022, 2, 1))
    assert [day.on for day in found] == [date(2022, 1, 22), date(2022, 2, 1)]
    assert CALENDAR.provisional(date(2021, 1, 1), date(2022, 1, 21)) == ()
    assert CALENDAR.is_provisional(date(2022, 2, 1))
    assert CALENDAR.is_provisional(date(2022, 1, 22))
    assert not CALENDAR.is_provisional(TET[0])
    assert not CALENDAR.is_provisional(WORKED)


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2023, 1, 1)])
def test_days_outside_of_the_range_are_refused(on: date) -> None:
    inside = date(2021, 1, 1)
    for ask in (CALENDAR.is_working, CALENDAR.day_off, CALENDAR.worked_day, CALENDAR.is_provisional):
        with pytest.raises(DefinitionError) as refused:
            ask(on)
        assert (refused.value.path, refused.value.key) == ("vn.toml", "last_year")
        assert refused.value.reason == f"{on}: outside of 2020-01-01 to 2022-12-31"
    for pair in ((on, inside), (inside, on)):
        with pytest.raises(DefinitionError):
            CALENDAR.count(*pair)
        with pytest.raises(DefinitionError):
            CALENDAR.distance(*pair)


@pytest.mark.parametrize(
    ("on", "by"), [(date(2022, 12, 30), 1), (date(2020, 1, 1), -1), (date(2021, 1, 1), 9999)]
)
def test_shift_out_of_the_range_is_refused(on: date, by: int) -> None:
    with pytest.raises(DefinitionError, match="working days from"):
        CALENDAR.shift(on, by)


def test_end_of_a_day_is_midnight_in_the_office() -> None:
    assert CALENDAR.end_of(date(2021, 6, 30)) == datetime(2021, 6, 30, 17, tzinfo=UTC)
    assert CALENDAR.end_of(date(2021, 12, 31)).tzinfo is UTC


def test_today_changes_at_midnight_in_the_office() -> None:
    end = CALENDAR.end_of(date(2021, 6, 30))
    assert CALENDAR.today(end - timedelta(microseconds=1)) == date(2021, 6, 30)
    assert CALENDAR.today(end) == date(2021, 7, 1)


@given(days, st.times())
def test_instant_and_local_are_each_others_inverse(on: date, clock: time) -> None:
    local = CALENDAR.local(CALENDAR.instant(on, clock))
    assert (local.date(), local.time()) == (on, clock)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (vn(2021, 2, 9, 7, 29, 59), vn(2021, 2, 9, 7, 30)),
        (vn(2021, 2, 9, 7, 30), vn(2021, 2, 9, 7, 30)),
        (vn(2021, 2, 9, 16, 59, 59), vn(2021, 2, 9, 16, 59, 59)),
        (vn(2021, 2, 9, 17), vn(2021, 2, 17, 7, 30)),
        (vn(2021, 2, 5, 18), vn(2021, 2, 8, 7, 30)),
        (vn(2021, 2, 12, 9), vn(2021, 2, 17, 7, 30)),
        (vn(2021, 2, 17, 0), vn(2021, 2, 17, 7, 30)),
        (vn(2021, 2, 19, 23), vn(2021, 2, 20, 7, 30)),
        (vn(2021, 4, 29, 17), vn(2021, 5, 3, 7, 30)),
    ],
)
def test_next_opening_waits_out_night_weekend_and_tet(at: datetime, expected: datetime) -> None:
    assert CALENDAR.next_opening(at, OPENS, CLOSES) == expected


@given(st.datetimes(datetime(2020, 6, 1), datetime(2022, 6, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_next_opening_is_open_and_stays(at: datetime) -> None:
    opening = CALENDAR.next_opening(at, OPENS, CLOSES)
    local = CALENDAR.local(opening)
    assert opening >= at
    assert CALENDAR.is_working(local.date())
    assert OPENS <= local.time() < CLOSES
    assert CALENDAR.next_opening(opening, OPENS, CLOSES) == opening


def test_naive_times_and_zoned_clocks_are_refused() -> None:
    naive = datetime(2021, 6, 30, 9)  # noqa: DTZ001 - what the test is about
    with pytest.raises(ValueError, match="naive"):
        CALENDAR.today(naive)
    with pytest.raises(ValueError, match="naive"):
        CALENDAR.next_opening(naive, OPENS, CLOSES)
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.instant(date(2021, 6, 30), time(7, 30, tzinfo=UTC))
