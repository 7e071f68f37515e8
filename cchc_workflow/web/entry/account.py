"""Owns the page of one's own account: who I am, the password, the browsers that are signed in."""

from typing import Annotated

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath

from cchc_workflow.engine.accounts import change_password, end_other_sessions, end_session, read_profile
from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.cookie import drop_cookie
from cchc_workflow.web.entry.forms import Again, NewPassword, Password, check_again
from cchc_workflow.web.entry.onward import ACCOUNT, SIGN_IN
from cchc_workflow.web.entry.refusal import show_with
from cchc_workflow.web.entry.visit import visit_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn, Viewer

SessionId = Annotated[int, InPath(ge=1, le=2**63 - 1)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /tai-khoan and what can be done there."""

    def show_page(request: Request, viewer: Viewer, refused: EntryError | None = None) -> Response:
        profile = read_profile(site.office, viewer.actor, viewer.session_id, viewer.now, site.manner.terms)
        return show_with(site, request, "entry/account", refused, viewer, profile=profile)

    def show_account(request: Request, viewer: SignedIn) -> Response:
        return show_page(request, viewer)

    def take_password(
        request: Request, viewer: SignedIn, old: Password = "", new: NewPassword = "", again: Again = ""
    ) -> Response:
        visit = visit_of(request, site)
        try:
            check_again(new, again)
            change_password(site.office, viewer.actor, viewer.session_id, old, new, visit)
        except EntryError as error:
            return show_page(request, viewer, error)
        return site.go(request, ACCOUNT, told="password_changed")

    def end_one(request: Request, viewer: SignedIn, session_id: SessionId) -> Response:
        end_session(site.office, viewer.actor, session_id, viewer.now)
        if session_id == viewer.session_id:
            return drop_cookie(site.go(request, SIGN_IN, told="signed_out"), site)
        return site.go(request, ACCOUNT, told="session_ended")

    def end_others(request: Request, viewer: SignedIn) -> Response:
        end_other_sessions(site.office, viewer.actor, viewer.session_id, viewer.now)
        return site.go(request, ACCOUNT, told="sessions_ended")

    app.add_api_route(ACCOUNT, show_account, methods=READ)
    app.add_api_route(f"{ACCOUNT}/mat-khau", take_password, methods=["POST"])
    app.add_api_route(f"{ACCOUNT}/phien/ket-thuc-khac", end_others, methods=["POST"])
    app.add_api_route(f"{ACCOUNT}/phien/{{session_id}}/ket-thuc", end_one, methods=["POST"])
