"""Owns the page of the day's work: its sections and how it looks when a row could not be acted on."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.standing import percent
from cchc_workflow.engine.amend import AMENDERS
from cchc_workflow.engine.confirm import CONFIRMERS
from cchc_workflow.engine.inbox import read_inbox
from cchc_workflow.engine.remind import REMINDERS
from cchc_workflow.engine.waiting import retriers
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.today.buttons import buttons
from cchc_workflow.web.viewer import Coordinator, Viewer
from cchc_workflow.words import label, say

PATH = "/viec-hom-nay"
ROWS = {
    "reports": "today/_report",
    "requests": "today/_request",
    "overdue": "today/_overdue",
    "mails": "today/_mail",
    "undated": "today/_undated",
}
"""The template of each kind of row that can be acted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A row that was not acted on: why, what changed meanwhile, and what was typed."""

    kind: str
    line: Any
    why: str
    changed: list[Any] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    action: str = ""


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page."""

    def show_page(request: Request, viewer: Coordinator) -> Response:
        return show_day(request, site, viewer)

    app.add_api_route(PATH, show_page, methods=READ)


def show_day(
    request: Request, site: Site, viewer: Viewer, failed: Failure | None = None, status: int = 200
) -> Response:
    """Return the whole page; a row that failed stands on top of it, with what was typed."""
    inbox = read_inbox(site.office, viewer.actor, viewer.now)
    return site.show(
        request,
        "today/day",
        viewer,
        status=status,
        inbox=inbox,
        failed=failed,
        failed_row=ROWS[failed.kind] + ".html" if failed else "",
        **row_words(site),
    )


def row_words(site: Site) -> dict[str, Any]:
    """Return what every row's template reads beside its line."""
    return {
        "base": PATH,
        "buttons": buttons,
        "retriers": _say_roles(retriers(site.office)),
        "reminders": _say_roles(REMINDERS),
        "amenders": _say_roles(AMENDERS),
        "share": percent,
        "confirmer_roles": CONFIRMERS,
        "confirmers": _say_roles(CONFIRMERS),
        "rung": _say_rung,
    }


def _say_roles(roles: Collection[str]) -> str:
    """Return roles as people call them, in the order of the list of roles."""
    return ", ".join(label("role", role) for role in Role if role in roles)


def _say_rung(step: Any) -> str:  # noqa: ANN401
    """Return a rung of the ladder as people call it."""
    return say("today.rung", level=step.level) if step.level else say("today.reminder")
