from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.testclient import TestClient

from cchc_workflow.engine.tokens import TokenScope
from cchc_workflow.errors import CchcError
from cchc_workflow.store.database import Database
from cchc_workflow.web.api import problems
from cchc_workflow.web.api.problems import ProblemError, list_faults, refusals
from cchc_workflow.web.app import create_app
from cchc_workflow.web.site import Manner
from cchc_workflow.web.trouble import STATUS
from cchc_workflow.words import entries, find
from tests.engine.small_office import COORDINATOR, HEAD, SmallOffice, open_office
from tests.web.api.calling import API, NOW, open_api

PROBLEM = {"type", "title", "status", "detail", "instance", "code", "facts"}


def all_codes(kind: type[CchcError] = CchcError) -> set[str]:
    return {kind.code}.union(*(all_codes(below) for below in kind.__subclasses__()))


def test_every_error_has_a_title() -> None:
    carried = {code for code in all_codes() if any(kind.code == code for kind in STATUS)} | all_codes()
    assert {code for code in carried if find(f"problem.{code}") is None} <= {"delivery"}, (
        "no use case sends mail"
    )


@pytest.mark.parametrize("code", sorted(entries("problem_detail")))
def test_every_detail_has_a_title(code: str) -> None:
    assert find(f"problem.{code}") is not None


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/khong-co", 404, "no_such_address"),
        ("GET", "/tasks/", 404, "no_such_address"),
        ("GET", "/tasks/1/actions/start", 405, "method_not_allowed"),
        ("DELETE", "/me", 405, "method_not_allowed"),
        ("GET", "/tasks/99", 404, "not_found"),
        ("GET", "/tasks/x", 422, "invalid_input"),
        ("GET", "/tasks?limit=0", 422, "invalid_input"),
        ("GET", "/me?x=1", 422, "unknown_query"),
    ],
)
def test_every_refusal_is_a_problem(
    desk: SmallOffice, method: str, path: str, status: int, code: str
) -> None:
    answer = open_api(desk, HEAD).request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem.keys() == PROBLEM
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"].endswith(f"/api/v1/#{code}")
    assert problem["title"] != f"problem.{code}"
    assert "{" not in problem["detail"]
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_a_refusal_says_what_would_allow_it(desk: SmallOffice) -> None:
    answer = open_api(desk, COORDINATOR).post("/tasks/1/actions/verify", json={}, headers={"If-Match": '"1"'})
    assert answer.status_code == 409
    assert answer.json()["facts"] == {"action": "verify", "state": "assigned", "allowed": ["reported"]}
    assert "đã báo cáo" in answer.json()["detail"]


def test_details_name_no_command(desk: SmallOffice) -> None:
    for path in ("/tasks/99", "/units/KHONG/standing", "/areas?plan=khong"):
        assert "cchc " not in open_api(desk, HEAD).get(path).json()["detail"]


def test_a_method_that_is_not_allowed_names_all_that_are(desk: SmallOffice) -> None:
    answer = open_api(desk, HEAD).put("/tasks/1/comments")
    assert answer.headers["allow"] == "GET, POST"


def test_faults_say_where_and_what_but_not_what_was_given(desk: SmallOffice) -> None:
    answer = open_api(desk, HEAD).post("/tasks/1/comments", json={"text": 5, "<script>": "bí mật"})
    faults = answer.json()["facts"]["faults"]
    assert faults == [
        {"where": "body.text", "code": "string_type", "what": "Cần một chuỗi ký tự."},
        {"where": "body.<script>", "code": "extra_forbidden", "what": "Trường này không được biết."},
    ]
    assert "bí mật" not in answer.text


def test_a_fault_without_words_of_its_own_still_has_some() -> None:
    error = {"type": "quite_new", "loc": ("body", 0, "x\ud800"), "ctx": {"error": object()}}
    assert list_faults([error]) == [
        {"where": "body.0.x\\ud800", "code": "quite_new", "what": "Giá trị không đúng."}
    ]


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"[" * 10_000, b'{"text": ' + b"1" * 5_000 + b"}", b"", b"null"]
)
def test_a_body_that_can_not_be_read_is_refused(desk: SmallOffice, body: bytes) -> None:
    answer = open_api(desk, HEAD).post(
        "/tasks/1/comments", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert answer.json().keys() == PROBLEM


def test_a_database_that_is_gone_is_said_with_when_to_try_again(tmp_path: Path) -> None:
    office = open_office(Database(f"sqlite:///{tmp_path / 'no' / 'such.sqlite3'}"))
    client = TestClient(create_app(office, lambda: NOW))
    answer = client.get(f"{API}/me", headers={"Authorization": "Bearer cchc_x"})
    assert (answer.status_code, answer.json()["code"]) == (503, "storage")
    assert int(answer.headers["retry-after"]) > 0
    assert "such.sqlite3" not in answer.text


def test_an_unforeseen_error_tells_nothing() -> None:
    app = FastAPI()

    def crash() -> None:
        raise ZeroDivisionError("secret")

    def tell_crash() -> None:
        raise ProblemError(500, "unexpected")

    app.add_api_route("/crash", crash)
    app.add_api_route("/told", tell_crash)
    app.state.site = _Site()
    problems.answer_problems(app)
    answer = TestClient(app, raise_server_exceptions=False).get("/crash")
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


class _Site:
    manner = Manner()


def test_type_leads_to_the_offices_own_address(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD, TokenScope.READ, manner=Manner(base_url="https://cchc.so.example/"))
    kind = client.get("/tasks/99").json()["type"]
    assert kind == "https://cchc.so.example/api/v1/#not_found"


def test_refusals_have_those_of_every_operation() -> None:
    assert set(refusals(404)) == {400, 401, 403, 404, 413, 422, 500, 503}
    assert all(RequestValidationError.__name__ not in str(shape) for shape in refusals().values())
