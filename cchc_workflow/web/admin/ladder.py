"""Owns /quan-tri/bac-thang: the ladder in force, changing it, and taking the change back."""

from typing import Annotated

from fastapi import FastAPI, Form, Request, Response
from pydantic import BaseModel, Field

from cchc_workflow.engine.house_change import HouseChange, change_files
from cchc_workflow.engine.house_files import read_file
from cchc_workflow.engine.ladder_trial import FILE, read_changed
from cchc_workflow.engine.plan_choice import pick_plan
from cchc_workflow.store.plans import read_plans
from cchc_workflow.web.admin.desk import (
    PAGE,
    POST,
    REFUSED,
    Refusal,
    Seen,
    deed_of,
    own_home,
    refusal_of,
    reload,
)
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin, Viewer

LADDER = f"{PAGE}/bac-thang"
FOLDER = "workflows"


class LadderForm(BaseModel):
    """A ladder's file, as typed, and the plan whose year is played with it."""

    text: str = Field("", alias="noi_dung", max_length=100_000)
    plan: str = Field("", alias="ke_hoach", max_length=120)
    seen: str = Field("", alias="ban_da_xem", max_length=64)


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the ladder's page and what changes it."""

    def show_ladder(request: Request, viewer: Admin) -> Response:
        return show_page(site, request, viewer)

    def take_ladder(request: Request, viewer: Admin, form: Annotated[LadderForm, Form()]) -> Response:
        home = own_home(site)
        try:
            read_changed(site.office, form.text)
            change = HouseChange(
                folder=FOLDER,
                texts={FILE: form.text.replace("\r\n", "\n")},
                seen={FILE: form.seen},
                name="ladder_changed",
                subject=FILE,
            )
            change_files(site.office, home, deed_of(viewer), change)
        except REFUSED as error:
            return show_page(site, request, viewer, form, refusal_of(error))
        reload(site)
        return site.go(request, LADDER, told="ladder_changed")

    def restore(request: Request, viewer: Admin, seen: Seen = "") -> Response:
        home = own_home(site)
        change = HouseChange(
            folder=FOLDER, texts={FILE: None}, seen={FILE: seen}, name="ladder_restored", subject=FILE
        )
        change_files(site.office, home, deed_of(viewer), change)
        reload(site)
        return site.go(request, LADDER, told="ladder_restored")

    app.add_api_route(LADDER, show_ladder, methods=READ)
    app.add_api_route(f"{LADDER}/ap-dung", take_ladder, methods=POST)
    app.add_api_route(f"{LADDER}/khoi-phuc", restore, methods=POST)


def show_page(
    site: Site,
    request: Request,
    viewer: Viewer,
    form: LadderForm | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """Show the ladder's page, with what was typed where a form was refused."""
    file = read_file(site.tools.home, FOLDER, FILE)
    with site.office.database.read() as tx:
        plans = read_plans(tx, viewer.scope.organization_id)
    chosen = pick_plan(plans, None, viewer.on) or next(iter(plans), None)
    return site.show(
        request,
        "admin/ladder",
        viewer,
        status=refusal.status if refusal else 200,
        ladder=read_changed(site.office, site.office.definitions.ladder[0]),
        file=file,
        plans=plans,
        plan=form.plan if form else (chosen.code if chosen is not None else ""),
        text=form.text if form else file.text,
        seen=form.seen if form else file.digest,
        changeable=site.tools.home is not None and site.tools.reload is not None,
        playable=site.tools.rehearse is not None,
        refusal=refusal,
    )
