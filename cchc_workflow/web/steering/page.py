"""Owns the director's screen: showing it, and confirming a rating on it."""

from typing import Annotated, Any

from fastapi import FastAPI, Form, Request, Response
from fastapi import Path as InPath

from cchc_workflow.engine.confirm import CONFIRMERS, confirm_rating
from cchc_workflow.engine.plan_choice import choose_plan
from cchc_workflow.engine.steering import read_steering
from cchc_workflow.errors import CchcError, ConflictError, IncompleteError
from cchc_workflow.web.figures import figures_of
from cchc_workflow.web.plan_choice import LONGEST as LONGEST_CODE
from cchc_workflow.web.plan_choice import PARAMETER, PlanCode, address_of
from cchc_workflow.web.site import Site
from cchc_workflow.web.steering.layout import lay_out
from cchc_workflow.web.trouble import status_of
from cchc_workflow.web.viewer import Leader, Viewer
from cchc_workflow.words import explain

PATH = "/dieu-hanh"
LONGEST = 2000


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the screen and its one action."""

    @app.get(PATH)
    def show(request: Request, viewer: Leader, plan_code: PlanCode = None) -> Response:
        return _show(site, request, viewer, plan_code)

    @app.post(PATH + "/xac-nhan/{flag_id}")
    def confirm(
        request: Request,
        viewer: Leader,
        flag_id: Annotated[int, InPath(ge=1, le=2**63 - 1)],
        note: Annotated[str, Form(alias="ghi-chu", max_length=LONGEST)] = "",
        plan_code: Annotated[str | None, Form(alias=PARAMETER, max_length=LONGEST_CODE)] = None,
    ) -> Response:
        try:
            confirm_rating(site.office, viewer.actor, flag_id, note, viewer.now)
        except (IncompleteError, ConflictError) as error:
            refused = {"flag_id": flag_id, "note": note, "words": explain(error)}
            return _show(site, request, viewer, plan_code, refused, error)
        return site.go(request, address_of(PATH, plan_code), told="rating_confirmed")


def _show(
    site: Site,
    request: Request,
    viewer: Viewer,
    plan_code: str | None,
    refused: dict[str, Any] | None = None,
    error: CchcError | None = None,
) -> Response:
    with site.office.database.read() as tx:
        choice = choose_plan(tx, viewer.scope.organization_id, plan_code, viewer.on)
    if choice.plan is None:
        return site.show(request, "steering/no_plan", viewer, here="steering")
    found = read_steering(site.office, viewer.scope, choice.plan, viewer.now)
    return site.show(
        request,
        "steering/page",
        viewer,
        status=200 if error is None else status_of(error),
        choice=choice,
        tasks=figures_of(choice.plan, choice.plans),
        may_confirm=viewer.holds(*CONFIRMERS),
        refused=refused,
        **lay_out(found),
    )
