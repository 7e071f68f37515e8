"""Owns terms, spans counted from a day (Bộ luật Dân sự 2015, Điều 147 and 148); it never reads text."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from cchc_workflow.domain.periods import end_of_month


class WorkDays(Protocol):
    """What a term asks of a calendar of working days."""

    def shift(self, on: date, days: int, /) -> date:
        """The `days`-th working day after `on`; `on` itself is not counted."""

    def roll_forward(self, on: date, /) -> date:
        """`on` itself when it is a working day, else the next one."""


class TermUnit(StrEnum):
    """What a term counts."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


LONGEST = {
    TermUnit.DAY: 3660,
    TermUnit.WORKING_DAY: 2610,
    TermUnit.WEEK: 522,
    TermUnit.MONTH: 120,
    TermUnit.YEAR: 10,
}


@dataclass(frozen=True, slots=True)
class Term:
    """A span such as 10 working days."""

    amount: int
    unit: TermUnit

    @property
    def plausible(self) -> bool:
        """Whether an office could mean it: from one unit up to ten years."""
        return 1 <= self.amount <= LONGEST[self.unit]


def end_of_term(term: Term, start_on: date, work_days: WorkDays, *, roll: bool = True) -> date:
    """The last day of a term that begins with an event of `start_on`.

    The day of the event is not counted (Điều 147.2); a term in months or years ends on the day of the same
    number, or on the last of a month that has none (Điều 148.3). With `roll`, an end on a day off moves to
    the next working day (Điều 148.5). Working days end on a working day anyway.
    """
    match term.unit:
        case TermUnit.WORKING_DAY:
            return work_days.shift(start_on, term.amount)
        case TermUnit.DAY:
            end = start_on + timedelta(days=term.amount)
        case TermUnit.WEEK:
            end = start_on + timedelta(weeks=term.amount)
        case TermUnit.MONTH:
            end = _months_after(start_on, term.amount)
        case _:
            end = _months_after(start_on, 12 * term.amount)
    return work_days.roll_forward(end) if roll else end


def _months_after(on: date, months: int) -> date:
    years, month = divmod(on.month - 1 + months, 12)
    last = end_of_month(on.year + years, month + 1)
    return last.replace(day=min(on.day, last.day))
