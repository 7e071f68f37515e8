"""Owns the page behind a link that sets a password: opened it does nothing, sent it sets the password."""

from typing import Annotated

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath

from cchc_workflow.domain.ticket import LONGEST
from cchc_workflow.engine.recovery import PAGE, read_link, set_by_link
from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.cookie import drop_cookie
from cchc_workflow.web.entry.forms import Again, NewPassword, check_again
from cchc_workflow.web.entry.onward import SIGN_IN
from cchc_workflow.web.entry.refusal import NO_STORE, refusal_of, show_with
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Anyone

GONE = 410

Token = Annotated[str, InPath(max_length=LONGEST)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /dat-mat-khau/{token}."""

    def show_form(request: Request, token: str, refused: EntryError | None = None) -> Response:
        try:
            account = read_link(site.office, token, site.now())
        except EntryError as error:
            refusal = refusal_of(error)
            return site.show(request, "entry/dead_link", status=GONE, headers=NO_STORE, refusal=refusal)
        return show_with(site, request, "entry/new_password", refused, headers=NO_STORE, account=account)

    def show_new(request: Request, _: Anyone, token: Token) -> Response:
        return show_form(request, token)

    def take_new(
        request: Request, _: Anyone, token: Token, new: NewPassword = "", again: Again = ""
    ) -> Response:
        try:
            check_again(new, again)
            set_by_link(site.office, token, new, site.now())
        except EntryError as error:
            return show_form(request, token, error)
        return drop_cookie(site.go(request, SIGN_IN, told="password_set"), site)

    app.add_api_route(PAGE + "{token}", show_new, methods=READ)
    app.add_api_route(PAGE + "{token}", take_new, methods=["POST"])
