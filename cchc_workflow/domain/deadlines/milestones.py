"""Owns the dates that marks come to in one plan: missing years, "trước", terms; it chooses none of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Literal

from cchc_workflow.domain.deadlines.marks import After, Found, Mark, Sign, Span, Start, Stated, Why
from cchc_workflow.domain.deadlines.points import Point, Unit
from cchc_workflow.domain.deadlines.terms import WorkDays, end_of_term
from cchc_workflow.errors import DefinitionError


class Reading(StrEnum):
    """How a deadline was read; the page says it in words beside the text."""

    DATE = "date"
    BEFORE_DATE = "before_date"
    BEFORE_DATE_INCLUDED = "before_date_included"
    BEFORE_PERIOD = "before_period"
    END_OF_MONTH = "end_of_month"
    END_OF_FIRST_MONTHS = "end_of_first_months"
    END_OF_QUARTER = "end_of_quarter"
    END_OF_YEAR = "end_of_year"
    RANGE_END = "range_end"
    TERM_FROM_DATE = "term_from_date"
    TERM_FROM_SIGNING = "term_from_signing"
    TERM_AFTER_EVENT = "term_after_event"
    AFTER_SIGNING = "after_signing"
    AFTER_EVENT = "after_event"
    EACH_PERIOD = "each_period"
    FIRST_THEN_EACH_PERIOD = "first_then_each_period"
    STANDING = "standing"
    ON_DEMAND = "on_demand"
    SET_BY_OTHERS = "set_by_others"
    IN_SUBTASKS = "in_subtasks"
    NOT_SET = "not_set"


@dataclass(frozen=True, slots=True)
class DeadlineContext:
    """What a text leaves unsaid.

    Attributes:
        year: the plan's year, for "tháng 4".
        work_days: counts working days and rolls a term that ends on a day off.
        signed_on: the day the plan was signed, for "100 ngày kể từ ngày ban hành"; None while it is a draft.
        before_means: whether "trước ngày 15/6" still allows the 15th ("on") or ends on the 14th ("before").
        roll: whether a counted term that ends on a day off ends on the next working day (Điều 148). A date or
            period that the text states outright stays.
    """

    year: int
    work_days: WorkDays
    signed_on: date | None = None
    before_means: Literal["on", "before"] = "before"
    roll: bool = True


@dataclass(frozen=True, slots=True)
class Milestone:
    """One date a text comes to.

    Attributes:
        on: the last day in time.
        reading: how it was read.
        opens_on: the first day of the period it ends; the day itself for a date.
        from_on: the first day of a range, or the day a term counts from.
        aside: it stands in parentheses.
        limit: it was worded as one ("trước", "chậm nhất").
        tentative: it was worded as a plan ("dự kiến").
        bounds: it frames work (a year, a range) rather than ends it.
    """

    on: date
    reading: Reading
    opens_on: date
    from_on: date | None = None
    aside: bool = False
    limit: bool = False
    tentative: bool = False
    bounds: bool = False


_PERIOD_READINGS = {
    Unit.MONTH: Reading.END_OF_MONTH,
    Unit.FIRST_MONTHS: Reading.END_OF_FIRST_MONTHS,
    Unit.QUARTER: Reading.END_OF_QUARTER,
    Unit.YEAR: Reading.END_OF_YEAR,
}
_OUTWEIGHS_A_NAME = (Sign.STANDING, Sign.AFTER_EVENT, Sign.BEFORE_EVENT, Sign.ON_DEMAND, Sign.SET_BY_OTHERS)


def milestones(found: Sequence[Found], context: DeadlineContext) -> tuple[Milestone, ...] | Why:
    """The dates of the marks in the order of the text, or why one of them is no date.

    A point without a year is of the one year that the text names elsewhere, else of the plan's year.
    """
    dated = [each for each in found if _counts(each.mark, found)]
    years = {year for each in dated for year in _years(each.mark)}
    yearless = any(_lacks_year(each.mark) for each in dated)
    if len(years) > 1 and yearless:
        return Why.AMBIGUOUS_YEAR
    year = next(iter(years)) if len(years) == 1 else context.year
    placed: list[Milestone] = []
    for each in dated:
        milestone = _milestone(each.mark, year, context)
        if isinstance(milestone, Why):
            return milestone
        if milestone is not None:
            placed.append(replace(milestone, aside=each.aside))
    borrowed = yearless and years
    if borrowed and any(later.on < earlier.on for earlier, later in pairwise(_plain(placed))):
        return Why.AMBIGUOUS_YEAR
    return tuple(placed)


def _counts(mark: Mark, found: Sequence[Found]) -> bool:
    """A year that may be part of a name ("kế hoạch năm 2026") counts only where nothing else says when."""
    if not (isinstance(mark, Stated | Span) and mark.weak):
        return True
    return not any(_outweighs_a_name(each.mark) for each in found)


def _outweighs_a_name(mark: Mark) -> bool:
    match mark:
        case Stated() | Span():
            return not mark.weak
        case Sign():
            return mark in _OUTWEIGHS_A_NAME
        case _:
            return True


def _years(mark: Mark) -> Iterator[int]:
    match mark:
        case Stated(point=point) | Start(point=point) | Span(end=point) | After(point=Point() as point):
            if point.year is not None:
                yield point.year


def _lacks_year(mark: Mark) -> bool:
    match mark:
        case Stated(point=point) | Span(end=point) | After(point=Point() as point):
            return point.year is None
        case _:
            return False


def _plain(placed: Sequence[Milestone]) -> list[Milestone]:
    return [each for each in placed if not each.aside]


def _milestone(mark: Mark, year: int, context: DeadlineContext) -> Milestone | Why | None:
    match mark:
        case Stated():
            return _stated(mark, year, context)
        case Span():
            return _span(mark, year, context)
        case After():
            return _after(mark, year, context)
        case Start(point=point) if point.span(year) is None:
            return Why.IMPOSSIBLE_DATE
        case _:
            return None


def _stated(mark: Stated, year: int, context: DeadlineContext) -> Milestone | Why:
    span = mark.point.span(year)
    if span is None:
        return Why.IMPOSSIBLE_DATE
    on, reading = _last_day(mark.point, span, before=mark.before, context=context)
    return Milestone(
        on,
        reading,
        opens_on=min(on, span[0]),
        limit=mark.limit,
        tentative=mark.tentative,
        bounds=mark.point.unit is Unit.YEAR and not mark.before,
    )


def _last_day(
    point: Point, span: tuple[date, date], *, before: bool, context: DeadlineContext
) -> tuple[date, Reading]:
    """The setting says what "trước" a day means; before a month can only be the day before it."""
    first_on, last_on = span
    exact = point.unit is Unit.DAY
    if not before:
        return last_on, Reading.DATE if exact else _PERIOD_READINGS[point.unit]
    if exact and context.before_means == "on":
        return last_on, Reading.BEFORE_DATE_INCLUDED
    return first_on - timedelta(days=1), Reading.BEFORE_DATE if exact else Reading.BEFORE_PERIOD


def _span(mark: Span, year: int, context: DeadlineContext) -> Milestone | Why:
    """A start without a year lies in the year of the end, or in the one before if it would come later."""
    end = mark.end.span(year)
    year = mark.end.year or year
    start = mark.start.span(year)
    if start is None or end is None:
        return Why.IMPOSSIBLE_DATE
    if start[0] > end[1] and mark.start.year is None and mark.end.year is not None:
        start = mark.start.span(year - 1) or start
    on, _ = _last_day(mark.end, end, before=mark.before, context=context)
    if start[0] > on:
        return Why.REVERSED_RANGE
    return Milestone(on, Reading.RANGE_END, opens_on=start[0], from_on=start[0], bounds=True)


def _after(mark: After, year: int, context: DeadlineContext) -> Milestone | Why | None:
    if not mark.term.plausible:
        return Why.IMPOSSIBLE_TERM
    reading = Reading.TERM_FROM_SIGNING
    start_on = context.signed_on if mark.signing else None
    if mark.point is not None:
        span = mark.point.span(year)
        if span is None:
            return Why.IMPOSSIBLE_DATE
        reading, start_on = Reading.TERM_FROM_DATE, span[0]
    if start_on is None:
        return None
    try:
        on = end_of_term(mark.term, start_on, context.work_days, roll=context.roll)
    except DefinitionError:
        return Why.BEYOND_CALENDAR
    return Milestone(on, reading, opens_on=on, from_on=start_on)
