"""Owns the rows of what follows from the tasks: counts, flags, mail, ticks."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from cchc_workflow.store.tables.columns import Row, key, optional_ref, partial_index, ref
from cchc_workflow.store.types import Key, UtcDateTime


class StandingRow(Row, table=True):
    """A unit's tally as last counted; counted anew whenever one of its tasks makes it change."""

    __tablename__ = "standing"
    plan_id: int = ref("plan", primary_key=True)
    unit_id: int = ref("unit", primary_key=True)
    assigned: int
    late: int
    excused: int
    cancelled: int
    counted_on: date


class FlagRow(Row, table=True):
    """A unit proposed as "không hoàn thành nhiệm vụ": raised when the line is crossed, cleared with a reason.

    `tasks` is the JSON list of the late tasks' codes on the day it was raised. A unit has one at a time. It
    is a proposal until a person confirms the rating.
    """

    __tablename__ = "flag"
    __table_args__ = (
        Index("ix_flag_unit", "plan_id", "unit_id"),
        partial_index("ix_flag_raised", "plan_id", "unit_id", where="cleared_at IS NULL", unique=True),
    )
    id: int | None = key()
    organization_id: int = ref("organization")
    plan_id: int = ref("plan")
    unit_id: int = ref("unit")
    raised_at: datetime = Field(sa_type=UtcDateTime)
    late: int
    assigned: int
    threshold: int
    tasks: str = Field(sa_type=Text)
    cleared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cleared_reason: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by: int | None = optional_ref("person")
    confirmed_note: str | None = Field(default=None, sa_type=Text)


class OutboxRow(Row, table=True):
    """Something to be told to one person: queued, held for the morning, bundled into another, sent or dead.

    `key` is unique: whatever crashes or runs twice, one thing is told once. `facts` is canonical JSON,
    frozen when it happened; `mail` the bytes as sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state", "state", "not_before"),
        Index("ix_outbox_task", "task_id"),
        Index("ix_outbox_person", "person_id", "id"),
        partial_index("ix_outbox_held", "state", "person_id", "not_before", where="state = 'held'"),
        partial_index("ix_outbox_bundle", "bundle_id", where="bundle_id IS NOT NULL"),
    )
    id: int | None = key()
    organization_id: int = ref("organization")
    key: str = Field(unique=True)
    message: str
    person_id: int = ref("person")
    task_id: int | None = Field(default=None, sa_type=Key)
    step: str | None = None
    is_copy: bool = False
    facts: str = Field(sa_type=Text)
    state: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    not_before: datetime = Field(sa_type=UtcDateTime)
    bundle_id: int | None = Field(default=None, sa_type=Key)
    attempts: int = 0
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=Text)
    mail: bytes | None = None


class TickRow(Row, table=True):
    """When a fixed job last ran to its end: what the watchdog reads."""

    __tablename__ = "tick"
    job: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
