"""Owns what the calendar shows: a year by unit or area and month, a month by day, with the days off."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cchc_workflow.domain.calendar import DayOff, WorkCalendar
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.periods import Period, PeriodKind
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.steering import MonthLine, months_of_year
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import people, planner, plans, steering
from cchc_workflow.store.database import Transaction

MONTHS = 12
A_DAY = 4
"""Rows of a day; what is more is one click away."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The tasks of a row that are due in one month: all, those not done yet, the overdue, all late ones."""

    month: int
    tasks: int = 0
    open: int = 0
    overdue: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A unit or an area over the year; `code` is None for the tasks of no area."""

    code: str | None
    name: str
    cells: tuple[Cell, ...]
    undated: int

    @property
    def tasks(self) -> int:
        """Return all its tasks."""
        return sum(cell.tasks for cell in self.cells) + self.undated


@dataclass(frozen=True, slots=True)
class Year:
    """A plan's year: its rows, its months with their days off, and the sums of the columns."""

    rows: tuple[Row, ...]
    months: tuple[MonthLine, ...]
    totals: tuple[Cell, ...]

    @property
    def busiest(self) -> Cell | None:
        """Return the month with the most open deadlines, None where there is none."""
        found = max(self.totals, key=lambda cell: cell.open)
        return found if found.open else None


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due on a day: a task, or a duty of several units (`tasks` of them, `open` still to do)."""

    code: str
    duty: str
    title: str
    unit: str
    tasks: int
    open: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month: whether it is worked, why not, what falls due, and how many tasks are not shown."""

    on: date
    working: bool
    off: DayOff | None
    due: tuple[Due, ...] = ()
    tasks: int = 0

    @property
    def more(self) -> int:
        """Return how many of the day's tasks are in no row."""
        return self.tasks - sum(due.tasks for due in self.due)

    @property
    def open(self) -> int:
        """Return how many of the shown are still to do."""
        return sum(due.open for due in self.due)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday to Sunday; None stands for the days of its neighbours."""

    period: Period
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def tasks(self) -> int:
        """Return the tasks that fall due in the month."""
        return sum(day.tasks for week in self.weeks for day in week if day)


def read_year(
    tx: Transaction,
    office: Office,
    scope: Scope,
    plan: Any,  # noqa: ANN401
    on: date,
    by: steering.By,
) -> Year:
    """Return the year of a plan by unit or by area, as it stands on the day `on`."""
    sums = steering.sum_months(tx, scope, plan, on, by)
    found: dict[int | None, dict[int, Cell]] = defaultdict(dict)
    for row in sums:
        found[row.group_id][row.month] = Cell(row.month, row.assigned, row.open, row.overdue, row.late)
    groups = people.read_units(tx, plan.organization_id) if by == "unit" else plans.read_areas(tx, plan.id)
    rows = [
        _row(group.code, group.name if by == "unit" else group.title, found[group.id])
        for group in groups
        if group.id in found
    ]
    if None in found:
        rows.append(_row(None, "", found[None]))
    return Year(
        rows=tuple(rows),
        months=tuple(months_of_year(sums, office.calendar, plan.year)),
        totals=tuple(_total(month, rows) for month in range(1, 13)),
    )


def read_month(  # noqa: PLR0913, PLR0917 - a month is asked for by plan, by unit and by area
    tx: Transaction,
    office: Office,
    scope: Scope,
    plan: Any,  # noqa: ANN401
    period: Period,
    unit: str | None = None,
    area: str | None = None,
) -> Month:
    """Return a month of a plan day by day, of one unit or area if these are named.

    Raises:
        NotFoundError: the organization has no such unit, or the plan no such area.
    """
    found: dict[date, list[Any]] = defaultdict(list)
    for row in planner.days_of(
        tx,
        scope,
        plan.id,
        (period.first_on, period.last_on),
        A_DAY,
        unit_id=people.find_unit(tx, plan.organization_id, unit).id if unit else None,
        area_id=_area_id(tx, plan.id, area) if area else None,
    ):
        found[row.due_on].append(row)
    return Month(period, tuple(_weeks(office.calendar, period, found)))


def month_of(plan: Any, text: str | None, on: date) -> Period:  # noqa: ANN401
    """Return the month written as 2021-06, else that of the day `on`, within the plan's year."""
    year, _, month = (text or "").partition("-")
    if year == str(plan.year) and month.isdecimal() and 1 <= int(month) <= MONTHS:
        return Period(PeriodKind.MONTHLY, plan.year, int(month))
    nearest = min(max(on, plan.first_on), plan.last_on)
    return Period(PeriodKind.MONTHLY, plan.year, nearest.month)


def _row(code: str | None, name: str, cells: Mapping[int, Cell]) -> Row:
    undated = cells.get(steering.UNDATED)
    return Row(
        code,
        name,
        tuple(cells.get(month, Cell(month)) for month in range(1, 13)),
        undated.tasks if undated else 0,
    )


def _total(month: int, rows: Iterable[Row]) -> Cell:
    cells = [row.cells[month - 1] for row in rows]
    return Cell(
        month,
        *(sum(getattr(cell, name) for cell in cells) for name in ("tasks", "open", "overdue", "late")),
    )


def _area_id(tx: Transaction, plan_id: int, code: str) -> int:
    for area in plans.read_areas(tx, plan_id):
        if area.code == code:
            return int(area.id)
    raise NotFoundError("area", code)


def _weeks(
    calendar: WorkCalendar, period: Period, found: Mapping[date, list[Any]]
) -> Iterable[tuple[Day | None, ...]]:
    monday = period.first_on - timedelta(days=period.first_on.weekday())
    while monday <= period.last_on:
        days = [monday + timedelta(days=weekday) for weekday in range(7)]
        yield tuple(
            _day(calendar, on, found.get(on, [])) if period.first_on <= on <= period.last_on else None
            for on in days
        )
        monday += timedelta(days=7)


def _day(calendar: WorkCalendar, on: date, rows: list[Any]) -> Day:
    due = tuple(Due(row.code, row.duty, row.title, row.unit_name, row.tasks, int(row.open)) for row in rows)
    return Day(on, calendar.is_working(on), calendar.day_off(on), due, int(rows[0].of_day) if rows else 0)
