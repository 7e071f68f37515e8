"""Owns the units of a report: each against the line, what would tip it over or save it, its quarters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from cchc_workflow.domain.periods import Period
from cchc_workflow.domain.standing import Standing, is_near, percent, standing
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.ranking import months_of, quarters_of
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.figures.counts import Facts, count_entries, show_counts
from cchc_workflow.engine.report.figures.heads import head_of
from cchc_workflow.engine.report.ledger import Ledger


@dataclass(frozen=True, slots=True)
class UnitPart:
    """A unit's row, its tasks and where they put it."""

    unit: Any
    entries: Sequence[Entry]
    standing: Standing

    @property
    def near(self) -> bool:
        """Tell whether the unit is near the line."""
        return is_near(self.standing.counts.late, self.standing.projection.tips_with)


def units_of(ledger: Ledger) -> tuple[UnitPart, ...]:
    """Return the units that lead a task that counts, the greatest share of late ones first.

    The subject of a report stands there even without any task.
    """
    by_unit: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        if entry.duty.counted:
            by_unit[entry.unit_id].append(entry)
    if ledger.subject is not None:
        by_unit.setdefault(ledger.subject.id, [])
    parts = [_part(ledger, ledger.units[unit_id], entries) for unit_id, entries in by_unit.items()]
    return tuple(sorted(parts, key=_by_share))


def show_units(ledger: Ledger, parts: Iterable[UnitPart]) -> list[Facts]:
    """Return the units as they are shown; `change` is against the report before, None without one."""
    before = late_before(ledger)
    return [_show(ledger, part, before) for part in parts]


def late_before(ledger: Ledger) -> Mapping[str, int] | None:
    """Return the late tasks of each unit in the report before, None without one."""
    if ledger.before is None:
        return None
    return {unit["code"]: unit["late"] for unit in ledger.before.figures["units"]}


def month_of(due_on: date, year: int) -> int:
    """Return the month of the plan's year in which a deadline is shown, the nearest if it is outside."""
    if due_on.year != year:
        return 1 if due_on.year < year else 12
    return due_on.month


def _part(ledger: Ledger, unit: Any, entries: Sequence[Entry]) -> UnitPart:  # noqa: ANN401
    return UnitPart(unit, entries, standing([entry.duty for entry in entries], ledger.rule, ledger.on))


def _by_share(part: UnitPart) -> tuple[Fraction, int, str]:
    counts = part.standing.counts
    return -Fraction(counts.late, counts.assigned or 1), -counts.assigned, part.unit.code


def _show(ledger: Ledger, part: UnitPart, before: Mapping[str, int] | None) -> Facts:
    unit, counts, ahead = part.unit, part.standing.counts, part.standing.projection
    return {
        "code": unit.code,
        "name": unit.name,
        **show_counts(counts),
        "flagged": part.standing.flagged,
        "near": part.near,
        "tips_with": ahead.tips_with,
        "tips_on": ahead.tips_on.isoformat() if ahead.tips_on else None,
        "tipping": list(ahead.tipping),
        "rescue": None if ahead.rescue is None else list(ahead.rescue),
        "quarters": [_quarter(part.entries, quarter) for quarter in quarters_of(ledger.plan)],
        "in_period": count_entries((entry for entry in part.entries if entry.in_period), ledger.on),
        "change": None if before is None else counts.late - before.get(unit.code, 0),
        "head": head_of(ledger, unit.id),
    }


def _quarter(entries: Iterable[Entry], quarter: Period) -> Facts:
    months = months_of(quarter)
    due = [
        entry
        for entry in entries
        if entry.duty.phase is not Phase.VOID
        and entry.duty.due_on is not None
        and month_of(entry.duty.due_on, quarter.year) in months
    ]
    late = sum(entry.late for entry in due)
    return {
        "label": quarter.label,
        "late": late,
        "assigned": len(due),
        "percent": str(percent(late, len(due))) if due else None,
    }
