"""Owns what a report is: its kinds, the period it tells of, the days its data are from; knows no figure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ReportKind(StrEnum):
    """The papers that the plan's state turns into; the words stand in the catalogue."""

    WEEKLY = "weekly"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    UNIT = "unit"
    UNFINISHED = "unfinished"
    RANKING = "ranking"
    URGING = "urging"
    HANDOVER = "handover"


ABOUT_A_UNIT = frozenset({ReportKind.UNIT, ReportKind.URGING, ReportKind.HANDOVER})
"""Reports that are about one unit; all others are about the whole office."""


class ReportState(StrEnum):
    """Whether a report may still be changed."""

    DRAFT = "draft"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a report's data are from, both included."""

    from_on: date
    to_on: date

    def holds(self, on: date | None) -> bool:
        """Tell whether a day is in the window; no day is in none."""
        return on is not None and self.from_on <= on <= self.to_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One report to make: what, of which period, about whom.

    `period` is a label that sorts within its kind: 2021-q3, 2021-h1, 2021, 2021-w40, 2021-10-04. `as_of` is
    the day at whose end everything is judged, never after the window's last day. `next` is the window of the
    period to come, for what lies ahead. `subject` is the code of a unit.
    """

    kind: ReportKind
    period: str
    window: Window
    next: Window
    as_of: date
    subject: str = ""
