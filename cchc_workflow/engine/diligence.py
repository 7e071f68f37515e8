"""Owns how units of differing diligence would work through a plan, day by day; it acts only as people can."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cchc_workflow.definitions.script import Line
from cchc_workflow.domain.people import Role, Scope
from cchc_workflow.domain.standing import standing
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.engine import habits
from cchc_workflow.engine.habits import Habits, draw, habits_of
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.script import Outcome, run_line
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.extensions import list_extensions
from cchc_workflow.store.people import Directory, read_directory, read_people, read_units
from cchc_workflow.store.standing import read_duties, read_flags
from cchc_workflow.store.tasks import TaskFilter, list_tasks, task_from_row

_SUSPENDED_AT = 0.4
"""When in the plan's period one task is suspended, of 1."""
_SUSPENDED_DAYS = 15


def play_day(office: Office, plan_id: int, seed: int, now: datetime) -> list[Outcome]:
    """Let everybody do what they would on the working day of `now`, each at an hour of their own.

    Raises:
        NotFoundError: there is no such plan.
    """
    with office.database.read() as tx:
        organization_id = office.plan(tx, plan_id).organization_id
    lines = plan_day(office, plan_id, seed, now)
    return [run_line(office, organization_id, line, line.at) for line in lines]


def plan_day(office: Office, plan_id: int, seed: int, now: datetime) -> list[Line]:
    """Return what everybody would do on the working day of `now`, as things stand now, in order of time.

    Nothing is planned before `now`, nor on a day off; at most one thing is done with a task in a day.

    Raises:
        NotFoundError: there is no such plan.
    """
    if not office.calendar.is_working(office.today(now)):
        return []
    with office.database.read() as tx:
        day = _look_around(tx, office, plan_id, seed, now)
    wishes = ((task, wish) for task in day.tasks for wish in _wish(day, task))
    lines = [line for task, wish in wishes if (line := _make_line(day, task, wish)) is not None]
    return sorted((line for line in lines if line.at >= now), key=lambda line: (line.at, line.task))


@dataclass(frozen=True, slots=True)
class _Wish:
    """Something that one of `doers` would do; the first of them who may."""

    action: str
    doers: Sequence[int]
    value: str = ""
    note: str = ""
    never: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One morning as everybody sees it; all keys are the database's."""

    office: Office
    plan: Any
    seed: int
    on: date
    tasks: Sequence[Task]
    deliverables: Mapping[int, str]
    sources: Mapping[str, Sequence[str]]
    roles: Mapping[str, Sequence[str]]
    waiting: Mapping[int, Any]
    asked: Mapping[int, int]
    rescue: frozenset[str]
    habits: Mapping[int, Habits]
    units: Mapping[int, str]
    directory: Directory
    addresses: Mapping[int, str]

    def draw(self, *about: object) -> float:
        """Return a number from 0 to below 1 that depends on the seed and on what it is about alone."""
        return draw(self.seed, *about)

    def shift(self, on: date, days: int) -> date:
        """Return the day so many working days after (before) `on`."""
        return self.office.calendar.shift(on, days)

    def rested(self, task: Task) -> bool:
        """Tell whether one to three working days went by since the last thing was done with the task."""
        gap = 1 + int(3 * self.draw("gap", task.code, task.event_count))
        return self.shift(self.office.today(task.last_event_at), gap) <= self.on

    def may(self, action: str, task: Task) -> Sequence[int]:
        """Return who may do it; whoever the task was given to first."""
        found = self.directory.people(self.roles.get(action, ()), task.lead_unit_id, task.assignee_id)
        return sorted(found, key=lambda person_id: person_id != task.assignee_id)

    def text(self, action: str, task: Task) -> str:
        """Return one of the usual reasons."""
        texts = habits.TEXTS[action]
        return texts[int(len(texts) * self.draw("text", action, task.code, task.event_count))]


def _look_around(tx: Transaction, office: Office, plan_id: int, seed: int, now: datetime) -> _Day:
    plan = office.plan(tx, plan_id)
    on = office.today(now)
    scope = Scope(plan.organization_id)
    phases = (Phase.OPEN, Phase.REPORTED, Phase.PAUSED)
    rows = list_tasks(tx, scope, TaskFilter(plan_id=plan_id, phases=phases, most=1_000_000))
    tasks = [task_from_row(row) for row in rows]
    actions = office.workflow(tx, tasks[0].workflow_id).actions if tasks else {}
    requests = list_extensions(tx, scope)
    units = {unit.id: str(unit.code) for unit in read_units(tx, plan.organization_id)}
    return _Day(
        office=office,
        plan=plan,
        seed=seed,
        on=on,
        tasks=tasks,
        deliverables={row.id: row.deliverable for row in rows},
        sources={name: action.sources for name, action in actions.items()},
        roles={name: tuple(action.roles) for name, action in actions.items()},
        waiting={row.task_id: row for row in requests if row.phase == Phase.OPEN},
        asked=Counter(row.task_id for row in requests),
        rescue=frozenset(_rescue(tx, plan, on)),
        habits=habits_of(seed, units),
        units=units,
        directory=read_directory(tx, plan.organization_id, on),
        addresses={person.id: person.address for person in read_people(tx, plan.organization_id)},
    )


def _rescue(tx: Transaction, plan: Any, on: date) -> Iterator[str]:  # noqa: ANN401
    """Yield the tasks for which a flagged unit would now ask for more time."""
    for flag in read_flags(tx, plan.id):
        if flag.cleared_at is None:
            ahead = standing(read_duties(tx, plan.id, flag.unit_id), rule_of(plan), on).projection
            yield from ahead.rescue or ()


def _make_line(day: _Day, task: Task, wish: _Wish) -> Line | None:
    doer = next((person for person in wish.doers if person != wish.never), None)
    if doer is None:
        return None
    hours = day.office.hours
    opens = hours.opens.hour * 60 + hours.opens.minute
    closes = hours.closes.hour * 60 + hours.closes.minute
    minutes = opens + int((closes - opens) * day.draw("minute", task.code, task.event_count, day.on))
    midnight = day.office.calendar.end_of(day.on - timedelta(days=1))
    return Line(
        number=0,
        at=midnight + timedelta(minutes=minutes),
        actor=day.addresses[doer],
        task=task.code,
        action=wish.action,
        value=wish.value,
        note=wish.note,
    )


def _wish(day: _Day, task: Task) -> Iterator[_Wish]:
    """Yield the one thing that somebody would do with the task today, if any."""
    extension = day.waiting.get(task.id)
    if task.phase is Phase.PAUSED:
        if task.suspended_on and day.shift(task.suspended_on, _SUSPENDED_DAYS) <= day.on:
            yield _Wish("resume", day.may("resume", task), note=day.text("resume", task))
    elif task.phase is Phase.REPORTED:
        if day.rested(task):
            yield _judge_report(day, task)
    elif extension is not None:
        if day.rested(task):
            yield _decide(day, task, extension)
    elif _is_to_suspend(day, task):
        yield _Wish("suspend", day.may("suspend", task), note=day.text("suspend", task))
    elif task.due_on is not None:
        yield from _work(day, task, task.due_on)


def _judge_report(day: _Day, task: Task) -> _Wish:
    returns = day.draw("return", task.code, task.event_count) < habits.RETURNED
    name = "return" if returns else "verify"
    note = day.text("return", task) if returns else ""
    return _Wish(name, day.may(name, task), note=note, never=task.reported_by)


def _decide(day: _Day, task: Task, extension: Any) -> _Wish:  # noqa: ANN401
    """The head of the unit decides only where nobody else may."""
    refuses = day.draw("refuse", task.code, task.event_count) < habits.REFUSED
    name = "reject_extension" if refuses else "approve_extension"
    heads = day.directory.holders(Role.UNIT_HEAD, task.lead_unit_id)
    found = day.directory.people((Role.CHIEF_OF_OFFICE, Role.DIRECTOR), task.lead_unit_id)
    deciders = sorted(found, key=lambda person_id: person_id in heads)
    return _Wish(name, deciders, note=day.text(name, task), never=extension.requested_by)


def _is_to_suspend(day: _Day, task: Task) -> bool:
    """One task of the plan is suspended, on one day: of those with time left, the one that is drawn."""
    length = (day.plan.last_on - day.plan.first_on).days
    on = day.office.calendar.roll_forward(day.plan.first_on + timedelta(days=int(_SUSPENDED_AT * length)))
    if day.on != on:
        return False
    fit = [each.code for each in day.tasks if _can(day, "suspend", each) and _has_time(day, each)]
    return task.code == min(fit, key=lambda code: day.draw("suspend", code), default=None)


def _has_time(day: _Day, task: Task) -> bool:
    return task.due_on is not None and task.due_on > day.shift(day.on, _SUSPENDED_DAYS)


def _can(day: _Day, action: str, task: Task) -> bool:
    return task.state in day.sources.get(action, ())


def _work(day: _Day, task: Task, due_on: date) -> Iterator[_Wish]:
    report_on = _report_day(day, task, due_on)
    begins_on = day.shift(min(report_on or due_on, due_on), -5 - int(20 * day.draw("begin", task.code)))
    if _can(day, "start", task):
        if begins_on <= day.on and day.rested(task):
            yield _give(day, task) or _Wish("start", day.may("start", task))
    elif report_on is not None and report_on <= day.on and _can(day, "report", task) and day.rested(task):
        yield _report(day, task)
    elif _is_to_ask(day, task, due_on, report_on):
        yield _ask(day, task, report_on)
    elif (
        day.on == day.shift(due_on, 4) and not task.excused and day.draw("cause", task.code) < habits.EXCUSED
    ):
        yield _Wish("excuse", day.may("excuse", task), note=day.text("excuse", task))


def _report_day(day: _Day, task: Task, due_on: date) -> date | None:
    """Return the day on which the unit would report; None where it would never."""
    own = day.habits[task.lead_unit_id]
    first_due_on = day.office.calendar.roll_back(task.original_due_on or due_on)
    if day.draw("late", task.code) >= own.late:
        return day.shift(first_due_on, -int(12 * day.draw("early", task.code)))
    if task.due_version > 1 and day.draw("pulled", task.code) < habits.PULLED:
        return day.shift(day.office.calendar.roll_back(due_on), -int(4 * day.draw("early", task.code)))
    if day.draw("leave", task.code) < own.leaves:
        return None
    return day.shift(first_due_on, 1 + int(own.slips * day.draw("slip", task.code) ** 2))


def _is_to_ask(day: _Day, task: Task, due_on: date, report_on: date | None) -> bool:
    if task.due_version > 1 or due_on >= day.plan.last_on or day.asked[task.id] > 1:
        return False
    if task.code in day.rescue and day.draw("rescue", task.code) < habits.RESCUED:
        return day.rested(task)
    ahead = day.shift(day.office.calendar.roll_back(due_on), -1 - int(5 * day.draw("ahead", task.code)))
    asks = day.draw("ask", task.code) < day.habits[task.lead_unit_id].asks
    return asks and day.on == ahead and report_on is not None and report_on > due_on


def _ask(day: _Day, task: Task, report_on: date | None) -> _Wish:
    asked = day.shift(max(report_on or day.on, day.on), 5)
    value = min(asked, day.plan.last_on).isoformat()
    return _Wish(
        "request_extension",
        day.may("report", task),
        value=value,
        note=day.text("request_extension", task),
    )


def _give(day: _Day, task: Task) -> _Wish | None:
    """A head who has officers gives some of the tasks to one of them first."""
    officers = day.directory.holders(Role.OFFICER, task.lead_unit_id)
    if task.assignee_id is not None or not officers or day.draw("give", task.code) >= habits.GIVEN:
        return None
    officer = officers[int(len(officers) * day.draw("officer", task.code))]
    heads = day.directory.holders(Role.UNIT_HEAD, task.lead_unit_id)
    return _Wish("give", heads, value=day.addresses[officer])


def _report(day: _Day, task: Task) -> _Wish:
    """The evidence is a report of the unit, numbered through the year; now and then it is forgotten."""
    doers = day.may("report", task)
    if day.draw("forget", task.code, day.on) < habits.FORGOTTEN:
        return _Wish("report", doers)
    number = 2 * day.on.timetuple().tm_yday + int(2 * day.draw("number", task.code))
    paper = f"{number}/BC-{day.units[task.lead_unit_id]}"
    if task.target is None or task.target.measure is Measure.UNITS:
        return _Wish("report", doers, value=paper, note=day.deliverables[task.id])
    falls_short = day.draw("short", task.code, day.on) < habits.SHORT
    return _Wish("report", doers, value=_value(task.target, falls_short=falls_short), note=paper)


def _value(target: Target, *, falls_short: bool) -> str:
    if target.measure is Measure.NAMED:
        return "; ".join(target.names[: len(target.names) - falls_short])
    value = target.needed - Decimal(falls_short)
    return f"{value}/{target.total}" if target.measure is Measure.SHARE else str(value)
