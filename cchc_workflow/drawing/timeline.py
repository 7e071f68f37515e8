"""Owns days along an axis: where a day stands between the first and the last, and which months are named."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cchc_workflow.words import say

_MONTHS: Final = 12
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000)
"""Months between two names, so that not more are named than there is room for."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The days from the first to the last, drawn over so many pixels from `begins`."""

    first_on: date
    last_on: date
    begins: float
    width: float

    def place(self, on: date) -> float:
        """Return where a day stands; one outside stands at the nearer end."""
        days = (self.last_on - self.first_on).days
        passed = min(max((on - self.first_on).days, 0), days)
        return self.begins + (self.width * passed / days if days else 0)

    def months(self, room: float) -> list[tuple[float, str]]:
        """Return where months begin and how they are called, each name having so many pixels.

        A January, and the first that is named, say their year where there is more than one.
        """
        first, last = _count(self.first_on) + (self.first_on.day > 1), _count(self.last_on)
        most = max(int(self.width // room), 1)
        step = next((step for step in _STEPS if (last - first) // step < most), _STEPS[-1])
        starts = [month for month in range(first, last + 1) if (month % _MONTHS) % min(step, _MONTHS) == 0]
        if step > _MONTHS:
            starts = [month for month in starts if month // _MONTHS % (step // _MONTHS) == 0]
        years = self.first_on.year != self.last_on.year
        return [
            (self.place(_start(month)), _name(month, year=years and (month == starts[0] or month % 12 == 0)))
            for month in starts
        ]


def _count(on: date) -> int:
    return on.year * _MONTHS + on.month - 1


def _start(month: int) -> date:
    return date(month // _MONTHS, month % _MONTHS + 1, 1)


def _name(month: int, *, year: bool) -> str:
    number = month % _MONTHS + 1
    if year:
        return say("chart.month_of", month=number, year=str(month // _MONTHS))
    return say("chart.month", month=number)
