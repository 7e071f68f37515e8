"""Owns the periods of a year (month, quarter, half, year); it knows nothing of tasks, text or days off."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PeriodKind(StrEnum):
    """How a year is divided."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


MONTHS_IN = {
    PeriodKind.MONTHLY: 1,
    PeriodKind.QUARTERLY: 3,
    PeriodKind.HALF_YEARLY: 6,
    PeriodKind.YEARLY: 12,
}


@dataclass(frozen=True, slots=True)
class Period:
    """One part of a year; `index` counts from 1.

    An index outside the year shows as ValueError from `first_on` and `last_on`.
    """

    kind: PeriodKind
    year: int
    index: int = 1

    @property
    def first_on(self) -> date:
        """The first day."""
        return date(self.year, (self.index - 1) * MONTHS_IN[self.kind] + 1, 1)

    @property
    def last_on(self) -> date:
        """The last day."""
        return end_of_month(self.year, self.index * MONTHS_IN[self.kind])

    @property
    def label(self) -> str:
        """A stable code that sorts within its kind: `2021-04`, `2021-q2`, `2021-h1`, `2021`."""
        match self.kind:
            case PeriodKind.MONTHLY:
                return f"{self.year}-{self.index:02}"
            case PeriodKind.QUARTERLY:
                return f"{self.year}-q{self.index}"
            case PeriodKind.HALF_YEARLY:
                return f"{self.year}-h{self.index}"
            case _:
                return str(self.year)


def end_of_month(year: int, month: int) -> date:
    """The last day of a month; raises ValueError when `month` is not 1 to 12."""
    date(year, month, 1)
    return date(year, month, calendar.monthrange(year, month)[1])


def periods(kind: PeriodKind, year: int, first_on: date, last_on: date) -> tuple[Period, ...]:
    """The periods of `year` that end from `first_on` to `last_on`, both included, in order.

    A period counts where it ends, because that is when it is reported: a plan that begins in April has still
    the first half-year and the whole year before it.
    """
    every = (Period(kind, year, index) for index in range(1, 12 // MONTHS_IN[kind] + 1))
    return tuple(period for period in every if first_on <= period.last_on <= last_on)
