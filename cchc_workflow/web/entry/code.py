"""Owns the page of the second step of a sign-in: the code from the app."""

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.entry import give_code
from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.forms import Code, Next, NextAsked
from cchc_workflow.web.entry.onward import CODE_PAGE, SIGN_IN, onward, with_next
from cchc_workflow.web.entry.refusal import show_with
from cchc_workflow.web.entry.sign_in import enter_with
from cchc_workflow.web.entry.visit import visit_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Anyone, find_session


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /dang-nhap/ma."""

    def show_form(request: Request, to: str, refused: EntryError | None = None) -> Response:
        return show_with(site, request, "entry/code", refused, to=onward(to))

    def show_code(request: Request, viewer: Anyone, to: NextAsked = "/") -> Response:
        if viewer is not None:
            return site.go(request, onward(to))
        session = find_session(request)
        if session is None or not session.half:
            return site.go(request, with_next(SIGN_IN, to))
        return show_form(request, to)

    def take_code(request: Request, _: Anyone, code: Code = "", to: Next = "/") -> Response:
        visit = visit_of(request, site)
        return enter_with(
            site,
            request,
            lambda: give_code(site.office, code, visit),
            lambda error: show_form(request, to, error),
            to,
        )

    app.add_api_route(CODE_PAGE, show_code, methods=READ)
    app.add_api_route(CODE_PAGE, take_code, methods=["POST"])
