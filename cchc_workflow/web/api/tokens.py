"""Owns the page of a person's tokens: what there is, making one that is shown once, taking one back."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request, Response
from fastapi import Path as InPath

from cchc_workflow.domain.guards import read_date
from cchc_workflow.engine.tokens import (
    LONGEST_NAME,
    MOST_DAYS,
    MOST_LIVE,
    TokenScope,
    TokenWish,
    make_token,
    revoke_token,
)
from cchc_workflow.errors import IncompleteError
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.tokens import tokens_of
from cchc_workflow.web.api.problems import PREFIX
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn, Viewer

PAGE = "/tai-khoan/ma-truy-cap"
USUAL_DAYS = 90

Given = Annotated[str, Form(max_length=200)]
Id = Annotated[int, InPath(ge=1, le=2**63 - 1)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page and what can be done on it."""

    def show_tokens(request: Request, viewer: SignedIn) -> Response:
        return _show(request, site, viewer)

    def make(
        request: Request,
        viewer: SignedIn,
        name: Given = "",
        last_on: Given = "",
        scopes: Annotated[list[str] | None, Form(max_length=10)] = None,
    ) -> Response:
        wish = TokenWish(
            name=name,
            scopes=[scope for scope in TokenScope if scope in (scopes or ())],
            last_on=read_date(last_on) or date.min,
        )
        typed = {"name": name, "last_on": last_on, "scopes": wish.scopes}
        try:
            token = make_token(site.office, viewer.actor, wish, viewer.now)
        except IncompleteError as error:
            return _show(request, site, viewer, status=422, typed=typed, faults=error.missing)
        return _show(request, site, viewer, made={"name": name, "token": token})

    def revoke(request: Request, token_id: Id, viewer: SignedIn) -> Response:
        revoke_token(site.office, viewer.actor, token_id, viewer.now)
        return site.go(request, PAGE, told="token_revoked")

    app.add_api_route(PAGE, show_tokens)
    app.add_api_route(PAGE, make, methods=["POST"])
    app.add_api_route(f"{PAGE}/{{token_id}}/thu-hoi", revoke, methods=["POST"])


def _show(request: Request, site: Site, viewer: Viewer, status: int = 200, **more: object) -> Response:
    """Answer with the page; one that holds a new token is kept nowhere."""
    with site.office.database.read() as tx:
        rows = tokens_of(tx, viewer.actor.person_id)
    usual = {"name": "", "last_on": (viewer.on + timedelta(days=USUAL_DAYS)).isoformat(), "scopes": ["read"]}
    return site.show(
        request,
        "api/tokens",
        viewer,
        status=status,
        headers={"Cache-Control": "no-store"},
        page=PAGE,
        tokens=[_describe(row, viewer.now, site) for row in rows],
        **{"typed": usual, "faults": (), "made": None, **more},
        scopes=list(TokenScope),
        first_on=viewer.on,
        latest_on=viewer.on + timedelta(days=MOST_DAYS),
        longest=LONGEST_NAME,
        most=MOST_LIVE,
        reference=f"{PREFIX}/",
    )


def _describe(row: Any, now: datetime, site: Site) -> dict[str, Any]:  # noqa: ANN401 - a row
    ended = row.ends_at is not None and row.ends_at <= now
    return {
        "id": row.id,
        "name": row.name,
        "scopes": from_json(row.scopes),
        "made_at": row.made_at,
        "used_at": row.used_at,
        "last_on": site.office.today(row.ends_at) - timedelta(days=1) if row.ends_at is not None else None,
        "state": "revoked" if row.revoked_at is not None else "ended" if ended else "live",
    }
