"""Owns what the page of a task shows one person: its file, what waits on it, and what they could do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cchc_workflow.definitions import toml
from cchc_workflow.domain.deadlines.deadline import Deadline, DeadlineContext, Unreadable, read_deadline
from cchc_workflow.domain.decide import Offer, offers
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.ladder import Ladder, Step, schedule
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.people import UNIT_ROLES, Actor, scope_of
from cchc_workflow.domain.plan import SetBy
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.engine.amend import amendable
from cchc_workflow.engine.comment import may_comment
from cchc_workflow.engine.evidence import full_code, may_upload
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.overview import TaskFile, file_of
from cchc_workflow.engine.remind import has_reminded, may_remind
from cchc_workflow.store import people
from cchc_workflow.store.comments import comments_of
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.extensions import waiting_extension
from cchc_workflow.store.files import evidence_of
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.sight import see_task
from cchc_workflow.store.tasks import find_task
from cchc_workflow.store.uploads import uploads_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request for more time that waits, or the one that could be made, and what can be done with it."""

    workflow: Workflow
    waiting: Extension | None
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a person may do to a task beside the actions of its workflow."""

    upload: bool
    comment: bool
    remind: bool
    reminded: bool
    amend: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Everything on the page of a task.

    Attributes:
        code: by which the task is found whatever other plans there are.
        path_code: by which this viewer finds it, the short one where that will do.
        reading: what the document's own words on the deadline mean, None where there are none.
        evidence: what proves its reports; `uploads` what waits for the next one.
        ahead: (instant, step) of the ladder that is still to come.
        units, doers: whom the task could be given to: units, people in the lead unit; only where the actor
            may give it.
    """

    file: TaskFile
    code: str
    path_code: str
    plan: Any
    reading: Deadline | Unreadable | None
    evidence: list[Any]
    uploads: list[Any]
    comments: list[Any]
    ahead: tuple[tuple[datetime, Step], ...]
    asked: Asked | None
    rights: Rights
    units: list[Any]
    doers: list[Any]

    @property
    def task(self) -> Task:
        """Return the task."""
        return self.file.task


def open_folder(office: Office, actor: Actor, code: str, now: datetime) -> Folder:
    """Return what the page of the task "A4", or "plan-code:A4", shows this person.

    Raises:
        NotFoundError: there is no such task in sight.
    """
    office.pin("extension")
    with office.database.read() as tx:
        return _open(tx, office, actor, find_task(tx, scope_of(actor), code), now)


def reopen_folder(office: Office, actor: Actor, task_id: int, now: datetime) -> Folder:
    """Return the same by the task's key.

    Raises:
        NotFoundError: there is no such task in sight.
    """
    office.pin("extension")
    with office.database.read() as tx:
        return _open(tx, office, actor, see_task(tx, scope_of(actor), task_id), now)


def find_path_code(tx: Transaction, office: Office, actor: Actor, task: Task) -> str:
    """Return the shortest code by which this person finds just this task."""
    same = find_task(tx, scope_of(actor), task.code).id == task.id
    return task.code if same else full_code(tx, office, task)


def newer_events(events: Iterable[Any], seen_version: int) -> list[Any]:
    """Return what happened since a version was seen, newest first: each event makes one version."""
    return [event for event in events if event.number > seen_version][::-1]


def stands_done(newer: Iterable[Any], name: str, person_id: int) -> bool:
    """Tell whether this person has done it and nothing since has moved the task; `newer` is newest first."""
    for event in newer:
        if event.name == name and event.actor_id == person_id:
            return True
        if event.from_state != event.to_state:
            return False
    return False


def _open(tx: Transaction, office: Office, actor: Actor, task: Task, now: datetime) -> Folder:
    on = office.today(now)
    file = file_of(tx, office, scope_of(actor), task, on, actor)
    plan = office.plan(tx, task.plan_id)
    reminded = has_reminded(task, actor, on, (mail.key for mail in file.mails))
    rights = Rights(
        upload=may_upload(file.workflow, task, actor),
        comment=may_comment(actor),
        remind=may_remind(task, actor) and not reminded,
        reminded=reminded,
        amend=amendable(task, actor),
    )
    return Folder(
        file=file,
        code=full_code(tx, office, task),
        path_code=find_path_code(tx, office, actor, task),
        plan=plan,
        reading=_read_words(office, plan, file.particulars),
        evidence=evidence_of(tx, task.id),
        uploads=uploads_of(tx, task.id),
        comments=comments_of(tx, task.id),
        ahead=_steps_ahead(office.ladder(tx, task.ladder_id), task, office, now),
        asked=_asked(tx, office, task, actor, now),
        rights=rights,
        units=people.read_units(tx, task.organization_id) if "lead" in rights.amend else [],
        doers=_doers(tx, office, task, now) if "assignee" in rights.amend else [],
    )


def _read_words(office: Office, plan: Any, particulars: Any) -> Deadline | Unreadable | None:  # noqa: ANN401
    """Read the document's words again, as they were read when the plan was loaded."""
    if not particulars.deadline_text or particulars.set_by != SetBy.DOCUMENT:
        return None
    files: Mapping[str, str] = from_json(plan.source)
    settings = toml.parse(files["plan.toml"], "plan.toml").table("plan")
    before_means = settings.choice("before_means", ("on", "before"), "before")
    context = DeadlineContext(
        year=plan.year,
        work_days=office.calendar,
        signed_on=plan.signed_on,
        before_means="on" if before_means == "on" else "before",
        roll=settings.boolean("roll", default=True),
    )
    return read_deadline(particulars.deadline_text, context)


def _steps_ahead(
    ladder: Ladder, task: Task, office: Office, now: datetime
) -> tuple[tuple[datetime, Step], ...]:
    if task.phase is not Phase.OPEN or task.due_on is None:
        return ()
    return tuple((at, step) for at, step in schedule(ladder, task.due_on, office.calendar) if at > now)


def _asked(tx: Transaction, office: Office, task: Task, actor: Actor, now: datetime) -> Asked | None:
    """A request that waits can be decided on; else one can be made of an open task that has a deadline."""
    waiting = waiting_extension(tx, task.id)
    if waiting is None and (task.phase is not Phase.OPEN or task.due_on is None):
        return None
    workflow_id = waiting.workflow_id if waiting is not None else office.pin("extension")
    workflow = office.workflow(tx, workflow_id)
    thing = waiting or _draft(workflow, workflow_id, task, actor, now)
    possible = offers(workflow, task, actor, thing)
    return Asked(
        workflow=workflow,
        waiting=waiting,
        offers=tuple(offer for offer in possible if workflow.successor(thing.state, offer.action.name)),
    )


def _draft(workflow: Workflow, workflow_id: int, task: Task, actor: Actor, now: datetime) -> Extension:
    """A request that nobody has made yet; the date it asks for is none that would be granted."""
    return Extension(
        id=0,
        task_id=task.id,
        organization_id=task.organization_id,
        workflow_id=workflow_id,
        state=workflow.initial,
        asked_due_on=task.due_on or now.date(),
        reason="",
        requested_by=actor.person_id,
        requested_at=now,
        due_version=task.due_version,
    )


def _doers(tx: Transaction, office: Office, task: Task, now: datetime) -> list[Any]:
    roles = tuple(sorted(UNIT_ROLES))
    directory = people.read_directory_near(
        tx, task.organization_id, office.today(now), task.lead_unit_id, roles
    )
    holding = {key for role in roles for key in directory.holders(role, task.lead_unit_id)}
    return [person for person in people.read_people(tx, task.organization_id) if person.id in holding]
