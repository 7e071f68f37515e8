"""Owns which units are near the line of the 30 % rule, and what would take them over it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cchc_workflow.domain.standing import Rule, Tally, is_near, lacking, percent
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.store import standing
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.inbox import next_deadlines


@dataclass(frozen=True, slots=True, kw_only=True)
class NearLine:
    """A unit near the line: `more` further late tasks take it to `percent_then`, first on `tips_on`."""

    unit: str
    unit_code: str
    plan_code: str
    late: int
    assigned: int
    percent: Decimal
    more: int
    percent_then: Decimal
    tipping: tuple[str, ...]
    tips_on: date
    threshold: int


def near_units(tx: Transaction, plan: Any, on: date) -> list[NearLine]:  # noqa: ANN401
    """Return the units near the line, the nearest first."""
    rule, lines = rule_of(plan), []
    for row, tally in standing.kept_tallies(tx, plan.id):
        more = _more(tally, rule)
        ahead = next_deadlines(tx, plan.id, row.unit_id, on, more) if more else []
        if not more or len(ahead) < more:
            continue
        line = NearLine(
            unit=row.name,
            unit_code=row.code,
            plan_code=plan.code,
            late=tally.late,
            assigned=tally.assigned,
            percent=percent(tally.late, tally.assigned),
            more=more,
            percent_then=percent(tally.late + more, tally.assigned),
            tipping=tuple(task.code for task in ahead),
            tips_on=ahead[-1].due_on + timedelta(days=1),
            threshold=rule.threshold,
        )
        lines.append(line)
    return sorted(lines, key=lambda line: (line.more, line.tips_on, -line.percent))


def _more(tally: Tally, rule: Rule) -> int:
    """Return how many more late tasks take a unit that is near the line over it; 0 if it is not near."""
    more = lacking(tally.late, tally.assigned, rule)
    return more if is_near(tally.late, more) else 0
