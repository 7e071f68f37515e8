"""Owns the routes that tell of what is around the tasks: the caller, units, plans, areas, flags."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.overview import read_standing
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import plans
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.people import find_organization, read_directory, read_people, read_units
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.standing import read_flags
from cchc_workflow.web.api import render, views
from cchc_workflow.web.api.bearer import Caller, Reader
from cchc_workflow.web.api.inputs import Code, Given, Iso, refuse_query
from cchc_workflow.web.api.problems import refusals
from cchc_workflow.web.api.router import make_router
from cchc_workflow.web.viewer import site_of
from cchc_workflow.words import label

router = make_router()

_PLAIN = [Depends(refuse_query)]
_ISSUED = "issued"


class PlanQuery(Given):
    """Which plan: the newest that runs, where none is named."""

    plan: Code | None = None


class StandingQuery(PlanQuery):
    """Of which plan and on which day: today, where none is named."""

    on: Annotated[date, Iso] | None = None


@router.get("/me", responses=refusals(), dependencies=_PLAIN)
def read_me(request: Request, caller: Reader) -> views.MeView:
    """Tell who the caller is and what their token is good for."""
    with site_of(request).office.database.read() as tx:
        organization = find_organization(tx, caller.scope.organization_id)
        codes = {unit.id: unit.code for unit in read_units(tx, organization.id)}
    actor, bearer = caller.actor, caller.bearer
    grants = sorted(actor.grants, key=lambda grant: (grant.role, grant.unit_id or 0))
    return views.MeView(
        address=actor.address,
        name=actor.name,
        organization=organization.name,
        on=caller.on,
        grants=[
            views.GrantView(
                role=grant.role,
                label=label("role", grant.role),
                unit=codes[grant.unit_id] if grant.unit_id is not None else None,
            )
            for grant in grants
        ],
        token=bearer.name,
        scopes=sorted(bearer.scopes),
        ends_at=bearer.ends_at,
    )


@router.get("/units", responses=refusals(), dependencies=_PLAIN)
def list_units(request: Request, caller: Reader) -> views.UnitList:
    """Tell the units in the caller's sight, with their heads of the day."""
    organization_id = caller.scope.organization_id
    with site_of(request).office.database.read() as tx:
        units = _units(tx, caller)
        people = {person.id: person for person in read_people(tx, organization_id)}
        directory = read_directory(tx, organization_id, caller.on)
    return views.UnitList(
        items=[
            views.UnitView(
                code=unit.code,
                name=unit.name,
                kind=unit.kind,
                groups=from_json(unit.groups),
                heads=[
                    views.PersonRef(address=people[key].address, name=people[key].name)
                    for key in directory.holders(Role.UNIT_HEAD, unit.id)
                ],
            )
            for unit in units
        ]
    )


@router.get("/units/{code}/standing", responses=refusals(404))
def read_unit_standing(
    request: Request, code: Code, asked: Annotated[StandingQuery, Query()], caller: Reader
) -> views.StandingView:
    """Tell where a unit stands against the line of a plan, and what lies ahead of it."""
    with site_of(request).office.database.read() as tx:
        unit = next((unit for unit in _units(tx, caller) if unit.code == code), None)
        if unit is None:
            raise NotFoundError("unit", code)
        plan = _plan(tx, caller, asked.plan)
        on = asked.on or caller.on
        return render.standing(read_standing(tx, plan, unit, on), plan, on)


@router.get("/plans", responses=refusals(), dependencies=_PLAIN)
def list_plans(request: Request, caller: Reader) -> views.PlanList:
    """Tell the plans in the caller's sight."""
    with site_of(request).office.database.read() as tx:
        rows = _plans(tx, caller)
    return views.PlanList(
        items=[
            views.PlanView(**{name: getattr(row, name) for name in views.PlanView.model_fields})
            for row in rows
        ]
    )


@router.get("/areas", responses=refusals(404))
def list_areas(request: Request, asked: Annotated[PlanQuery, Query()], caller: Reader) -> views.AreaList:
    """Tell the areas of a plan."""
    with site_of(request).office.database.read() as tx:
        plan = _plan(tx, caller, asked.plan)
        rows = plans.read_areas(tx, plan.id)
    return views.AreaList(
        items=[
            views.AreaView(
                plan=plan.code, code=row.code, title=row.title, clause=row.clause, points=row.points
            )
            for row in rows
        ]
    )


@router.get("/flags", responses=refusals(404))
def list_flags(request: Request, asked: Annotated[PlanQuery, Query()], caller: Reader) -> views.FlagList:
    """Tell the flags of a plan, of the units in the caller's sight."""
    with site_of(request).office.database.read() as tx:
        plan = _plan(tx, caller, asked.plan)
        rows = read_flags(tx, plan.id, caller.scope)
    return views.FlagList(
        items=[
            views.FlagView(
                id=row.id,
                plan=plan.code,
                unit=views.UnitRef(code=row.unit_code, name=row.unit_name),
                raised_at=row.raised_at,
                late=row.late,
                assigned=row.assigned,
                threshold=row.threshold,
                tasks=from_json(row.tasks),
                cleared_at=row.cleared_at,
                cleared_reason=row.cleared_reason,
                confirmed_at=row.confirmed_at,
            )
            for row in rows
        ]
    )


def _units(tx: Transaction, caller: Caller) -> list[Any]:
    rows = read_units(tx, caller.scope.organization_id)
    return [unit for unit in rows if caller.scope.sees([unit.id])]


def _plans(tx: Transaction, caller: Caller) -> list[Any]:
    """A draft is nobody's duty yet: only who sees the whole organization sees it."""
    rows = plans.read_plans(tx, caller.scope.organization_id)
    return [row for row in rows if row.state == _ISSUED or caller.scope.unit_ids is None]


def _plan(tx: Transaction, caller: Caller, code: str | None) -> Any:  # noqa: ANN401 - a row
    """Return the plan of this code in sight, without one the newest that runs."""
    rows = [row for row in _plans(tx, caller) if (row.state == _ISSUED if code is None else row.code == code)]
    if not rows:
        raise NotFoundError("plan" if code is not None else "running_plan", code or "")
    return rows[-1]
