from datetime import timedelta

import pyotp
import pytest
from starlette.testclient import TestClient

from cchc_workflow.store.accounts import set_totp
from cchc_workflow.web.viewer import COOKIE
from tests.engine import door
from tests.engine.door import NOW, PASSWORD
from tests.engine.small_office import HEAD, SmallOffice

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
CODE = pyotp.TOTP(SECRET).at(NOW)


@pytest.fixture
def half(peopled: SmallOffice, browser: TestClient) -> TestClient:
    """Give a browser that is asked for a code."""
    with peopled.database.begin() as tx:
        set_totp(tx, door.person_id(peopled, HEAD), SECRET, on=True)
    data = {"dia_chi": HEAD, "mat_khau": PASSWORD, "tiep": "/tai-khoan"}
    answer = browser.post("/dang-nhap", data=data)
    assert answer.headers["location"] == "/dang-nhap/ma?tiep=%2Ftai-khoan"
    assert "Max-Age=600" in answer.headers["set-cookie"]
    return browser


def test_code_finishes_the_sign_in_under_a_new_token(half: TestClient) -> None:
    token = half.cookies[COOKIE]
    assert "/tai-khoan" in half.get("/dang-nhap/ma?tiep=/tai-khoan").text
    answer = half.post("/dang-nhap/ma", data={"ma": CODE, "tiep": "/tai-khoan"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan")
    assert half.cookies[COOKIE] != token
    assert half.get("/tai-khoan").status_code == 200
    assert half.get("/dang-nhap/ma").headers["location"] == "/"


@pytest.mark.parametrize("path", ["/tai-khoan", "/tai-khoan/ma-hai-buoc"])
def test_nothing_opens_before_the_code(half: TestClient, path: str) -> None:
    assert half.get(path).headers["location"].startswith("/dang-nhap?tiep=")
    assert half.post("/mo-khoa", data={"mat_khau": PASSWORD}).headers["location"].startswith("/dang-nhap")
    assert half.get("/mo-khoa").headers["location"] == "/dang-nhap"


def test_code_is_refused_when_wrong_or_used(peopled: SmallOffice, half: TestClient) -> None:
    assert half.post("/dang-nhap/ma", data={"ma": "<script>"}).status_code == 422
    assert half.post("/dang-nhap/ma", data={"ma": CODE}).status_code == 303
    half.post("/dang-nhap", data={"dia_chi": HEAD, "mat_khau": PASSWORD})
    again = half.post("/dang-nhap/ma", data={"ma": CODE})
    assert again.status_code == 422
    assert "đã dùng rồi" in again.text


def test_codes_are_throttled(half: TestClient) -> None:
    answers = [half.post("/dang-nhap/ma", data={"ma": "12"}).status_code for _ in range(5)]
    assert answers == [422] * 5
    assert half.post("/dang-nhap/ma", data={"ma": CODE}).status_code == 429


def test_without_a_half_session_one_starts_over(browser: TestClient, half: TestClient) -> None:
    half.post("/dang-xuat")
    assert half.get("/dang-nhap/ma?tiep=/tai-khoan").headers["location"] == "/dang-nhap?tiep=%2Ftai-khoan"
    answer = half.post("/dang-nhap/ma", data={"ma": CODE})
    assert answer.headers["location"] == "/dang-nhap?da=sign_in_again"
    assert timedelta(minutes=10).total_seconds() == 600
