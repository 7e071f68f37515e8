"""Owns the rows of a running task: itself, its history, evidence and requests for more time."""

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from cchc_workflow.store.tables.columns import Row, key, optional_ref, partial_index, ref
from cchc_workflow.store.types import Key, UtcDateTime


class TaskRow(Row, table=True):
    """A running task. `phase` repeats what the pinned workflow says of `state`, for the counting index.

    The words of `search` have an index of their own: see tables/words.py.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("organization_id", "code", "plan_id"),
        partial_index("ix_task_next_check_at", "next_check_at", where="next_check_at IS NOT NULL"),
        Index(
            "ix_task_standing",
            "plan_id", "lead_unit_id", "counted", "phase", "due_on", "reported_on", "excused", "area_id",
            "duty",
        ),
        Index("ix_task_due", "organization_id", "due_on", "id"),
        Index("ix_task_phase", "organization_id", "phase", "due_on", "id"),
        Index("ix_task_unit", "organization_id", "lead_unit_id", "due_on", "id"),
    )  # fmt: skip
    id: int | None = key()
    organization_id: int = ref("organization")
    plan_id: int = ref("plan")
    area_id: int | None = optional_ref("area")
    workflow_id: int = ref("definition")
    ladder_id: int = ref("definition")
    code: str
    duty: str
    period: str | None = None
    clause: str
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    deliverable: str = Field(sa_type=Text)
    deadline_text: str | None = None
    set_by: str
    lead_unit_id: int = ref("unit")
    assignee_id: int | None = optional_ref("person")
    state: str
    phase: str
    version: int = 0
    assigned_at: datetime = Field(sa_type=UtcDateTime)
    due_on: date | None = None
    original_due_on: date | None = None
    due_version: int = 1
    due_set_at: datetime = Field(sa_type=UtcDateTime)
    reported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reported_on: date | None = None
    reported_by: int | None = optional_ref("person")
    value: str | None = None
    target: str | None = Field(default=None, sa_type=Text)
    excused: bool = False
    counted: bool = True
    suspended_on: date | None = None
    next_check_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    event_count: int = 0
    last_event_at: datetime = Field(sa_type=UtcDateTime)
    head: str
    search: str = Field(sa_type=Text)


class TaskSupportRow(Row, table=True):
    """A unit that helps with a task."""

    __tablename__ = "task_support"
    task_id: int = ref("task", primary_key=True)
    unit_id: int = ref("unit", index=True, primary_key=True)


class EventRow(Row, table=True):
    """What happened to a task: append-only, chained by hash; `data` is canonical JSON."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("task_id", "number"),)
    id: int | None = key()
    task_id: int = ref("task")
    number: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: int | None = Field(default=None, sa_type=Key)
    name: str
    from_state: str | None = None
    to_state: str
    data: str = Field(sa_type=Text)
    hash: str


class EvidenceRow(Row, table=True):
    """What proves a report: a document, a file by its sha256 and the name it came under, or both.

    `search` has the words of all this, folded, as a task's does.
    """

    __tablename__ = "evidence"
    id: int | None = key()
    task_id: int = ref("task", index=True)
    event_number: int
    document: str
    issued_on: date | None = None
    signer: str = ""
    file_name: str = ""
    sha256: str | None = None
    search: str = Field(default="", sa_type=Text)


class FileRow(Row, table=True):
    """A file's bytes, kept once under their sha256; who may have them is asked of the row that names them."""

    __tablename__ = "file"
    sha256: str = Field(primary_key=True)
    media_type: str
    size: int
    content: bytes


class UploadRow(Row, table=True):
    """A file or document put to a task before it is reported: the report makes evidence of it."""

    __tablename__ = "upload"
    id: int | None = key()
    task_id: int = ref("task", index=True)
    person_id: int = ref("person")
    at: datetime = Field(sa_type=UtcDateTime)
    document: str = ""
    issued_on: date | None = None
    signer: str = ""
    file_name: str = ""
    sha256: str | None = None


class CommentRow(Row, table=True):
    """What somebody said about a task."""

    __tablename__ = "comment"
    id: int | None = key()
    task_id: int = ref("task", index=True)
    person_id: int = ref("person")
    at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(sa_type=Text)


class ExtensionRow(Row, table=True):
    """A request for more time."""

    __tablename__ = "extension"
    __table_args__ = (partial_index("ix_extension_open", "organization_id", "id", where="phase = 'open'"),)
    id: int | None = key()
    organization_id: int = ref("organization")
    task_id: int = ref("task", index=True)
    workflow_id: int = ref("definition")
    state: str
    phase: str
    asked_due_on: date
    granted_due_on: date | None = None
    due_version: int
    reason: str = Field(sa_type=Text)
    requested_by: int = ref("person")
    requested_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = optional_ref("person")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_note: str | None = Field(default=None, sa_type=Text)


class AnchorRow(Row, table=True):
    """A day's anchor over the events since the last one; anchors are chained too."""

    __tablename__ = "anchor"
    id: int | None = key()
    on: date
    at: datetime = Field(sa_type=UtcDateTime)
    last_event_id: int = Field(sa_type=Key)
    events: int
    hash: str
