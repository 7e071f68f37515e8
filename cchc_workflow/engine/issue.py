"""Owns loading a plan into the database as a draft and issuing it: from then on its tasks run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from cchc_workflow.definitions.plan import parse_plan
from cchc_workflow.domain.people import Actor, Role
from cchc_workflow.domain.plan import Draft, Plan, unfold
from cchc_workflow.domain.task import Task
from cchc_workflow.engine.assign import Assignment, assign
from cchc_workflow.engine.judge import judge_by
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import Telling, task_facts, tell
from cchc_workflow.errors import ConflictError, NotFoundError
from cchc_workflow.store import accounts, journal, people, plans
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import from_json, to_json


@dataclass(frozen=True, slots=True)
class Issued:
    """What issuing a plan made: how many tasks, and how many of them wait for a date."""

    plan_id: int
    tasks: int
    undated: int


def load_plan(
    office: Office, files: Mapping[str, str], now: datetime, by: Actor | None = None, seen: str | None = None
) -> int:
    """Keep a plan's folder as a draft, with its organization, units and people; return the plan's key.

    Loading the same code again replaces the draft. While no plan of the organization is issued, its files say
    who is who: whoever else was there goes, and so does what was appointed by hand. Once one is issued, units
    and people that are there stay as they are, and only new ones are added. The administrator `by` whom it is
    loaded stays one in any case, and so does every administrator who can sign in. `seen` is the digest of the
    draft that they saw, "" for none; None asks not.

    Raises:
        DefinitionError: the folder is wrong, with file, key and reason.
        ConflictError: a plan with this code was issued already, or is not the draft that was seen.
        NotFoundError: the plan is of another organization than `by`.
    """
    plan = parse_plan(files, office.calendar)
    with office.database.begin() as tx:
        organization_id = _save_organization(tx, plan)
        if by is not None and by.organization_id != organization_id:
            raise NotFoundError("organization", plan.organization)
        on = office.today(now)
        admins = {*accounts.signing_admins(tx, organization_id, on), *([by.person_id] if by else [])}
        _save_people(tx, plan, organization_id, on)
        for person_id in sorted(admins):
            _keep_admin(tx, organization_id, person_id, on)
        rows = {row.code: row for row in plans.read_plans(tx, organization_id)}
        existing = rows.get(plan.code)
        if seen is not None and seen != (existing.sha256 if existing is not None else ""):
            raise ConflictError("draft", plan.code)
        if existing is not None and not plans.forget_draft(tx, existing.id):
            raise ConflictError("plan", plan.code)
        by_id = by.person_id if by is not None else None
        journal.note(tx, organization_id, by_id, "plan_loaded", plan.code, now, {"number": plan.number})
        return _save_plan(tx, plan, files, organization_id)


def issue_plan(office: Office, plan_id: int, actor: Actor | None, now: datetime) -> Issued:
    """Unfold a draft into running tasks, assign them and tell every head of theirs in one mail.

    The tasks pin the workflow and the ladder as the files say them now.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it was issued already.
    """
    workflow_id, ladder_id = office.pin("task"), office.pin("ladder")
    with office.database.begin() as tx:
        row = plans.load_plan_row(tx, plan_id)
        if not plans.mark_issued(tx, plan_id, now):
            raise ConflictError("plan", row.code)
        plan = parse_plan(from_json(row.source), office.calendar)
        assignment = Assignment(
            plan=row,
            units={unit.code: unit for unit in people.read_units(tx, row.organization_id)},
            areas={area.code: area.id for area in plans.read_areas(tx, row.id)},
            workflow_id=workflow_id,
            ladder_id=ladder_id,
            actor_id=actor.person_id if actor else None,
            now=now,
        )
        tasks = [(assign(tx, office, assignment, draft), draft) for draft in unfold(plan)]
        by_unit: dict[int, list[tuple[Task, Draft]]] = {}
        for task, draft in tasks:
            by_unit.setdefault(task.lead_unit_id, []).append((task, draft))
        letter = _plan_facts(plan, office.today(now))
        for unit_id, assigned in sorted(by_unit.items()):
            telling = Telling(
                organization_id=row.organization_id,
                unit_id=unit_id,
                key=f"plan:{plan_id}:{unit_id}",
                facts={"plan": letter, "tasks": _list_tasks(assigned, office.today(now))},
                now=now,
            )
            tell(tx, office, (office.notices["assigned"],), telling)
            judge_by(tx, office, row, unit_id, now, "assigned")
        said = {"number": row.number, "tasks": len(tasks)}
        journal.note(
            tx, row.organization_id, actor.person_id if actor else None, "plan_issued", row.code, now, said
        )
    undated = sum(1 for task, _ in tasks if task.due_on is None and task.counted)
    return Issued(plan_id, len(tasks), undated)


def _plan_facts(plan: Plan, on: date) -> dict[str, object]:
    return {
        "title": plan.title,
        "number": plan.number,
        "year": plan.year,
        "organization": plan.organization_name,
        "issued_on": on.isoformat(),
        "signed_on": plan.signed_on.isoformat() if plan.signed_on else None,
        "legal_basis": list(plan.legal_basis),
        "rule_text": plan.rule.text,
    }


def _list_tasks(assigned: list[tuple[Task, Draft]], on: date) -> list[dict[str, object]]:
    """Return what the one mail says of each of a unit's tasks, by deadline, undated ones last."""
    return [
        task_facts(task, on) | {"deliverable": draft.duty.deliverable}
        for task, draft in sorted(assigned, key=lambda pair: (pair[0].due_on or date.max, pair[0].code))
    ]


def _save_organization(tx: Transaction, plan: Plan) -> int:
    for row in people.read_organizations(tx):
        if row.code == plan.organization:
            return int(row.id)
    values = {"code": plan.organization, "name": plan.organization_name, "parent_name": plan.parent_name}
    organization_id: int = tx.scalar(people.INSERT_ORGANIZATION, values)
    return organization_id


def _save_people(tx: Transaction, plan: Plan, organization_id: int, on: date) -> None:
    """Offices are held from the plan's first day, or from today where that is earlier."""
    runs = any(row.state != "draft" for row in plans.read_plans(tx, organization_id))
    units = _save_units(tx, plan, organization_id, correct=not runs)
    known = {str(row.address): int(row.id) for row in people.read_people(tx, organization_id)}
    if not runs:
        people.forget_appointments(tx, organization_id)
        for address in known.keys() - {person.address for person in plan.people}:
            people.forget_person(tx, known[address])
    for person in plan.people:
        if person.address not in known:
            values = {"organization_id": organization_id, "address": person.address, "name": person.name}
            known[person.address] = tx.scalar(people.INSERT_PERSON, values)
        elif runs:
            continue
        else:
            people.rename_person(tx, known[person.address], person.name)
        for role, unit_code in person.offices:
            people.add_appointment(
                tx,
                organization_id=organization_id,
                person_id=known[person.address],
                role=role,
                unit_id=units[unit_code] if unit_code else None,
                from_on=min(plan.first_on, on),
            )


def _keep_admin(tx: Transaction, organization_id: int, person_id: int, on: date) -> None:
    """Loading a plan must lock nobody out who administers the office."""
    if any(grant.role == Role.ADMIN for grant in people.load_actor(tx, person_id, on).grants):
        return
    people.add_appointment(
        tx,
        organization_id=organization_id,
        person_id=person_id,
        role=Role.ADMIN,
        unit_id=None,
        from_on=on,
    )


def _save_units(tx: Transaction, plan: Plan, organization_id: int, *, correct: bool) -> dict[str, int]:
    """Add the plan's new units, `correct` those that are there, and return the keys of all by code."""
    units = {str(unit.code): int(unit.id) for unit in people.read_units(tx, organization_id)}
    for unit in plan.units:
        values = {
            "organization_id": organization_id,
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "groups": to_json(sorted(unit.groups)),
            "assumed": unit.assumed,
        }
        if unit.code not in units:
            units[unit.code] = tx.scalar(people.INSERT_UNIT, values)
        elif correct:
            people.correct_unit(tx, units[unit.code], values)
    return units


def _save_plan(tx: Transaction, plan: Plan, files: Mapping[str, str], organization_id: int) -> int:
    source = to_json(dict(files))
    values = {
        "organization_id": organization_id,
        "code": plan.code,
        "title": plan.title,
        "number": plan.number,
        "year": plan.year,
        "first_on": plan.first_on,
        "last_on": plan.last_on,
        "signed_on": plan.signed_on,
        "legal_basis": to_json(list(plan.legal_basis)),
        "goal": plan.goal,
        "survey_points": plan.survey_points,
        "threshold": plan.rule.threshold,
        "rule_clause": plan.rule.clause,
        "rule_text": plan.rule.text,
        "state": "draft",
        "source": source,
        "sha256": sha256(source.encode()).hexdigest(),
    }
    plan_id: int = tx.scalar(plans.INSERT_PLAN, values)
    for area in plan.areas:
        area_values = {
            "plan_id": plan_id,
            "code": area.code,
            "title": area.title,
            "clause": area.clause,
            "points": area.points,
            "previous_points": area.previous_points,
        }
        tx.scalar(plans.INSERT_AREA, area_values)
    return plan_id
