"""Owns the page where codes are turned on and off: the picture that an app reads, the code that proves it."""

from io import BytesIO

import segno
from fastapi import FastAPI, HTTPException, Request, Response

from cchc_workflow.engine.accounts import find_account
from cchc_workflow.engine.second_step import begin_enrolment, finish_enrolment, turn_off
from cchc_workflow.engine.totp import enrolment_address
from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.forms import Code, Password
from cchc_workflow.web.entry.onward import ACCOUNT
from cchc_workflow.web.entry.refusal import NO_STORE, show_with
from cchc_workflow.web.entry.visit import visit_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn, Viewer

PAGE = f"{ACCOUNT}/ma-hai-buoc"


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /tai-khoan/ma-hai-buoc and what can be done there."""

    def show_page(request: Request, viewer: Viewer, refused: EntryError | None = None) -> Response:
        with site.office.database.read() as tx:
            account = find_account(tx, viewer.actor.person_id)
        secret = spell(account.totp_secret or "")
        shown = {"account": account, "secret": secret}
        return show_with(site, request, "entry/second_step", refused, viewer, headers=NO_STORE, **shown)

    def show_second_step(request: Request, viewer: SignedIn) -> Response:
        return show_page(request, viewer)

    def show_picture(viewer: SignedIn) -> Response:
        """Answer with the picture while an enrolment is under way, and never after."""
        with site.office.database.read() as tx:
            account = find_account(tx, viewer.actor.person_id)
        if account.totp_on or account.totp_secret is None:
            raise HTTPException(404)
        address = enrolment_address(account.totp_secret, account.address, viewer.organization.name)
        return Response(draw(address), media_type="image/svg+xml", headers=dict(NO_STORE))

    def begin(request: Request, viewer: SignedIn) -> Response:
        begin_enrolment(site.office, viewer.actor)
        return site.go(request, PAGE)

    def finish(request: Request, viewer: SignedIn, code: Code = "", password: Password = "") -> Response:
        visit = visit_of(request, site)
        try:
            finish_enrolment(site.office, viewer.actor, viewer.session_id, code, password, visit)
        except EntryError as error:
            return show_page(request, viewer, error)
        return site.go(request, ACCOUNT, told="totp_turned_on")

    def end(request: Request, viewer: SignedIn, password: Password = "") -> Response:
        try:
            turn_off(site.office, viewer.actor, password, visit_of(request, site))
        except EntryError as error:
            return show_page(request, viewer, error)
        return site.go(request, ACCOUNT, told="totp_turned_off")

    app.add_api_route(PAGE, show_second_step, methods=READ)
    app.add_api_route(f"{PAGE}/ma-qr.svg", show_picture, methods=READ)
    app.add_api_route(f"{PAGE}/bat-dau", begin, methods=["POST"])
    app.add_api_route(PAGE, finish, methods=["POST"])
    app.add_api_route(f"{PAGE}/tat", end, methods=["POST"])


def draw(address: str) -> bytes:
    """Return the QR code of an address as an SVG picture, dark on light with its quiet zone."""
    picture = BytesIO()
    segno.make(address, micro=False).save(picture, kind="svg", border=4, scale=4, light="#fff")
    return picture.getvalue()


def spell(secret: str) -> str:
    """Return a secret in groups of four, for who must type it."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
