"""Owns the weekly escalation report to Giám đốc: its numbers are frozen, its mail goes out by itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.standing import Counts, percent, standing
from cchc_workflow.domain.task import Phase, Task
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
WEEK = timedelta(days=7)

Facts = dict[str, Any]
"""Part of a report: JSON values."""


@dataclass(frozen=True, slots=True)
class _Week:
    """What one report is made of: the plan's row, its tasks, the day, and the report before it."""

    plan: Any
    tasks: tuple[Task, ...]
    now: datetime
    on: date
    previous: Facts | None

    @property
    def since(self) -> datetime:
        """Return from when on something is news: since the last report, or for a week."""
        return datetime.fromisoformat(self.previous["made_at"]) if self.previous else self.now - WEEK

    def is_late(self, task: Task) -> bool:
        """Tell whether the task counts as late today."""
        return task.counted and is_late(task.phase, task.due_on, task.reported_on, self.on)


def weekly_report(office: Office, now: datetime, *, whatever_the_day: bool = False) -> int:
    """Make and send this week's report of every running plan, once a week; return how many were made.

    It is due at the hour of the digest on the week's first working day (Monday, unless that is a day
    off), and is made up for on a later working day. Safe to run twice.
    """
    if not whatever_the_day and not _is_time(office, now):
        return 0
    with office.database.read() as tx:  # one view: else the figures might not add up
        reports = [
            (plan, compose_report(tx, office, plan, now))
            for plan in _due_plans(tx, office, now)
            if whatever_the_day or not _is_new(office, plan, now)
        ]
    return sum(_send(office, plan, report, now) for plan, report in reports)


def first_working_day(office: Office, on: date) -> date:
    """Return the first working day of the week of `on`, or, when it has none, the next one after it."""
    return office.calendar.roll_forward(on - timedelta(days=on.weekday()))


def compose_report(tx: Transaction, office: Office, plan: Any, now: datetime) -> Facts:  # noqa: ANN401
    """Return the report's figures as JSON values: units at risk first, decisions needed, what changed."""
    rows = list_tasks(tx, Scope(plan.organization_id), TaskFilter(plan_id=plan.id, most=EVERYTHING))
    on, previous = office.today(now), last_report(tx, plan.organization_id, _kind(plan))
    week = _Week(plan, tuple(map(task_from_row, rows)), now, on, previous)
    units = _units(tx, week)
    return {
        "year": plan.year,
        "plan": {"code": plan.code, "title": plan.title, "number": plan.number},
        "week": _week(on),
        "on": on.isoformat(),
        "made_at": now.isoformat(),
        "previous_on": previous["on"] if previous else None,
        "threshold": plan.threshold,
        "clause": plan.rule_clause,
        "totals": _totals(list(standing_store.count_units(tx, plan.id, on).values())),
        "previous_totals": previous["totals"] if previous else None,
        "units": units,
        "late": sorted(task.code for task in week.tasks if week.is_late(task)),
        **_flags(tx, office, week),
        "decisions": _decisions(tx, office, week)
        | {"flagged_units": [unit["name"] for unit in units if unit["flagged"]]},
        "reports_waiting": sum(1 for task in week.tasks if task.phase is Phase.REPORTED),
        "changed": _changes(week),
        "anchor": _anchor(tx),
    }


def _is_time(office: Office, now: datetime) -> bool:
    local = office.calendar.local(now)
    on = local.date()
    is_due = office.calendar.is_working(on) and on >= first_working_day(office, on)
    return is_due and local.time() >= office.hours.digest_at


def _due_plans(tx: Transaction, office: Office, now: datetime) -> list[Any]:
    """Return the plans that run and have no report of this week."""
    on = office.today(now)
    return [
        plan
        for plan in plans.read_plans(tx)
        if plan.state == "issued"
        and not _is_over(plan, on)
        and not has_report(tx, plan.organization_id, _kind(plan), _week(on))
    ]


def _is_new(office: Office, plan: Any, now: datetime) -> bool:  # noqa: ANN401
    """A plan issued in this very week has nothing to tell by itself yet."""
    on = office.today(now)
    return bool(office.today(plan.issued_at) >= on - timedelta(days=on.weekday()))


def _send(office: Office, plan: Any, report: Facts, now: datetime) -> bool:  # noqa: ANN401
    telling = Telling(
        organization_id=plan.organization_id,
        unit_id=0,
        key=f"weekly:{plan.id}:{report['week']}",
        facts={"report": report},
        now=now,
    )
    with office.database.begin() as tx:
        if not keep_report(tx, plan.organization_id, _kind(plan), report["week"], now, report):
            return False  # another node has just made it
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


def _totals(counts: list[Counts]) -> Facts:
    names = [name for name in Counts.__slots__ if name != "excused"]
    sums = {name: sum(getattr(each, name) for each in counts) for name in names}
    return sums | {"percent": str(percent(sums["late"], sums["assigned"]))}


def _units(tx: Transaction, week: _Week) -> list[Facts]:
    """Return each unit that leads a task, the nearest to the line (or the furthest beyond it) first."""
    plan, rule = week.plan, rule_of(week.plan)
    before = {unit["code"]: unit["late"] for unit in week.previous["units"]} if week.previous else {}
    units = []
    for unit in people.read_units(tx, plan.organization_id):
        duties = standing_store.read_duties(tx, plan.id, unit.id)
        if not duties:
            continue
        judged = standing(duties, rule, week.on)
        counts, ahead = judged.counts, judged.projection
        facts = {
            "code": unit.code,
            "name": unit.name,
            "late": counts.late,
            "assigned": counts.assigned,
            "excused": counts.excused,
            "percent": str(percent(counts.late, counts.assigned)),
            "flagged": judged.flagged,
            "tips_with": ahead.tips_with,
            "tips_on": ahead.tips_on.isoformat() if ahead.tips_on else None,
            "tipping": list(ahead.tipping),
            "rescue": list(ahead.rescue) if ahead.rescue is not None else None,
            "change": counts.late - before.get(unit.code, 0),
        }
        units.append((-Fraction(counts.late, counts.assigned or 1), unit.code, facts))
    return [facts for *_, facts in sorted(units, key=lambda unit: unit[:2])]


def _flags(tx: Transaction, office: Office, week: _Week) -> Facts:
    raised, cleared = [], []
    for flag in standing_store.read_flags(tx, week.plan.id):
        facts = {
            "unit": flag.unit_name,
            "late": flag.late,
            "assigned": flag.assigned,
            "percent": str(percent(flag.late, flag.assigned)),
            "raised_on": office.today(flag.raised_at).isoformat(),
        }
        if flag.cleared_at is None and flag.raised_at > week.since:
            raised.append(facts)
        if flag.cleared_at is not None and flag.cleared_at > week.since:
            cleared.append(facts | {"reason": flag.cleared_reason})
    return {"flags_raised": raised, "flags_cleared": cleared}


def _decisions(tx: Transaction, office: Office, week: _Week) -> Facts:
    """What waits for somebody to decide: extensions, and tasks that climbed the whole ladder."""
    waiting = list_extensions(tx, Scope(week.plan.organization_id), waiting_only=True)
    own = {task.id: task.due_version for task in week.tasks if task.phase is Phase.OPEN}
    return {
        "extensions": [
            {
                "id": row.id,
                "task_id": row.task_id,
                "task_code": row.task_code,
                "task_title": row.task_title,
                "unit": row.unit_name,
                "due_on": row.due_on.isoformat() if row.due_on else None,
                "asked_due_on": row.asked_due_on.isoformat(),
                "reason": row.reason,
                "requested_on": office.today(row.requested_at).isoformat(),
            }
            for row in waiting
            if own.get(row.task_id) == row.due_version
        ],
        "escalated": [_brief(task, week.on) for task in week.tasks if _climbed(tx, office, week, task)],
    }


def _climbed(tx: Transaction, office: Office, week: _Week, task: Task) -> bool:
    """Tell whether a task is overdue by the ladder's last step: it has reached the director."""
    if task.phase is not Phase.OPEN or task.due_on is None or not week.is_late(task):
        return False
    last = office.ladder(tx, task.ladder_id).steps[-1]
    return office.calendar.distance(task.due_on, week.on) >= last.offset


def _changes(week: _Week) -> Facts:
    """Return what is news. Late now = late in the last report + newly late - no longer late."""
    late = [task for task in week.tasks if week.is_late(task)]
    newly, no_longer = _compare(late, week)
    until = week.on + WEEK
    return {
        "newly_late": [_brief(task, week.on) for task in newly],
        "no_longer_late": [_brief(task, week.on) for task in no_longer],
        "finished": [
            _brief(task, week.on) | {"reported_on": task.reported_on.isoformat()}
            for task in week.tasks
            if task.counted and task.reported_on and task.reported_at and task.reported_at > week.since
        ],
        "due_next_week": [
            _brief(task, week.on)
            for task in week.tasks
            if task.phase is Phase.OPEN and task.due_on and week.on <= task.due_on < until
        ],
    }


def _compare(late: list[Task], week: _Week) -> tuple[list[Task], list[Task]]:
    """Return who is late and was not, and who was and is not; the first report tells of a week's news."""
    if week.previous is None:
        first = week.on - WEEK
        return [task for task in late if task.due_on and task.due_on >= first], []
    before, after = set(week.previous["late"]), {task.code for task in late}
    newly = [task for task in late if task.code not in before]
    return newly, [task for task in week.tasks if task.code in before - after]


def _brief(task: Task, on: date) -> Facts:
    return {
        "code": task.code,
        "title": task.title,
        "unit": task.lead_unit_name,
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "days": (task.due_on - on).days if task.due_on else None,
    }


def _anchor(tx: Transaction) -> dict[str, str] | None:
    row = last_anchor(tx)
    return {"on": row.on.isoformat(), "hash": row.hash} if row else None
