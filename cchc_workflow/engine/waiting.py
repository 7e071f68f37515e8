"""Owns the rows of the work of the day: one task, request or mail that waits, and what a viewer may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cchc_workflow.domain.decide import Offer, offers
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.ladder import Step, schedule
from cchc_workflow.domain.moves import moves
from cchc_workflow.domain.people import Actor, Role
from cchc_workflow.domain.target import Progress, add_up
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.domain.timeliness import Timeliness, timeliness_of
from cchc_workflow.engine.amend import amendable
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.overview import labels_of
from cchc_workflow.engine.remind import may_remind
from cchc_workflow.store import inbox as queries
from cchc_workflow.store.board import reached_steps
from cchc_workflow.store.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task that waits, with what its own workflow calls things and what moves it on.

    `progress` and `given` are what its newest report said, `reporter` who said it.
    """

    task: Task
    labels: Mapping[str, str]
    moves: tuple[Offer, ...] = ()
    progress: Progress | None = None
    given: tuple[Any, ...] = ()
    reporter: str = ""

    @property
    def judged(self) -> Timeliness | None:
        """Return what the day of its report makes of it, None where no report stands."""
        task = self.task
        if task.reported_on is None or task.due_on is None or task.phase not in {Phase.REPORTED, Phase.DONE}:
            return None
        return timeliness_of(task.phase, task.due_on, task.reported_on, task.reported_on, task.due_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueLine:
    """An overdue task: `days` past its deadline, the highest rung taken, the next one and its day.

    `may_remind` is the viewer's right, `reminded` that it was done today.
    """

    task: Task
    labels: Mapping[str, str]
    days: int
    reached: Step | None
    next_step: Step | None
    next_on: date | None
    may_remind: bool
    reminded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """A request for more time; `offers` are the ways to decide on it."""

    extension: Extension
    task: Task
    requester: str
    offers: tuple[Offer, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndatedLine:
    """A task without a deadline; `last_on` is the last day that its plan allows."""

    task: Task
    labels: Mapping[str, str]
    may_date: bool
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """A mail that could not be delivered."""

    mail: Any
    may_retry: bool


def task_lines(tx: Transaction, office: Office, actor: Actor, tasks: Iterable[Task]) -> tuple[TaskLine, ...]:
    """Return the tasks with what their newest reports said and what moves them on."""
    several = list(tasks)
    given = queries.evidence_of(tx, [task.id for task in several])
    names = queries.names_of(tx, [task.reported_by for task in several if task.reported_by is not None])
    lines = []
    for task in several:
        workflow = office.workflow(tx, task.workflow_id)
        reached = task.target is not None and task.value is not None
        line = TaskLine(
            task=task,
            labels=labels_of(workflow),
            moves=moves(workflow, task, actor),
            progress=add_up(task.target, [(True, task.value)]) if task.target and reached else None,
            given=tuple(given[task.id]),
            reporter=names.get(task.reported_by or 0, ""),
        )
        lines.append(line)
    return tuple(lines)


def overdue_lines(
    tx: Transaction, office: Office, actor: Actor, tasks: Iterable[Task], now: datetime
) -> tuple[OverdueLine, ...]:
    """Return the tasks with the rungs of the ladder that they have reached and come to next."""
    several = list(tasks)
    on = office.today(now)
    keys = [task.id for task in several]
    taken = reached_steps(tx, keys)
    reminded = queries.reminded_tasks(tx, keys, f"nudge:%:{on.isoformat()}:%")
    lines = []
    for task in several:
        steps = _rungs(tx, office, task)
        climbed = [step for _, step in steps if step.level and step.name in taken[task.id]]
        ahead = next(((at, step) for at, step in steps if at > now), None)
        line = OverdueLine(
            task=task,
            labels=labels_of(office.workflow(tx, task.workflow_id)),
            days=(on - task.due_on).days if task.due_on else 0,
            reached=climbed[-1] if climbed else None,
            next_step=ahead[1] if ahead else None,
            next_on=office.today(ahead[0]) if ahead else None,
            may_remind=may_remind(task, actor),
            reminded=task.id in reminded,
        )
        lines.append(line)
    return tuple(lines)


def _rungs(tx: Transaction, office: Office, task: Task) -> tuple[tuple[datetime, Step], ...]:
    if task.phase is not Phase.OPEN or task.due_on is None:
        return ()
    return schedule(office.ladder(tx, task.ladder_id), task.due_on, office.calendar)


def request_line(
    tx: Transaction, office: Office, actor: Actor, extension: Extension, task: Task, requester: str
) -> RequestLine:
    """Return the request with the ways to decide on it; whoever asked may withdraw it, but not here."""
    workflow = office.workflow(tx, extension.workflow_id)
    decisions = [
        offer
        for offer in offers(workflow, task, actor, extension)
        if workflow.successor(extension.state, offer.action.name)
        and "is_the_requester" not in offer.action.guards
    ]
    return RequestLine(
        extension=extension,
        task=task,
        requester=requester,
        offers=tuple(decisions),
        labels=labels_of(workflow),
    )


def undated_line(tx: Transaction, office: Office, actor: Actor, task: Task) -> UndatedLine:
    """Return the task, and whether the actor may give it a deadline."""
    return UndatedLine(
        task=task,
        labels=labels_of(office.workflow(tx, task.workflow_id)),
        may_date="due_on" in amendable(task, actor),
        last_on=office.plan(tx, task.plan_id).last_on,
    )


def mail_line(office: Office, actor: Actor, mail: Any) -> MailLine:  # noqa: ANN401
    """Return the mail, and whether the actor may let it go out again."""
    return MailLine(mail=mail, may_retry=may_retry(office, actor))


def may_retry(office: Office, actor: Actor) -> bool:
    """Tell whether the actor may let dead mail go out again: those may who are told of it."""
    return any(grant.role in retriers(office) for grant in actor.grants)


def retriers(office: Office) -> tuple[Role, ...]:
    """Return the roles that may let dead mail go out again."""
    return tuple(Role(name) for name in office.notices["undeliverable"].to)
