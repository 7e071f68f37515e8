"""Owns the shapes of what a deadline's text means; reads no text."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from cchc_workflow.domain.deadlines.marks import Repeat, Why
from cchc_workflow.domain.deadlines.milestones import Reading
from cchc_workflow.domain.deadlines.terms import Term


class DeadlineKind(StrEnum):
    """What sort of deadline it is."""

    DATED = "dated"
    RECURRING = "recurring"
    STANDING = "standing"
    DORMANT = "dormant"
    AWAITING = "awaiting"
    SUBTASKS = "subtasks"
    UNSET = "unset"


class DeadlineWarning(StrEnum):
    """What a person should look at, although the text could be read."""

    CONTRADICTION = "contradiction"
    TENTATIVE = "tentative"
    ALSO_EVENT = "also_event"
    PARTLY_UNDATED = "partly_undated"
    SEVERAL_RHYTHMS = "several_rhythms"


@dataclass(frozen=True, slots=True)
class Moment:
    """When in its period, week or day the work is due, where the text says so.

    Attributes:
        weekday: 0 is Monday.
        day: of the month, or of the last month of the quarter; in a month without it, its last day.
        at: the local hour.
    """

    weekday: int | None = None
    day: int | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a text means in one plan.

    Attributes:
        text: as it was written.
        kind: DATED ends on `due_on`; RECURRING comes back each `repeat`, first on `due_on` if given;
            STANDING has no end of its own; DORMANT sleeps until someone triggers it; AWAITING starts with an
            event, and `term` counts from it; SUBTASKS are dated one by one; UNSET has none yet.
        reading: how it was read, for the page.
        due_on: the last day in time; of several dates the last one, of a RECURRING deadline the first.
        repeat: the rhythm; of a DATED or AWAITING deadline, that of its reports.
        milestones: the other dates, in order.
        from_on: the first day of a range, or the day a term counts from.
        until_on: the last day of a RECURRING or STANDING deadline that the text bounds.
        moment: weekday, day and hour.
        term: what to count once the event of an AWAITING deadline has happened.
        continues: the work goes on after `due_on` ("và thường xuyên", "và những năm tiếp theo").
        warnings: what a person should look at.
    """

    text: str
    kind: DeadlineKind
    reading: Reading
    due_on: date | None = None
    repeat: Repeat | None = None
    milestones: tuple[date, ...] = ()
    from_on: date | None = None
    until_on: date | None = None
    moment: Moment = Moment()
    term: Term | None = None
    continues: bool = False
    warnings: tuple[DeadlineWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that a person has to read, and why."""

    text: str
    why: Why
