"""Owns a browser that is signed in, for the tests of the pages: a real session, no password asked."""

from datetime import datetime

from starlette.testclient import TestClient

from cchc_workflow.engine.office import Office
from cchc_workflow.engine.sessions import Browser, Terms, begin_session
from cchc_workflow.store.people import find_person
from cchc_workflow.web.app import create_app
from cchc_workflow.web.site import Manner
from cchc_workflow.web.tools import NO_TOOLS, Tools
from cchc_workflow.web.viewer import COOKIE

DOMAIN = "testserver.local"
"""Where the test client keeps the cookies that the pages set: one set by hand must not stand beside them."""


def open_browser(
    office: Office,
    now: datetime,
    address: str | None = None,
    manner: Manner | None = None,
    tools: Tools = NO_TOOLS,
) -> TestClient:
    """Return a browser before the pages, signed in as `address`, or as nobody."""
    client = TestClient(create_app(office, lambda: now, manner, tools), follow_redirects=False)
    if address is not None:
        sign_in(client, office, now, address)
    return client


def sign_in(
    client: TestClient, office: Office, now: datetime, address: str, organization_id: int = 1
) -> None:
    """Give the browser a session of this person."""
    with office.database.begin() as tx:
        person = find_person(tx, organization_id, address)
        assert person is not None, address
        token = begin_session(tx, person.id, now, Terms(), Browser("test", "testclient"))
    client.cookies.set(COOKIE, token, domain=DOMAIN, path="/")
