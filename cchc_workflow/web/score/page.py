"""Owns the page of a score sheet: what lacks evidence first, then the criteria by area."""

from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request, Response

from cchc_workflow.domain.standing import percent
from cchc_workflow.engine.score.rights import may_score
from cchc_workflow.web.figures import figures_of
from cchc_workflow.web.plan_choice import PlanCode
from cchc_workflow.web.score.layout import SHOWN_MISSING, lay_out_areas
from cchc_workflow.web.score.place import LONGEST_CODE, PATH, Unit, find_place, open_sheet
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page."""

    @app.get(PATH)
    def show(
        request: Request,
        viewer: SignedIn,
        plan_code: PlanCode = None,
        unit: Unit = "",
        area: Annotated[str, Query(alias="linh-vuc", max_length=LONGEST_CODE)] = "",
        only: Annotated[Literal["", "thieu"], Query(alias="chi")] = "",
    ) -> Response:
        with site.office.database.read() as tx:
            place = find_place(tx, viewer, plan_code, unit)
            if place is None:
                return site.show(request, "score/nothing", viewer, here="score")
            sheet = open_sheet(tx, viewer, place)
        lacking = [line for line in sheet.lacking if area in {"", line.criterion.area}]
        works = [line.index.work for line in sheet.lines]
        late, assigned = sum(work.late for work in works), sum(work.assigned for work in works)
        rate = percent(late, sum(work.judged for work in works)) if any(work.judged for work in works) else 0
        return site.show(
            request,
            "score/sheet",
            viewer,
            place=place,
            choice=place.choice,
            sheet=sheet,
            sums=sheet.sums,
            areas=lay_out_areas(sheet, area, missing=bool(only)),
            area=area,
            only=only,
            lacking=lacking,
            shown_lacking=lacking[:SHOWN_MISSING],
            assumed=any(line.criterion.assumed for line in sheet.lines),
            survey=next((line for line in sheet.lines if not line.criterion.area), None),
            late=late,
            assigned=assigned,
            rate=100 - rate,
            own=may_score(viewer.actor, sheet.unit.id if sheet.unit else None),
            tasks=figures_of(place.plan, place.choice.plans),
        )
