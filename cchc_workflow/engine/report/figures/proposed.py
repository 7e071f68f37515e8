"""Owns the list of units proposed as "không hoàn thành nhiệm vụ", with the evidence and the arithmetic."""

from collections.abc import Iterable, Sequence

from cchc_workflow.domain.standing import percent
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.flags import standing_flag
from cchc_workflow.engine.report.figures.heads import head_of, show_tenures
from cchc_workflow.engine.report.figures.tasks import Table
from cchc_workflow.engine.report.figures.units import UnitPart
from cchc_workflow.engine.report.ledger import REMINDERS, Ledger


def proposed_of(parts: Iterable[UnitPart]) -> tuple[UnitPart, ...]:
    """Return the units at or over the line."""
    return tuple(part for part in parts if part.standing.flagged)


def show_proposed(ledger: Ledger, parts: Sequence[UnitPart], table: Table) -> list[Facts]:
    """Return each unit with its head, tenures, flag, late tasks and how often it was reminded of them.

    `left` and `right` are the rule's two sides, late * 100 >= threshold * assigned.
    """
    return [_show(ledger, part, table) for part in parts]


def show_near(parts: Iterable[UnitPart]) -> list[Facts]:
    """Return the units that few more late tasks would take over the line."""
    return [
        {
            "unit": part.unit.name,
            "unit_code": part.unit.code,
            "late": part.standing.counts.late,
            "assigned": part.standing.counts.assigned,
            "percent": str(percent(part.standing.counts.late, part.standing.counts.assigned)),
            "tips_with": part.standing.projection.tips_with,
        }
        for part in parts
        if part.near
    ]


def _show(ledger: Ledger, part: UnitPart, table: Table) -> Facts:
    unit, counts = part.unit, part.standing.counts
    late = {entry.id for entry in part.entries if entry.late}
    reminded = [each.on for each in ledger.reminders if each.task_id in late and each.message in REMINDERS]
    return {
        "unit": unit.name,
        "unit_code": unit.code,
        "head": head_of(ledger, unit.id),
        "tenures": show_tenures(ledger, unit.id, part.entries),
        "late": counts.late,
        "assigned": counts.assigned,
        "excused": counts.excused,
        "percent": str(percent(counts.late, counts.assigned)),
        "percent_excused": str(percent(counts.late - counts.excused, counts.assigned)),
        "left": counts.late * 100,
        "right": ledger.rule.threshold * counts.assigned,
        "flag": _flag(ledger, unit.id),
        "tasks": table.pick(lambda entry: entry.id in late),
        "reminders": len(reminded),
        "last_reminded_on": max(reminded).isoformat() if reminded else None,
    }


def _flag(ledger: Ledger, unit_id: int) -> Facts | None:
    flag = standing_flag(ledger, unit_id)
    return flag and {name: flag[name] for name in ("raised_on", "confirmed_on", "confirmer", "note")}
