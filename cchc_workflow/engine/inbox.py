"""Owns the work of the day of those who run a plan: all that waits, and one row again once acted on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Task
from cchc_workflow.engine.near import NearLine, near_units
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.waiting import (
    MailLine,
    OverdueLine,
    RequestLine,
    TaskLine,
    UndatedLine,
    mail_line,
    overdue_lines,
    request_line,
    task_lines,
    undated_line,
)
from cchc_workflow.store import inbox as queries
from cchc_workflow.store.events import read_events
from cchc_workflow.store.extensions import load_extension
from cchc_workflow.store.plans import read_plans
from cchc_workflow.store.sight import see_task
from cchc_workflow.store.tasks import load_tasks

MOST: Final = 20
"""Rows of each kind; the rest is behind a link."""
KINDS: Final = ("reports", "requests", "overdue", "mails", "undated", "flags", "near")
"""What waits, in the order of the page: what others wait for comes first."""

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Section(Generic[Line]):
    """The first of what waits, and how many there are in all."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Everything that waits; `dormant` tasks wait for their occasion, and for nobody here."""

    reports: Section[TaskLine]
    requests: Section[RequestLine]
    overdue: Section[OverdueLine]
    mails: Section[MailLine]
    undated: Section[UndatedLine]
    flags: Section[Any]
    near: Section[NearLine]
    dormant: int = 0

    @property
    def totals(self) -> dict[str, int]:
        """Return how much of each kind there is, in the order of the page."""
        return {name: getattr(self, name).total for name in KINDS}

    @property
    def total(self) -> int:
        """Return how much there is."""
        return sum(self.totals.values())


def read_inbox(office: Office, actor: Actor, now: datetime, most: int = MOST) -> Inbox:
    """Return what waits in the actor's sight, at most `most` of each kind; 0 gives the totals alone.

    What it costs depends on `most` and on how much waits, not on how many tasks there are.
    """
    scope, on, organization_id = scope_of(actor), office.today(now), actor.organization_id
    with office.database.read() as tx:
        reported = queries.reported_tasks(tx, scope, most)
        overdue = queries.overdue_tasks(tx, scope, on, most)
        undated = queries.undated_tasks(tx, scope, most)
        requests = queries.waiting_extensions(tx, scope, most)
        mails = queries.dead_mails(tx, organization_id, most)
        flags = queries.unconfirmed_flags(tx, organization_id, most)
        plans = [plan for plan in read_plans(tx, organization_id) if plan.state == "issued"]
        running = [plan for plan in plans if plan.last_on >= on]
        near = [line for plan in running for line in near_units(tx, plan, on)]
        tasks = load_tasks(tx, [row.id for found in (reported, overdue, undated) for row in found.rows])
        asked = load_tasks(tx, [row.task_id for row in requests.rows])
        return Inbox(
            reports=Section(task_lines(tx, office, actor, _pick(tasks, reported)), reported.total),
            requests=Section(
                tuple(
                    request_line(tx, office, actor, _extension(row), asked[row.task_id], row.requester)
                    for row in requests.rows
                ),
                requests.total,
            ),
            overdue=Section(overdue_lines(tx, office, actor, _pick(tasks, overdue), now), overdue.total),
            mails=Section(tuple(mail_line(office, actor, row) for row in mails.rows), mails.total),
            undated=Section(
                tuple(undated_line(tx, office, actor, task) for task in _pick(tasks, undated)), undated.total
            ),
            flags=Section(tuple(flags.rows), flags.total),
            near=Section(tuple(near[:most]), len(near)),
            dormant=queries.count_dormant(tx, scope) if most else 0,
        )


def read_task_line(office: Office, actor: Actor, task_id: int) -> TaskLine:
    """Return one task as its row shows it, whatever its state is by now.

    Raises:
        NotFoundError: there is none in the actor's sight.
    """
    with office.database.read() as tx:
        return task_lines(tx, office, actor, [see_task(tx, scope_of(actor), task_id)])[0]


def read_overdue_line(office: Office, actor: Actor, task_id: int, now: datetime) -> OverdueLine:
    """Return one task as the row of an overdue one shows it; see `read_task_line`."""
    with office.database.read() as tx:
        return overdue_lines(tx, office, actor, [see_task(tx, scope_of(actor), task_id)], now)[0]


def read_undated_line(office: Office, actor: Actor, task_id: int) -> UndatedLine:
    """Return one task as the row of one without a deadline shows it; see `read_task_line`."""
    with office.database.read() as tx:
        return undated_line(tx, office, actor, see_task(tx, scope_of(actor), task_id))


def read_request_line(office: Office, actor: Actor, extension_id: int) -> RequestLine:
    """Return one request for more time as its row shows it, decided or not.

    Raises:
        NotFoundError: there is none in the actor's sight.
    """
    with office.database.read() as tx:
        extension = load_extension(tx, actor.organization_id, extension_id)
        task = see_task(tx, scope_of(actor), extension.task_id)
        requester = queries.names_of(tx, [extension.requested_by])[extension.requested_by]
        return request_line(tx, office, actor, extension, task, requester)


def read_mail_line(office: Office, actor: Actor, row_id: int) -> MailLine:
    """Return one mail that could not be delivered.

    Raises:
        NotFoundError: no such mail is dead (any more).
    """
    with office.database.read() as tx:
        return mail_line(office, actor, queries.dead_mail(tx, actor.organization_id, row_id))


def what_changed(office: Office, task: Task, seen_version: int | None) -> list[Any]:
    """Return the events that made the task another than the one of this version, oldest first."""
    if seen_version is None or not 0 <= seen_version < task.version:
        return []
    with office.database.read() as tx:
        return read_events(tx, task.id)[seen_version - task.version :]


def _pick(tasks: Mapping[int, Task], found: queries.Found) -> list[Task]:
    return [tasks[row.id] for row in found.rows]


def _extension(row: Any) -> Extension:  # noqa: ANN401
    return Extension(**{name: getattr(row, name) for name in Extension.__slots__})
