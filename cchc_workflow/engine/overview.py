"""Owns what a reader is shown: one task with all that happened to it, a plan's targets, a unit's standing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from cchc_workflow.domain.decide import Offer, offers
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.people import Actor, Scope
from cchc_workflow.domain.standing import Duty, Standing, standing
from cchc_workflow.domain.target import Measure, Progress, Target, add_up
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.domain.timeliness import Timeliness, is_late, timeliness
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.office import Office
from cchc_workflow.store import details, plans
from cchc_workflow.store import standing as standing_store
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.events import read_events
from cchc_workflow.store.sight import mails_about
from cchc_workflow.store.tasks import TaskFilter, find_task, list_tasks, task_from_row

NOBODY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One task of a listing: the row as stored, the task, how it is called and how it stands today."""

    row: Any
    task: Task
    state_label: str
    timeliness: Timeliness


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFile:
    """One task and everything about it; `offers` are what one person could do, none without a person."""

    task: Task
    workflow: Workflow
    particulars: Any
    supports: list[Any]
    timeliness: Timeliness
    progress: Progress | None
    events: list[Any]
    mails: list[Any]
    extensions: list[Any]
    extension_workflows: dict[int, Workflow]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A target of the plan, over all the tasks that it was fanned out to."""

    duty: str
    title: str
    clause: str
    target: Target
    tasks: int
    progress: Progress

    @property
    def needed(self) -> Decimal:
        """Return the least that reaches it."""
        return needed_of(self.target, self.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStanding:
    """A unit against the line, with the codes of its late tasks."""

    unit: Any
    standing: Standing
    late: tuple[Duty, ...]
    flag: Any | None


def read_lines(
    tx: Transaction,
    office: Office,
    scope: Scope,
    wanted: TaskFilter,
    on: date,
    kinds: Sequence[str] = (),
) -> list[Line]:
    """Return a listing as it stands on the day `on`; `kinds` keeps only tasks of these timelinesses."""
    lines = []
    for row in list_tasks(tx, scope, wanted):
        task = task_from_row(row)
        found = timeliness(task, on, office.calendar, office.ladder(tx, task.ladder_id).soon)
        if not kinds or found in kinds:
            label = _state_label(office.workflow(tx, task.workflow_id), task.state)
            lines.append(Line(row=row, task=task, state_label=label, timeliness=found))
    return lines


def read_task_file(
    tx: Transaction, office: Office, scope: Scope, code: str, on: date, actor: Actor | None = None
) -> TaskFile:
    """Return a task with its history, mails and requests for more time, as it stands on the day `on`.

    Raises:
        NotFoundError: there is no such task in sight.
    """
    return file_of(tx, office, scope, find_task(tx, scope, code), on, actor)


def file_of(
    tx: Transaction, office: Office, scope: Scope, task: Task, on: date, actor: Actor | None = None
) -> TaskFile:
    """Return the same of a task in sight that is at hand; mails only as far as this viewer may see them."""
    workflow = office.workflow(tx, task.workflow_id)
    extensions = details.extensions_of(tx, task.id)
    return TaskFile(
        task=task,
        workflow=workflow,
        particulars=details.read_particulars(tx, task.id),
        supports=details.read_supports(tx, task.id),
        timeliness=timeliness(task, on, office.calendar, office.ladder(tx, task.ladder_id).soon),
        progress=add_up(task.target, [(task.phase is Phase.DONE, task.value)]) if task.target else None,
        events=read_events(tx, task.id),
        mails=mails_about(tx, scope, actor.person_id if actor is not None else NOBODY, task.id),
        extensions=extensions,
        extension_workflows={row.workflow_id: office.workflow(tx, row.workflow_id) for row in extensions},
        offers=offers(workflow, task, actor) if actor is not None else (),
    )


def needed_of(target: Target, tasks: int = 1) -> Decimal:
    """Return the least that reaches a target: a fanned-out one counts tasks, all unless it says less."""
    if target.measure is Measure.UNITS:
        return replace(target, total=tasks).needed
    return target.needed if tasks == 1 else Decimal(tasks)


def read_target_lines(tx: Transaction, plan_id: int) -> list[TargetLine]:
    """Return how far each of a plan's targets is reached, in the order of the plan."""
    by_duty: dict[str, list[tuple[Any, Target]]] = {}
    for row, target in details.read_targets(tx, plan_id):
        by_duty.setdefault(row.duty, []).append((row, target))
    return [
        TargetLine(
            duty=duty,
            title=found[0][0].title,
            clause=found[0][0].clause,
            target=found[0][1],
            tasks=len(found),
            progress=add_up(found[0][1], [(row.phase == Phase.DONE, row.value) for row, _ in found]),
        )
        for duty, found in by_duty.items()
    ]


def read_standing(tx: Transaction, plan: Any, unit: Any, on: date) -> UnitStanding:  # noqa: ANN401
    """Return where a unit stands on the day `on`, the longest overdue of its late tasks first."""
    duties = standing_store.read_duties(tx, plan.id, unit.id)
    late = [duty for duty in duties if is_late(duty.phase, duty.due_on, duty.reported_on, on)]
    return UnitStanding(
        unit=unit,
        standing=standing(duties, rule_of(plan), on),
        late=tuple(sorted(late, key=lambda duty: (duty.due_on or date.max, duty.code))),
        flag=standing_store.raised_flag(tx, plan.id, unit.id),
    )


def labels_of(workflow: Workflow) -> dict[str, str]:
    """Return what a workflow calls its states and actions, by "state.<name>" and "action.<name>"."""
    return {f"state.{state.name}": state.label for state in workflow.states.values()} | {
        f"action.{action.name}": action.label for action in workflow.actions.values()
    }


def count_plan(tx: Transaction, plan_id: int, on: date) -> list[tuple[Any | None, Any]]:
    """Return (area's row, its counts) in the order of the plan; None is the tasks of no area."""
    counts = details.count_areas(tx, plan_id, on)
    areas: list[Any | None] = [*plans.read_areas(tx, plan_id), None]
    return [(area, counts[key]) for area in areas if (key := area.id if area is not None else None) in counts]


def _state_label(workflow: Workflow, state: str) -> str:
    found = workflow.states.get(state)
    return found.label if found else state
