"""Owns the address "/": it leads everybody to the page they begin with, and shows nothing itself."""

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response

from cchc_workflow.store.people import read_units
from cchc_workflow.web.probes import READ
from cchc_workflow.web.shell.frame import roles_of
from cchc_workflow.web.shell.navigation import find_landing
from cchc_workflow.web.site import TOLD, Site
from cchc_workflow.web.viewer import SignedIn, Viewer

Told = Annotated[str, Query(alias=TOLD, max_length=100)]
"""What was done on the way here: the page that one is led to says it."""


def add_routes(app: FastAPI, site: Site) -> None:
    """Add "/"."""

    def lead_on(request: Request, viewer: SignedIn, told: Told = "") -> Response:
        path = find_landing(roles_of(viewer), _first_unit(site, viewer))
        answer = site.go(request, path, told)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    app.add_api_route("/", lead_on, methods=READ)


def _first_unit(site: Site, viewer: Viewer) -> str | None:
    if not viewer.unit_ids:
        return None
    with site.office.database.read() as tx:
        units = read_units(tx, viewer.actor.organization_id)
    return next((str(unit.code) for unit in units if unit.id in viewer.unit_ids), None)
