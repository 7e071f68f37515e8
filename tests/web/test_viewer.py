from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI, Request
from sqlalchemy import update
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.sessions import SEEN_EVERY, Browser, Terms, begin_session, digest
from cchc_workflow.store.people import find_person
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.sessions import find_session, lock_session
from cchc_workflow.store.tables import AppointmentRow
from cchc_workflow.web.app import create_app
from cchc_workflow.web.site import Manner, Site
from cchc_workflow.web.viewer import (
    COOKIE,
    SECURE_COOKIE,
    Admin,
    Anyone,
    Auditor,
    Coordinator,
    Leader,
    SignedIn,
    read_token,
)
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    ISSUED_AT,
    OFFICER,
    VERIFIER,
    SmallOffice,
)
from tests.web.browsers import open_browser, sign_in

EVERYBODY = (DIRECTOR, DEPUTY, CHIEF, COORDINATOR, VERIFIER, ADMIN, HEAD, OFFICER)


def add_probes(app: FastAPI) -> None:
    """Add a page for each kind of viewer that says who they are."""

    def say(viewer: SignedIn) -> JSONResponse:
        return JSONResponse(
            {
                "address": viewer.actor.address,
                "roles": sorted(grant.role for grant in viewer.actor.grants),
                "units": sorted(viewer.unit_ids),
                "sees_all": viewer.sees_all,
                "on": viewer.on.isoformat(),
                "office": viewer.organization.name,
                "holds": viewer.holds(Role.UNIT_HEAD, Role.DIRECTOR),
            }
        )

    def admin(viewer: Admin) -> JSONResponse:
        return say(viewer)

    def coordinator(viewer: Coordinator) -> JSONResponse:
        return say(viewer)

    def leader(viewer: Leader) -> JSONResponse:
        return say(viewer)

    def auditor(viewer: Auditor) -> JSONResponse:
        return say(viewer)

    def anyone(viewer: Anyone) -> JSONResponse:
        return JSONResponse(viewer.actor.address if viewer else None)

    pages: dict[str, Any] = {
        "say": say, "admin": admin, "coordinator": coordinator, "leader": leader, "auditor": auditor,
        "anyone": anyone,
    }  # fmt: skip
    for name, page in pages.items():
        app.add_api_route(f"/thu-nghiem/{name}", page, methods=["GET", "POST"])


def browse(small: SmallOffice, who: str | None = None, now: datetime = ISSUED_AT) -> TestClient:
    client = open_browser(small.office, now, who)
    assert isinstance(client.app, FastAPI)
    add_probes(client.app)
    return client


def test_viewer_is_the_person_of_the_cookie(small: SmallOffice) -> None:
    told = browse(small, HEAD).get("/thu-nghiem/say").json()
    assert told == {
        "address": HEAD, "roles": ["unit_head"], "units": [small.unit_id("VP")], "sees_all": False,
        "on": "2021-04-15", "office": "Sở Ví dụ", "holds": True,
    }  # fmt: skip


def test_viewer_of_the_whole_office_sees_all(small: SmallOffice) -> None:
    told = browse(small, COORDINATOR).get("/thu-nghiem/say").json()
    assert (told["sees_all"], told["units"], told["holds"]) == (True, [], False)


@pytest.mark.parametrize(
    ("page", "welcome"),
    [
        ("say", EVERYBODY),
        ("admin", (ADMIN,)),
        ("coordinator", (COORDINATOR, VERIFIER, CHIEF, ADMIN)),
        ("leader", (DIRECTOR, DEPUTY, CHIEF, COORDINATOR)),
        ("auditor", (ADMIN,)),
    ],
)
def test_pages_let_in_whom_they_are_for(small: SmallOffice, page: str, welcome: tuple[str, ...]) -> None:
    browser = browse(small, DIRECTOR)
    for who in EVERYBODY:
        sign_in(browser, small.office, ISSUED_AT, who)
        assert browser.get(f"/thu-nghiem/{page}").status_code == (200 if who in welcome else 403), who


@pytest.mark.parametrize("cookie", [None, "", "x", "a" * 4_000, "' OR 1=1 --"])
def test_nobody_is_shown_the_door_and_led_back(small: SmallOffice, cookie: str | None) -> None:
    browser = browse(small)
    if cookie is not None:
        browser.cookies.set(COOKIE, cookie)
    answer = browser.get("/thu-nghiem/say?a=b&c=%26")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/dang-nhap?tiep=%2Fthu-nghiem%2Fsay%3Fa%3Db%26c%3D%2526"
    assert browser.get("/thu-nghiem/anyone").json() is None


def test_what_nobody_sends_is_refused_and_kept_by_the_browser(small: SmallOffice) -> None:
    answer = browse(small).post("/thu-nghiem/say")
    assert answer.status_code == 401
    assert 'href="/dang-nhap" target="_blank"' in answer.text


def test_a_locked_session_is_led_to_its_lock(small: SmallOffice) -> None:
    browser = browse(small, HEAD)
    with small.database.begin() as tx:
        row = find_session(tx, digest(browser.cookies[COOKIE]))
        assert row is not None
        lock_session(tx, row.id, ISSUED_AT)
    assert browser.get("/thu-nghiem/say").headers["location"].startswith("/mo-khoa?tiep=")
    assert 'href="/mo-khoa"' in browser.post("/thu-nghiem/say").text
    assert browser.get("/thu-nghiem/anyone").json() is None


def test_half_a_session_is_nobody(small: SmallOffice) -> None:
    browser = browse(small)
    with small.database.begin() as tx:
        person = find_person(tx, 1, HEAD)
        assert person is not None
        browser.cookies.set(COOKIE, begin_session(tx, person.id, ISSUED_AT, Terms(), Browser(), half=True))
    assert browser.get("/thu-nghiem/say").headers["location"].startswith("/dang-nhap")


def test_a_request_is_noted_now_and_then(small: SmallOffice) -> None:
    now = ISSUED_AT
    browser = TestClient(create_app(small.office, lambda: now))
    token = browse(small, HEAD).cookies[COOKIE]
    browser.cookies.set(COOKIE, token)

    def seen_at() -> object:
        with small.database.read() as tx:
            row = find_session(tx, digest(token))
            assert row is not None
            return row.seen_at

    now = ISSUED_AT + SEEN_EVERY / 2
    browser.get("/tro-giup")
    assert seen_at() == ISSUED_AT
    now = ISSUED_AT + SEEN_EVERY
    browser.get("/tro-giup")
    assert seen_at() == now


def test_over_https_another_cookie_counts(small: SmallOffice) -> None:
    browser = open_browser(small.office, ISSUED_AT, HEAD, Manner(base_url="https://cchc.so.example"))
    assert browser.get("/tro-giup").status_code == 303
    browser.cookies.set(SECURE_COOKIE, browser.cookies[COOKIE])
    assert browser.get("/tro-giup").status_code == 200


def test_roles_are_those_of_the_day(small: SmallOffice) -> None:
    """Whoever holds no office any more sees nothing any more, in the session they have."""
    with small.database.begin() as tx:
        tx.run(update(table_of(AppointmentRow)).values(to_on=date(2021, 5, 31)))
    browser = browse(small, HEAD, ISSUED_AT + timedelta(days=60))
    assert browser.get("/thu-nghiem/say").json()["roles"] == []


def site_at(small: SmallOffice, base_url: str) -> Site:
    found: Site = create_app(small.office, lambda: ISSUED_AT, Manner(base_url=base_url)).state.site
    return found


def test_only_the_cookie_of_the_right_name_is_read(small: SmallOffice) -> None:
    request = Request({"type": "http", "headers": [(b"cookie", b"cchc=a; __Host-cchc=b; other=c")]})
    assert read_token(request, site_at(small, "http://localhost:8000")) == "a"
    assert read_token(request, site_at(small, "https://cchc.so.example")) == "b"
    nobody = Request({"type": "http", "headers": []})
    assert read_token(nobody, site_at(small, "https://so.example")) == ""
