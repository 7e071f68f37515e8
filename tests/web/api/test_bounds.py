from collections.abc import Iterator

import pytest

from cchc_workflow.web.api.bounds import MOST_BYTES
from tests.engine.small_office import HEAD, SmallOffice
from tests.web.api.calling import open_api

LARGE = b'{"text": "' + b"a" * MOST_BYTES + b'"}'


def in_pieces() -> Iterator[bytes]:
    yield LARGE[:1000]
    yield LARGE[1000:]


@pytest.mark.parametrize("who", [None, HEAD])
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_a_large_body_is_refused_however_it_comes(desk: SmallOffice, who: str | None, kind: str) -> None:
    client = open_api(desk, who)
    for content in (LARGE, in_pieces()):
        answer = client.post("/tasks/1/comments", content=content, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_just_below_the_bound_is_read(desk: SmallOffice) -> None:
    content = b'{"text": "a"' + b" " * (MOST_BYTES - 13) + b"}"
    assert len(content) == MOST_BYTES
    answer = open_api(desk, HEAD).post(
        "/tasks/1/comments", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 201
