"""Owns how a working calendar is made of the package `holidays` and an override file that wins over it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from holidays import HolidayBase, country_holidays

from cchc_workflow.definitions import toml
from cchc_workflow.domain.calendar import DayOff, WorkCalendar, WorkedDay
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import find

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def load_calendar(folders: Sequence[Path], name: str = "vn") -> WorkCalendar:
    """Read `calendar/<name>.toml` from the first of `folders` that has it.

    The days of the package `holidays` come first; `[[not_off]]` takes some away, `[[off]]` adds or renames,
    and `[[worked]]` makes days of rest working days. Each cites its notice, unless it is provisional.

    Raises:
        DefinitionError: with the file and the key.
    """
    relative = f"calendar/{name}.toml"
    path = find(folders, relative)
    if path is None:
        raise DefinitionError(relative, "", "no such file")
    return read_calendar(toml.read(path))


def read_calendar(table: toml.Table) -> WorkCalendar:
    """Return the calendar that a file defines.

    Raises:
        DefinitionError: with the file and the key.
    """
    tz = _time_zone(table)
    weekend = frozenset(_WEEKDAYS.index(day) for day in table.choices("weekend", _WEEKDAYS))
    years = _years(table)
    published = _published(table, years)
    days_off = {on: DayOff(on, label) for on, label in published.items() if on.year in years}
    worked_days = {on: WorkedDay(on) for on in published.weekend_workdays if on.year in years}
    _take_away(table, years, days_off)
    _add(table, years, days_off, worked_days)
    _exchange(table, weekend, years, days_off, worked_days)
    table.finish()
    first_on, last_on = date(years[0], 1, 1), date(years[-1], 12, 31)
    return WorkCalendar(table.path, tz, weekend, first_on, last_on, days_off, worked_days)


def _time_zone(table: toml.Table) -> str:
    tz = table.text("tz")
    try:
        ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise table.fail("tz", toml.unknown("time zone", tz, available_timezones())) from error
    return tz


def _years(table: toml.Table) -> range:
    first, last = table.integer("first_year"), table.integer("last_year")
    if not 1990 <= first <= last <= 2099:  # noqa: PLR2004 - the years in which the lunar tables are good
        raise table.fail(
            "last_year", f"must be first_year to last_year within 1990 to 2099, is {first} to {last}"
        )
    return range(first, last + 1)


def _published(table: toml.Table, years: range) -> HolidayBase:
    country, language = table.text("country"), table.text("language")
    try:
        known = country_holidays(country).supported_languages
    except NotImplementedError as error:
        raise table.fail("country", f"the package holidays has no country '{country}'") from error
    if language not in known:
        raise table.fail("language", toml.unknown("language", language, known))
    return country_holidays(country, years=years, language=language)


def _take_away(table: toml.Table, years: range, days_off: dict[date, DayOff]) -> None:
    for row in table.tables("not_off"):
        _notice(row)
        for key, on in _dates(row, years):
            if days_off.pop(on, None) is None:
                raise row.fail(key, f"{on} is no public holiday of the package")


def _add(
    table: toml.Table, years: range, days_off: dict[date, DayOff], worked_days: dict[date, WorkedDay]
) -> None:
    given: set[date] = set()
    for row in table.tables("off"):
        label, (notice, provisional) = row.text("name"), _notice(row)
        for key, on in _dates(row, years):
            if on in given:
                raise row.fail(key, f"{on} is given twice")
            given.add(on)
            days_off[on] = DayOff(on, label, notice, provisional)
            worked_days.pop(on, None)


def _exchange(
    table: toml.Table,
    weekend: frozenset[int],
    years: range,
    days_off: Mapping[date, DayOff],
    worked_days: dict[date, WorkedDay],
) -> None:
    given: set[date] = set()
    for row in table.tables("worked"):
        on, instead_of, (notice, provisional) = row.date("on"), row.date("instead_of"), _notice(row)
        _check_year(row, "on", on, years)
        if on in given:
            raise row.fail("on", f"{on} is given twice")
        if on.weekday() not in weekend or on in days_off:
            raise row.fail("on", f"{on} is not an ordinary day of the weekend")
        if instead_of not in days_off:
            raise row.fail("instead_of", f"{instead_of} is not a day off")
        given.add(on)
        worked_days[on] = WorkedDay(on, instead_of, notice, provisional)


def _notice(row: toml.Table) -> tuple[str | None, bool]:
    """Return the notice and whether the row is provisional, without which the notice must be given."""
    provisional = row.boolean("provisional", default=False)
    return (row.text("notice", None) if provisional else row.text("notice")), provisional


def _dates(row: toml.Table, years: range) -> Iterator[tuple[str, date]]:
    """Yield the row's day, or each of its span, with the key that gave it."""
    start, end = ("from", "until") if "from" in row else ("on", "on")
    first, last = row.date(start), row.date(end)
    _check_year(row, start, first, years)
    _check_year(row, end, last, years)
    if last < first:
        raise row.fail(end, f"{last} is before {first}")
    for n in range((last - first).days + 1):
        yield start, first + timedelta(days=n)


def _check_year(row: toml.Table, key: str, on: date, years: range) -> None:
    if on.year not in years:
        raise row.fail(key, f"{on} is outside of {years[0]} to {years[-1]}")
