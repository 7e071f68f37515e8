"""Owns the page of the task table, and the filters that a person keeps."""

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import FastAPI, Form, Request, Response
from fastapi import Path as InPath
from markupsafe import Markup
from starlette.datastructures import QueryParams

from cchc_workflow.engine.choices import read_choices
from cchc_workflow.engine.listing import Wanted, order_of, read_listing
from cchc_workflow.engine.views import LONGEST_NAME, drop_view, keep_view
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.views import views_of
from cchc_workflow.web.listing.address import (
    AFTER,
    BEFORE,
    BOARD,
    LONGEST_QUERY,
    TABLE,
    address_of,
    query_of,
    read_place,
    read_wanted,
    write_place,
)
from cchc_workflow.web.listing.bulk import common_actions
from cchc_workflow.web.listing.filters import chips_of, headings_of, options_of, unknown_words
from cchc_workflow.web.listing.kept import show_filter, show_rows
from cchc_workflow.web.listing.rows import count_words, rows_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site, wants_part
from cchc_workflow.web.viewer import SignedIn, Viewer

PART = "#bang-ke"
VARIES = {"Vary": "HX-Request"}
VIEWS = f"{TABLE}/bo-loc"
ViewId = Annotated[int, InPath(ge=1, le=2**63 - 1)]
ViewName = Annotated[str, Form(alias="ten", max_length=4 * LONGEST_NAME)]
Query = Annotated[str, Form(alias="q", max_length=LONGEST_QUERY)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the table and what is done with filters."""

    def show_table(request: Request, viewer: SignedIn) -> Response:
        return show(site, request, viewer, request.query_params)

    def keep(request: Request, viewer: SignedIn, name: ViewName = "", query: Query = "") -> Response:
        params = QueryParams(parse_qsl(query))
        wanted = read_wanted(params)
        problem = keep_view(site.office, viewer.actor.person_id, name, query_of(wanted))
        if problem is not None:
            return show(site, request, viewer, params, {"problem": problem, "typed": name})
        return site.go(request, address_of(TABLE, wanted), told="view_kept")

    def drop(request: Request, viewer: SignedIn, view_id: ViewId, query: Query = "") -> Response:
        if not drop_view(site.office, viewer.actor.person_id, view_id):
            raise NotFoundError("view", view_id)
        return site.go(
            request, address_of(TABLE, read_wanted(QueryParams(parse_qsl(query)))), told="view_dropped"
        )

    app.add_api_route(TABLE, show_table, methods=READ)
    app.add_api_route(VIEWS, keep, methods=["POST"])
    app.add_api_route(f"{VIEWS}/{{view_id}}/xoa", drop, methods=["POST"])


def show(
    site: Site, request: Request, viewer: Viewer, params: QueryParams, refused: dict[str, str] | None = None
) -> Response:
    """Show the page of the table that an address asks for; htmx gets only the part with the table."""
    wanted = read_wanted(params)
    backwards = BEFORE in params
    with site.office.database.read() as tx:
        choices = read_choices(tx, site.office, viewer.scope.organization_id, viewer.on)
        place = read_place(order_of(choices, wanted), params.get(BEFORE if backwards else AFTER, ""))
        found = read_listing(
            tx, choices, viewer.scope, wanted, viewer.on, place, backwards=backwards and place is not None
        )
        views = views_of(tx, viewer.actor.person_id)
    options, rows = options_of(choices), rows_of(found.lines)
    actions = common_actions(choices, viewer.actor)
    shown: dict[str, Any] = {
        "query": query_of(wanted),
        "rows": rows,
        "body": show_rows(site.pages, rows, choices.area_titles(), acts=bool(actions)),
        "count": count_words(found.count),
        "chips": chips_of(options, wanted, TABLE),
        "headings": headings_of(wanted),
        "unknown": unknown_words(found.unknown),
        "previous": address_of(TABLE, wanted, **{BEFORE: write_place(found.before)}) if found.before else "",
        "following": address_of(TABLE, wanted, **{AFTER: write_place(found.after)}) if found.after else "",
        "actions": actions,
        "views": [(row, f"{TABLE}?{row.query}" if row.query else TABLE) for row in views],
        "refused": refused or {},
    }
    if wants_part(request) and request.method == "GET":
        return site.show(request, "listing/_table", viewer, headers=_headers(wanted, params), **shown)
    return site.show(
        request,
        "listing/table",
        viewer,
        status=422 if refused else 200,
        headers=VARIES,
        here="tasks",
        form=show_filter(site.pages, options, wanted, TABLE, PART),
        part=Markup(site.pages.render("listing/_table", **shown)),  # noqa: S704 - rendered with escaping
        board=address_of(BOARD, wanted),
    )


def _headers(wanted: Wanted, params: QueryParams) -> dict[str, str]:
    """Let the browser's address be the shortest one that shows this."""
    place = {name: params[name] for name in (AFTER, BEFORE) if name in params}
    return {**VARIES, "HX-Push-Url": address_of(TABLE, wanted, **place)}
