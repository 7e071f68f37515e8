"""Owns the pages of the units: all in sight, and the file of one."""

from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as InPath

from cchc_workflow.domain.standing import NEAR
from cchc_workflow.drawing.bars import Share, draw_bars
from cchc_workflow.drawing.heat import draw_heat
from cchc_workflow.engine.confirm import CONFIRMERS
from cchc_workflow.engine.plan_choice import choose_plan
from cchc_workflow.engine.unit_file import read_unit_file, units_in_sight
from cchc_workflow.web.figures import figures_of
from cchc_workflow.web.plan_choice import PlanCode, address_of
from cchc_workflow.web.site import Site
from cchc_workflow.web.steering.layout import draw_unit_bars
from cchc_workflow.web.viewer import SignedIn

PATH = "/don-vi"
A_PAGE = 100
MOST_PAGES = 10_000


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the pages of the units."""

    @app.get(PATH)
    def show_all(
        request: Request,
        viewer: SignedIn,
        plan_code: PlanCode = None,
        page: Annotated[int, Query(alias="trang", ge=1, le=MOST_PAGES)] = 1,
    ) -> Response:
        with site.office.database.read() as tx:
            choice = choose_plan(tx, viewer.scope.organization_id, plan_code, viewer.on)
            if choice.plan is None:
                return site.show(request, "steering/no_plan", viewer, here="units")
            found = units_in_sight(tx, viewer.scope, choice.plan, viewer.on)
        if len(found) == 1 and not viewer.sees_all:
            return site.go(request, address_of(f"{PATH}/{found[0].code}", plan_code))
        units = found[(page - 1) * A_PAGE : page * A_PAGE]
        line = Decimal(choice.plan.threshold)
        return site.show(
            request,
            "units/all",
            viewer,
            choice=choice,
            units=units,
            in_all=len(found),
            over=sum(unit.flagged for unit in found),
            near=sum(unit.near for unit in found),
            most_near=NEAR,
            bars=draw_unit_bars(units, line),
            heat=draw_heat([[quarter.percent for quarter in unit.quarters] for unit in units], line),
            quarters=found[0].quarters if found else (),
            previous=address_of(PATH, plan_code, trang=page - 1) if page > 1 else "",
            following=address_of(PATH, plan_code, trang=page + 1) if page * A_PAGE < len(found) else "",
            tasks=figures_of(choice.plan, choice.plans),
        )

    @app.get(PATH + "/{code}")
    def show_one(
        request: Request,
        viewer: SignedIn,
        code: Annotated[str, InPath(max_length=100)],
        plan_code: PlanCode = None,
    ) -> Response:
        with site.office.database.read() as tx:
            choice = choose_plan(tx, viewer.scope.organization_id, plan_code, viewer.on)
        if choice.plan is None:
            return site.show(request, "steering/no_plan", viewer, here="units")
        found = read_unit_file(site.office, viewer.actor, choice.plan, code, viewer.now)
        own = found.unit.id in viewer.unit_ids
        shares = [
            Share("", found.percent, over=found.tips_with == 0, near=found.near),
            Share("", found.percent_excused, over=found.standing.standing.flagged_excused),
        ]
        return site.show(
            request,
            "units/one",
            viewer,
            choice=choice,
            found=found,
            own=own,
            may_confirm=viewer.holds(*CONFIRMERS),
            bars=draw_bars(shares, Decimal(found.rule.threshold)),
            tasks=figures_of(choice.plan, choice.plans),
        )
