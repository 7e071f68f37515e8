"""Owns the 30 % rule: who is late, who is flagged, what would tip a unit over, what would save it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import is_late

NEAR: Final = 3
"""A unit with a late task is near the line where at most so many more would flag it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A plan's rule: flagged when late * 100 >= threshold * assigned; `clause` is where the plan says so."""

    threshold: int
    clause: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What the rule needs to know of one task of a unit."""

    code: str
    phase: Phase
    due_on: date | None
    reported_on: date | None = None
    excused: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """Those of a unit's counts that change only when a task turns late, stops being so, comes or goes."""

    assigned: int = 0
    late: int = 0
    excused: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """A unit's tasks on one day, dormant ones left out.

    `assigned` is the rule's denominator, all but the cancelled; `late` is its count, and `excused` those of
    the late with a confirmed objective cause. The official four-way statistics part the assigned:
    `done_on_time` and `done_late` are reported or verified, `open_in_term` (suspended ones too) and
    `open_overdue` are not.
    """

    assigned: int = 0
    late: int = 0
    excused: int = 0
    done_on_time: int = 0
    done_late: int = 0
    open_in_term: int = 0
    open_overdue: int = 0
    cancelled: int = 0

    @property
    def tally(self) -> Tally:
        """Return what is kept of the counts."""
        return Tally(self.assigned, self.late, self.excused, self.cancelled)

    @property
    def judged(self) -> int:
        """Return the official denominator: tasks not yet due stand outside (Báo cáo 1270/BC-TCTTTg 2017)."""
        return self.assigned - self.open_in_term


@dataclass(frozen=True, slots=True)
class Projection:
    """What lies ahead. `tips_with` more late tasks flag the unit (0: it is flagged), None: it can't happen.

    `tipping` are the next open tasks by deadline, as many as it takes; `tips_on` is the first day on which
    all of them are late if nothing is done, the day after the last one's deadline. `rescue` is the smallest
    set of late, unfinished tasks whose rescue (an approved extension) would bring a flagged unit below the
    line, None where there is none.
    """

    tips_with: int | None
    tipping: tuple[str, ...]
    tips_on: date | None
    rescue: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit against the line on one day."""

    counts: Counts
    flagged: bool
    flagged_excused: bool
    projection: Projection


def count(duties: Iterable[Duty], on: date) -> Counts:
    """Return the counts of a unit's tasks on the day `on`. Dormant tasks are left out altogether."""
    assigned = late = excused = on_time = done_late = in_term = overdue = cancelled = 0
    for duty in duties:
        if not duty.counted:
            continue
        if duty.phase is Phase.VOID:
            cancelled += 1
            continue
        assigned += 1
        is_now_late = is_late(duty.phase, duty.due_on, duty.reported_on, on)
        late += is_now_late
        excused += is_now_late and duty.excused
        if duty.phase in {Phase.REPORTED, Phase.DONE}:
            on_time += not is_now_late
            done_late += is_now_late
        else:
            in_term += not is_now_late
            overdue += is_now_late
    return Counts(assigned, late, excused, on_time, done_late, in_term, overdue, cancelled)


def is_flagged(late: int, assigned: int, rule: Rule) -> bool:
    """Tell whether the line is crossed, in integers: exactly 30 % is flagged (plan 2021, II.2.2.a1)."""
    return assigned > 0 and late * 100 >= rule.threshold * assigned


def lacking(late: int, assigned: int, rule: Rule) -> int:
    """Return how many more late tasks flag a unit with so many, 0 or less where it is flagged."""
    return -(-rule.threshold * assigned // 100) - late


def is_near(late: int, tips_with: int | None) -> bool:
    """Tell whether a unit is near the line: late already, not over it, and `tips_with` more take it there."""
    return late > 0 and tips_with is not None and 0 < tips_with <= NEAR


def percent(part: int, whole: int) -> Decimal:
    """Return the share in percent, rounded half up to two decimals; 0 of 0 is 0."""
    if whole == 0:
        return Decimal("0.00")
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def answers_for(due_on: date | None, from_on: date, to_on: date | None) -> bool:
    """Tell whether a late task counts for who held an office from a day to a day, both included.

    It does if they held it on the day of the deadline, which ends at 24:00 (Bộ luật Dân sự 2015, Điều 148):
    so each task counts in one tenure where one follows the other.
    """
    return due_on is not None and from_on <= due_on and (to_on is None or due_on <= to_on)


def standing(duties: Sequence[Duty], rule: Rule, on: date) -> Standing:
    """Return where a unit stands on the day `on`, and what lies ahead of it."""
    counts = count(duties, on)
    return Standing(
        counts=counts,
        flagged=is_flagged(counts.late, counts.assigned, rule),
        flagged_excused=is_flagged(counts.late - counts.excused, counts.assigned, rule),
        projection=project(duties, counts, rule, on),
    )


def project(duties: Sequence[Duty], counts: Counts, rule: Rule, on: date) -> Projection:
    """Return what would tip the unit over the line, by when, and what would bring it back."""
    more = lacking(counts.late, counts.assigned, rule)
    if counts.assigned and more <= 0:
        return Projection(0, (), None, _rescue(duties, 1 - more, on))
    ahead = [(due_on, code) for due_on, code in _open_deadlines(duties) if due_on >= on]
    if not counts.assigned or more > len(ahead):
        return Projection(None, (), None, None)
    tipping = ahead[:more]
    tips_on = tipping[-1][0] + timedelta(days=1)
    return Projection(more, tuple(code for _, code in tipping), tips_on, None)


def _open_deadlines(duties: Iterable[Duty]) -> list[tuple[date, str]]:
    """Return (deadline, code) of what can be late by time alone, the earliest first."""
    return sorted(
        (duty.due_on, duty.code)
        for duty in duties
        if duty.counted and duty.phase is Phase.OPEN and duty.due_on is not None
    )


def _rescue(duties: Iterable[Duty], needed: int, on: date) -> tuple[str, ...] | None:
    """The least overdue first: they are the easiest to save."""
    overdue = [code for due_on, code in reversed(_open_deadlines(duties)) if due_on < on]
    return tuple(overdue[:needed]) if len(overdue) >= needed else None
