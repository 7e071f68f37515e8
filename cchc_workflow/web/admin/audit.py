"""Owns /quan-tri/nhat-ky: the trail of what was done, page after page, and the proof that it is whole."""

from datetime import date
from json import dumps
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request, Response

from cchc_workflow.engine.anchoring import verify_history
from cchc_workflow.engine.audit import Asked, Cursor, read_trail
from cchc_workflow.errors import IncompleteError
from cchc_workflow.store.events import last_anchor
from cchc_workflow.store.journal import NEWEST
from cchc_workflow.store.people import read_people
from cchc_workflow.web.admin.chores import Chores
from cchc_workflow.web.admin.desk import PAGE, POST, Key, read_day
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Auditor
from cchc_workflow.words import entries

AUDIT = f"{PAGE}/nhat-ky"
REFRESH_S = 2

Kind = Annotated[str, Query(alias="loai", max_length=10)]
Person = Annotated[str, Query(alias="nguoi", max_length=20)]
Name = Annotated[str, Query(alias="viec", max_length=60)]
From = Annotated[str, Query(alias="tu", max_length=20)]
Until = Annotated[str, Query(alias="den", max_length=20)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the trail and its proof."""
    chores = Chores()

    def show_trail(  # noqa: PLR0913, PLR0917 - one filter each
        request: Request,
        viewer: Auditor,
        kind: Kind = "",
        person: Person = "",
        name: Name = "",
        from_on: From = "",
        until_on: Until = "",
        event: Annotated[int, Query(alias="su_kien", ge=1, le=NEWEST)] = NEWEST,
        entry: Annotated[int, Query(alias="muc", ge=1, le=NEWEST)] = NEWEST,
    ) -> Response:
        asked = Asked(
            kind="task" if kind == "task" else "office" if kind == "office" else "",
            actor_id=int(person) if person.isascii() and person.isdecimal() else None,
            name=name,
            from_on=_read(from_on),
            until_on=_read(until_on),
        )
        found = read_trail(site.office, viewer.scope.organization_id, asked, Cursor(event, entry))
        with site.office.database.read() as tx:
            people = read_people(tx, viewer.scope.organization_id)
            anchor = last_anchor(tx)
        typed = {"loai": kind, "nguoi": person, "viec": name, "tu": from_on, "den": until_on}
        query = {key: value for key, value in typed.items() if value}
        following = ""
        if found.following is not None:
            places = {"su_kien": found.following.event, "muc": found.following.entry}
            following = f"{AUDIT}?{urlencode(query | places)}"
        return site.show(
            request,
            "admin/audit",
            viewer,
            traces=[(trace, dumps(trace.data, ensure_ascii=False, indent=1)) for trace in found.traces],
            following=following,
            first=f"{AUDIT}?{urlencode(query)}" if (event, entry) != (NEWEST, NEWEST) else "",
            people=people,
            names={**entries("event"), **entries("journal")},
            typed=typed,
            anchor=anchor,
        )

    def begin_proof(request: Request, viewer: Auditor) -> Response:
        organization = viewer.organization.name
        chore = chores.begin(organization, lambda tick: verify_history(site.office, tick))
        return site.go(request, f"{AUDIT}/kiem-chung/{chore.number}")

    def show_proof(request: Request, viewer: Auditor, number: Key) -> Response:
        chore = chores.find(number)
        with site.office.database.read() as tx:
            anchor = last_anchor(tx)
        return site.show(
            request,
            "admin/proof",
            viewer,
            chore=chore,
            verdict=chore.result,
            anchor=anchor,
            refresh_s=REFRESH_S if chore.running else 0,
        )

    app.add_api_route(AUDIT, show_trail, methods=READ)
    app.add_api_route(f"{AUDIT}/kiem-chung", begin_proof, methods=POST)
    app.add_api_route(f"{AUDIT}/kiem-chung/{{number}}", show_proof, methods=READ)


def _read(text: str) -> date | None:
    """Return the day of a filter; one that can't be read narrows nothing."""
    try:
        return read_day(text, "filter")
    except IncompleteError:
        return None
