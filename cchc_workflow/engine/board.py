"""Owns what one look at a running plan shows: its units against the line, its tasks, what just happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cchc_workflow.domain.ladder import Ladder, Step
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.standing import Rule, Tally, is_flagged, percent
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.weekly import KIND
from cchc_workflow.store import board as queries
from cchc_workflow.store import outbox, people, plans, reports, standing
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.tasks import TaskFilter, list_tasks

LINES = 8
"""Rows of each list of tasks."""

AHEAD = 200
"""Tasks looked through for what falls due next: one duty of every unit is one row."""

NEWS = 9
MAILS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit against the line. `tips_with` more late tasks flag it, None where that can't happen any more."""

    code: str
    name: str
    late: int
    assigned: int
    excused: int
    percent: Decimal
    flagged: bool
    flagged_on: date | None
    tips_with: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLine:
    """How many tasks stand in a state; `late` of them are overdue or were reported late."""

    name: str
    label: str
    tasks: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """An open task, or one duty of several units that falls due on one day (`units` of them).

    `days` are calendar days left, negative if overdue; `reached` is the highest rung that was taken.
    """

    code: str
    title: str
    unit: str
    due_on: date
    days: int
    units: int = 1
    reached: Step | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened to a task, or a flag that was raised or cleared (`task` is then empty)."""

    at: datetime
    name: str
    unit: str
    task: str = ""
    title: str = ""
    actor: str = ""
    late: int = 0
    assigned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A plan on one day; `late` and `assigned` are sums over units, `report` the last weekly one's data."""

    plan: Any
    organization: Any
    on: date
    rule: Rule
    late: int
    assigned: int
    percent: Decimal
    units: tuple[UnitLine, ...]
    states: tuple[StateLine, ...]
    timeliness: Mapping[Timeliness, int]
    dormant: int
    overdue: tuple[TaskLine, ...]
    upcoming: tuple[TaskLine, ...]
    news: tuple[Happening, ...]
    mails: tuple[Any, ...]
    report: dict[str, Any] | None

    @property
    def flagged(self) -> tuple[UnitLine, ...]:
        """Return the units at or over the line."""
        return tuple(unit for unit in self.units if unit.flagged)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What changes whenever a board would: the day, the newest event and mail, the plans."""

    on: date
    last_event: int
    last_mail: int
    plans: tuple[tuple[int, str, str], ...]


def read_plans(office: Office, now: datetime) -> tuple[list[Any], Pulse]:
    """Return every plan's row, drafts included, and the pulse; the number of tasks costs nothing."""
    with office.database.read() as tx:
        known = plans.read_plans(tx)
        last_event, last_mail = queries.last_keys(tx)
    states = tuple((plan.id, plan.state, plan.sha256) for plan in known)
    return known, Pulse(office.today(now), last_event, last_mail, states)


def pick_plan(known: Sequence[Any], code: str | None, on: date) -> Any | None:  # noqa: ANN401
    """Return the issued plan with this code; without one, the plan in force on the day, else the newest.

    None where there is no such plan.
    """
    issued = [plan for plan in known if plan.state == "issued"]
    if code is not None:
        return next((plan for plan in reversed(issued) if plan.code == code), None)
    in_force = [plan for plan in issued if plan.first_on <= on <= plan.last_on]
    return (in_force or issued or [None])[-1]


def read_board(office: Office, plan: Any, now: datetime) -> Board:  # noqa: ANN401
    """Return the plan's board, by the same number of queries however many units and tasks it has."""
    on = office.today(now)
    rule = rule_of(plan)
    scope = Scope(plan.organization_id)
    with office.database.read() as tx:
        kept = standing.kept_tallies(tx, plan.id)
        flags = standing.read_flags(tx, plan.id)
        pinned = queries.newest_pinned(tx, plan.id)
        ladder = office.ladder(tx, pinned.ladder_id) if pinned else None
        workflow = office.workflow(tx, pinned.workflow_id) if pinned else None
        sums = queries.sum_states(tx, plan.id, on, _soon_until(office, ladder, on))
        overdue = list_tasks(tx, scope, _open_tasks(plan.id, LINES, due_until=on - timedelta(days=1)))
        upcoming = list_tasks(tx, scope, _open_tasks(plan.id, AHEAD, due_from=on))
        reached = queries.reached_steps(tx, [row.id for row in overdue])
        units = _units(kept, flags, queries.count_ahead(tx, plan.id, on), rule, office)
        late, assigned = sum(unit.late for unit in units), sum(unit.assigned for unit in units)
        return Board(
            plan=plan,
            organization=_organization(tx, plan.organization_id),
            on=on,
            rule=rule,
            late=late,
            assigned=assigned,
            percent=percent(late, assigned),
            units=units,
            states=_states(workflow, sums),
            timeliness=_timeliness(sums),
            dormant=queries.count_dormant(tx, plan.id),
            overdue=tuple(_task(row, on, reached=_highest(ladder, reached[row.id])) for row in overdue),
            upcoming=_gather(upcoming, on)[:LINES],
            news=_news(queries.newest_events(tx, plan.id, NEWS), flags),
            mails=tuple(outbox.list_outbox(tx, plan.organization_id, states=_MAIL_STATES, most=MAILS)),
            report=reports.last_report(tx, plan.organization_id, f"{KIND}:{plan.code}"),
        )


_MAIL_STATES = (
    outbox.OutboxState.QUEUED,
    outbox.OutboxState.SENDING,
    outbox.OutboxState.SENT,
    outbox.OutboxState.DEAD,
)
"""What is a mail of its own: the rest is held for a mail, in one, or not told at all."""


def _open_tasks(
    plan_id: int, most: int, *, due_from: date | None = None, due_until: date | None = None
) -> TaskFilter:
    return TaskFilter(
        plan_id=plan_id, phases=(Phase.OPEN,), due_from=due_from, due_until=due_until, most=most
    )


def _organization(tx: Transaction, organization_id: int) -> Any:  # noqa: ANN401
    return next(row for row in people.read_organizations(tx) if row.id == organization_id)


def _soon_until(office: Office, ladder: Ladder | None, on: date) -> date:
    """Return the last day that is at most `soon` working days away: the eve of the next working day."""
    return office.calendar.shift(on, (ladder.soon if ladder else 0) + 1) - timedelta(days=1)


def _units(
    kept: Iterable[tuple[Any, Tally]],
    flags: Iterable[Any],
    ahead: Mapping[int, int],
    rule: Rule,
    office: Office,
) -> tuple[UnitLine, ...]:
    """Return the units, the greatest share of late tasks first."""
    since = {flag.unit_id: office.today(flag.raised_at) for flag in flags if flag.cleared_at is None}
    lines = [
        UnitLine(
            code=row.code,
            name=row.name,
            late=counts.late,
            assigned=counts.assigned,
            excused=counts.excused,
            percent=percent(counts.late, counts.assigned),
            flagged=is_flagged(counts.late, counts.assigned, rule),
            flagged_on=since.get(row.unit_id),
            tips_with=_tips_with(counts, ahead.get(row.unit_id, 0), rule),
        )
        for row, counts in kept
    ]
    return tuple(sorted(lines, key=lambda unit: (-Fraction(unit.late, unit.assigned or 1), -unit.assigned)))


def _tips_with(counts: Tally, ahead: int, rule: Rule) -> int | None:
    """As `domain.standing.project` counts it, from the kept counts."""
    more = max(-(-rule.threshold * counts.assigned // 100) - counts.late, 0)
    return more if counts.assigned and more <= ahead else None


def _states(workflow: Workflow | None, sums: Iterable[Any]) -> tuple[StateLine, ...]:
    """Return the states in the order of the workflow, those without a task too."""
    found = {row.state: row for row in sums}
    return tuple(
        StateLine(
            name=state.name,
            label=state.label,
            tasks=found[state.name].tasks if state.name in found else 0,
            late=found[state.name].overdue + found[state.name].done_late if state.name in found else 0,
        )
        for state in (workflow.states.values() if workflow else ())
    )


def _timeliness(sums: Iterable[Any]) -> dict[Timeliness, int]:
    total = dict.fromkeys(Timeliness, 0)
    for row in sums:
        match Phase(row.phase):
            case Phase.OPEN:
                total[Timeliness.OVERDUE] += row.overdue
                total[Timeliness.DUE_SOON] += row.due_soon
                total[Timeliness.UNDATED] += row.undated
                total[Timeliness.ON_TRACK] += row.tasks - row.overdue - row.due_soon - row.undated
            case Phase.REPORTED | Phase.DONE:
                total[Timeliness.DONE_LATE] += row.done_late
                total[Timeliness.DONE_ON_TIME] += row.tasks - row.done_late
            case Phase.PAUSED:
                total[Timeliness.PAUSED] += row.tasks
            case _:
                total[Timeliness.VOID] += row.tasks
    return total


def _gather(rows: Iterable[Any], on: date) -> tuple[TaskLine, ...]:
    """Return one line for each duty and day, by deadline."""
    groups: dict[tuple[date, str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.due_on, row.duty, row.title), []).append(row)
    return tuple(_task(several[0], on, units=len(several)) for several in groups.values())


def _task(row: Any, on: date, *, units: int = 1, reached: Step | None = None) -> TaskLine:  # noqa: ANN401
    return TaskLine(
        code=row.code if units == 1 else row.duty,
        title=row.title,
        unit=row.lead_unit_name,
        due_on=row.due_on,
        days=(row.due_on - on).days,
        units=units,
        reached=reached,
    )


def _highest(ladder: Ladder | None, taken: frozenset[str]) -> Step | None:
    steps = ladder.steps if ladder else ()
    return next((step for step in reversed(steps) if step.level and step.name in taken), None)


def _news(events: Iterable[Any], flags: Iterable[Any]) -> tuple[Happening, ...]:
    """Return the newest of both, newest first."""
    news = [
        Happening(
            at=event.at,
            name=event.name,
            unit=event.unit_name,
            task=event.code,
            title=event.title,
            actor=event.actor_name or "",
        )
        for event in events
    ]
    for flag in flags:
        about = {"unit": flag.unit_name, "late": flag.late, "assigned": flag.assigned}
        news.append(Happening(at=flag.raised_at, name="flagged", **about))
        if flag.cleared_at is not None:
            news.append(Happening(at=flag.cleared_at, name="flag_cleared", **about))
    return tuple(sorted(news, key=lambda happening: happening.at, reverse=True)[:NEWS])
