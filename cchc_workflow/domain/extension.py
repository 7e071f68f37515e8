"""Owns the shape of a request for more time (gia hạn); its rules are those of its own workflow file."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One request: `asked_due_on` is what the unit asks for, `granted_due_on` what it gets."""

    id: int
    task_id: int
    organization_id: int
    workflow_id: int
    state: str
    asked_due_on: date
    reason: str
    requested_by: int
    requested_at: datetime
    due_version: int
    granted_due_on: date | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    decision_note: str | None = None
