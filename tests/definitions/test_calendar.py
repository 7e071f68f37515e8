from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from cchc_workflow.definitions.calendar import load_calendar
from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import roots

HEAD = """
country = "VN"
language = "vi"
tz = "Asia/Ho_Chi_Minh"
weekend = ["saturday", "sunday"]
first_year = 2024
last_year = 2026
"""

Load = Callable[[str], WorkCalendar]


@pytest.fixture(scope="module")
def vn() -> WorkCalendar:
    return load_calendar(roots("workflows"))


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(source: str) -> WorkCalendar:
        path = tmp_path / "calendar" / "vn.toml"
        path.parent.mkdir()
        path.write_text(source, encoding="utf-8")
        return load_calendar([tmp_path])

    return write_and_load


def weekdays_off(calendar: WorkCalendar, year: int) -> set[tuple[int, int]]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return {(on.day, on.month) for on in days if on.weekday() < 5 and not calendar.is_working(on)}


def weekend_worked(calendar: WorkCalendar, year: int) -> set[tuple[int, int]]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return {(on.day, on.month) for on in days if on.weekday() >= 5 and calendar.is_working(on)}


OFF_2021 = {(1, 1), (10, 2), (11, 2), (12, 2), (15, 2), (16, 2), (21, 4), (30, 4), (3, 5), (2, 9), (3, 9)}
OFF_2025 = {*((d, 1) for d in (1, 27, 28, 29, 30, 31)), (7, 4), (30, 4), (1, 5), (2, 5), (1, 9), (2, 9)}
OFF_2026 = {
    (1, 1),
    (2, 1),
    *((d, 2) for d in range(16, 21)),
    (27, 4),
    (30, 4),
    (1, 5),
    (31, 8),
    (1, 9),
    (2, 9),
}


@pytest.mark.parametrize(
    ("year", "off", "worked", "total"),
    [
        (2021, OFF_2021, set(), 250),
        (2025, OFF_2025, {(26, 4)}, 250),
        (2026, OFF_2026 | {(24, 11)}, {(10, 1), (22, 8)}, 249),
    ],
)
def test_vn_has_the_days_off_that_were_announced(
    vn: WorkCalendar, year: int, off: set[tuple[int, int]], worked: set[tuple[int, int]], total: int
) -> None:
    assert weekdays_off(vn, year) == off
    assert weekend_worked(vn, year) == worked
    assert vn.count(date(year, 1, 1), date(year, 12, 31)) == total


def test_vn_counts_2021_by_quarter(vn: WorkCalendar) -> None:
    ends = [(1, 1, 3, 31), (4, 1, 6, 30), (7, 1, 9, 30), (10, 1, 12, 31)]
    assert [vn.count(date(2021, a, b), date(2021, c, d)) for a, b, c, d in ends] == [58, 62, 64, 66]


def test_vn_cites_a_notice_for_every_announced_swap(vn: WorkCalendar) -> None:
    swaps = {day.on: day for day in vn.worked_days.values()}
    assert {on.isoformat(): str(day.instead_of) for on, day in swaps.items()} == {
        "2024-05-04": "2024-04-29",
        "2025-04-26": "2025-05-02",
        "2026-01-10": "2026-01-02",
        "2026-08-22": "2026-08-31",
    }
    assert all(day.notice for day in swaps.values())
    assert all(not vn.is_working(day.instead_of) for day in swaps.values() if day.instead_of)


def test_vn_marks_only_what_awaits_its_notice_as_provisional(vn: WorkCalendar) -> None:
    assert vn.provisional(date(2020, 1, 1), date(2026, 11, 23)) == ()
    assert [day.on for day in vn.provisional(date(2026, 1, 1), date(2026, 12, 31))] == [date(2026, 11, 24)]
    for tet in (date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 2)):
        day = vn.day_off(tet)
        assert day is not None
        assert (day.provisional, day.notice) == (True, None)
    assert not vn.is_provisional(date(2027, 4, 30))


def test_vn_sends_nothing_from_friday_evening_until_tet_is_over(vn: WorkCalendar) -> None:
    friday_evening = vn.instant(date(2026, 2, 13), time(17, 30))
    monday_morning = datetime(2026, 2, 23, 0, 30, tzinfo=UTC)
    assert vn.next_opening(friday_evening, time(7, 30), time(17)) == monday_morning


def test_vn_takes_names_and_other_days_from_the_package_in_vietnamese(vn: WorkCalendar) -> None:
    day = vn.day_off(date(2022, 1, 3))
    assert day is not None
    assert (day.name, day.notice, day.provisional) == ("Tết Dương lịch (nghỉ bù)", None, False)


def test_override_adds_a_span_and_cites_it(load: Load) -> None:
    calendar = load(HEAD + '[[off]]\nfrom = 2025-03-03\nuntil = 2025-03-05\nname = "Bão"\nnotice = "CV 1"\n')
    assert calendar.count(date(2025, 3, 1), date(2025, 3, 9)) == 2
    day = calendar.day_off(date(2025, 3, 4))
    assert day is not None
    assert (day.name, day.notice) == ("Bão", "CV 1")


def test_override_takes_a_day_of_the_package_away(load: Load) -> None:
    calendar = load(HEAD + '[[not_off]]\non = 2026-11-24\nnotice = "CV 2"\n')
    assert calendar.is_working(date(2026, 11, 24))
    assert calendar.day_off(date(2026, 11, 24)) is None


def test_override_makes_a_saturday_worked(load: Load) -> None:
    swap = "[[worked]]\non = 2024-01-13\ninstead_of = 2024-01-01\nprovisional = true\n"
    calendar = load(HEAD + swap)
    assert calendar.is_working(date(2024, 1, 13))
    assert calendar.is_provisional(date(2024, 1, 13))


def test_package_swaps_count_until_an_override_calls_them_off(load: Load) -> None:
    saturday = date(2024, 5, 4)
    calendar = load(HEAD + '[[off]]\non = 2024-05-04\nname = "Thôi làm bù"\nnotice = "CV 3"\n')
    assert calendar.worked_day(saturday) is None
    assert not calendar.is_working(saturday)


def test_package_swap_is_worked_without_an_override(load: Load) -> None:
    assert load(HEAD).is_working(date(2024, 5, 4))


def test_calendar_of_the_first_folder_wins(tmp_path: Path) -> None:
    own = tmp_path / "calendar" / "vn.toml"
    own.parent.mkdir()
    own.write_text(HEAD, encoding="utf-8")
    calendar = load_calendar([tmp_path, *roots("workflows")])
    assert (calendar.source, calendar.first_on) == (str(own), date(2024, 1, 1))


def test_missing_calendar_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_calendar([tmp_path], "la")
    assert refused.value.path == "calendar/la.toml"


OFF = '[[off]]\non = 2025-03-03\nname = "a"\nnotice = "b"\n'
WORKED = '[[worked]]\non = 2025-03-01\ninstead_of = 2025-01-01\nnotice = "b"\n'


@pytest.mark.parametrize(
    ("source", "key", "reason"),
    [
        (HEAD.replace('"VN"', '"XX"'), "country", "no country 'XX'"),
        (HEAD.replace('"vi"', '"vie"'), "language", "did you mean 'vi'"),
        (HEAD.replace("Ho_Chi_Minh", "Ho_Chi_Min"), "tz", "did you mean 'Asia/Ho_Chi_Minh'"),
        (HEAD.replace("Asia/Ho_Chi_Minh", "/etc"), "tz", "unknown time zone"),
        (HEAD.replace("Asia/Ho_Chi_Minh", "Asia"), "tz", "unknown time zone"),
        (HEAD.replace('"sunday"', '"sonday"'), "weekend", "did you mean 'sunday'"),
        (HEAD.replace("2026", "2023"), "last_year", "2024 to 2023"),
        (HEAD.replace("2026", "3000"), "last_year", "1990 to 2099"),
        (HEAD.replace("first_year", "frist_year"), "first_year", "is it 'frist_year'?"),
        (HEAD + "zone = 7", "zone", "unknown key"),
        (HEAD + OFF.replace("03-03", "02-30"), "off[1].on", "Invalid date"),
        (HEAD + OFF.replace("2025", "2035"), "off[1].on", "outside of 2024 to 2026"),
        (HEAD + OFF.replace("notice", "# notice"), "off[1].notice", "missing"),
        (HEAD + OFF.replace("name", "nmae"), "off[1].name", "is it 'nmae'?"),
        (HEAD + OFF + OFF, "off[2].on", "given twice"),
        (HEAD + OFF + "until = 2025-03-04", "off[1].until", "unknown key"),
        (HEAD + OFF + "from = 2025-03-03", "off[1].until", "missing"),
        (HEAD + OFF + "from = 2025-03-03\nuntil = 2025-03-02", "off[1].until", "before"),
        (HEAD + OFF + "from = 2025-03-03\nuntil = 9999-12-31", "off[1].until", "outside"),
        (
            HEAD + OFF.replace("off", "not_off").replace("name", "# name"),
            "not_off[1].on",
            "no public holiday",
        ),
        (HEAD + WORKED.replace("03-01", "03-04"), "worked[1].on", "weekend"),
        (HEAD + WORKED.replace("03-01", "02-01"), "worked[1].on", "weekend"),
        (HEAD + WORKED.replace("01-01", "01-02"), "worked[1].instead_of", "not a day off"),
        (HEAD + WORKED.replace("2025-03-01", "2023-03-04"), "worked[1].on", "outside"),
        (HEAD + WORKED + WORKED, "worked[2].on", "given twice"),
        (HEAD + WORKED.replace("instead_of", "instead"), "worked[1].instead_of", "is it 'instead'?"),
    ],
)
def test_wrong_calendar_is_refused_with_file_and_key(load: Load, source: str, key: str, reason: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(source)
    assert refused.value.key == key
    assert refused.value.path.endswith("vn.toml")
    assert reason in refused.value.reason
