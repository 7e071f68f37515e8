"""Owns the lock: putting it on by hand, and the page where the password takes it off."""

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.entry import lock, unlock
from cchc_workflow.engine.proof import account_of
from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.forms import Next, NextAsked, Password
from cchc_workflow.web.entry.onward import SIGN_IN, UNLOCK, onward, with_next
from cchc_workflow.web.entry.refusal import show_with
from cchc_workflow.web.entry.sign_in import enter_with
from cchc_workflow.web.entry.visit import visit_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Anyone, find_session


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /khoa and /mo-khoa."""

    def put_on(request: Request, viewer: Anyone, to: Next = "/") -> Response:
        """Lock and lead to where it is taken off; a session that has ended leads on from there."""
        if viewer is not None:
            lock(site.office, viewer.session_id, viewer.now)
        return site.go(request, with_next(UNLOCK, to))

    def show_form(request: Request, to: str, refused: EntryError | None = None) -> Response:
        account = account_of(site.office, visit_of(request, site))
        return show_with(site, request, "entry/unlock", refused, account=account, to=onward(to))

    def show_lock(request: Request, viewer: Anyone, to: NextAsked = "/") -> Response:
        if viewer is not None:
            return site.go(request, onward(to))
        session = find_session(request)
        if session is None or session.half:
            return site.go(request, with_next(SIGN_IN, to))
        return show_form(request, to)

    def take_off(request: Request, _: Anyone, password: Password = "", to: Next = "/") -> Response:
        visit = visit_of(request, site)
        return enter_with(
            site,
            request,
            lambda: unlock(site.office, password, visit),
            lambda error: show_form(request, to, error),
            to,
        )

    app.add_api_route("/khoa", put_on, methods=["POST"])
    app.add_api_route(UNLOCK, show_lock, methods=READ)
    app.add_api_route(UNLOCK, take_off, methods=["POST"])
