from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel

from cchc_workflow.web.api.once import REPLAYED, answer
from tests.engine.small_office import CHIEF, HEAD, SmallOffice
from tests.web.api.calling import open_api

KEY = {"Idempotency-Key": "thu-1"}


def test_a_repeated_comment_is_made_once(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    first, second = (client.post("/tasks/1/comments", json={"text": "a"}, headers=KEY) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert REPLAYED not in first.headers
    assert second.headers[REPLAYED] == "true"
    assert len(client.get("/tasks/1/comments").json()["items"]) == 1


def test_without_a_key_every_request_is_a_new_one(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    for _ in range(2):
        client.post("/tasks/1/comments", json={"text": "a"})
    assert len(client.get("/tasks/1/comments").json()["items"]) == 2


def test_a_repeated_action_is_answered_though_its_version_is_old_by_now(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    headers = KEY | {"If-Match": '"1"'}
    first, second = (client.post("/tasks/1/actions/start", json={}, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert (first.headers["etag"], second.headers["etag"]) == ('"2"', '"2"')
    assert first.content == second.content
    assert desk.task("A1").version == 2


@pytest.mark.parametrize(
    ("path", "body", "more"),
    [
        ("/tasks/1/comments", {"text": "khác"}, {}),
        ("/tasks/2/comments", {"text": "a"}, {}),
        ("/tasks/1/actions/start", {}, {"If-Match": '"1"'}),
        ("/tasks/1/extensions", {"due_on": "2021-08-31", "reason": "a"}, {}),
    ],
)
def test_a_key_holds_for_one_request(
    desk: SmallOffice, path: str, body: dict[str, str], more: dict[str, str]
) -> None:
    client = open_api(desk, HEAD)
    client.post("/tasks/1/comments", json={"text": "a"}, headers=KEY)
    answer = client.post(path, json=body, headers=KEY | more)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    assert desk.task("A1").version == 1


def test_a_refusal_leaves_the_key_free(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    refused = client.post("/tasks/1/extensions", json={"due_on": "2021-06-01", "reason": "a"}, headers=KEY)
    assert refused.status_code == 422
    asked = client.post("/tasks/1/extensions", json={"due_on": "2021-08-31", "reason": "a"}, headers=KEY)
    assert asked.status_code == 201


def test_each_person_has_their_own_keys(desk: SmallOffice) -> None:
    for who in (HEAD, CHIEF):
        answer = open_api(desk, who).post("/tasks/1/comments", json={"text": who}, headers=KEY)
        assert (answer.status_code, answer.json()["text"]) == (201, who)


def test_of_two_at_once_one_is_done(desk: SmallOffice) -> None:
    clients = [open_api(desk, HEAD) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(
            pool.map(
                lambda client: client.post("/tasks/1/comments", json={"text": "a"}, headers=KEY), clients
            )
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(clients[0].get("/tasks/1/comments").json()["items"]) == 1


@pytest.mark.parametrize("key", ["", "a b", "a" * 201, "\u00e9"])
def test_a_key_is_short_and_printable(desk: SmallOffice, key: str) -> None:
    answer = open_api(desk, HEAD).post(
        "/tasks/1/comments",
        json={"text": "a"},
        headers=[(b"Idempotency-Key", key.encode("latin-1"))],
    )
    assert answer.status_code == 422


def test_an_answer_is_kept_as_it_is_sent() -> None:
    class View(BaseModel):
        text: str

    kept = answer(201, View(text="đường"), ETag='"1"')
    assert (kept.status, kept.body, kept.headers) == (201, '{"text":"đường"}', {"ETag": '"1"'})
