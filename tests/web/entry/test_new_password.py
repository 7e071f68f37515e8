from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.recovery import password_path
from cchc_workflow.web.viewer import COOKIE
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD
from tests.engine.small_office import HEAD, SmallOffice
from tests.web.browsers import open_browser

FORM = {"mat_khau_moi": OTHER, "nhac_lai": OTHER}


@pytest.fixture
def link(peopled: SmallOffice) -> str:
    """Give the address of a page that sets the head's password, good for an hour."""
    return password_path(peopled.office, door.person_id(peopled, HEAD), NOW + timedelta(hours=1))


def test_opening_a_link_does_nothing(peopled: SmallOffice, browser: TestClient, link: str) -> None:
    before = door.account(peopled, HEAD)
    for _ in range(3):
        page = browser.get(link)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert browser.head(link).status_code == 200
    assert HEAD in page.text
    assert door.account(peopled, HEAD) == before


def test_password_is_set_once_and_every_session_ends(
    browser: TestClient, head: TestClient, link: str
) -> None:
    answer = browser.post(link, data=FORM)
    assert answer.headers["location"] == "/dang-nhap?da=password_set"
    assert head.get("/tai-khoan").status_code == 303
    again = browser.post(link, data=FORM)
    assert again.status_code == 410
    assert "đã được dùng" in again.text
    data = {"dia_chi": HEAD, "mat_khau": OTHER}
    assert browser.post("/dang-nhap", data=data).status_code == 303


def test_browser_forgets_who_was_signed_in(head: TestClient, link: str) -> None:
    head.post(link, data=FORM)
    assert COOKIE not in head.cookies


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("ngắn", "ngắn", "ít nhất 10 ký tự"),
        ("x" * 10_000, "x" * 10_000, "dài nhất là 200"),
        (HEAD, HEAD, "địa chỉ hay tên"),
        ("matkhau123", "matkhau123", "dễ bị đoán"),
        (OTHER, PASSWORD, "không giống nhau"),
    ],
)
def test_refused_password_leaves_the_link_good(
    browser: TestClient, link: str, new: str, again: str, sentence: str
) -> None:
    answer = browser.post(link, data={"mat_khau_moi": new, "nhac_lai": again})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert new not in answer.text.replace(HEAD, "", 2)
    assert browser.post(link, data=FORM).status_code == 303


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "é.ü", "A" * 2000, "..%2f.."])
def test_forged_link_is_gone(browser: TestClient, token: str) -> None:
    for answer in (browser.get(f"/dat-mat-khau/{token}"), browser.post(f"/dat-mat-khau/{token}", data=FORM)):
        assert answer.status_code in {404, 410}
        assert "/quen-mat-khau" in answer.text or answer.status_code == 404


def test_expired_link_is_gone(peopled: SmallOffice, link: str) -> None:
    late = open_browser(peopled.office, NOW + timedelta(hours=1))
    assert late.post(link, data=FORM).status_code == 410
    assert "đã hết hạn" in late.get(link).text


def test_double_submit_sets_one_password(browser: TestClient, link: str) -> None:
    assert [browser.post(link, data=FORM).status_code for _ in range(2)] == [303, 410]
