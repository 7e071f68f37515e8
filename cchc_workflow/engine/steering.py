"""Owns what the director's one screen shows: the index, the units, what to confirm, what to decide, when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cchc_workflow.domain.calendar import DayOff, WorkCalendar
from cchc_workflow.domain.index import ProjectedIndex
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.periods import Period, PeriodKind
from cchc_workflow.domain.standing import Rule, percent
from cchc_workflow.engine.burnup import WeekLine, read_burnup
from cchc_workflow.engine.index import read_index
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.ranking import UnitLine, quarters_of, rank_units
from cchc_workflow.store import people, steering
from cchc_workflow.store.board import newest_pinned
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import from_json

LINES = 6
"""Rows of each list that waits for a decision; the whole list is one click away."""

LOOKED_THROUGH = 200
"""Tasks looked through for those rows: one duty of many units is one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """A month's open deadlines, those overdue among them, and its days off that would be worked otherwise."""

    period: Period
    open: int
    overdue: int
    days_off: tuple[DayOff, ...]
    working_days: int


@dataclass(frozen=True, slots=True)
class FlaggedUnit:
    """A flag that stands, as its row, with the unit's line of today; `tasks` were late when it was raised."""

    flag: Any
    unit: UnitLine
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """A duty that climbed the whole ladder: `code` is one task's where it is of one unit, else the duty's."""

    code: str
    title: str
    unit: str
    due_on: date
    days: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """A plan on one day, for who steers it."""

    plan: Any
    on: date
    rule: Rule
    index: ProjectedIndex
    units: tuple[UnitLine, ...]
    quarters: tuple[Period, ...]
    months: tuple[MonthLine, ...]
    burnup: tuple[WeekLine, ...]
    flagged: tuple[FlaggedUnit, ...]
    escalated: tuple[Escalated, ...]
    escalated_tasks: int
    escalated_until: date
    extensions: tuple[Any, ...]
    extensions_in_all: int

    @property
    def late(self) -> int:
        """Return the late tasks of all units."""
        return sum(unit.late for unit in self.units)

    @property
    def assigned(self) -> int:
        """Return the assigned tasks of all units."""
        return sum(unit.assigned for unit in self.units)

    @property
    def general(self) -> tuple[int, int]:
        """Return how many assigned tasks are of no area and so carry no points, and the late ones of them."""
        works = [area.work for area in self.index.areas]
        in_areas = sum(work.assigned for work in works), sum(work.late for work in works)
        return self.assigned - in_areas[0], self.late - in_areas[1]

    @property
    def percent(self) -> Decimal:
        """Return the share of late tasks over all units."""
        return percent(self.late, self.assigned)

    @property
    def over(self) -> tuple[UnitLine, ...]:
        """Return the units at or over the line."""
        return tuple(unit for unit in self.units if unit.flagged)

    @property
    def near(self) -> tuple[UnitLine, ...]:
        """Return the units that few late tasks would flag."""
        return tuple(unit for unit in self.units if unit.near)


def read_steering(office: Office, scope: Scope, plan: Any, now: datetime) -> Steering:  # noqa: ANN401
    """Return a plan's screen, by a few walks over the counting index whatever the number of units.

    Raises:
        ValueError: the scope is not the whole organization's.
    """
    on = office.today(now)
    with office.database.read() as tx:
        sums = steering.sum_months(tx, scope, plan, on, "unit")
        quarters = quarters_of(plan)
        units = rank_units(people.read_units(tx, plan.organization_id), sums, rule_of(plan), quarters)
        until = director_reached_by(tx, office, plan, on)
        waiting = steering.waiting_extensions(tx, scope, plan.id, LINES)
        return Steering(
            plan=plan,
            on=on,
            rule=rule_of(plan),
            index=read_index(tx, scope, plan, on),
            units=units,
            quarters=quarters,
            months=tuple(months_of_year(sums, office.calendar, plan.year)),
            burnup=read_burnup(tx, scope, plan, on),
            flagged=_flagged(steering.standing_flags(tx, scope, plan.id), units),
            escalated=_gather(steering.oldest_open(tx, scope, plan.id, until, LOOKED_THROUGH), on)[:LINES],
            escalated_tasks=steering.count_open(tx, scope, plan.id, until),
            escalated_until=until,
            extensions=tuple(waiting),
            extensions_in_all=waiting[0].in_all if waiting else 0,
        )


def director_reached_by(tx: Transaction, office: Office, plan: Any, on: date) -> date:  # noqa: ANN401
    """Return the latest deadline whose task has climbed to the ladder's last rung by the day `on`."""
    pinned = newest_pinned(tx, plan.id)
    offset = office.ladder(tx, pinned.ladder_id).steps[-1].offset if pinned else 1
    return last_due(office.calendar, on, max(offset, 1))


def last_due(calendar: WorkCalendar, on: date, offset: int) -> date:
    """Return the latest day after which `offset` working days have begun by the day `on`."""
    return calendar.shift(calendar.roll_back(on), 1 - offset) - timedelta(days=1)


def months_of_year(sums: Iterable[Any], calendar: WorkCalendar, year: int) -> list[MonthLine]:
    """Return the year's months with the open deadlines of `sums`."""
    rows = list(sums)
    return [
        MonthLine(
            period=period,
            open=sum(row.open for row in rows if row.month == period.index),
            overdue=sum(row.overdue for row in rows if row.month == period.index),
            days_off=days_off(calendar, period.first_on, period.last_on),
            working_days=calendar.count(period.first_on, period.last_on),
        )
        for period in (Period(PeriodKind.MONTHLY, year, month) for month in range(1, 13))
    ]


def days_off(calendar: WorkCalendar, first_on: date, last_on: date) -> tuple[DayOff, ...]:
    """Return the days off in the closed interval that no weekend takes anyway, by date."""
    return tuple(
        calendar.days_off[on]
        for on in sorted(calendar.days_off)
        if first_on <= on <= last_on and on.weekday() not in calendar.weekend
    )


def _flagged(flags: Iterable[Any], units: Iterable[UnitLine]) -> tuple[FlaggedUnit, ...]:
    """Return the flags that stand, those to confirm first, the greatest share first."""
    lines = {unit.unit_id: (place, unit) for place, unit in enumerate(units)}
    found = [flag for flag in flags if flag.unit_id in lines]
    found.sort(key=lambda flag: (flag.confirmed_at is not None, lines[flag.unit_id][0]))
    return tuple(
        FlaggedUnit(flag, lines[flag.unit_id][1], tuple(sorted(from_json(flag.tasks)))) for flag in found
    )


def _gather(rows: Sequence[Any], on: date) -> tuple[Escalated, ...]:
    """Return one line for each duty and day, by deadline."""
    groups: dict[tuple[date, str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.due_on, row.duty, row.title), []).append(row)
    return tuple(
        Escalated(
            code=several[0].code if len(several) == 1 else several[0].duty,
            title=several[0].title,
            unit=several[0].unit_name,
            due_on=several[0].due_on,
            days=(on - several[0].due_on).days,
            units=len(several),
        )
        for several in groups.values()
    )
