"""Owns the deadline that a text means; it guesses nothing: what it can't read goes to a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cchc_workflow.domain.deadlines.marks import (
    After,
    Clock,
    Every,
    Found,
    Mark,
    Repeat,
    Sign,
    Start,
    Weekday,
    Why,
)
from cchc_workflow.domain.deadlines.meaning import Deadline, DeadlineKind, DeadlineWarning, Moment, Unreadable
from cchc_workflow.domain.deadlines.milestones import DeadlineContext, Milestone, Reading, milestones
from cchc_workflow.domain.deadlines.phrases import scan

__all__ = [
    "Deadline",
    "DeadlineContext",
    "DeadlineKind",
    "DeadlineWarning",
    "Moment",
    "Reading",
    "Repeat",
    "Unreadable",
    "Why",
    "read_deadline",
]
LONGEST_TEXT = 2000


def read_deadline(text: str, context: DeadlineContext) -> Deadline | Unreadable:
    """Read what a Vietnamese plan says about when a task is due.

    Never raises, whatever the text. A citation ("Thông báo số 326/TB-UBND ngày 17/12/2025") is no deadline
    and an impossible date is not rounded. A date that a spreadsheet may have swapped (2026-12-02) is refused:
    which of the two was typed only the cell can tell. Of several dates the last one counts.
    """
    if len(text) > LONGEST_TEXT:
        return Unreadable(text, Why.TOO_LONG)
    found = scan(text)
    for each in found:
        if isinstance(each.mark, Why):
            return Unreadable(text, each.mark)
    dated = milestones(found, context)
    if isinstance(dated, Why):
        return Unreadable(text, dated)
    return _settle(text, _Facts.of(found, dated, context))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the marks of one text say together."""

    marks: tuple[Mark, ...]
    signs: frozenset[Sign]
    dated: tuple[Milestone, ...]
    repeats: tuple[Repeat, ...]
    terms: tuple[After, ...]
    from_on: date | None
    moment: Moment

    @classmethod
    def of(cls, found: Sequence[Found], dated: tuple[Milestone, ...], context: DeadlineContext) -> "_Facts":
        marks = tuple(each.mark for each in found)
        every = [mark for mark in marks if isinstance(mark, Every)]
        order = list(Repeat)
        return cls(
            marks,
            frozenset(mark for mark in marks if isinstance(mark, Sign)),
            dated,
            tuple(sorted({mark.repeat for mark in every}, key=order.index)),
            tuple(mark for mark in marks if isinstance(mark, After)),
            min((*_starts(marks, context), *(each.from_on for each in dated if each.from_on)), default=None),
            Moment(
                next((mark.number for mark in marks if isinstance(mark, Weekday)), None),
                next((_day(mark, context) for mark in every if mark.day is not None), None),
                next((mark.at for mark in marks if isinstance(mark, Clock)), None),
            ),
        )

    @property
    def repeat(self) -> Repeat | None:
        """The shortest rhythm: "6 tháng, năm" is kept by the half-years."""
        return self.repeats[0] if self.repeats else None

    @property
    def bounded(self) -> bool:
        """Whether the dates only frame the work."""
        return all(each.bounds for each in self.dated)

    @property
    def awaits(self) -> bool:
        return Sign.AFTER_EVENT in self.signs or bool(self.terms)

    @property
    def recurs(self) -> bool:
        """Whether the rhythm is the deadline, not only that of the reports about a dated task."""
        if self.repeat is None:
            return False
        return self.bounded or Repeat.YEARLY in self.repeats or Sign.FIRST in self.signs


def _starts(marks: Sequence[Mark], context: DeadlineContext) -> Iterator[date]:
    for mark in marks:
        if isinstance(mark, Start) and (span := mark.point.span(context.year)) is not None:
            yield span[0]


def _day(every: Every, context: DeadlineContext) -> int | None:
    """The day of the month; "trước ngày 1" is the end of the month before, which is what no day means."""
    if every.day is None or not every.before or context.before_means == "on":
        return every.day
    return every.day - 1 or None


def _settle(text: str, facts: _Facts) -> Deadline | Unreadable:
    if facts.awaits and not facts.dated:
        return _awaiting(text, facts)
    if facts.recurs:
        return _recurring(text, facts)
    standing = Sign.STANDING in facts.signs
    if facts.dated and not (standing and facts.bounded):
        return _dated(text, facts)
    if standing:
        return _standing(text, facts)
    return _undated(text, facts)


def _awaiting(text: str, facts: _Facts) -> Deadline:
    first = facts.terms[0] if facts.terms else None
    reading = Reading.AFTER_EVENT
    if first is not None:
        reading = Reading.AFTER_SIGNING if first.signing else Reading.TERM_AFTER_EVENT
    return Deadline(
        text,
        DeadlineKind.AWAITING,
        reading,
        repeat=facts.repeat,
        moment=facts.moment,
        term=first.term if first else None,
    )


def _recurring(text: str, facts: _Facts) -> Deadline | Unreadable:
    """Dates beside several rhythms may belong to any of them."""
    ends = sorted({each.on for each in facts.dated if not each.bounds})
    if ends and len(facts.repeats) > 1:
        return Unreadable(text, Why.SEVERAL_RHYTHMS)
    return Deadline(
        text,
        DeadlineKind.RECURRING,
        Reading.FIRST_THEN_EACH_PERIOD if ends else Reading.EACH_PERIOD,
        due_on=ends[0] if ends else None,
        repeat=facts.repeat,
        milestones=tuple(ends[1:]),
        from_on=facts.from_on,
        until_on=_latest_bound(facts.dated),
        moment=facts.moment,
        warnings=_warnings(facts),
    )


def _dated(text: str, facts: _Facts) -> Deadline:
    """The last date outside parentheses; a stricter limit inside holds, and contradicts unless it refines."""
    outside = [each for each in facts.dated if not each.aside] or list(facts.dated)
    due = max(outside, key=lambda each: each.on)
    limits = [each for each in facts.dated if each not in outside and each.limit and each.on < due.on]
    stated, due = due, min((*limits, due), key=lambda each: each.on)
    contradicted = due.on < stated.opens_on
    weekday = facts.moment.weekday
    wrong_weekday = due.reading is Reading.DATE and weekday is not None and weekday != due.on.weekday()
    noted = [DeadlineWarning.CONTRADICTION] if contradicted or wrong_weekday else []
    if due.tentative:
        noted.append(DeadlineWarning.TENTATIVE)
    return Deadline(
        text,
        DeadlineKind.DATED,
        due.reading,
        due_on=due.on,
        repeat=facts.repeat,
        milestones=tuple(sorted({each.on for each in facts.dated} - {due.on})),
        from_on=due.from_on,
        moment=facts.moment,
        continues=not facts.signs.isdisjoint((Sign.STANDING, Sign.CONTINUES)),
        warnings=(*noted, *_warnings(facts)),
    )


def _standing(text: str, facts: _Facts) -> Deadline:
    return Deadline(
        text,
        DeadlineKind.STANDING,
        Reading.STANDING,
        from_on=facts.from_on,
        until_on=_latest_bound(facts.dated),
        warnings=_warnings(facts),
    )


_UNDATED = {
    Sign.ON_DEMAND: (DeadlineKind.DORMANT, Reading.ON_DEMAND),
    Sign.SET_BY_OTHERS: (DeadlineKind.DORMANT, Reading.SET_BY_OTHERS),
    Sign.IN_SUBTASKS: (DeadlineKind.SUBTASKS, Reading.IN_SUBTASKS),
    Sign.NOT_SET: (DeadlineKind.UNSET, Reading.NOT_SET),
}
_LEFT_TO_A_PERSON = {
    Sign.COUNCIL_SESSION: Why.COUNCIL_SESSION,
    Sign.BEFORE_EVENT: Why.BEFORE_EVENT,
    Sign.DOCUMENT: Why.DOCUMENT_REFERENCE,
}


def _undated(text: str, facts: _Facts) -> Deadline | Unreadable:
    for sign, why in _LEFT_TO_A_PERSON.items():
        if sign in facts.signs and facts.signs.isdisjoint(_UNDATED):
            return Unreadable(text, why)
    for sign, (kind, reading) in _UNDATED.items():
        if sign in facts.signs:
            return Deadline(text, kind, reading)
    started = any(isinstance(mark, Start) for mark in facts.marks)
    return Unreadable(text, Why.START_ONLY if started else Why.NO_TIME)


def _latest_bound(dated: Sequence[Milestone]) -> date | None:
    return max((each.on for each in dated if each.bounds), default=None)


def _warnings(facts: _Facts) -> tuple[DeadlineWarning, ...]:
    """What else the text says beside the date or the rhythm."""
    events = (Sign.AFTER_EVENT, Sign.BEFORE_EVENT, Sign.COUNCIL_SESSION)
    undated = (Sign.ON_DEMAND, Sign.SET_BY_OTHERS, Sign.IN_SUBTASKS)
    said = (
        (DeadlineWarning.ALSO_EVENT, not facts.signs.isdisjoint(events)),
        (DeadlineWarning.PARTLY_UNDATED, not facts.signs.isdisjoint(undated)),
        (DeadlineWarning.SEVERAL_RHYTHMS, len(facts.repeats) > 1),
    )
    return tuple(warning for warning, holds in said if holds)
