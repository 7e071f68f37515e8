"""Owns how a plan's units stand beside each other: the share of late tasks, by quarter and in all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cchc_workflow.domain.periods import Period, PeriodKind, periods
from cchc_workflow.domain.standing import Rule, is_flagged, is_near, lacking, percent


@dataclass(frozen=True, slots=True)
class QuarterShare:
    """A unit's tasks that are due in one quarter, and those of them that are late."""

    period: Period
    late: int
    assigned: int

    @property
    def percent(self) -> Decimal | None:
        """Return the share of late tasks, None where nothing is due."""
        return percent(self.late, self.assigned) if self.assigned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit against the line. `tips_with` more late tasks flag it, None where that can't happen any more."""

    unit_id: int
    code: str
    name: str
    late: int
    assigned: int
    excused: int
    percent: Decimal
    flagged: bool
    tips_with: int | None
    quarters: tuple[QuarterShare, ...]

    @property
    def percent_excused(self) -> Decimal:
        """Return the share without the late tasks that have a confirmed objective cause."""
        return percent(self.late - self.excused, self.assigned)

    @property
    def near(self) -> bool:
        """Tell whether the unit is near the line."""
        return is_near(self.late, self.tips_with)


def quarters_of(plan: Any) -> tuple[Period, ...]:  # noqa: ANN401
    """Return the quarters that end while a plan runs."""
    return periods(PeriodKind.QUARTERLY, plan.year, plan.first_on, plan.last_on)


def rank_units(
    units: Iterable[Any], sums: Iterable[Any], rule: Rule, quarters: Sequence[Period]
) -> tuple[UnitLine, ...]:
    """Return the units that lead a task, the greatest share of late tasks first.

    `sums` are those of `store.steering.sum_months` by unit.
    """
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sums:
        found[row.group_id].append(row)
    lines = [_line(unit, found[unit.id], rule, quarters) for unit in units if unit.id in found]
    return tuple(
        sorted(lines, key=lambda line: (-Fraction(line.late, line.assigned), -line.assigned, line.code))
    )


def tips_with(late: int, assigned: int, ahead: int, rule: Rule) -> int | None:
    """Return how many more late tasks flag a unit of which `ahead` can still turn late by time alone.

    As `domain.standing.project` counts it, without the tasks themselves.
    """
    more = max(lacking(late, assigned, rule), 0)
    return more if assigned and more <= ahead else None


def _line(unit: Any, rows: Sequence[Any], rule: Rule, quarters: Sequence[Period]) -> UnitLine:  # noqa: ANN401
    late, assigned = sum(row.late for row in rows), sum(row.assigned for row in rows)
    ahead = sum(row.open - row.overdue for row in rows if row.month)
    by_month = {row.month: row for row in rows}
    return UnitLine(
        unit_id=unit.id,
        code=unit.code,
        name=unit.name,
        late=late,
        assigned=assigned,
        excused=sum(row.excused for row in rows),
        percent=percent(late, assigned),
        flagged=is_flagged(late, assigned, rule),
        tips_with=tips_with(late, assigned, ahead, rule),
        quarters=tuple(_share(by_month, quarter) for quarter in quarters),
    )


def _share(by_month: Mapping[int, Any], quarter: Period) -> QuarterShare:
    rows = [by_month[month] for month in months_of(quarter) if month in by_month]
    return QuarterShare(quarter, sum(row.late for row in rows), sum(row.assigned for row in rows))


def months_of(quarter: Period) -> range:
    """Return the numbers of a quarter's months."""
    return range(quarter.first_on.month, quarter.last_on.month + 1)
