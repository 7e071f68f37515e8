"""Owns a point of the calendar as text names it (15/6, tháng 4, quý II, năm 2026); it chooses no deadline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cchc_workflow.domain.periods import Period, PeriodKind

FIRST_YEAR, LAST_YEAR = 1900, 2199


class Unit(StrEnum):
    """How exact a point is."""

    DAY = "day"
    MONTH = "month"
    FIRST_MONTHS = "first_months"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month, quarter, year or the first `index` months of a year.

    Attributes:
        unit: how exact it is.
        index: the month of a day or month, the quarter, the number of first months.
        year: None where the text gives none.
        day: of the month, for a day.
    """

    unit: Unit
    index: int
    year: int | None
    day: int = 0

    def span(self, year: int) -> tuple[date, date] | None:
        """The first and last day it covers, in its own year or else `year`; None when no calendar has it."""
        year = self.year or year
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        try:
            return self._span(year)
        except ValueError:
            return None

    def _span(self, year: int) -> tuple[date, date]:
        match self.unit:
            case Unit.DAY:
                on = date(year, self.index, self.day)
                return on, on
            case Unit.MONTH:
                period = Period(PeriodKind.MONTHLY, year, self.index)
            case Unit.FIRST_MONTHS:
                return date(year, 1, 1), Period(PeriodKind.MONTHLY, year, self.index).last_on
            case Unit.QUARTER:
                period = Period(PeriodKind.QUARTERLY, year, self.index)
            case _:
                period = Period(PeriodKind.YEARLY, year)
        return period.first_on, period.last_on


_MONTHS = {
    "một": 1,
    "giêng": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
    "chạp": 12,
}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4}

NUMBER = r"[0-9]{1,2}"
YEAR = r"[0-9]{4}"
STARTS = r"(?<![0-9/.])"
ENDS = r"(?!\w|/[0-9])"
MONTH = rf"(?:{NUMBER}|{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?!\w| lần)"
QUARTER = rf"(?:[ivx]+|[0-9]{{1,2}}|{'|'.join(_QUARTERS)})(?!\w| lần)"
TAIL = rf"(?:(?:/| ?- ?|\.|, ?| )(?:của )?(?:năm )?(?P<year>{YEAR}))?{ENDS}"

_DATE = r"{starts}(?:ngày )?(?P<day>{n}){sep}(?P<month>{n}){sep}(?P<year>{year}){ends}"
_FORMS: tuple[tuple[Unit, str], ...] = (
    (Unit.DAY, _DATE.format(starts=STARTS, n=NUMBER, sep="/", year=rf"{YEAR}|[0-9]{{2}}", ends=ENDS)),
    (Unit.DAY, _DATE.format(starts=STARTS, n=NUMBER, sep=r"\.", year=YEAR, ends=ENDS)),
    (Unit.DAY, _DATE.format(starts=STARTS, n=NUMBER, sep="-", year=YEAR, ends=ENDS)),
    (Unit.DAY, rf"ngày (?P<day>{NUMBER})(?:/| tháng |\.|-)(?P<month>{MONTH}){TAIL}"),
    (Unit.DAY, rf"{STARTS}(?P<day>{NUMBER}) tháng (?P<month>{MONTH}){TAIL}"),
    (Unit.DAY, rf"{STARTS}(?P<day>{NUMBER})/(?P<month>{NUMBER}),? (?:của )?năm (?P<year>{YEAR}){ENDS}"),
    (Unit.MONTH, rf"{STARTS}(?:\bt\.?)?(?P<month>{NUMBER})/(?P<year>{YEAR}){ENDS}"),
    (Unit.MONTH, rf"\btháng (?P<month>{MONTH}){TAIL}"),
    (Unit.QUARTER, rf"\bquý (?P<quarter>{QUARTER}){TAIL}"),
    (Unit.QUARTER, rf"\bq\.?(?P<quarter>{QUARTER})/(?P<year>{YEAR}){ENDS}"),
    (Unit.YEAR, rf"\bnăm (?P<year>{YEAR}){ENDS}"),
)
_COMPILED = tuple((unit, re.compile(form)) for unit, form in _FORMS)


def plain(pattern: str) -> str:
    """The same pattern with its named groups unnamed, to stand inside a larger one."""
    return re.sub(r"\?P<\w+>", "?:", pattern)


POINT = "(?:" + "|".join(plain(form) for _, form in _FORMS) + ")"
DAY_MONTH = rf"(?:{STARTS}{NUMBER}/{NUMBER}{ENDS})"


def read_point(text: str) -> Point:
    """The point that `text` spells out in full; `text` must be a match of POINT, DAY_MONTH or YEAR."""
    for unit, form in _COMPILED:
        if (match := form.fullmatch(text)) is not None:
            return _point(unit, match.groupdict())
    first, _, month = text.partition("/")
    if not month:
        return Point(Unit.YEAR, 1, int(first))
    return Point(Unit.DAY, int(month), None, int(first))


def read_list(unit: Unit, items: str, year: str | None) -> Iterator[Point]:
    """The months or quarters that `items` names one after the other, all of one year."""
    word = MONTH if unit is Unit.MONTH else QUARTER
    number = month_number if unit is Unit.MONTH else quarter_number
    for item in re.findall(rf"\b{word}", items):
        yield Point(unit, number(item), int(year) if year else None)


def month_number(word: str) -> int:
    """1 to 12 from figures or a word; other figures come back as they are."""
    return int(word) if word.isdecimal() else _MONTHS[word]


def quarter_number(word: str) -> int:
    """1 to 4 from figures, Roman figures or a word; 0 for a Roman figure beyond IV."""
    return int(word) if word.isdecimal() else _QUARTERS.get(word, 0)


def _point(unit: Unit, parts: dict[str, str | None]) -> Point:
    year = _full_year(parts["year"])
    match unit:
        case Unit.QUARTER:
            return Point(unit, quarter_number(parts["quarter"] or ""), year)
        case Unit.YEAR:
            return Point(unit, 1, year)
        case _:
            return Point(unit, month_number(parts["month"] or ""), year, int(parts.get("day") or 0))


def _full_year(written: str | None) -> int | None:
    """Two figures are of this century: nobody plans for 1926."""
    if written is None:
        return None
    return int(written) if len(written) == len("2026") else 2000 + int(written)
