"""Owns applying the 30 % rule to a unit whose tasks changed: counting, raising and clearing its flag."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cchc_workflow.domain.standing import Counts, Rule, is_flagged, percent
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.domain.timeliness import is_late
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import Telling, tell
from cchc_workflow.store import standing as store
from cchc_workflow.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one task, and the event that was the cause."""

    before: Task
    after: Task
    cause: str


@dataclass(frozen=True, slots=True)
class _Judgement:
    """One look at a unit: its plan's row, what was counted, and when."""

    plan: Any
    unit_id: int
    counts: Counts
    on: date
    now: datetime


def rule_of(plan: Any) -> Rule:  # noqa: ANN401
    """Return the rule that a plan's row holds."""
    return Rule(plan.threshold, plan.rule_clause, plan.rule_text)


def weighs(task: Task, on: date) -> tuple[bool, bool, bool]:
    """Return what a task adds to its unit's standing: counted, late, excused."""
    lives = task.counted and task.phase is not Phase.VOID
    late = lives and is_late(task.phase, task.due_on, task.reported_on, on)
    return lives, late, late and task.excused


def judge_changes(tx: Transaction, office: Office, changes: Iterable[Change], now: datetime) -> None:
    """Judge each unit whose standing the changes touched, once, in the order of their keys."""
    on = office.today(now)
    causes: dict[tuple[int, int], str] = {}
    for change in changes:
        for unit_id in _touched(change, on, now):
            causes[change.after.plan_id, unit_id] = change.cause
    for (plan_id, unit_id), cause in sorted(causes.items()):
        judge_unit(tx, office, plan_id, unit_id, now, cause)


def judge_unit(
    tx: Transaction, office: Office, plan_id: int, unit_id: int, now: datetime, cause: str
) -> Counts:
    """Count the unit anew and raise or clear its flag; `cause` is what made it change.

    The flag is raised once, when the line is crossed, and is a proposal that a person confirms.
    """
    return judge_by(tx, office, office.plan(tx, plan_id), unit_id, now, cause)


def judge_by(tx: Transaction, office: Office, plan: Any, unit_id: int, now: datetime, cause: str) -> Counts:  # noqa: ANN401
    """Judge a unit by the row of a plan that may still be unissued; see `judge_unit`."""
    store.hold_unit(tx, unit_id)
    on = office.today(now)
    counts = store.count_unit(tx, plan.id, unit_id, on)
    store.keep_tally(tx, plan.id, unit_id, counts.tally, on)
    judgement = _Judgement(plan, unit_id, counts, on, now)
    raised = store.raised_flag(tx, plan.id, unit_id)
    crossed = is_flagged(counts.late, counts.assigned, rule_of(plan))
    if crossed and raised is None:
        _raise(tx, office, judgement)
    elif raised is not None and not crossed:
        store.clear_flag(tx, raised.id, now, cause)
        _tell(tx, office, judgement, raised.id, "flag_cleared", {"reason": cause})
    return counts


def _touched(change: Change, on: date, now: datetime) -> tuple[int, ...]:
    """Return the units to judge: both, where the task went from one to the other.

    A look that was due and that the sweep will not take any more is taken here: the task may have turned
    late since the last one.
    """
    before, after = change.before, change.after
    if before.lead_unit_id != after.lead_unit_id:
        return before.lead_unit_id, after.lead_unit_id
    looked_at = before.next_check_at == after.next_check_at
    overlooked = before.next_check_at is not None and before.next_check_at <= now and not looked_at
    return (after.lead_unit_id,) if overlooked or weighs(before, on) != weighs(after, on) else ()


def _raise(tx: Transaction, office: Office, judgement: _Judgement) -> None:
    plan, unit_id = judgement.plan, judgement.unit_id
    named = store.read_titles(tx, plan.id, unit_id)
    late = [
        {
            "id": named[duty.code].id,
            "code": duty.code,
            "title": named[duty.code].title,
            "due_on": str(duty.due_on),
            "reported_on": _text(duty.reported_on),
        }
        for duty in store.read_duties(tx, plan.id, unit_id)
        if is_late(duty.phase, duty.due_on, duty.reported_on, judgement.on)
    ]
    flag_id = store.raise_flag(
        tx,
        organization_id=plan.organization_id,
        plan_id=plan.id,
        unit_id=unit_id,
        now=judgement.now,
        counts=judgement.counts,
        threshold=plan.threshold,
        tasks=[str(task["code"]) for task in late],
    )
    _tell(tx, office, judgement, flag_id, "flagged", {"late_tasks": late})


def _tell(
    tx: Transaction,
    office: Office,
    judgement: _Judgement,
    flag_id: int,
    occasion: str,
    more: dict[str, object],
) -> None:
    plan, counts = judgement.plan, judgement.counts
    facts: dict[str, object] = {
        "unit": store.unit_name(tx, judgement.unit_id),
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
        unit_id=judgement.unit_id,
        key=f"flag:{flag_id}:{occasion}",
        facts={"flag": facts},
        now=judgement.now,
    )
    tell(tx, office, (office.notices[occasion],), telling)


def _text(day: date | None) -> str | None:
    return str(day) if day else None
