import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.office import Office
from cchc_workflow.mail.templates import message_names
from cchc_workflow.shipped import roots
from cchc_workflow.store.database import Database
from cchc_workflow.web.app import create_app
from tests.engine.small_office import HEAD, ISSUED_AT, SmallOffice, open_office
from tests.web.browsers import open_browser


@pytest.mark.parametrize("path", ["/", "/tro-giup", "/styleguide", "/thong-bao"])
def test_head_is_answered_like_get(small: SmallOffice, path: str) -> None:
    browser = open_browser(small.office, ISSUED_AT, HEAD)
    assert browser.head(path).status_code == browser.get(path).status_code


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/styleguide", 200),
        ("/tro-giup", 303),
        ("/khong-co", 404),
        ("/static/cchc.css", 200),
        ("/static/x", 404),
    ],
)
def test_every_answer_is_guarded(small: SmallOffice, path: str, status: int) -> None:
    answer = open_browser(small.office, ISSUED_AT).get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/styleguide", "/tro-giup", "/thong-bao", "/khong-co"])
def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(small: SmallOffice, path: str) -> None:
    html = open_browser(small.office, ISSUED_AT, HEAD).get(path).text
    assert not re.search(r"<style\b|<script(?![^>]+src=)|\sstyle=|\son\w+=|javascript:", html)
    fetched = re.findall(r"<(?:link|iframe|img|form|script|use)[^>]+(?:href|src|action)=\"([^\"]+)\"", html)
    assert fetched
    assert all(address.startswith("/") and not address.startswith("//") for address in fetched)


def test_what_another_site_sends_is_refused_before_anything_else(small: SmallOffice) -> None:
    browser = open_browser(small.office, ISSUED_AT, HEAD)
    answer = browser.post("/thong-bao/da-xem", data={"moi-nhat": 1}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_database_that_never_was_is_said_plainly(tmp_path: Path) -> None:
    office = open_office(Database(f"sqlite:///{tmp_path / 'no' / 'such.sqlite3'}"))
    client = TestClient(create_app(office, lambda: ISSUED_AT))
    client.cookies.set("cchc", "x")
    answer = client.get("/tro-giup")
    assert answer.status_code == 503
    assert "Traceback" not in answer.text
    assert "/no/such" not in answer.text


def test_static_files_keep_for_ever_under_their_own_address(small: SmallOffice) -> None:
    browser = open_browser(small.office, ISSUED_AT)
    (address,) = re.findall(r'href="(/static/cchc\.css\?v=\w+)"', browser.get("/styleguide").text)
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in browser.get("/static/cchc.css").headers["cache-control"]
    assert browser.get("/static/icon.svg").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/"]
)
def test_nothing_but_a_static_file_is_given(small: SmallOffice, path: str) -> None:
    assert open_browser(small.office, ISSUED_AT).get(path).status_code == 404


def test_pages_are_sent_zipped(small: SmallOffice) -> None:
    answer = open_browser(small.office, ISSUED_AT).get("/styleguide", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) * 3 < len(answer.text)


@pytest.mark.parametrize("path", ["/thu", "/thu/1", "/thu/1/html"])
def test_mails_are_shown_only_where_they_are_caught(small: SmallOffice, path: str) -> None:
    browser = open_browser(small.office, ISSUED_AT, HEAD)
    assert browser.get(path).status_code == 404
    assert 'href="/thu"' not in browser.get("/tro-giup").text


def test_every_message_has_a_template(real_office: Office) -> None:
    assert message_names(roots("notifications")) == real_office.definitions.messages
