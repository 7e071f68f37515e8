from datetime import date

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.tokens import TokenScope, revoke_token
from cchc_workflow.store.people import forget_appointments
from cchc_workflow.store.tokens import tokens_of
from cchc_workflow.web.app import create_app
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, SmallOffice
from tests.web.api.calling import API, NOW, open_api, token_of
from tests.web.browsers import sign_in


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer x", "Bearer cchc_x", "Basic eDp5", "cchc_x", "Bearer \xff"],
)
def test_without_a_token_nothing_is_told(desk: SmallOffice, header: str | None) -> None:
    given = [] if header is None else [(b"Authorization", header.encode("latin-1"))]
    answer = open_api(desk).get("/me", headers=given)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Bearer realm="cchc"')


def test_a_token_that_does_not_hold_is_called_invalid(desk: SmallOffice) -> None:
    answer = open_api(desk).get("/me", headers={"Authorization": "Bearer cchc_x"})
    assert answer.headers["www-authenticate"] == 'Bearer realm="cchc", error="invalid_token"'


def test_a_cookie_opens_nothing(desk: SmallOffice) -> None:
    client = TestClient(create_app(desk.office, lambda: NOW))
    sign_in(client, desk.office, NOW, COORDINATOR)
    assert client.get("/tai-khoan/ma-truy-cap").status_code == 200
    assert client.get(f"{API}/me").status_code == 401
    assert client.post(f"{API}/tasks/1/comments", json={"text": "a"}).status_code == 401


def test_a_token_ends(desk: SmallOffice) -> None:
    token = token_of(desk, HEAD, last_on=date(2021, 6, 2))
    given = {"Authorization": f"Bearer {token}"}
    assert open_api(desk, now=vn(2, 6, 23, 59)).get("/me", headers=given).status_code == 200
    assert open_api(desk, now=vn(3, 6)).get("/me", headers=given).status_code == 401


def test_a_revoked_token_opens_nothing(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    assert client.get("/me").status_code == 200
    with desk.database.read() as tx:
        (row,) = tokens_of(tx, desk.actor(HEAD).person_id)
    revoke_token(desk.office, desk.actor(HEAD), row.id, NOW)
    assert client.get("/me").status_code == 401


@pytest.mark.parametrize(
    ("scope", "method", "path", "body"),
    [
        (TokenScope.ACT, "GET", "/me", None),
        (TokenScope.EXTEND, "GET", "/tasks/1", None),
        (TokenScope.READ, "POST", "/tasks/1/actions/start", {}),
        (TokenScope.EXTEND, "POST", "/tasks/1/comments", {"text": "a"}),
        (TokenScope.ACT, "POST", "/tasks/1/extensions", {"due_on": "2021-08-31", "reason": "a"}),
        (TokenScope.READ, "POST", "/tasks/1/uploads", None),
    ],
)
def test_a_token_is_good_only_for_its_scopes(
    desk: SmallOffice, scope: TokenScope, method: str, path: str, body: object
) -> None:
    answer = open_api(desk, HEAD, scope).request(method, path, json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert desk.task("A1").event_count == 1


def test_the_last_use_of_a_token_is_known_to_the_minute(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    client.get("/me")
    with desk.database.read() as tx:
        (row,) = tokens_of(tx, desk.actor(HEAD).person_id)
    assert row.used_at == NOW


def test_a_person_who_holds_no_office_any_more_sees_nothing(desk: SmallOffice) -> None:
    token = token_of(desk, HEAD)
    with desk.database.begin() as tx:
        forget_appointments(tx, 1)
    client = open_api(desk)
    client.headers["Authorization"] = f"Bearer {token}"
    assert client.get("/me").json()["grants"] == []
    assert client.get("/tasks").json()["items"] == []
    assert client.get("/tasks/1").status_code == 404
    assert client.get("/units").json()["items"] == []
