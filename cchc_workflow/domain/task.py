"""Owns the shape of a task and of what is done to it; decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from cchc_workflow.domain.target import Target


class Phase(StrEnum):
    """What a workflow's state means to the rules, whatever the state is called."""

    OPEN = "open"
    REPORTED = "reported"
    DONE = "done"
    PAUSED = "paused"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What proves a report: a document's number, date and signer, a file by its sha256, or both."""

    document: str
    issued_on: date | None = None
    signer: str = ""
    file_name: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody asks for: the action's name and what they give with it.

    `value` is the value reached (report), the date asked for or granted (extension), as typed;
    `note` is the reason or remark; `document` the paper that allows the step.
    """

    name: str
    value: str | None = None
    note: str | None = None
    document: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Task:
    """One running task. Dates are local, instants UTC; `head` is the hash of the last event.

    `counted` is False for a dormant task ("khi có phát sinh"): it waits for a trigger and stands
    outside every denominator. `next_check_at` marks what was looked at: every ladder step before it
    has been handled.
    """

    id: int
    code: str
    organization_id: int
    plan_id: int
    workflow_id: int
    ladder_id: int
    title: str
    clause: str
    lead_unit_id: int
    lead_unit_name: str
    state: str
    phase: Phase
    version: int = 0
    assignee_id: int | None = None
    due_on: date | None = None
    original_due_on: date | None = None
    due_version: int = 1
    due_set_at: datetime
    reported_at: datetime | None = None
    reported_on: date | None = None
    reported_by: int | None = None
    value: str | None = None
    target: Target | None = None
    excused: bool = False
    counted: bool = True
    suspended_on: date | None = None
    next_check_at: datetime | None = None
    event_count: int = 0
    last_event_at: datetime
    head: str = ""

    def evolve(self, **changes: object) -> Self:
        """Return the task with `changes` made: an eighth of the cost of `dataclasses.replace`.

        Raises:
            TypeError: there is no such field.
        """
        if not changes.keys() <= self.__dict__.keys():
            raise TypeError(sorted(changes.keys() - self.__dict__.keys()))
        after = object.__new__(type(self))
        after.__dict__.update(self.__dict__, **changes)
        return after

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the fields, in order."""
        return tuple(cls.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a task, in the past tense; `data` holds JSON values only."""

    name: str
    task_id: int
    number: int
    at: datetime
    actor_id: int | None
    from_state: str | None
    to_state: str
    data: Mapping[str, object] = field(default_factory=dict)


class Timing(StrEnum):
    """When a notice goes out: in the next working hour, or bundled in the next morning's digest."""

    AT_ONCE = "at_once"
    MORNING = "morning"


@dataclass(frozen=True, slots=True)
class Notice:
    """Who is to be told of an event, by which message, and when."""

    message: str
    to: tuple[str, ...]
    copy: tuple[str, ...] = ()
    timing: Timing = Timing.MORNING
