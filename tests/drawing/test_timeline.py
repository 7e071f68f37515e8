from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cchc_workflow.drawing.timeline import Timeline

FIRST = date(2021, 1, 1)
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def line(first_on: date = FIRST, last_on: date = date(2021, 12, 31)) -> Timeline:
    return Timeline(first_on, last_on, 10, 364)


@pytest.mark.parametrize(
    ("on", "place"),
    [
        (FIRST, 10),
        (date(2021, 1, 11), 20),
        (date(2021, 12, 31), 374),
        (date(2020, 5, 1), 10),
        (date(2022, 5, 1), 374),
    ],
)
def test_place_is_between_the_first_and_the_last(on: date, place: float) -> None:
    assert line().place(on) == place


def test_months_of_a_year_are_all_named_where_there_is_room() -> None:
    assert [name for _, name in line().months(30)] == [f"T{month}" for month in range(1, 13)]
    assert [name for _, name in line().months(60)] == ["T1", "T3", "T5", "T7", "T9", "T11"]
    assert [name for _, name in line().months(200)] == ["T1"]


def test_months_begin_within_the_line() -> None:
    assert line(date(2021, 4, 15), date(2021, 6, 30)).months(30)[0][1] == "T5"
    assert line(date(2021, 4, 1), date(2021, 4, 1)).months(30) == [(10, "T4")]
    assert line(date(2021, 4, 2), date(2021, 4, 20)).months(30) == []


def test_months_of_several_years_say_which() -> None:
    names = [name for _, name in line(date(2021, 11, 1), date(2022, 3, 1)).months(30)]
    assert names == ["T11/2021", "T12", "T1/2022", "T2", "T3"]


@given(first_on=DAYS, last_on=DAYS, room=st.floats(20, 400))
@example(first_on=date(2000, 1, 1), last_on=date(2200, 1, 1), room=183.0)
def test_names_never_stand_closer_than_their_room(first_on: date, last_on: date, room: float) -> None:
    first_on, last_on = min(first_on, last_on), max(first_on, last_on)
    months = line(first_on, last_on).months(room)
    assert all(10 <= place <= 374 for place, _ in months)
    assert len(months) <= max(364 // room, 1) + 1
