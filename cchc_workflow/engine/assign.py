"""Owns turning one unfolded draft into a running task with the first event of its history."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cchc_workflow.domain.decide import advance
from cchc_workflow.domain.history import chain
from cchc_workflow.domain.ladder import next_check
from cchc_workflow.domain.plan import Draft
from cchc_workflow.domain.task import Task
from cchc_workflow.domain.text import searchable
from cchc_workflow.engine.office import Office
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.events import add_links
from cchc_workflow.store.tasks import add_task, save_task


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What all tasks of one issue share: the plan's row, units by code, areas by code, pinned definitions."""

    plan: Any
    units: Mapping[str, Any]
    areas: Mapping[str, int]
    workflow_id: int
    ladder_id: int
    actor_id: int | None
    now: datetime


def assign(tx: Transaction, office: Office, assignment: Assignment, draft: Draft) -> Task:
    """Insert the task that a draft describes, assigned, and begin its history."""
    task = _make(tx, office, assignment, draft)
    supports = [assignment.units[code].id for code in draft.supports]
    before = task.evolve(id=add_task(tx, task, _details(assignment, draft), supports))
    data: dict[str, object] = {
        "plan": assignment.plan.code,
        "duty": draft.duty.code,
        "title": draft.title,
        "unit": draft.lead,
        "lead": before.lead_unit_id,
        "counted": draft.counted,
        "due_on": draft.due_on.isoformat() if draft.due_on else None,
        "set_by": draft.duty.set_by,
        "workflow": assignment.workflow_id,
        "ladder": assignment.ladder_id,
    }
    moment = office.moment(assignment.now)
    decision = advance(before, {}, "assigned", assignment.actor_id, moment, data)
    links = list(chain(before.head, (replace(event, from_state=None) for event in decision.events)))
    after = decision.task.evolve(head=links[-1].hash)
    save_task(tx, before, after)
    add_links(tx, links)
    return after


def _make(tx: Transaction, office: Office, assignment: Assignment, draft: Draft) -> Task:
    workflow = office.workflow(tx, assignment.workflow_id)
    state = workflow.states[workflow.initial]
    unit = assignment.units[draft.lead]
    task = Task(
        id=0,
        code=draft.code,
        organization_id=assignment.plan.organization_id,
        plan_id=assignment.plan.id,
        workflow_id=assignment.workflow_id,
        ladder_id=assignment.ladder_id,
        title=draft.title,
        clause=draft.duty.clause,
        lead_unit_id=unit.id,
        lead_unit_name=unit.name,
        state=state.name,
        phase=state.phase,
        due_on=draft.due_on,
        original_due_on=draft.due_on,
        due_set_at=assignment.now,
        target=draft.target,
        counted=draft.counted,
        last_event_at=assignment.now,
    )
    ladder = office.ladder(tx, assignment.ladder_id)
    # one that is issued overdue is urged from where its ladder stands now, by the next sweep
    since = assignment.now
    if task.due_on is not None:
        since = min(since, office.calendar.end_of(task.due_on))
    return task.evolve(next_check_at=next_check(ladder, task, office.calendar, since))


def _details(assignment: Assignment, draft: Draft) -> dict[str, object]:
    duty = draft.duty
    return {
        "area_id": assignment.areas[duty.area] if duty.area else None,
        "duty": duty.code,
        "period": draft.period,
        "text": duty.text,
        "deliverable": duty.deliverable,
        "deadline_text": duty.deadline_text,
        "set_by": duty.set_by,
        "assigned_at": assignment.now,
        "search": searchable(
            draft.code, draft.title, duty.text, duty.deliverable, assignment.units[draft.lead].name
        ),
    }
