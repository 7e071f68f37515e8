"""Owns applying the 30 % rule to a unit whose tasks changed: counting, raising and clearing its flag."""

from datetime import date, datetime
from typing import Any

from cchc_workflow.domain.standing import Counts, Rule, is_flagged, percent
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.domain.timeliness import is_late
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import Telling, tell
from cchc_workflow.store import standing as store
from cchc_workflow.store.database import Transaction


def rule_of(plan: Any) -> Rule:  # noqa: ANN401
    """Return the rule that a plan's row holds."""
    return Rule(plan.threshold, plan.rule_clause, plan.rule_text)


def weighs(task: Task, on: date) -> tuple[bool, bool, bool]:
    """Return what a task adds to its unit's standing: counted, late, excused."""
    lives = task.counted and task.phase is not Phase.VOID
    late = lives and is_late(task.phase, task.due_on, task.reported_on, on)
    return lives, late, late and task.excused


def judge_unit(  # noqa: PLR0913 - a judgement needs all of this
    tx: Transaction, office: Office, plan_id: int, unit_id: int, now: datetime, cause: str
) -> Counts:
    """Count the unit anew and raise or clear its flag; `cause` is what made it change.

    The flag is raised once, when the line is crossed, and is a proposal that a person confirms.
    """
    plan = office.plan(tx, plan_id)
    rule = rule_of(plan)
    on = office.today(now)
    counts = store.count_unit(tx, plan_id, unit_id, on)
    store.keep_counts(tx, plan_id, unit_id, counts, on)
    raised = store.raised_flag(tx, plan_id, unit_id)
    crossed = is_flagged(counts.late, counts.assigned, rule)
    if crossed and raised is None:
        _raise(tx, office, plan, unit_id, counts, now)
    elif raised is not None and not crossed:
        store.clear_flag(tx, raised.id, now, cause)
        _tell(tx, office, "flag_cleared", plan, unit_id, raised.id, counts, now, {"reason": cause})
    return counts


def _raise(
    tx: Transaction,
    office: Office,
    plan: Any,
    unit_id: int,
    counts: Counts,
    now: datetime,  # noqa: ANN401
) -> None:
    on = office.today(now)
    late = [
        {"code": duty.code, "due_on": str(duty.due_on), "reported_on": _text(duty.reported_on)}
        for duty in store.read_duties(tx, plan.id, unit_id)
        if is_late(duty.phase, duty.due_on, duty.reported_on, on)
    ]
    flag_id = store.raise_flag(
        tx,
        organization_id=plan.organization_id,
        plan_id=plan.id,
        unit_id=unit_id,
        now=now,
        counts=counts,
        threshold=plan.threshold,
        tasks=[str(task["code"]) for task in late],
    )
    _tell(tx, office, "flagged", plan, unit_id, flag_id, counts, now, {"late_tasks": late})


def _tell(  # noqa: PLR0913 - one fact each
    tx: Transaction,
    office: Office,
    occasion: str,
    plan: Any,  # noqa: ANN401
    unit_id: int,
    flag_id: int,
    counts: Counts,
    now: datetime,
    more: dict[str, object],
) -> None:
    facts: dict[str, object] = {
        "unit": store.unit_name(tx, unit_id),
        "late": counts.late,
        "assigned": counts.assigned,
        "excused": counts.excused,
        "percent": str(percent(counts.late, counts.assigned)),
        "threshold": plan.threshold,
        "clause": plan.rule_clause,
        "year": plan.year,
        **more,
    }
    telling = Telling(
        organization_id=plan.organization_id,
        unit_id=unit_id,
        key=f"flag:{flag_id}:{occasion}",
        facts={"flag": facts},
        now=now,
    )
    tell(tx, office, (office.notices[occasion],), telling)


def _text(day: date | None) -> str | None:
    return str(day) if day else None
