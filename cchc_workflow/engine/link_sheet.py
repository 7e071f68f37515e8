"""Owns what a signed link shows: its task as it stands, the steps its person may take, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.workflow import read_workflow
from cchc_workflow.domain.decide import Offer, offers
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.moves import moves
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.domain.timeliness import Timeliness, timeliness
from cchc_workflow.engine.extend import REQUEST
from cchc_workflow.engine.links import Opened
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.overview import labels_of
from cchc_workflow.engine.waiting import RequestLine, request_line
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.details import extensions_of, read_particulars
from cchc_workflow.store.events import read_events
from cchc_workflow.store.extensions import waiting_extension
from cchc_workflow.store.inbox import evidence_of, names_of
from cchc_workflow.store.people import find_organization
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.uploads import uploads_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One task as the person of a link sees it.

    Attributes:
        steps: what moves the task on and is theirs to take now.
        others: the same, for whoever may take it instead.
        asking: asking for more time, None where that can't be done now.
        request: a request for more time that waits, with the ways to decide on it.
        decided: the newest request that was decided.
        waiting: files and documents that wait for the report.
        given: what the newest report gave.
        last_on: the last day that the plan allows.
    """

    opened: Opened
    organization: Any
    workflow: Workflow
    timeliness: Timeliness
    particulars: Any
    events: list[Any]
    steps: tuple[Offer, ...]
    others: tuple[Offer, ...]
    asking: Offer | None
    request: RequestLine | None
    decided: Any | None
    waiting: list[Any]
    given: list[Any]
    last_on: date

    @property
    def task(self) -> Task:
        """Return the task."""
        return self.opened.task

    @property
    def labels(self) -> dict[str, str]:
        """Return what the task's workflow calls its states and actions."""
        return labels_of(self.workflow)

    @property
    def state_label(self) -> str:
        """Return what people call the task's state."""
        return self.workflow.states[self.task.state].label

    @property
    def last_said(self) -> dict[str, Any]:
        """Return what was given with the newest event: a note, a document."""
        said: dict[str, Any] = from_json(self.events[-1].data) if self.events else {}
        return said

    @property
    def next_roles(self) -> tuple[Role, ...]:
        """Return who may take the next steps."""
        return tuple(dict.fromkeys(role for offer in self.others for role in offer.action.roles))


def read_sheet(office: Office, opened: Opened, now: datetime) -> Sheet:
    """Return what the link's page shows; nothing is written."""
    actor, task = opened.actor, opened.task
    asking = _may_ask(office, opened)
    with office.database.read() as tx:
        workflow = office.workflow(tx, task.workflow_id)
        found = moves(workflow, task, actor)
        request = waiting_extension(tx, task.id)
        return Sheet(
            opened=opened,
            organization=find_organization(tx, task.organization_id),
            workflow=workflow,
            timeliness=timeliness(
                task, office.today(now), office.calendar, office.ladder(tx, task.ladder_id).soon
            ),
            particulars=read_particulars(tx, task.id),
            events=read_events(tx, task.id),
            steps=tuple(offer for offer in found if offer.allowed),
            others=tuple(offer for offer in found if not offer.allowed),
            asking=asking if request is None else None,
            request=_request_line(tx, office, opened, request) if request else None,
            decided=_newest_decided(tx, task.id),
            waiting=uploads_of(tx, task.id) if task.phase is Phase.OPEN else [],
            given=evidence_of(tx, [task.id])[task.id],
            last_on=office.plan(tx, task.plan_id).last_on,
        )


def _may_ask(office: Office, opened: Opened) -> Offer | None:
    """Return the offer to ask for more time, None where it is refused.

    The workflow in force is read from its file: it is kept for good when somebody asks, not when they look.
    """
    if opened.task.phase is not Phase.OPEN:
        return None
    workflow = read_workflow(toml.parse(*office.definitions.extension), office.definitions.messages)
    begun = opened.task.evolve(state=workflow.initial)
    found = (offer for offer in offers(workflow, begun, opened.actor) if offer.action.name == REQUEST)
    return next((offer for offer in found if offer.allowed), None)


def _request_line(tx: Transaction, office: Office, opened: Opened, request: Extension) -> RequestLine:
    requester = names_of(tx, [request.requested_by])[request.requested_by]
    return request_line(tx, office, opened.actor, request, opened.task, requester)


def _newest_decided(tx: Transaction, task_id: int) -> Any | None:  # noqa: ANN401
    rows = [row for row in extensions_of(tx, task_id) if row.decided_at is not None]
    return rows[-1] if rows else None
