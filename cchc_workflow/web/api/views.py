"""Owns the shapes of what the API answers; each field's meaning stands in the catalogue, for the document."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.target import Measure
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.tokens import TokenScope


class UnitRef(BaseModel):
    """A unit, named where something is about it."""

    code: str
    name: str


class PersonRef(BaseModel):
    """A person, named where they did something."""

    address: str
    name: str


class TaskLine(BaseModel):
    """A task as a listing shows it."""

    id: int
    code: str
    title: str
    plan: str
    unit: UnitRef
    area: str | None
    state: str
    state_label: str
    timeliness: Timeliness
    due_on: date | None
    original_due_on: date | None
    reported_on: date | None
    version: int


class TaskPage(BaseModel):
    """Some tasks of a listing; `next` continues it, None at its end."""

    items: list[TaskLine]
    next: str | None


class OfferView(BaseModel):
    """An action: what it asks for and, where it is not to be had now, why."""

    action: str
    label: str
    allowed: bool
    asks: list[str]
    refused: str | None


class TargetView(BaseModel):
    """A target with how far it is reached; numbers are exact, so they are texts."""

    label: str
    measure: Measure
    needed: Decimal
    done: Decimal
    total: Decimal
    reached: bool
    missing: list[str]


class ExtensionView(BaseModel):
    """A request for more time; `offers` is what the caller could do with it."""

    id: int
    state: str
    state_label: str
    asked_due_on: date
    granted_due_on: date | None
    reason: str
    requester: str
    requested_at: datetime
    decided_at: datetime | None
    note: str | None
    offers: list[OfferView]


class EvidenceView(BaseModel):
    """What proves a report: `file` is where its bytes are, None where there are none."""

    id: int
    document: str
    issued_on: date | None
    signer: str
    file_name: str
    sha256: str | None
    size: int | None
    file: str | None


class UploadView(BaseModel):
    """What waits on a task for its report."""

    id: int
    document: str
    issued_on: date | None
    signer: str
    file_name: str
    sha256: str | None
    size: int | None


class TaskView(TaskLine):
    """A task with all that the caller may know of it and do with it."""

    clause: str
    text: str
    deliverable: str
    deadline_text: str | None
    due_version: int
    set_by: str
    period: str | None
    area_title: str | None
    supports: list[UnitRef]
    assignee: PersonRef | None
    assigned_at: datetime
    reported_at: datetime | None
    value: str | None
    target: TargetView | None
    excused: bool
    counted: bool
    evidence: list[EvidenceView]
    uploads: list[UploadView]
    extensions: list[ExtensionView]
    offers: list[OfferView]


class EventView(BaseModel):
    """Something that happened to a task; `hash` chains it to the one before."""

    number: int
    at: datetime
    name: str
    label: str
    actor: PersonRef | None
    from_state: str | None
    to_state: str
    data: dict[str, Any]
    hash: str


class EventList(BaseModel):
    """A task's history, oldest first."""

    items: list[EventView]


class CommentView(BaseModel):
    """What somebody said about a task."""

    id: int
    at: datetime
    person: str
    text: str


class CommentList(BaseModel):
    """The newest comments on a task, in the order in which they were made."""

    items: list[CommentView]


class UnitView(BaseModel):
    """A unit with its heads of the day."""

    code: str
    name: str
    kind: str
    groups: list[str]
    heads: list[PersonRef]


class UnitList(BaseModel):
    """The units in the caller's sight."""

    items: list[UnitView]


class Projection(BaseModel):
    """What lies ahead of a unit; see `domain.standing.Projection`."""

    tips_with: int | None
    tips_on: date | None
    tipping: list[str]
    rescue: list[str] | None


class StandingView(BaseModel):
    """Where a unit stands against the line, with the official four-way counts beside it."""

    unit: UnitRef
    plan: str
    on: date
    threshold: int
    clause: str
    assigned: int
    late: int
    percent: Decimal
    flagged: bool
    flagged_at: datetime | None
    excused: int
    percent_excused: Decimal
    flagged_excused: bool
    done_on_time: int
    done_late: int
    open_in_term: int
    open_overdue: int
    judged: int
    cancelled: int
    late_tasks: list[str]
    projection: Projection


class PlanView(BaseModel):
    """A plan."""

    code: str
    title: str
    number: str
    year: int
    first_on: date
    last_on: date
    state: str
    goal: Decimal
    survey_points: Decimal
    threshold: int
    rule_clause: str


class PlanList(BaseModel):
    """The plans in the caller's sight, oldest first."""

    items: list[PlanView]


class AreaView(BaseModel):
    """An area of a plan, with the points to reach in it."""

    plan: str
    code: str
    title: str
    clause: str
    points: Decimal


class AreaList(BaseModel):
    """The areas of a plan in the order of its document."""

    items: list[AreaView]


class FlagView(BaseModel):
    """A unit proposed as not having fulfilled its duties; a person confirms it, or it is cleared."""

    id: int
    plan: str
    unit: UnitRef
    raised_at: datetime
    late: int
    assigned: int
    threshold: int
    tasks: list[str]
    cleared_at: datetime | None
    cleared_reason: str | None
    confirmed_at: datetime | None


class FlagList(BaseModel):
    """The flags of a plan in the caller's sight, oldest first."""

    items: list[FlagView]


class GrantView(BaseModel):
    """A role that the caller holds today."""

    role: Role
    label: str
    unit: str | None


class MeView(BaseModel):
    """Who the caller is, and what their token is good for."""

    address: str
    name: str
    organization: str
    on: date
    grants: list[GrantView]
    token: str
    scopes: list[TokenScope]
    ends_at: datetime | None
