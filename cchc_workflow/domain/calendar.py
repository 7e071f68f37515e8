"""Owns the counting of working days and the office's local time; knows no clock and reads no file."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cchc_workflow.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class DayOff:
    """A public holiday, or a day given in exchange for a worked one.

    Attributes:
        on: the day.
        name: what the office calls it.
        notice: the document that fixes it; None when it follows from the general rule or is awaited.
        provisional: the day is expected, and may still move.
    """

    on: date
    name: str
    notice: str | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """A day of rest that is worked, usually a Saturday.

    Attributes:
        on: the day.
        instead_of: the day off that it pays for, where that is known.
        notice: the document that fixes it.
        provisional: the day is expected, and may still move.
    """

    on: date
    instead_of: date | None = None
    notice: str | None = None
    provisional: bool = False


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """The working days of one office over a range of years.

    Immutable. A question about days costs a binary search over the working days, which are laid out once. One
    that leaves the range raises DefinitionError, for what helps is to add years to the calendar's file.

    Attributes:
        source: the file that it was read from, for the errors.
        tz: the name of the office's time zone.
        weekend: the weekdays of rest, Monday is 0.
        first_on: the first day known.
        last_on: the last day known.
        days_off: the public holidays by day, those on a weekend included.
        worked_days: the days that are worked although they are in `weekend` or in `days_off`.
    """

    source: str
    tz: str
    weekend: frozenset[int]
    first_on: date
    last_on: date
    days_off: Mapping[date, DayOff]
    worked_days: Mapping[date, WorkedDay]
    _zone: ZoneInfo = field(init=False, repr=False)
    _working: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out the ordinals of the working days."""
        first, last = self.first_on.toordinal(), self.last_on.toordinal()
        days = map(date.fromordinal, range(first, last + 1))
        object.__setattr__(self, "_zone", ZoneInfo(self.tz))
        object.__setattr__(self, "_working", tuple(on.toordinal() for on in days if self._is_worked(on)))

    def is_working(self, on: date) -> bool:
        """Say whether the office works on that day."""
        ordinal = self._ordinal(on)
        return bisect_left(self._working, ordinal) < bisect_right(self._working, ordinal)

    def day_off(self, on: date) -> DayOff | None:
        """Return the public holiday on that day, one that falls on a weekend included."""
        self._ordinal(on)
        return self.days_off.get(on)

    def worked_day(self, on: date) -> WorkedDay | None:
        """Return the exchange by which that day of rest is worked."""
        self._ordinal(on)
        return self.worked_days.get(on)

    def is_provisional(self, on: date) -> bool:
        """Say whether the day's being off or worked waits for its notice."""
        off, worked = self.day_off(on), self.worked_day(on)
        return bool(off and off.provisional) or bool(worked and worked.provisional)

    def provisional(self, first: date, last: date) -> tuple[DayOff | WorkedDay, ...]:
        """Return the provisional days in the closed interval, by date."""
        days: tuple[DayOff | WorkedDay, ...] = (*self.days_off.values(), *self.worked_days.values())
        found = (day for day in days if day.provisional and first <= day.on <= last)
        return tuple(sorted(found, key=lambda day: day.on))

    def shift(self, on: date, days: int) -> date:
        """Return the n-th working day after `on`, before it when `days` is negative, `on` itself when 0.

        The first day is not counted (Bộ luật Dân sự 2015, Điều 147), so `on` need not be a working day.
        """
        ordinal = self._ordinal(on)
        if days == 0:
            return on
        at = (
            bisect_right(self._working, ordinal) + days - 1
            if days > 0
            else bisect_left(self._working, ordinal) + days
        )
        if not 0 <= at < len(self._working):
            raise self._outside(f"{days:+d} working days from {on}")
        return date.fromordinal(self._working[at])

    def roll_forward(self, on: date) -> date:
        """Return the day on which a term to `on` ends (Bộ luật Dân sự 2015, Điều 148 khoản 5)."""
        return on if self.is_working(on) else self.shift(on, 1)

    def roll_back(self, on: date) -> date:
        """Return `on`, or the last working day before it when it is a day of rest."""
        return on if self.is_working(on) else self.shift(on, -1)

    def count(self, first: date, last: date) -> int:
        """Return how many working days the closed interval has; none when `last` is before `first`."""
        found = bisect_right(self._working, self._ordinal(last)) - bisect_left(
            self._working, self._ordinal(first)
        )
        return max(0, found)

    def distance(self, start: date, end: date) -> int:
        """Return the working days after `start` up to `end`, or, negative, before `start` down to `end`.

        It undoes `shift`: distance(on, shift(on, n)) == n for any day and any n.
        """
        side = bisect_right if end >= start else bisect_left
        return side(self._working, self._ordinal(end)) - side(self._working, self._ordinal(start))

    def local(self, at: datetime) -> datetime:
        """Return the instant on the office's wall clock.

        Raises:
            ValueError: the instant is naive, which only a mistake in the program can make it.
        """
        if at.tzinfo is None:
            raise ValueError("naive datetime")
        return at.astimezone(self._zone)

    def today(self, at: datetime) -> date:
        """Return the local date of an instant."""
        return self.local(at).date()

    def instant(self, on: date, clock: time) -> datetime:
        """Return the UTC instant of a local date and time of day."""
        if clock.tzinfo is not None:
            raise ValueError("the time of day is local and carries no zone")
        return datetime.combine(on, clock, tzinfo=self._zone).astimezone(UTC)

    def end_of(self, on: date) -> datetime:
        """Return the UTC instant of 24:00 local, when a term ends (Bộ luật Dân sự 2015, Điều 148 khoản 6)."""
        return self.instant(on + timedelta(days=1), time.min)

    def next_opening(self, at: datetime, opens: time, closes: time) -> datetime:
        """Return `at` when it is in [opens, closes) of a working day, else the next opening after it."""
        local = self.local(at)
        on, clock = local.date(), local.time()
        if self.is_working(on) and clock < closes:
            return at if clock >= opens else self.instant(on, opens)
        return self.instant(self.shift(on, 1), opens)

    def _is_worked(self, on: date) -> bool:
        return on in self.worked_days or (on.weekday() not in self.weekend and on not in self.days_off)

    def _ordinal(self, on: date) -> int:
        if not self.first_on <= on <= self.last_on:
            raise self._outside(str(on))
        return on.toordinal()

    def _outside(self, what: str) -> DefinitionError:
        return DefinitionError(
            self.source, "last_year", f"{what}: outside of {self.first_on} to {self.last_on}"
        )
