"""Owns the pages of coming in with address and password, and of going out."""

from collections.abc import Callable

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.entry import Entered, sign_in, sign_out
from cchc_workflow.engine.proof import ENDED
from cchc_workflow.engine.setup import is_new
from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.cookie import drop_cookie, give_cookie
from cchc_workflow.web.entry.forms import Address, Next, NextAsked, Password
from cchc_workflow.web.entry.onward import CODE_PAGE, FIRST_START, SIGN_IN, onward, with_next
from cchc_workflow.web.entry.refusal import show_with
from cchc_workflow.web.entry.visit import visit_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Anyone


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /dang-nhap and /dang-xuat."""

    def show_form(
        request: Request, to: str, address: str = "", refused: EntryError | None = None
    ) -> Response:
        return show_with(site, request, "entry/sign_in", refused, to=onward(to), address=address)

    def show_sign_in(request: Request, viewer: Anyone, to: NextAsked = "/") -> Response:
        if viewer is not None:
            return site.go(request, onward(to))
        if site.manner.setup_code is not None and is_new(site.office):
            return site.go(request, FIRST_START)
        return show_form(request, to)

    def take_password(
        request: Request, _: Anyone, address: Address = "", password: Password = "", to: Next = "/"
    ) -> Response:
        try:
            entered = sign_in(site.office, address, password, visit_of(request, site))
        except EntryError as error:
            return show_form(request, to, address, error)
        return enter(site, request, entered, to)

    def leave(request: Request, _: Anyone) -> Response:
        sign_out(site.office, visit_of(request, site))
        return drop_cookie(site.go(request, SIGN_IN, told="signed_out"), site)

    app.add_api_route(SIGN_IN, show_sign_in, methods=READ)
    app.add_api_route(SIGN_IN, take_password, methods=["POST"])
    app.add_api_route("/dang-xuat", leave, methods=["POST"])


def enter(site: Site, request: Request, entered: Entered, to: str) -> Response:
    """Answer somebody who came in, or half in, with the cookie and the page that comes next."""
    step = with_next(CODE_PAGE, to) if entered.half else onward(to)
    return give_cookie(site.go(request, step), site, entered)


def enter_with(
    site: Site,
    request: Request,
    prove: Callable[[], Entered],
    show_again: Callable[[EntryError], Response],
    to: str,
) -> Response:
    """Let in, or further in, whoever is under way and proves it; begin anew once that way has ended."""
    try:
        entered = prove()
    except EntryError as error:
        if error.reason == ENDED:
            return site.go(request, with_next(SIGN_IN, to), told="sign_in_again")
        return show_again(error)
    return enter(site, request, entered, to)
