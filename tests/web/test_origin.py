import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from cchc_workflow.web.origin import SameOrigin, is_ours


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": ""}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://cchc.so.example"}, False),
        ({"origin": "http://cchc.so.example"}, True),
        ({"origin": "https://cchc.so.example"}, True),
        ({"origin": "http://cchc.so.example:8000"}, False),
        ({"origin": "http://xau.example"}, False),
        ({"origin": "http://cchc.so.example.xau.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://["}, False),
    ],
)
def test_request_is_ours_when_a_page_of_ours_or_none_sent_it(headers: dict[str, str], ours: bool) -> None:  # noqa: FBT001
    assert is_ours(Headers({"host": "cchc.so.example", **headers})) is ours


@pytest.fixture
def client() -> TestClient:
    def answer(_: Request) -> PlainTextResponse:
        return PlainTextResponse("done")

    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])])
    app.add_middleware(SameOrigin)
    return TestClient(app)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_another_site_sends_is_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.request(method, "/", headers={"Origin": "http://xau.example"}).status_code == 403
    assert client.request(method, "/", headers={"Sec-Fetch-Site": "same-origin"}).text == "done"
    assert client.request(method, "/").text == "done"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_link_from_another_site_may_be_followed(client: TestClient, method: str) -> None:
    assert client.request(method, "/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_refusal_is_said_in_the_readers_language(client: TestClient) -> None:
    assert "bị từ chối" in client.post("/", headers={"Sec-Fetch-Site": "cross-site"}).text
