from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.calendar import read_calendar
from cchc_workflow.definitions.holiday_notice import HolidayNotice, add_notice
from cchc_workflow.domain.calendar import DayOff, WorkCalendar, WorkedDay
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import shipped

SHIPPED = (shipped("workflows") / "calendar" / "vn.toml").read_text("utf-8")
PATH = "calendar/vn.toml"


def notice(first: date, last: date | None = None, **over: Any) -> HolidayNotice:  # noqa: ANN401
    given = {"document": "Thông báo 1/TB", "name": "Nghỉ"} | over
    return HolidayNotice(first_on=first, last_on=last or first, **given)


def read(text: str) -> WorkCalendar:
    return read_calendar(toml.parse(text, PATH))


def test_add_notice_gives_days_off_and_keeps_all_others() -> None:
    before = read(SHIPPED)
    text, after = add_notice(SHIPPED, PATH, notice(date(2021, 6, 4), date(2021, 6, 7)))
    added = {on: after.days_off[on] for on in after.days_off.keys() - before.days_off.keys()}
    assert added == {
        date(2021, 6, day): DayOff(date(2021, 6, day), "Nghỉ", "Thông báo 1/TB") for day in (4, 5, 6, 7)
    }
    assert (after.worked_days, before.days_off.items() - after.days_off.items()) == (
        before.worked_days,
        set(),
    )
    assert "from = 2021-06-04\nuntil = 2021-06-07" in text
    assert text.startswith("# Lịch làm việc")


def test_what_add_notice_writes_reads_back_the_same() -> None:
    text, calendar = add_notice(SHIPPED, PATH, notice(date(2021, 6, 4)))
    again = read(text)
    assert (again.days_off, again.worked_days) == (calendar.days_off, calendar.worked_days)
    assert add_notice(text, PATH, notice(date(2021, 6, 4)))[0] == text


def test_notice_on_expected_days_settles_them() -> None:
    """The package has Tết 2027 from 5 February on: what is not given off after all must say so."""
    expected = tuple(date(2027, 2, day) for day in range(4, 11))
    _, after = add_notice(
        SHIPPED, PATH, notice(date(2027, 2, 5), date(2027, 2, 11), name="Tết", replaces=expected)
    )
    assert [after.is_working(date(2027, 2, day)) for day in (4, 5, 10, 11, 12)] == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert after.provisional(date(2027, 2, 1), date(2027, 2, 28)) == ()


def test_notice_may_make_a_holiday_of_the_package_a_working_day() -> None:
    """2 September 2022 is only the package's, so the file must say that it is none."""
    text, after = add_notice(SHIPPED, PATH, notice(date(2022, 9, 2), works=True, name=""))
    assert after.is_working(date(2022, 9, 2))
    assert "[[not_off]]\non = 2022-09-02" in text
    assert not add_notice(text, PATH, notice(date(2022, 9, 2)))[1].is_working(date(2022, 9, 2))


def test_notice_of_an_exchange_makes_a_saturday_worked() -> None:
    exchange = ((date(2021, 6, 12), date(2021, 6, 4)),)
    _, after = add_notice(SHIPPED, PATH, notice(date(2021, 6, 4), exchanged=exchange))
    assert after.worked_days[date(2021, 6, 12)] == WorkedDay(
        date(2021, 6, 12), date(2021, 6, 4), "Thông báo 1/TB"
    )


@pytest.mark.parametrize(
    "over",
    [
        {"exchanged": ((date(2021, 6, 9), date(2021, 6, 4)),)},
        {"exchanged": ((date(2021, 6, 12), date(2021, 6, 8)),)},
        {"document": "", "name": "Nghỉ"},
    ],
    ids=["no day of rest", "for no day off", "without a document"],
)
def test_notice_that_does_not_fit_is_refused(over: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError) as refused:
        add_notice(SHIPPED, PATH, notice(date(2021, 6, 4), **over))
    assert refused.value.path == PATH


@pytest.mark.parametrize("first", [date(2019, 12, 31), date(2031, 1, 1)])
def test_notice_beyond_the_calendar_is_refused(first: date) -> None:
    with pytest.raises(DefinitionError, match="outside"):
        add_notice(SHIPPED, PATH, notice(first))


@settings(max_examples=30, deadline=None)
@given(
    name=st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip),
    first=st.dates(date(2021, 1, 1), date(2029, 12, 1)),
    days=st.integers(0, 9),
)
def test_any_name_on_any_days_is_written_so_that_it_reads_back(name: str, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    text, after = add_notice(SHIPPED, PATH, notice(first, last, name=name, document=name))
    assert read(text).days_off == after.days_off
    assert not any(after.is_working(on) for on in notice(first, last).days)
