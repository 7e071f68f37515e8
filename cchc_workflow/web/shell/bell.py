"""Owns the pages behind the bell: what a person was told, and that they have seen it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Request, Response

from cchc_workflow.store import bell
from cchc_workflow.store.rows import from_json
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn

MOST = 100
"""Messages on the page; what is older stands in the history of its task."""

Newest = Annotated[int, Form(alias="moi-nhat", ge=1, le=2**63 - 1)]


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says of a message beside its task: the unit of a flag, how many things a letter holds."""

    unit: str
    items: int


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /thong-bao: looking changes nothing, saying "seen" does."""

    def show_messages(request: Request, viewer: SignedIn) -> Response:
        with site.office.database.read() as tx:
            rows = bell.read_messages(tx, viewer.actor.person_id, MOST)
        messages = [(row, read_told(row.facts)) for row in rows]
        return site.show(request, "shell/bell", viewer, messages=messages)

    def show_count(request: Request, viewer: SignedIn) -> Response:
        return site.show(request, "shell/_bell", viewer)

    def note_seen(request: Request, viewer: SignedIn, newest: Newest) -> Response:
        """Note what was on the page as seen, and nothing that came meanwhile or will come."""
        with site.office.database.begin() as tx:
            last = bell.read_messages(tx, viewer.actor.person_id, 1)
            if last:
                bell.note_seen(tx, viewer.actor.person_id, min(newest, last[0].id))
        return site.go(request, "/thong-bao", told="seen")

    app.add_api_route("/thong-bao", show_messages, methods=READ)
    app.add_api_route("/thong-bao/so", show_count, methods=READ)
    app.add_api_route("/thong-bao/da-xem", note_seen, methods=["POST"])


def read_told(facts: str) -> Told:
    """Return what a message's frozen facts say of it: a single item, or a letter that gathers several."""
    told = from_json(facts)
    items = told.get("items", [told])
    first = items[0] if len(items) == 1 else {}
    return Told(unit=str(first.get("flag", {}).get("unit", "")), items=len(items))
