from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from cchc_workflow.web.app import create_app
from cchc_workflow.web.viewer import COOKIE
from tests.engine.door import NOW, OTHER, PASSWORD
from tests.engine.small_office import HEAD, SmallOffice


@pytest.fixture
def locked(head: TestClient) -> TestClient:
    """Give a browser whose session its owner has locked."""
    answer = head.post("/khoa", data={"tiep": "/tai-khoan"})
    assert answer.headers["location"] == "/mo-khoa?tiep=%2Ftai-khoan"
    return head


def test_locked_session_opens_nothing_but_the_lock(locked: TestClient) -> None:
    assert locked.get("/tai-khoan").headers["location"] == "/mo-khoa?tiep=%2Ftai-khoan"
    page = locked.get("/mo-khoa?tiep=/tai-khoan")
    assert page.status_code == 200
    assert HEAD in page.text


def test_password_unlocks_under_a_new_token(locked: TestClient) -> None:
    token = locked.cookies[COOKIE]
    wrong = locked.post("/mo-khoa", data={"mat_khau": OTHER, "tiep": "/tai-khoan"})
    assert wrong.status_code == 422
    assert 'value="/tai-khoan"' in wrong.text
    answer = locked.post("/mo-khoa", data={"mat_khau": PASSWORD, "tiep": "/tai-khoan"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan")
    assert locked.cookies[COOKIE] != token
    assert locked.get("/tai-khoan").status_code == 200
    assert locked.get("/mo-khoa?tiep=/tai-khoan").headers["location"] == "/tai-khoan"


def test_unlocking_is_throttled(locked: TestClient) -> None:
    assert [locked.post("/mo-khoa", data={"mat_khau": OTHER}).status_code for _ in range(5)] == [422] * 5
    assert locked.post("/mo-khoa", data={"mat_khau": PASSWORD}).status_code == 429


def test_form_sent_in_a_locked_session_is_kept_from_being_done(locked: TestClient) -> None:
    answer = locked.post("/tai-khoan/phien/ket-thuc-khac")
    assert answer.status_code == 401
    assert "/mo-khoa" in answer.text
    locked.post("/mo-khoa", data={"mat_khau": PASSWORD})
    assert locked.post("/tai-khoan/phien/ket-thuc-khac").status_code == 303


def test_session_that_rests_too_long_locks_by_itself(peopled: SmallOffice, head: TestClient) -> None:
    later = TestClient(
        create_app(peopled.office, lambda: NOW + timedelta(minutes=31)),
        follow_redirects=False,
        cookies={COOKIE: head.cookies[COOKIE]},
    )
    assert later.get("/tai-khoan").headers["location"] == "/mo-khoa?tiep=%2Ftai-khoan"
    assert "Max-Age=41340;" in later.post("/mo-khoa", data={"mat_khau": PASSWORD}).headers["set-cookie"]


def test_who_is_nobody_is_led_to_the_sign_in(browser: TestClient) -> None:
    assert browser.get("/mo-khoa?tiep=/tai-khoan").headers["location"] == "/dang-nhap?tiep=%2Ftai-khoan"
    assert browser.post("/khoa").headers["location"] == "/mo-khoa"
    answer = browser.post("/mo-khoa", data={"mat_khau": PASSWORD})
    assert answer.headers["location"] == "/dang-nhap?da=sign_in_again"


def test_somebody_else_can_sign_in_instead(locked: TestClient) -> None:
    assert locked.post("/dang-xuat").status_code == 303
    assert locked.get("/mo-khoa").headers["location"] == "/dang-nhap"
