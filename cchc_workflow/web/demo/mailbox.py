"""Owns the pages of the caught mails: the list, one mail, and its own HTML apart; only in a demonstration."""

from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse

from cchc_workflow.web.demo.caught import list_mails, read_attachment, read_mail
from cchc_workflow.web.headers import CAUGHT_MAIL
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Anyone
from cchc_workflow.words import entries

PageNumber = Annotated[int, Query(alias="trang", ge=1, le=1_000_000)]
Wanted = Annotated[str, Query(alias="tim", max_length=80)]
Place = Annotated[int, InPath(ge=1, le=100)]
MailNumber = Annotated[int, InPath(ge=1, le=10**9)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the pages of the mails caught in a folder, for a person to read as their receivers would."""
    folder = site.manner.mailbox
    if folder is None:
        return

    quick = tuple(entries("mails_quick").values())

    def show_list(request: Request, viewer: Anyone, page: PageNumber = 1, wanted: Wanted = "") -> Response:
        listing = list_mails(folder, page, wanted)
        return site.show(request, "demo/mails", viewer, listing=listing, wanted=wanted, quick=quick)

    def show_mail(request: Request, viewer: Anyone, number: MailNumber) -> Response:
        return site.show(request, "demo/mail", viewer, mail=read_mail(folder, number))

    def show_html(number: MailNumber) -> Response:
        """Answer with the mail's own HTML: it is somebody else's text and may do nothing."""
        return HTMLResponse(read_mail(folder, number).html, headers=dict(CAUGHT_MAIL))

    def show_attachment(number: MailNumber, place: Place) -> Response:
        """Answer with a paper that a mail brought: to be saved, never shown on our pages."""
        found = read_attachment(folder, number, place)
        name = f"attachment; filename*=utf-8''{quote(found.name)}"
        return Response(found.data, media_type=found.media_type, headers={"Content-Disposition": name})

    app.add_api_route("/thu", show_list, methods=READ)
    app.add_api_route("/thu/{number}", show_mail, methods=READ)
    app.add_api_route("/thu/{number}/html", show_html, methods=READ)
    app.add_api_route("/thu/{number}/tep/{place}", show_attachment, methods=READ)
