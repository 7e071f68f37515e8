"""Owns the page for who forgot the password, or has none yet: asking for a link by mail."""

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.recovery import ask_for_link
from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.forms import Address
from cchc_workflow.web.entry.visit import visit_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Anyone

PAGE = "/quen-mat-khau"


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /quen-mat-khau."""

    def show_ask(request: Request, _: Anyone) -> Response:
        return site.show(request, "entry/forgotten", asked=False)

    def take_address(request: Request, _: Anyone, address: Address = "") -> Response:
        """Answer the same, whoever it was and however often: nobody learns here who has an account."""
        visit = visit_of(request, site)
        try:
            ask_for_link(site.office, address, visit.browser.source, visit.now)
        except EntryError:
            return site.show(request, "entry/forgotten", asked=True)
        return site.show(request, "entry/forgotten", asked=True)

    app.add_api_route(PAGE, show_ask, methods=READ)
    app.add_api_route(PAGE, take_address, methods=["POST"])
