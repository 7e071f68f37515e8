from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from starlette.testclient import TestClient

from cchc_workflow.errors import (
    CchcError,
    ClockError,
    ConflictError,
    EntryError,
    IncompleteError,
    NotFoundError,
    RefusedError,
    StorageError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store.database import Database
from cchc_workflow.store.schema import upgrade
from cchc_workflow.web.app import create_app
from cchc_workflow.web.headers import SECURITY
from cchc_workflow.web.trouble import STATUS, explain_on_page, show_trouble, status_of
from cchc_workflow.words import find
from tests.engine.small_office import HEAD, ISSUED_AT, SmallOffice, duty, issue_small
from tests.web.browsers import open_browser
from tests.web.reading import words_of

PART = {"HX-Request": "true"}


def add_troubles(app: FastAPI, **errors: Exception) -> None:
    """Add a page for each error that meets with it, and /loi/so/409 … that shows the page of a status."""

    def meet(name: str, error: Exception) -> None:
        def page() -> Response:
            raise error

        app.add_api_route(f"/loi/{name}", page, methods=["GET", "POST"])

    for name, error in errors.items():
        meet(name, error)

    def show(request: Request, status: int) -> Response:
        return show_trouble(request, status, "Nói rõ <b>điều</b> ấy")

    app.add_api_route("/loi/so/{status}", show, methods=["GET", "POST"])


def browse(small: SmallOffice, who: str | None = HEAD, **errors: Exception) -> TestClient:
    app = create_app(small.office, lambda: ISSUED_AT)
    add_troubles(app, **errors)
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    if who is not None:
        client.cookies.update(open_browser(small.office, ISSUED_AT, who).cookies)
    return client


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("task", "A9"), 404),
        (WrongStateError("verify", "assigned", ("reported",)), 409),
        (WrongRoleError("verify", "ai@so.example", ("verifier",)), 403),
        (IncompleteError("report", ("evidence",)), 422),
        (RefusedError(), 422),
        (ConflictError("task", "A1"), 409),
        (ClockError("2021", "2022"), 409),
        (EntryError("locked"), 401),
        (StorageError("locked"), 503),
        (CchcError(), 500),
    ],
)
def test_every_error_has_a_status(error: CchcError, status: int) -> None:
    assert status_of(error) == status


def test_every_status_that_is_answered_has_a_page_of_its_own() -> None:
    for status in {*STATUS.values(), 400, 405, 413, 429}:
        assert find(f"trouble.title_{status}") is not None
        assert find(f"trouble.help_{status}") is not None


@pytest.mark.parametrize("who", [None, HEAD])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 418, 422, 429, 500, 502, 503])
def test_every_page_says_what_is_wrong_and_leads_on(small: SmallOffice, who: str | None, status: int) -> None:
    answer = browse(small, who).get(f"/loi/so/{status}")
    assert answer.status_code == status
    assert "Nói rõ &lt;b&gt;điều&lt;/b&gt; ấy" in answer.text
    assert 'href="/"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert {name: answer.headers[name] for name in SECURITY} == dict(SECURITY)
    assert not [word for word in words_of(answer.text).split() if word.startswith(("trouble.", "shell."))]


@pytest.mark.parametrize("status", [401, 404, 409, 500, 503])
def test_a_part_goes_to_the_corner_and_leaves_the_page_alone(small: SmallOffice, status: int) -> None:
    answer = browse(small).post(f"/loi/so/{status}", headers=PART)
    assert answer.status_code == status
    assert answer.headers["hx-retarget"] == "#toasts"
    assert answer.headers["hx-reswap"] == "beforeend"
    assert answer.text.lstrip().startswith('<div class="toast-note late"')
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "path", ["/khong-co", "/nhiem-vu/khong/co", "/openapi.json", "/docs", "/static/x.css"]
)
def test_an_unknown_address_gets_a_helpful_page(small: SmallOffice, path: str) -> None:
    answer = browse(small).get(path)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text
    assert 'action="/tim"' in answer.text


def test_an_unknown_address_tells_nobody_of_the_office(small: SmallOffice) -> None:
    answer = browse(small, None).get("/khong-co")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text
    assert "Sở Ví dụ" not in answer.text


def test_what_is_out_of_sight_is_not_there(small: SmallOffice) -> None:
    answer = browse(small, mat=NotFoundError("task", "BÍ-MẬT")).get("/loi/mat")
    assert answer.status_code == 404
    assert "BÍ-MẬT" not in answer.text


def test_a_crash_is_a_page_that_tells_nothing_of_it(small: SmallOffice) -> None:
    answer = browse(small, vo=ZeroDivisionError("secret")).get("/loi/vo")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Có lỗi khi lập trang" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_a_crash_is_raised_for_the_log(small: SmallOffice) -> None:
    client = TestClient(browse(small, vo=ZeroDivisionError("secret")).app)
    with pytest.raises(ZeroDivisionError):
        client.get("/loi/vo")


def test_a_refused_form_leads_back_to_its_page(small: SmallOffice) -> None:
    client = browse(small)
    answer = client.post("/loi/so/422", headers={"Referer": "http://testserver/viec/7?x=1"})
    assert 'href="/viec/7" data-back' in answer.text
    for foreign in (
        "http://xau.example/viec/7",
        "javascript:alert(1)",
        "//xau.example",
        "http://testserver//x",
        "http://[",
    ):
        assert 'href="/" data-back' in client.post("/loi/so/422", headers={"Referer": foreign}).text


def test_words_on_a_page_name_no_command() -> None:
    for error in (NotFoundError("task", "A1"), ConflictError("task", "A1"), ConflictError("extension", "A1")):
        assert "cchc " not in explain_on_page(error)
    assert "A1" in explain_on_page(ConflictError("task", "A1"))
    assert "đã được ban hành" in explain_on_page(ConflictError("plan", "x"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_page_to_be_looked_at_takes_nothing(small: SmallOffice, method: str) -> None:
    assert browse(small).request(method, "/tro-giup").status_code == 405


def test_a_form_that_fits_nothing_is_refused_and_a_link_leads_nowhere(small: SmallOffice) -> None:
    assert browse(small).post("/thong-bao/da-xem", data={"moi-nhat": "x"}).status_code == 422
    assert browse(small).get("/loi/so/x").status_code == 404


def test_a_database_that_is_away_is_said_and_tried_again(tmp_path: Path) -> None:
    """The pages go on as soon as it is back; nobody has to start anything."""
    file = tmp_path / "office.sqlite3"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    small = issue_small(database, duty("A1"))
    client = browse(small, unreachable=StorageError("unreachable", "mật khẩu"))
    answer = client.get("/loi/unreachable")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "không bị mất" in answer.text
    assert "mật khẩu" not in answer.text
    database.close()
    away = tmp_path / "away"
    away.mkdir()
    for each in tmp_path.glob("office.sqlite3*"):
        each.rename(away / each.name)
    assert client.get("/tro-giup").status_code == 503
    assert client.get("/khong-co").status_code == 404
    assert "Traceback" not in client.get("/tro-giup").text
    for each in tmp_path.glob("office.sqlite3*"):
        each.unlink()
    for each in away.iterdir():
        each.rename(tmp_path / each.name)
    database.close()
    assert client.get("/tro-giup").status_code == 200
