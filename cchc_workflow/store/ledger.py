"""Owns the queries of a report: a plan's tasks, their history, what was told, flags, requests, heads."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import ReportState
from cchc_workflow.domain.task import Event
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.events import to_event
from cchc_workflow.store.reports import Series
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import (
    AnchorRow,
    AppointmentRow,
    EventRow,
    ExtensionRow,
    FlagRow,
    OutboxRow,
    PersonRow,
    ReportRow,
    TaskRow,
    TaskSupportRow,
    UnitRow,
)

AT_ONCE = 5_000
"""Tasks read by one statement: a province's come in parts, that no two copies of all are ever held."""

_task = table_of(TaskRow)
_support = table_of(TaskSupportRow)
_event = table_of(EventRow)
_outbox = table_of(OutboxRow)
_flag = table_of(FlagRow)
_unit = table_of(UnitRow)
_person = table_of(PersonRow)
_extension = table_of(ExtensionRow)
_office = table_of(AppointmentRow)
_report = table_of(ReportRow)
_anchor = table_of(AnchorRow)

_SINCE = bindparam("since", type_=_event.c.at.type)
_UNTIL = bindparam("until", type_=_event.c.at.type)
_OF_PLAN = _task.c.plan_id == bindparam("plan_id")
_FIRST = bindparam("first", type_=_task.c.id.type)
_LAST = bindparam("last", type_=_task.c.id.type)

_TASKS = (
    select(
        _task.c.id, _task.c.code, _task.c.duty, _task.c.title, _task.c.clause, _task.c.area_id,
        _task.c.lead_unit_id,
        _task.c.workflow_id, _task.c.ladder_id, _task.c.state, _task.c.phase, _task.c.due_on,
        _task.c.original_due_on, _task.c.due_version, _task.c.reported_at, _task.c.reported_on,
        _task.c.value, _task.c.target, _task.c.deliverable, _task.c.deadline_text, _task.c.excused,
        _task.c.counted, _task.c.last_event_at,
    )
    .where(_OF_PLAN, _task.c.id > bindparam("after"))
    .order_by(_task.c.id)
    .limit(AT_ONCE)
)  # fmt: skip
_COUNT = select(func.count().label("tasks")).select_from(_task).where(_OF_PLAN)
_CHAINS = (
    select(
        _event.c.task_id, _event.c.number, _event.c.at, _event.c.actor_id, _event.c.name,
        _event.c.from_state, _event.c.to_state, _event.c.data,
    )
    .join(_task, _task.c.id == _event.c.task_id)
    .where(_OF_PLAN, _task.c.id >= _FIRST, _task.c.id <= _LAST, _task.c.last_event_at > _UNTIL)
    .order_by(_event.c.task_id, _event.c.number)
)  # fmt: skip
_SUPPORTED = (
    select(_support.c.task_id)
    .join(_task, _task.c.id == _support.c.task_id)
    .where(_OF_PLAN, _support.c.unit_id == bindparam("unit_id"))
)
_bundle = _outbox.alias("bundle")
_SENT_AT = func.coalesce(_outbox.c.sent_at, _bundle.c.sent_at, type_=_outbox.c.sent_at.type)
_FLAGS = (
    select(
        _flag, _unit.c.code.label("unit_code"), _unit.c.name.label("unit_name"),
        _person.c.name.label("confirmer"),
    )
    .join(_unit, _unit.c.id == _flag.c.unit_id)
    .outerjoin(_person, _person.c.id == _flag.c.confirmed_by)
    .where(_flag.c.plan_id == bindparam("plan_id"), _flag.c.raised_at <= _UNTIL)
    .order_by(_flag.c.id)
)  # fmt: skip
_EXTENSIONS = (
    select(
        _extension.c.id, _extension.c.task_id, _extension.c.workflow_id, _extension.c.phase,
        _extension.c.asked_due_on, _extension.c.due_version, _extension.c.reason,
        _extension.c.requested_by, _extension.c.requested_at, _extension.c.decided_by,
        _extension.c.decided_at,
    )
    .join(_task, _task.c.id == _extension.c.task_id)
    .where(_OF_PLAN, _extension.c.requested_at <= _UNTIL)
    .order_by(_extension.c.id)
)  # fmt: skip
_HEADS = (
    select(
        _office.c.unit_id, _office.c.person_id, _office.c.from_on, _office.c.to_on, _office.c.stands_in_for,
        _person.c.name,
    )
    .join(_person, _person.c.id == _office.c.person_id)
    .where(
        _office.c.organization_id == bindparam("organization"),
        _office.c.role == Role.UNIT_HEAD,
        _office.c.from_on <= bindparam("on"),
    )
    .order_by(_office.c.from_on.desc(), _office.c.id.desc())
)  # fmt: skip
_ISSUED = (
    select(_report.c.kind, _report.c.period, _report.c.subject, _report.c.issue, _report.c.issued_at)
    .where(
        _report.c.plan_id == bindparam("plan_id"),
        _report.c.state == ReportState.ISSUED,
        _report.c.issued_at <= _UNTIL,
    )
    .order_by(_report.c.issued_at, _report.c.id)
)
_BEFORE = (
    select(_report.c.data, _report.c.as_of, _report.c.made_at)
    .where(
        _report.c.plan_id == bindparam("plan_id"),
        _report.c.kind == bindparam("kind"),
        _report.c.subject == bindparam("subject"),
        _report.c.period < bindparam("period"),
        _report.c.state == ReportState.ISSUED,
        _report.c.issued_at <= _UNTIL,
    )
    .order_by(_report.c.period.desc(), _report.c.issue.desc())
    .limit(1)
)
_ANCHOR = select(_anchor).where(_anchor.c.at <= _UNTIL).order_by(_anchor.c.id.desc()).limit(1)


def count_tasks(tx: Transaction, plan_id: int) -> int:
    """Return how many tasks a plan has, the cancelled and dormant ones too."""
    return int(tx.scalar(_COUNT, {"plan_id": plan_id}))


def read_tasks(tx: Transaction, plan_id: int) -> Iterator[list[Any]]:
    """Yield a plan's tasks as they stand now, at most `AT_ONCE` rows at a time, by key."""
    after = 0
    while rows := tx.all(_TASKS, {"plan_id": plan_id, "after": after}):
        yield rows
        after = rows[-1].id


def read_changed(
    tx: Transaction, plan_id: int, keys: range, until: datetime
) -> Iterator[tuple[int, list[Any]]]:
    """Yield (task's key, the rows of its whole history) of those of `keys` that changed after an instant."""
    rows = tx.all(_CHAINS, {"plan_id": plan_id, "first": keys.start, "last": keys.stop - 1, "until": until})
    for task_id, chain in groupby(rows, attrgetter("task_id")):
        yield task_id, list(chain)


def read_supported(tx: Transaction, plan_id: int, unit_id: int) -> frozenset[int]:
    """Return the keys of the plan's tasks that a unit helps with."""
    return frozenset(row.task_id for row in tx.all(_SUPPORTED, {"plan_id": plan_id, "unit_id": unit_id}))


def read_told(
    tx: Transaction, plan_id: int, messages: Collection[str], since: datetime, until: datetime
) -> list[Any]:
    """Return (task_id, message, key, step, sent_at) of what was told of a plan's tasks, copies left out.

    What went into another mail was told with it; what was never sent was not.
    """
    where = {"plan_id": plan_id, "since": since, "until": until}
    return tx.all(_told(tuple(sorted(messages))), where)


@lru_cache(maxsize=16)
def _told(messages: tuple[str, ...]) -> Select[Any]:
    return (
        select(_outbox.c.task_id, _outbox.c.message, _outbox.c.key, _outbox.c.step, _SENT_AT.label("sent_at"))
        .join(_task, _task.c.id == _outbox.c.task_id)
        .outerjoin(_bundle, _bundle.c.id == _outbox.c.bundle_id)
        .where(
            _OF_PLAN,
            _outbox.c.message.in_(messages),
            _outbox.c.is_copy.is_(False),
            or_(_outbox.c.sent_at.is_not(None), _outbox.c.bundle_id.is_not(None)),
            _SENT_AT >= _SINCE,
            _SENT_AT <= _UNTIL,
        )
        .order_by(_outbox.c.id)
    )


def count_events(
    tx: Transaction, plan_id: int, names: Collection[str], since: datetime, until: datetime
) -> list[Any]:
    """Return (task_id, name, times) of what was done with a plan's tasks from an instant to another."""
    if not names:
        return []
    return tx.all(_counted(tuple(sorted(names))), {"plan_id": plan_id, "since": since, "until": until})


@lru_cache(maxsize=64)
def _counted(names: tuple[str, ...]) -> Select[Any]:
    return (
        select(_event.c.task_id, _event.c.name, func.count().label("times"))
        .join(_task, _task.c.id == _event.c.task_id)
        .where(_OF_PLAN, _event.c.name.in_(names), _event.c.at >= _SINCE, _event.c.at <= _UNTIL)
        .group_by(_event.c.task_id, _event.c.name)
    )


def read_events(
    tx: Transaction, plan_id: int, names: Collection[str], since: datetime, until: datetime
) -> list[Event]:
    """Return the events of these names from an instant to another, in the order in which they came."""
    if not names:
        return []
    where = {"plan_id": plan_id, "since": since, "until": until}
    return [to_event(row) for row in tx.all(_named(tuple(sorted(names))), where)]


@lru_cache(maxsize=64)
def _named(names: tuple[str, ...]) -> Select[Any]:
    return (
        select(
            _event.c.task_id, _event.c.number, _event.c.at, _event.c.actor_id, _event.c.name,
            _event.c.from_state, _event.c.to_state, _event.c.data,
        )
        .join(_task, _task.c.id == _event.c.task_id)
        .where(_OF_PLAN, _event.c.name.in_(names), _event.c.at >= _SINCE, _event.c.at <= _UNTIL)
        .order_by(_event.c.id)
    )  # fmt: skip


def read_flags(tx: Transaction, plan_id: int, until: datetime) -> list[Any]:
    """Return every flag raised in a plan by an instant, with its unit and who confirmed it."""
    return tx.all(_FLAGS, {"plan_id": plan_id, "until": until})


def read_extensions(tx: Transaction, plan_id: int, until: datetime) -> list[Any]:
    """Return every request for more time made in a plan by an instant, oldest first."""
    return tx.all(_EXTENSIONS, {"plan_id": plan_id, "until": until})


def read_heads(tx: Transaction, organization_id: int, on: date) -> list[Any]:
    """Return who headed which unit, or stood in for its head, since a day up to `on`, newest first."""
    return tx.all(_HEADS, {"organization": organization_id, "on": on})


def read_issued(tx: Transaction, plan_id: int, until: datetime) -> list[Any]:
    """Return (kind, period, subject, issue, issued_at) of the reports issued by an instant, oldest first."""
    return tx.all(_ISSUED, {"plan_id": plan_id, "until": until})


def report_before(tx: Transaction, series: Series, until: datetime) -> Any | None:  # noqa: ANN401
    """Return (data, as_of, made_at) of the report before, as far as one was issued by an instant, or None.

    It is the newest issue of the last earlier period of the same kind and unit.
    """
    where = {"plan_id": series.plan_id, "kind": series.kind, "subject": series.subject}
    return tx.first(_BEFORE, {**where, "period": series.period, "until": until})


def anchor_at(tx: Transaction, until: datetime) -> Any | None:  # noqa: ANN401
    """Return the newest anchor as of an instant, or None."""
    return tx.first(_ANCHOR, {"until": until})
