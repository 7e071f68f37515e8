"""Owns the pages of the caught mails: the list, one mail, and its own HTML apart; asks no database."""

from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from cchc_workflow.web.caught import list_mails, read_mail
from cchc_workflow.web.headers import CAUGHT_MAIL
from cchc_workflow.web.pages import Pages

PageNumber = Annotated[int, Query(alias="trang", ge=1, le=1_000_000)]
Wanted = Annotated[str, Query(alias="tim", max_length=80)]
MailNumber = Annotated[int, InPath(ge=1, le=10**9)]


class Mailbox:
    """The caught mails, for a person to read as their receivers would."""

    def __init__(self, folder: Path, pages: Pages, shared: dict[str, object]) -> None:
        self._folder = folder
        self._pages = pages
        self._shared = shared

    def show_list(self, page: PageNumber = 1, wanted: Wanted = "") -> Response:
        """Show a page of the list, newest first."""
        listing = list_mails(self._folder, page, wanted)
        return HTMLResponse(self._pages.render("mails", **self._shared, listing=listing, wanted=wanted))

    def show_mail(self, number: MailNumber) -> Response:
        """Show one mail: its head, its HTML in a frame that can do nothing, its text."""
        mail = read_mail(self._folder, number)
        return HTMLResponse(self._pages.render("mail", **self._shared, mail=mail))

    def show_html(self, number: MailNumber) -> Response:
        """Answer with the mail's own HTML: it is somebody else's text and may do nothing."""
        return HTMLResponse(read_mail(self._folder, number).html, headers=dict(CAUGHT_MAIL))
