"""Owns a program that calls the API, for its tests: a client with a person's token."""

from datetime import date, datetime

from starlette.testclient import TestClient

from cchc_workflow.engine.tokens import TokenScope, TokenWish, make_token
from cchc_workflow.web.app import create_app
from cchc_workflow.web.site import Manner
from tests.builders import vn
from tests.engine.small_office import SmallOffice

NOW = vn(1, 6, 8)
"""A Tuesday morning: A1 is due in 21 working days."""

API = "/api/v1"


def token_of(
    desk: SmallOffice,
    address: str,
    *scopes: TokenScope,
    now: datetime = NOW,
    last_on: date = date(2021, 12, 31),
) -> str:
    """Return a token of this person, good for everything unless said otherwise."""
    wish = TokenWish(name="thử", scopes=scopes or tuple(TokenScope), last_on=last_on)
    return make_token(desk.office, desk.actor(address, now), wish, now)


def open_api(
    desk: SmallOffice,
    address: str | None = None,
    *scopes: TokenScope,
    now: datetime = NOW,
    manner: Manner | None = None,
) -> TestClient:
    """Return a program before the API with a token of this person, or with none."""
    app = create_app(desk.office, lambda: now, manner)
    client = TestClient(app, base_url=f"http://testserver{API}", raise_server_exceptions=False)
    if address is not None:
        client.headers["Authorization"] = f"Bearer {token_of(desk, address, *scopes, now=now)}"
    return client
