"""Owns reading a report's ledger: whatever was done after the day is left out or put back."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.reporting import ABOUT_A_UNIT, Occasion, ReportKind
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.remind import is_nudge
from cchc_workflow.engine.report.entries import Told, read_entries
from cchc_workflow.engine.report.ledger import (
    TOLD,
    Before,
    Extension,
    Flag,
    Issued,
    Ledger,
    Reminder,
    Span,
    Tenure,
)
from cchc_workflow.engine.score.read import unit_scores
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import ledger as store
from cchc_workflow.store import people, plans
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.reports import Series
from cchc_workflow.store.rows import from_json

FROM_THE_START = frozenset({ReportKind.UNFINISHED, ReportKind.URGING})
"""Reports that cite every reminder of a task, not only those of the window."""
_BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
_MOMENT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def read_ledger(
    tx: Transaction,
    office: Office,
    plan: Any,  # noqa: ANN401
    occasion: Occasion,
    now: datetime,
    told: Told | None = None,
) -> Ledger:
    """Return the plan as of the end of the local day `occasion.as_of`; for this week's report, as of `now`.

    `told` is called while the tasks are read.

    Raises:
        NotFoundError: the subject is no unit of the organization.
        DefinitionError: the day lies outside the calendar.
    """
    units = {unit.id: unit for unit in people.read_units(tx, plan.organization_id)}
    subject = _find_subject(units, occasion)
    span = span_of(office.calendar, occasion, now)
    whole = read_entries(tx, office, plan, occasion, span.until, told)
    helped = store.read_supported(tx, plan.id, subject.id) if subject is not None else frozenset()
    entries = tuple(entry for entry in whole if subject is None or entry.unit_id == subject.id)
    keys = frozenset(entry.id for entry in entries)
    workflows = {entry.workflow_id for entry in whole}
    return Ledger(
        occasion=occasion,
        span=span,
        calendar=office.calendar,
        organization=people.find_organization(tx, plan.organization_id),
        plan=plan,
        rule=rule_of(plan),
        units=units,
        areas=plans.read_areas(tx, plan.id),
        subject=subject,
        whole=whole,
        entries=entries,
        supported=tuple(entry for entry in whole if entry.id in helped - keys),
        flags=tuple(each for each in _flags(tx, plan, span) if subject in {None, units.get(each.unit_id)}),
        extensions=tuple(each for each in _extensions(tx, office, plan, span) if each.task_id in keys),
        tenures=tuple(_tenures(tx, plan, occasion)),
        reminders=tuple(
            each for each in _reminders(tx, office, plan, occasion, span) if each.task_id in keys
        ),
        deeds=_deeds(tx, office, plan, span, workflows, keys),
        issued=tuple(_issued(tx, office, plan, span)),
        before=_before(tx, plan, occasion, span),
        anchor=store.anchor_at(tx, span.until),
        scores=unit_scores(tx, plan) if occasion.kind is ReportKind.RANKING else {},
    )


def span_of(calendar: WorkCalendar, occasion: Occasion, now: datetime) -> Span:
    """Return the instants between which things count: what turns late at 24:00 is the next day's.

    The weekly report of the present week ends now, that of a week that is over with its last day.
    """
    since = calendar.end_of(occasion.window.from_on - _DAY)
    until = calendar.end_of(occasion.as_of) - _MOMENT
    return Span(since, min(now, until) if occasion.kind is ReportKind.WEEKLY else until)


def _find_subject(units: Mapping[int, Any], occasion: Occasion) -> Any | None:  # noqa: ANN401
    if occasion.kind not in ABOUT_A_UNIT:
        return None
    for unit in units.values():
        if unit.code == occasion.subject:
            return unit
    raise NotFoundError("unit", occasion.subject)


def _flags(tx: Transaction, plan: Any, span: Span) -> Iterator[Flag]:  # noqa: ANN401
    for row in store.read_flags(tx, plan.id, span.until):
        cleared, confirmed = span.past(row.cleared_at), span.past(row.confirmed_at)
        yield Flag(
            unit_id=row.unit_id,
            unit_code=row.unit_code,
            unit=row.unit_name,
            raised_at=row.raised_at,
            late=row.late,
            assigned=row.assigned,
            tasks=tuple(sorted(from_json(row.tasks))),
            cleared_at=cleared,
            reason=row.cleared_reason if cleared else None,
            confirmed_at=confirmed,
            confirmer=row.confirmer if confirmed else None,
            note=row.confirmed_note if confirmed else None,
        )


def _extensions(tx: Transaction, office: Office, plan: Any, span: Span) -> Iterator[Extension]:  # noqa: ANN401
    rows = store.read_extensions(tx, plan.id, span.until)
    granted = _granted(tx, office, plan, span, {row.workflow_id for row in rows})
    for row in rows:
        decided_at = span.past(row.decided_at)
        approved = decided_at is not None and row.phase == Phase.DONE
        from_on, to_on = granted.get(row.id, (None, None)) if approved else (None, None)
        yield Extension(
            id=row.id,
            task_id=row.task_id,
            due_version=row.due_version,
            asked_due_on=row.asked_due_on,
            reason=row.reason,
            requested_on=office.today(row.requested_at),
            decided_on=office.today(decided_at) if decided_at else None,
            approved=approved,
            withdrawn=decided_at is not None and not approved and row.decided_by == row.requested_by,
            from_on=from_on,
            to_on=to_on,
        )


def _granted(
    tx: Transaction,
    office: Office,
    plan: Any,  # noqa: ANN401
    span: Span,
    workflow_ids: Collection[int],
) -> Mapping[int, tuple[date | None, date | None]]:
    """Return (deadline before, deadline granted) of what was approved in the window, by the request's key."""
    names = {
        action.event
        for workflow_id in workflow_ids
        for workflow in (office.workflow(tx, workflow_id),)
        for action in workflow.actions.values()
        if action.to is not None and workflow.states[action.to].phase is Phase.DONE
    }
    told = (event.data for event in store.read_events(tx, plan.id, names, span.since, span.until))
    return {
        int(str(data["extension"])): (_read_day(data.get("previous_due_on")), _read_day(data.get("due_on")))
        for data in told
        if "extension" in data
    }


def _tenures(tx: Transaction, plan: Any, occasion: Occasion) -> Iterator[Tenure]:  # noqa: ANN401
    """Yield who headed which unit, newest first; nobody's last day is known before it is past.

    Only at the handover itself it is, and who comes on the day after.
    """
    hands_over = occasion.kind is ReportKind.HANDOVER
    known_until = occasion.as_of if hands_over else occasion.as_of - _DAY
    begun_by = occasion.as_of + _DAY if hands_over else occasion.as_of
    for row in store.read_heads(tx, plan.organization_id, begun_by):
        ended = row.to_on is not None and row.to_on <= known_until
        yield Tenure(
            unit_id=row.unit_id,
            person_id=row.person_id,
            name=row.name,
            from_on=row.from_on,
            to_on=row.to_on if ended else None,
            stands_in=row.stands_in_for is not None,
        )


def _reminders(
    tx: Transaction,
    office: Office,
    plan: Any,  # noqa: ANN401
    occasion: Occasion,
    span: Span,
) -> Iterator[Reminder]:
    """Yield what was told, each step once: a key of the outbox ends with the person who is told.

    A letter that only gathers others tells nothing of its own.
    """
    since = _BEGINNING if occasion.kind in FROM_THE_START else span.since
    seen: set[str] = set()
    for row in store.read_told(tx, plan.id, TOLD, since, span.until):
        step = row.key.rpartition(":")[0]
        if step not in seen and (row.step is not None or is_nudge(row.key)):
            seen.add(step)
            yield Reminder(row.task_id, row.message, office.today(row.sent_at))


def _deeds(
    tx: Transaction,
    office: Office,
    plan: Any,  # noqa: ANN401
    span: Span,
    workflow_ids: Collection[int],
    keys: Collection[int],
) -> Mapping[str, int]:
    """Return how often these tasks were reported, returned and verified, whatever the workflow calls it."""
    names: dict[str, set[str]] = {"reports": set(), "returned": set(), "verified": set()}
    for workflow in (office.workflow(tx, workflow_id) for workflow_id in workflow_ids):
        for action in workflow.actions.values():
            after = workflow.states[action.to].phase if action.to is not None else None
            if "record_report" in action.effects:
                names["reports"].add(action.event)
            elif after is Phase.DONE:
                names["verified"].add(action.event)
            elif after is Phase.OPEN and Phase.REPORTED in {workflow.states[s].phase for s in action.sources}:
                names["returned"].add(action.event)
    every = set().union(*names.values())
    rows = store.count_events(tx, plan.id, every, span.since, span.until)
    return {
        deed: sum(row.times for row in rows if row.name in events and row.task_id in keys)
        for deed, events in names.items()
    }


def _issued(tx: Transaction, office: Office, plan: Any, span: Span) -> Iterator[Issued]:  # noqa: ANN401
    for row in store.read_issued(tx, plan.id, span.until):
        yield Issued(row.kind, row.period, row.subject, office.today(row.issued_at))


def _before(tx: Transaction, plan: Any, occasion: Occasion, span: Span) -> Before | None:  # noqa: ANN401
    series = Series(plan.id, occasion.kind, occasion.period, occasion.subject)
    row = store.report_before(tx, series, span.until)
    return None if row is None else Before(from_json(row.data)["figures"], row.as_of, row.made_at)


def _read_day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
