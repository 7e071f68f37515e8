"""Owns what every page is made with: the office, the clock, the templates, the terms; knows no route."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from cchc_workflow.engine.office import Office
from cchc_workflow.engine.sessions import Terms
from cchc_workflow.web.pages import Pages
from cchc_workflow.web.tools import NO_TOOLS, Tools
from cchc_workflow.web.viewer import Viewer

TOLD = "da"
"""The part of an address that names what was just done: an entry of the catalogue's table "told"."""
_IN_ADDRESSES = ":/%#?=@[]!$&'()*+,;"
"""What stays as it is in an address that goes into a header, where no other letter may stand."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the pages are given: over which address, for how long, behind what, and what is shown for a trial.

    `base_url` is the office's own address; a cookie is only sent over https where that is https. `mailbox` is
    the folder of caught mails, in a demonstration. `setup_code` is what the console shows to whoever starts
    the program, while nobody can sign in.
    """

    base_url: str = "http://localhost:8000"
    terms: Terms = field(default_factory=Terms)
    behind_proxy: bool = False
    metrics_token: str | None = None
    setup_code: str | None = field(default=None, repr=False)
    mailbox: Path | None = None

    @property
    def secure(self) -> bool:
        """Tell whether the pages are served over https."""
        return urlsplit(self.base_url).scheme == "https"


@dataclass(frozen=True, eq=False)
class Site:
    """The pages' common ground, handed to every part of the site.

    `now` is the plan's clock; `tools` are the things of other floors that some pages need.
    """

    office: Office
    now: Callable[[], datetime]
    pages: Pages
    manner: Manner = Manner()
    tools: Tools = NO_TOOLS

    def show(
        self,
        request: Request,
        name: str,
        viewer: Viewer | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **shown: object,
    ) -> HTMLResponse:
        """Return the page `name` as this viewer sees it; a template that starts with "_" is a part of one."""
        html = self.pages.render(
            name, me=viewer, told=request.query_params.get(TOLD, ""), path=request.url.path, **shown
        )
        return HTMLResponse(html, status, headers={"Cache-Control": "private, no-cache", **(headers or {})})

    def go(self, request: Request, to: str, told: str = "") -> Response:
        """Send the browser to another page of ours, which says what was just done.

        htmx follows a header of its own, for it would swap what a redirect leads to into the page.
        """
        page, mark, place = to.partition("#")
        said = f"{'&' if '?' in page else '?'}{urlencode({TOLD: told})}" if told else ""
        address = f"{page}{said}{mark}{place}"
        if wants_part(request):
            return Response(status_code=204, headers={"HX-Redirect": quote(address, safe=_IN_ADDRESSES)})
        return RedirectResponse(address, 303)


def wants_part(request: Request) -> bool:
    """Tell whether htmx asks, which puts the answer into the page."""
    return request.headers.get("hx-request") == "true"


def own_address(text: str) -> str:
    """Return an address of our own pages, whatever was given: "/" for what leads elsewhere."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    fits = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return urlunsplit(parts) if fits and not parts.scheme and not parts.netloc else "/"
