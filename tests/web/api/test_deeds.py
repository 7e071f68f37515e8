import pytest
from starlette.testclient import TestClient

from cchc_workflow.store.events import read_events
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, HEAD_TCCB, VERIFIER, SmallOffice
from tests.web.api.calling import NOW, open_api

EVIDENCE = {"evidence": [{"document": "12/BC-VP", "issued_on": "2021-05-31", "signer": "Chánh Văn phòng"}]}
LATER = {"due_on": "2021-08-31", "reason": "Chờ ý kiến"}


def do(client: TestClient, action: str, version: int, **given: object) -> tuple[int, str]:
    answer = client.post(f"/tasks/1/actions/{action}", json=given, headers={"If-Match": f'"{version}"'})
    return answer.status_code, answer.json().get("state", answer.json().get("code"))


def test_a_task_goes_its_way(desk: SmallOffice) -> None:
    head = open_api(desk, HEAD)
    assert do(head, "start", 1) == (200, "in_progress")
    assert do(head, "report", 2, **EVIDENCE) == (200, "reported")
    assert do(open_api(desk, VERIFIER), "verify", 3) == (200, "verified")
    with desk.database.read() as tx:
        events = read_events(tx, 1)
    assert [event.name for event in events] == ["assigned", "started", "reported", "verified"]


def test_the_answer_carries_the_new_version(desk: SmallOffice) -> None:
    answer = open_api(desk, HEAD).post("/tasks/1/actions/start", json={}, headers={"If-Match": '"1"'})
    assert (answer.headers["etag"], answer.json()["version"]) == ('"2"', 2)


def test_a_version_must_be_named(desk: SmallOffice) -> None:
    answer = open_api(desk, HEAD).post("/tasks/1/actions/start", json={})
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
    assert desk.task("A1").state == "assigned"


def test_a_stale_version_is_refused_with_the_present_one(desk: SmallOffice) -> None:
    desk.start("A1", NOW)
    answer = open_api(desk, HEAD).post("/tasks/1/actions/report", json=EVIDENCE, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["etag"]) == (412, '"2"')
    assert answer.json()["facts"] == {"version": 2}
    assert desk.task("A1").state == "in_progress"


def test_any_version_may_be_taken(desk: SmallOffice) -> None:
    answer = open_api(desk, HEAD).post("/tasks/1/actions/start", json={}, headers={"If-Match": "*"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("who", "action", "given", "expected"),
    [
        (HEAD, "report", EVIDENCE, (409, "wrong_state")),
        (COORDINATOR, "start", {}, (403, "wrong_role")),
        (CHIEF, "suspend", {}, (422, "incomplete")),
        (HEAD, "fly", {}, (404, "not_found")),
        (HEAD, "Start", {}, (422, "invalid_input")),
        (HEAD, "start", {"noet": "x"}, (422, "invalid_input")),
        (HEAD, "start", {"note": "a\0b"}, (422, "invalid_input")),
        (HEAD, "start", {"note": "a" * 4001}, (422, "invalid_input")),
        (HEAD, "report", {"evidence": [{"document": "1", "sha256": "0" * 64}]}, (422, "invalid_input")),
        (HEAD, "report", {"evidence": [{"document": "1"}] * 21}, (422, "invalid_input")),
        (HEAD, "report", {"evidence": [{"document": "1", "issued_on": "1/5/2021"}]}, (422, "invalid_input")),
        (HEAD_TCCB, "start", {}, (404, "not_found")),
    ],
)
def test_what_may_not_be_done_is_refused(
    desk: SmallOffice, who: str, action: str, given: dict[str, object], expected: tuple[int, str]
) -> None:
    assert do(open_api(desk, who), action, 1, **given) == expected
    assert desk.task("A1").version == 1


def test_user_text_stays_text(desk: SmallOffice) -> None:
    text = "<script>alert(1)</script> =1+1 🙂"
    answer = open_api(desk, HEAD).post("/tasks/1/comments", json={"text": text})
    assert (answer.status_code, answer.json()["text"]) == (201, text)
    assert answer.headers["content-type"] == "application/json"


def test_more_time_is_asked_for_and_granted(desk: SmallOffice) -> None:
    asked = open_api(desk, HEAD).post("/tasks/1/extensions", json=LATER)
    assert (asked.status_code, asked.json()["state"]) == (201, "requested")
    path = f"/extensions/{asked.json()['id']}/approve"
    granted = open_api(desk, CHIEF).post(path, json={"due_on": "2021-07-31"})
    assert (granted.status_code, granted.json()["granted_due_on"]) == (200, "2021-07-31")
    task = desk.task("A1")
    assert (str(task.due_on), str(task.original_due_on), task.due_version) == ("2021-07-31", "2021-06-30", 2)
    again = open_api(desk, CHIEF).post(path, json={})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (LATER | {"due_on": "2021-06-01"}, 422),
        (LATER | {"due_on": "31/8/2021"}, 422),
        (LATER | {"reason": ""}, 422),
        (LATER | {"reason": "  "}, 422),
        ({"due_on": "2021-08-31"}, 422),
    ],
)
def test_more_time_needs_a_later_date_and_a_reason(
    desk: SmallOffice, given: dict[str, str], status: int
) -> None:
    assert open_api(desk, HEAD).post("/tasks/1/extensions", json=given).status_code == status


def test_a_second_request_waits_for_the_first(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    assert client.post("/tasks/1/extensions", json=LATER).status_code == 201
    again = client.post("/tasks/1/extensions", json=LATER)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_another_units_request_is_not_found(desk: SmallOffice) -> None:
    asked = open_api(desk, HEAD).post("/tasks/1/extensions", json=LATER).json()
    for action in ("withdraw", "approve"):
        answer = open_api(desk, HEAD_TCCB).post(f"/extensions/{asked['id']}/{action}", json={})
        assert answer.status_code == 404
    assert open_api(desk, HEAD).post(f"/extensions/{asked['id']}/withdraw", json={}).status_code == 200
