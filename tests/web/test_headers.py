import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from cchc_workflow.web.headers import CAUGHT_MAIL, SECURITY, SecureHeaders


def answer(_: Request) -> PlainTextResponse:
    return PlainTextResponse("", headers={"X-Frame-Options": "SAMEORIGIN"})


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=[Route("/", answer)])
    app.add_middleware(SecureHeaders)
    return TestClient(app)


def test_headers_are_added_where_an_answer_has_none(client: TestClient) -> None:
    headers = client.get("/").headers
    assert {name: headers[name] for name in SECURITY} == {**SECURITY, "X-Frame-Options": "SAMEORIGIN"}
    assert headers["cache-control"] == "no-store"
    assert headers.get_list("x-frame-options") == ["SAMEORIGIN"]


def test_only_pages_over_https_ask_to_stay_there(client: TestClient) -> None:
    app = Starlette(routes=[Route("/", answer)])
    app.add_middleware(SecureHeaders, https=True)
    assert "strict-transport-security" not in client.get("/").headers
    assert TestClient(app).get("/").headers["strict-transport-security"] == "max-age=31536000"


def test_headers_are_on_what_is_not_found_too(client: TestClient) -> None:
    assert client.get("/khong-co").headers["x-content-type-options"] == "nosniff"


def test_headers_of_a_caught_mail_loosen_nothing_but_its_styles() -> None:
    policy = CAUGHT_MAIL["Content-Security-Policy"].split("; ")
    assert policy[0] == "sandbox"
    assert [part for part in policy if "unsafe" in part] == ["style-src 'unsafe-inline'"]
