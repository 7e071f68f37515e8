from datetime import date

import pytest

from cchc_workflow.domain.task import Evidence
from tests.engine.small_office import CHIEF, HEAD, HEAD_TCCB, SmallOffice
from tests.web.api.calling import NOW, open_api


def test_task_is_shown_with_what_can_be_done_and_why_not(desk: SmallOffice) -> None:
    answer = open_api(desk, HEAD).get("/tasks/1")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    task = answer.json()
    assert (task["code"], task["unit"]["code"], task["state_label"], task["timeliness"]) == (
        "A1", "VP", "Đã giao", "on_track",
    )  # fmt: skip
    assert (task["due_on"], task["original_due_on"]) == ("2021-06-30", "2021-06-30")
    offers = {offer["action"]: offer for offer in task["offers"]}
    assert offers["start"]["allowed"]
    assert not offers["report"]["allowed"]
    assert "Đang thực hiện" in offers["report"]["refused"]
    assert offers["report"]["asks"] == ["evidence"]
    assert "Đầu mối" in offers["verify"]["refused"] or "Đã báo cáo" in offers["verify"]["refused"]


def test_task_is_shown_with_its_evidence_and_extensions(desk: SmallOffice) -> None:
    desk.start("A1", NOW)
    desk.do(HEAD, "report", "A1", NOW, evidence=(Evidence(document="12/BC", issued_on=date(2021, 5, 31)),))
    desk.ask("A2", date(2021, 10, 30), NOW)
    client = open_api(desk, CHIEF)
    (evidence,) = client.get("/tasks/1").json()["evidence"]
    assert (evidence["document"], evidence["issued_on"], evidence["file"]) == ("12/BC", "2021-05-31", None)
    (asked,) = client.get("/tasks/2").json()["extensions"]
    assert (asked["state"], asked["asked_due_on"]) == ("requested", "2021-10-30")
    allowed = {offer["action"] for offer in asked["offers"] if offer["allowed"]}
    assert allowed == {"approve", "reject"}


def test_history_is_told_in_order(desk: SmallOffice) -> None:
    desk.start("A1", NOW)
    items = open_api(desk, HEAD).get("/tasks/1/events").json()["items"]
    assert [(item["number"], item["name"]) for item in items] == [(1, "assigned"), (2, "started")]
    assert items[1]["actor"]["address"] == HEAD
    assert items[1]["at"] == "2021-06-01T01:00:00Z"


def test_comments_are_told_in_order(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    for text in ("một", "hai"):
        client.post("/tasks/1/comments", json={"text": text})
    assert [item["text"] for item in client.get("/tasks/1/comments").json()["items"]] == ["một", "hai"]


@pytest.mark.parametrize("path", ["/tasks/3", "/tasks/3/events", "/tasks/3/comments"])
def test_another_units_task_is_not_found(desk: SmallOffice, path: str) -> None:
    assert open_api(desk, HEAD_TCCB).get(path).status_code == 200
    assert open_api(desk, HEAD).get(path).status_code == 404
