"""A head of one unit can't reach another unit's task by any route of the API."""

from datetime import date
from typing import Any

import pytest
from fastapi.routing import APIRoute

from cchc_workflow.web.api.app import ROUTERS
from cchc_workflow.web.api.router import routes_of
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_CCKL, HEAD_TCCB, SmallOffice
from tests.web.api.calling import NOW, open_api

GIVEN: dict[str, dict[str, Any]] = {
    "take_action": {"json": {"evidence": [{"document": "1/BC"}]}},
    "comment": {"json": {"text": "a"}},
    "ask_for_time": {"json": {"due_on": "2021-12-01", "reason": "a"}},
    "decide_on_time": {"json": {"note": "a"}},
    "upload": {"data": {"document": "1/BC"}},
}
THEIRS = {"task_id": 3, "extension_id": 1, "evidence_id": 1}
NOBODYS = dict.fromkeys(THEIRS, 999_999)
OF_A_TASK = ("task_id", "extension_id", "evidence_id")


@pytest.fixture
def foreign(desk: SmallOffice) -> SmallOffice:
    """Give the office in which TCCB's B1 has evidence, a comment, and A1's unit a request for more time."""
    desk.start("B1", NOW, HEAD_TCCB)
    desk.ask("B1", date(2021, 10, 30), NOW, HEAD_TCCB)
    client = open_api(desk, HEAD_TCCB)
    client.post("/tasks/3/uploads", files={"file": ("TCCB.pdf", b"%PDF-1.4")})
    client.post("/tasks/3/comments", json={"text": "nội bộ TCCB"})
    reported = client.post("/tasks/3/actions/report", json={}, headers={"If-Match": "*"})
    assert reported.status_code == 200
    assert client.get("/evidence/1/file").status_code == 200
    return desk


def reaching_a_task() -> list[APIRoute]:
    routes = [route for route in routes_of(ROUTERS) if isinstance(route, APIRoute)]
    return [route for route in routes if any(f"{{{name}}}" in route.path for name in OF_A_TASK)]


@pytest.mark.parametrize("route", reaching_a_task(), ids=lambda route: str(route.name))
@pytest.mark.parametrize("who", [HEAD, HEAD_CCKL])
def test_another_units_task_is_as_if_it_were_not(foreign: SmallOffice, route: APIRoute, who: str) -> None:
    client = open_api(foreign, who)
    (method,) = route.methods or set[str]()
    answers = []
    for keys in (THEIRS, NOBODYS):
        path = route.path.format(**keys, action="withdraw")
        answer = client.request(method, path, headers={"If-Match": '"3"'}, **GIVEN.get(route.name, {}))
        assert "TCCB" not in answer.text
        answers.append((answer.status_code, answer.json()["code"], answer.json()["title"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert foreign.task("B1").event_count == 4


def test_every_route_of_a_task_is_tried() -> None:
    assert len(reaching_a_task()) >= 9


@pytest.mark.parametrize("path", ["/tasks", "/tasks?text=B1", "/tasks?unit=TCCB", "/units", "/flags", "/me"])
def test_no_listing_names_another_units_task(foreign: SmallOffice, path: str) -> None:
    answer = open_api(foreign, HEAD).get(path)
    assert answer.status_code == 200
    assert "B1" not in answer.text
    assert "TCCB" not in answer.text
    assert "B1" in open_api(foreign, COORDINATOR).get("/tasks").text
