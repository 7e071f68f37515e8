"""Owns the page of the search, and the short answer under the field that every page has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from markupsafe import Markup, escape

from cchc_workflow.domain.hits import cut, find_hits
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import timeliness_of
from cchc_workflow.engine.search import Findings, search
from cchc_workflow.web.listing.address import link
from cchc_workflow.web.pages import task_path
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site, wants_part
from cchc_workflow.web.viewer import SignedIn, Viewer
from cchc_workflow.words import say_date

PATH = "/tim"
MOST = 20
MOST_QUICK = 6
LONGEST = 200
ROOM = 180
"""Letters of a task's text that are shown around the first hit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that was found; title and text are marked where the words stand."""

    href: str
    code: Markup
    title: Markup
    text: Markup | str = ""
    unit: Markup | str = ""
    state: tuple[str, str] = ("", "")
    timeliness: str = ""
    due: str = ""


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the search."""

    def show_found(request: Request, viewer: SignedIn) -> Response:
        asked = request.query_params.get("q", "").strip()[:LONGEST]
        quick = wants_part(request)
        found = search(site.office, viewer.scope, asked, viewer.on, MOST_QUICK if quick else MOST)
        return site.show(
            request,
            "listing/_found" if quick else "listing/search",
            viewer,
            headers={"Vary": "HX-Request"},
            asked=asked,
            words=found.words,
            tasks=[_task(found, row, viewer) for row in found.tasks],
            units=[_unit(found, row) for row in found.units],
            documents=[_document(found, row) for row in found.documents],
            more=link(text=asked) if found.more else "",
            everything=f"{PATH}?q={quote(asked)}",
        )

    app.add_api_route(PATH, show_found, methods=READ)


def mark(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """Return the text as HTML with its spans marked."""
    marked, done = Markup(), 0
    for start, end in spans:
        marked += escape(text[done:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        done = end
    return marked + escape(text[done:])


def _mark_all(found: Findings, text: str) -> Markup:
    return mark(text, find_hits(text, found.words))


def _task(found: Findings, row: Any, viewer: Viewer) -> Found:  # noqa: ANN401
    choices, phase = found.choices, Phase(row.phase)
    words = row.text if find_hits(row.text, found.words) else row.deliverable
    timeliness = timeliness_of(phase, row.due_on, row.reported_on, viewer.on, choices.soon[row.ladder_id])
    return Found(
        href=task_path(choices.path_code(row.plan_id, row.code)),
        code=_mark_all(found, row.code),
        title=_mark_all(found, row.title),
        text=mark(*cut(words, found.words, ROOM)),
        unit=_mark_all(found, choices.units[row.lead_unit_id].name),
        state=(row.state, choices.label(row.workflow_id, row.state)),
        timeliness=timeliness,
        due=say_date(row.due_on) if row.due_on else "",
    )


def _unit(found: Findings, row: Any) -> Found:  # noqa: ANN401
    return Found(
        href=f"/don-vi/{quote(row.code)}", code=_mark_all(found, row.code), title=_mark_all(found, row.name)
    )


def _document(found: Findings, row: Any) -> Found:  # noqa: ANN401
    path = task_path(found.choices.path_code(row.plan_id, row.code))
    return Found(
        href=path,
        code=_mark_all(found, row.document or row.file_name),
        title=escape(row.title),
        text=_mark_all(found, row.file_name if row.document else ""),
        unit=row.code,
        due=say_date(row.issued_on) if row.issued_on else "",
    )
