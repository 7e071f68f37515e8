"""Owns the page behind a signed link: looking at it changes nothing, whoever or whatever does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath

from cchc_workflow.domain.ticket import EXPIRED, FORGED, LONGEST
from cchc_workflow.engine.evidence import MOST_BYTES, asks_evidence
from cchc_workflow.engine.link_sheet import Sheet, read_sheet
from cchc_workflow.engine.links import LEFT, Opened, open_link, task_behind
from cchc_workflow.errors import EntryError
from cchc_workflow.web.pages import task_path
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.fields import Field, value_field
from cchc_workflow.web.today.buttons import buttons
from cchc_workflow.web.viewer import Anyone, Viewer

Token = Annotated[str, InPath(max_length=LONGEST + 1)]

PRIVATE: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }
)
"""The address is the key: nothing keeps it, nothing passes it on."""

TYPED = ("note", "evidence", "value", "due_on")
"""The fields that a person fills in."""

ENDED: Mapping[str, int] = MappingProxyType(
    {FORGED: HTTPStatus.NOT_FOUND, EXPIRED: HTTPStatus.GONE, LEFT: HTTPStatus.FORBIDDEN}
)
"""The status of a page whose link opens nothing, by the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A step that was not taken: why, what changed meanwhile, and what was typed."""

    step: str
    problems: tuple[str, ...]
    changed: list[Any] = field(default_factory=list)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> list[str]:
        """Return what was typed, for where there is no form to hold it any more."""
        return [text for name in TYPED if (text := self.typed.get(name))]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page."""

    def show_page(request: Request, viewer: Anyone, token: Token) -> Response:
        try:
            opened = open_link(site.office, token, site.now())
        except EntryError as error:
            return show_ended(request, site, viewer, token, error)
        return show_task(request, site, viewer, token, opened)

    app.add_api_route("/l/{token}", show_page, methods=READ)


def show_task(  # noqa: PLR0913, PLR0917 - who looks at what, and how it went
    request: Request,
    site: Site,
    viewer: Viewer | None,
    token: str,
    opened: Opened,
    attempt: Attempt | None = None,
    status: int = 200,
) -> Response:
    """Return the task's page; a step that was not taken stands on top of it, with what was typed."""
    sheet = read_sheet(site.office, opened, site.now())
    main = next((offer for offer in sheet.steps if not offer.asks), next(iter(sheet.steps), None))
    shown: dict[str, Any] = {
        "base": f"/l/{token}",
        "sheet": sheet,
        "steps": buttons(sheet.steps, sheet.labels),
        "main": main.action.name if main else "",
        "reporting": [offer.action.name for offer in sheet.steps if asks_evidence(offer.action)],
        "value": _value_field(sheet),
        "decisions": buttons(sheet.request.offers, sheet.request.labels) if sheet.request else (),
        "attempt": attempt,
        "most_bytes": MOST_BYTES,
        "full_page": task_path(opened.code),
        "sign_in": sign_in_to(task_path(opened.code)),
        "done": not attempt and request.query_params.get("da", ""),
        "today": site.office.today(site.now()),
    }
    return site.show(request, "link/task", viewer, status=status, headers=PRIVATE, **shown)


def show_ended(
    request: Request, site: Site, viewer: Viewer | None, token: str, error: EntryError
) -> Response:
    """Return the page of a link that opens nothing, with the way to go on."""
    reason = error.reason if error.reason in ENDED else FORGED
    code = task_behind(site.office, token) if reason != FORGED else None
    path = task_path(code) if code else "/"
    return site.show(
        request,
        "link/ended",
        viewer,
        status=ENDED[reason],
        headers=PRIVATE,
        reason=reason,
        code=code.rpartition(":")[2] if code else "",
        go_on=path if viewer else sign_in_to(path),
    )


def sign_in_to(path: str) -> str:
    """Return the address that asks who is there and then goes on to a page."""
    return f"/dang-nhap?tiep={quote(path, safe='')}"


def _value_field(sheet: Sheet) -> Field | None:
    target = sheet.task.target
    asked = any("value" in offer.asks for offer in sheet.steps)
    return value_field(target) if target is not None and asked else None
