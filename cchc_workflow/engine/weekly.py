"""Owns the weekly escalation report to Giám đốc: its numbers are frozen, its mail goes out by itself."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.standing import Counts, percent, standing
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import is_late
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import Telling, tell
from cchc_workflow.store import people, plans
from cchc_workflow.store import standing as standing_store
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.events import last_anchor
from cchc_workflow.store.extensions import list_extensions
from cchc_workflow.store.reports import has_report, keep_report, last_report
from cchc_workflow.store.tasks import TaskFilter, list_tasks, task_from_row

KIND = "weekly"
EVERYTHING = 1_000_000


def weekly_report(office: Office, now: datetime, *, whatever_the_day: bool = False) -> int:
    """Make and send this week's report of every running plan, once a week; return how many were made.

    It is due at the hour of the digest on the week's first working day (Monday, unless that is a day
    off). Safe to run twice.
    """
    on = office.today(now)
    early = office.calendar.local(now).time() < office.hours.digest_at
    if not whatever_the_day and (on < first_working_day(office, on) or early):
        return 0
    made = 0
    with office.database.begin() as tx:
        for organization in people.read_organizations(tx):
            for plan in plans.read_plans(tx, organization.id):
                if plan.state == "issued" and not _is_over(plan, on):
                    made += _make(tx, office, plan, now)
    return made


def first_working_day(office: Office, on: date) -> date:
    """Return the first working day of the week of `on`."""
    return office.calendar.roll_forward(on - timedelta(days=on.weekday()))


def compose_report(tx: Transaction, office: Office, plan: Any, now: datetime) -> dict[str, Any]:  # noqa: ANN401
    """Return the report's figures as JSON values: units at risk first, decisions needed, what changed."""
    on = office.today(now)
    previous = last_report(tx, plan.organization_id, _kind(plan))
    rows = list_tasks(tx, Scope(plan.organization_id), TaskFilter(plan_id=plan.id, most=EVERYTHING))
    units = _units(tx, plan, previous, on)
    return {
        "year": plan.year,
        "plan": {"code": plan.code, "title": plan.title, "number": plan.number},
        "week": _week(on),
        "on": on.isoformat(),
        "previous_on": previous["on"] if previous else None,
        "threshold": plan.threshold,
        "clause": plan.rule_clause,
        "totals": _totals(list(standing_store.count_units(tx, plan.id, on).values())),
        "previous_totals": previous["totals"] if previous else None,
        "units": units,
        **_flags(tx, office, plan, previous),
        "decisions": _decisions(tx, office, plan, rows, units, on),
        "reports_waiting": sum(1 for row in rows if row.phase == Phase.REPORTED),
        "changed": _changes(rows, previous, on),
        "anchor": _anchor(tx),
    }


def _make(tx: Transaction, office: Office, plan: Any, now: datetime) -> bool:  # noqa: ANN401
    on = office.today(now)
    if has_report(tx, plan.organization_id, _kind(plan), _week(on)):
        return False
    report = compose_report(tx, office, plan, now)
    keep_report(tx, plan.organization_id, _kind(plan), _week(on), now, report)
    telling = Telling(
        organization_id=plan.organization_id,
        unit_id=0,
        key=f"weekly:{plan.id}:{_week(on)}",
        facts={"report": report},
        now=now,
    )
    tell(tx, office, (office.notices["weekly_report"],), telling)
    return True


def _kind(plan: Any) -> str:  # noqa: ANN401
    return f"{KIND}:{plan.code}"


def _week(on: date) -> str:
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02}"


def _is_over(plan: Any, on: date) -> bool:  # noqa: ANN401
    """A plan is reported on until a month after its last day, when the year's rating is made."""
    return bool(on > plan.last_on + timedelta(days=31))


def _totals(counts: list[Counts]) -> dict[str, Any]:
    names = [name for name in Counts.__slots__ if name != "excused"]
    sums = {name: sum(getattr(each, name) for each in counts) for name in names}
    return sums | {"percent": str(percent(sums["late"], sums["assigned"]))}


def _units(tx: Transaction, plan: Any, previous: dict[str, Any] | None, on: date) -> list[dict[str, Any]]:  # noqa: ANN401
    rule = rule_of(plan)
    before = {unit["code"]: unit["late"] for unit in previous["units"]} if previous else {}
    units = []
    for unit in people.read_units(tx, plan.organization_id):
        duties = standing_store.read_duties(tx, plan.id, unit.id)
        if not duties:
            continue
        judged = standing(duties, rule, on)
        ahead = judged.projection
        units.append(
            {
                "code": unit.code,
                "name": unit.name,
                "late": judged.counts.late,
                "assigned": judged.counts.assigned,
                "excused": judged.counts.excused,
                "percent": str(percent(judged.counts.late, judged.counts.assigned)),
                "flagged": judged.flagged,
                "tips_with": ahead.tips_with,
                "tips_on": ahead.tips_on.isoformat() if ahead.tips_on else None,
                "tipping": list(ahead.tipping),
                "rescue": list(ahead.rescue) if ahead.rescue is not None else None,
                "change": judged.counts.late - before.get(unit.code, 0),
            }
        )
    return sorted(
        units, key=lambda unit: (-unit["late"] / unit["assigned"] if unit["assigned"] else 0, unit["code"])
    )


def _flags(tx: Transaction, office: Office, plan: Any, previous: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
    since = previous["on"] if previous else ""
    raised, cleared = [], []
    for flag in standing_store.read_flags(tx, plan.id):
        facts = {
            "unit": flag.unit_name,
            "late": flag.late,
            "assigned": flag.assigned,
            "percent": str(percent(flag.late, flag.assigned)),
            "raised_on": office.today(flag.raised_at).isoformat(),
        }
        if facts["raised_on"] >= since and flag.cleared_at is None:
            raised.append(facts)
        if flag.cleared_at is not None and office.today(flag.cleared_at).isoformat() >= since:
            cleared.append(facts | {"reason": flag.cleared_reason})
    return {"flags_raised": raised, "flags_cleared": cleared}


def _decisions(  # noqa: PLR0913 - one fact each
    tx: Transaction,
    office: Office,
    plan: Any,  # noqa: ANN401
    rows: list[Any],
    units: list[dict[str, Any]],
    on: date,
) -> dict[str, Any]:
    """What waits for somebody to decide: extensions, tasks that climbed the whole ladder, flags to confirm."""
    waiting = list_extensions(tx, Scope(plan.organization_id), waiting_only=True)
    return {
        "extensions": [
            {
                "id": row.id,
                "task_code": row.task_code,
                "task_title": row.task_title,
                "unit": row.unit_name,
                "due_on": row.due_on.isoformat() if row.due_on else None,
                "asked_due_on": row.asked_due_on.isoformat(),
                "reason": row.reason,
                "requested_on": office.today(row.requested_at).isoformat(),
            }
            for row in waiting
        ],
        "escalated": [_brief(row, on) for row in rows if _climbed(tx, office, row, on)],
        "flagged_units": [unit["name"] for unit in units if unit["flagged"]],
    }


def _climbed(tx: Transaction, office: Office, row: Any, on: date) -> bool:  # noqa: ANN401
    """Tell whether a task is overdue by the ladder's last step: it has reached the director."""
    if row.phase != Phase.OPEN or row.due_on is None or row.due_on >= on or not row.counted:
        return False
    last = office.ladder(tx, row.ladder_id).steps[-1]
    return office.calendar.distance(row.due_on, on) >= last.offset


def _changes(rows: list[Any], previous: dict[str, Any] | None, on: date) -> dict[str, Any]:
    since = date.fromisoformat(previous["on"]) if previous else on - timedelta(days=7)
    newly_late, finished, due_next_week = [], [], []
    for row in rows:
        task = task_from_row(row)
        if not task.counted or task.due_on is None:
            continue
        was_late = is_late(task.phase, task.due_on, task.reported_on, since)
        if is_late(task.phase, task.due_on, task.reported_on, on) and (
            not was_late or (task.reported_on is not None and task.due_on >= since)
        ):
            newly_late.append(_brief(row, on))
        if task.reported_on is not None and since <= task.reported_on:
            finished.append(_brief(row, on) | {"reported_on": task.reported_on.isoformat()})
        if task.phase is Phase.OPEN and on <= task.due_on < on + timedelta(days=7):
            due_next_week.append(_brief(row, on))
    return {"newly_late": newly_late, "finished": finished, "due_next_week": due_next_week}


def _brief(row: Any, on: date) -> dict[str, Any]:  # noqa: ANN401
    return {
        "code": row.code,
        "title": row.title,
        "unit": row.lead_unit_name,
        "due_on": row.due_on.isoformat(),
        "days": (row.due_on - on).days,
    }


def _anchor(tx: Transaction) -> dict[str, str] | None:
    row = last_anchor(tx)
    return {"on": row.on.isoformat(), "hash": row.hash} if row else None
