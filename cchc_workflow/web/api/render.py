"""Owns turning what the engine knows into what the API answers; decides nothing."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from cchc_workflow.domain.decide import Offer, offers
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.people import Actor
from cchc_workflow.domain.standing import percent
from cchc_workflow.domain.target import Progress, Target
from cchc_workflow.engine.listing import Line
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.overview import (
    TaskFile,
    UnitStanding,
    file_of,
    labels_of,
    needed_of,
)
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.files import evidence_of
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.sight import see_task
from cchc_workflow.store.uploads import uploads_of
from cchc_workflow.web.api import views
from cchc_workflow.web.api.bearer import Caller
from cchc_workflow.web.api.problems import PREFIX
from cchc_workflow.words import Labels, label, say_what_allows


def line(found: Line, row: Any, plan: str) -> views.TaskLine:  # noqa: ANN401 - a row
    """Return a task of a listing; `row` is what was read of it, with its details."""
    return views.TaskLine(
        id=found.id,
        code=found.code,
        title=found.title,
        plan=plan,
        unit=views.UnitRef(code=found.unit_code, name=found.unit),
        area=found.area or None,
        state=found.state,
        state_label=found.state_label,
        timeliness=found.timeliness,
        due_on=found.due_on,
        original_due_on=row.original_due_on,
        reported_on=row.reported_on,
        version=found.version,
    )


def read_task(tx: Transaction, office: Office, caller: Caller, task_id: int) -> views.TaskView:
    """Return all about a task.

    Raises:
        NotFoundError: there is none in sight.
    """
    seen = see_task(tx, caller.scope, task_id)
    found = file_of(tx, office, caller.scope, seen, caller.on, caller.actor)
    task, more = found.task, found.particulars
    return views.TaskView(
        id=task.id,
        code=task.code,
        title=task.title,
        plan=office.plan(tx, task.plan_id).code,
        unit=views.UnitRef(code=more.unit_code, name=task.lead_unit_name),
        area=more.area_code,
        state=task.state,
        state_label=found.workflow.states[task.state].label,
        timeliness=found.timeliness,
        due_on=task.due_on,
        original_due_on=task.original_due_on,
        reported_on=task.reported_on,
        version=task.version,
        clause=task.clause,
        text=more.text,
        deliverable=more.deliverable,
        deadline_text=more.deadline_text,
        due_version=task.due_version,
        set_by=more.set_by,
        period=more.period,
        area_title=more.area_title,
        supports=[views.UnitRef(code=unit.code, name=unit.name) for unit in found.supports],
        assignee=_person(more.assignee, more.assignee_name),
        assigned_at=more.assigned_at,
        reported_at=task.reported_at,
        value=task.value,
        target=_target(task.target, found.progress),
        excused=task.excused,
        counted=task.counted,
        evidence=[_evidence(row) for row in evidence_of(tx, task.id)],
        uploads=[upload(row) for row in uploads_of(tx, task.id)],
        extensions=[_extension_of(row, found, caller.actor) for row in found.extensions],
        offers=_offers(found.offers, labels_of(found.workflow)),
    )


def events(rows: Iterable[Any]) -> views.EventList:
    """Return a task's history."""
    return views.EventList(
        items=[
            views.EventView(
                number=row.number,
                at=row.at,
                name=row.name,
                label=label("event", row.name),
                actor=_person(row.actor_address, row.actor_name),
                from_state=row.from_state,
                to_state=row.to_state,
                data=from_json(row.data),
                hash=row.hash,
            )
            for row in rows
        ]
    )


def comment(row: Any) -> views.CommentView:  # noqa: ANN401 - a row
    """Return what somebody said."""
    return views.CommentView(id=row.id, at=row.at, person=row.person_name, text=row.text)


def upload(row: Any) -> views.UploadView:  # noqa: ANN401 - a row
    """Return what waits on a task."""
    return views.UploadView(
        id=row.id,
        document=row.document,
        issued_on=row.issued_on,
        signer=row.signer,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
    )


def standing(found: UnitStanding, plan: Any, on: date) -> views.StandingView:  # noqa: ANN401 - a row
    """Return where a unit stands against the line of a plan."""
    counts, ahead = found.standing.counts, found.standing.projection
    return views.StandingView(
        unit=views.UnitRef(code=found.unit.code, name=found.unit.name),
        plan=plan.code,
        on=on,
        threshold=plan.threshold,
        clause=plan.rule_clause,
        assigned=counts.assigned,
        late=counts.late,
        percent=percent(counts.late, counts.assigned),
        flagged=found.standing.flagged,
        flagged_at=found.flag.raised_at if found.flag is not None else None,
        excused=counts.excused,
        percent_excused=percent(counts.late - counts.excused, counts.assigned),
        flagged_excused=found.standing.flagged_excused,
        done_on_time=counts.done_on_time,
        done_late=counts.done_late,
        open_in_term=counts.open_in_term,
        open_overdue=counts.open_overdue,
        judged=counts.judged,
        cancelled=counts.cancelled,
        late_tasks=[duty.code for duty in found.late],
        projection=views.Projection(
            tips_with=ahead.tips_with,
            tips_on=ahead.tips_on,
            tipping=list(ahead.tipping),
            rescue=None if ahead.rescue is None else list(ahead.rescue),
        ),
    )


def _extension_of(row: Any, found: TaskFile, actor: Actor) -> views.ExtensionView:  # noqa: ANN401 - a row
    workflow = found.extension_workflows[row.workflow_id]
    asked = Extension(**{name: getattr(row, name) for name in Extension.__slots__})
    could = offers(workflow, found.task, actor, asked)
    return views.ExtensionView(
        id=row.id,
        state=row.state,
        state_label=workflow.states[row.state].label,
        asked_due_on=row.asked_due_on,
        granted_due_on=row.granted_due_on,
        reason=row.reason,
        requester=row.requester,
        requested_at=row.requested_at,
        decided_at=row.decided_at,
        note=row.decision_note,
        offers=_offers(could, labels_of(workflow)),
    )


def _offers(found: Sequence[Offer], labels: Labels) -> list[views.OfferView]:
    return [
        views.OfferView(
            action=offer.action.name,
            label=offer.action.label,
            allowed=offer.allowed,
            asks=list(offer.asks),
            refused=say_what_allows(offer.refused, labels) if offer.refused is not None else None,
        )
        for offer in found
    ]


def _evidence(row: Any) -> views.EvidenceView:  # noqa: ANN401 - a row
    return views.EvidenceView(
        id=row.id,
        document=row.document,
        issued_on=row.issued_on,
        signer=row.signer,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        file=f"{PREFIX}/evidence/{row.id}/file" if row.size is not None else None,
    )


def _target(target: Target | None, progress: Progress | None) -> views.TargetView | None:
    if target is None or progress is None:
        return None
    return views.TargetView(
        label=target.label,
        measure=target.measure,
        needed=needed_of(target),
        done=progress.done,
        total=progress.total,
        reached=progress.reached,
        missing=list(progress.missing),
    )


def _person(address: str | None, name: str | None) -> views.PersonRef | None:
    return None if address is None else views.PersonRef(address=address, name=name or "")
