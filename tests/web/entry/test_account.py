import re

import pytest
from starlette.testclient import TestClient

from cchc_workflow.web.viewer import COOKIE
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD
from tests.engine.small_office import COORDINATOR, HEAD, SmallOffice
from tests.web.browsers import open_browser

FORM = {"mat_khau": PASSWORD, "mat_khau_moi": OTHER, "nhac_lai": OTHER}


def session_ids(browser: TestClient) -> list[int]:
    page = browser.get("/tai-khoan").text
    return [int(found) for found in re.findall(r"/tai-khoan/phien/(\d+)/ket-thuc", page)]


def test_account_says_who_one_is(head: TestClient) -> None:
    page = head.get("/tai-khoan").text
    for said in (HEAD, "Sở Ví dụ", "Văn phòng Sở", "Phiên này", "Đặt lúc 09:00 1/5/2021"):
        assert said in page


def test_account_is_for_who_is_signed_in(browser: TestClient) -> None:
    assert browser.get("/tai-khoan").headers["location"] == "/dang-nhap?tiep=%2Ftai-khoan"
    assert browser.post("/tai-khoan/mat-khau", data=FORM).status_code == 401


def test_account_without_a_password_or_an_office_is_told_so(small: SmallOffice) -> None:
    browser = open_browser(small.office, NOW, COORDINATOR)
    assert "chưa có mật khẩu" in browser.get("/tai-khoan").text
    assert browser.post("/tai-khoan/mat-khau", data=FORM).status_code == 422


def test_password_is_changed_and_other_browsers_are_signed_out(
    peopled: SmallOffice, head: TestClient
) -> None:
    other = open_browser(peopled.office, NOW, HEAD)
    assert head.post("/tai-khoan/mat-khau", data=FORM).headers["location"] == "/tai-khoan?da=password_changed"
    assert head.get("/tai-khoan").status_code == 200
    assert other.get("/tai-khoan").status_code == 303


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"mat_khau": OTHER}, "mật khẩu không đúng"),
        ({"nhac_lai": PASSWORD}, "không giống nhau"),
        ({"mat_khau_moi": "x" * 10_000, "nhac_lai": "x" * 10_000}, "dài nhất là 200"),
        ({"mat_khau_moi": "", "nhac_lai": ""}, "ít nhất 10 ký tự"),
    ],
)
def test_change_is_refused_in_a_sentence(head: TestClient, over: dict[str, str], sentence: str) -> None:
    answer = head.post("/tai-khoan/mat-khau", data=FORM | over)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "x" * 100 not in answer.text


def test_session_of_another_browser_is_ended(peopled: SmallOffice, head: TestClient) -> None:
    (mine,) = session_ids(head)
    other = open_browser(peopled.office, NOW, HEAD)
    (theirs,) = set(session_ids(head)) - {mine}
    assert head.post(f"/tai-khoan/phien/{theirs}/ket-thuc").status_code == 303
    assert other.get("/tai-khoan").status_code == 303
    assert head.post(f"/tai-khoan/phien/{theirs}/ket-thuc").status_code == 404
    assert head.post(f"/tai-khoan/phien/{mine}/ket-thuc").headers["location"] == "/dang-nhap?da=signed_out"
    assert COOKIE not in head.cookies


@pytest.mark.parametrize("session_id", ["0", "-1", str(2**63), "x", str(2**63 - 1)])
def test_unknown_session_is_not_found(head: TestClient, session_id: str) -> None:
    assert head.post(f"/tai-khoan/phien/{session_id}/ket-thuc").status_code in {404, 422}


def test_nobody_ends_the_session_of_somebody_else(peopled: SmallOffice, head: TestClient) -> None:
    other = open_browser(peopled.office, NOW, COORDINATOR)
    (theirs,) = session_ids(other)
    assert head.post(f"/tai-khoan/phien/{theirs}/ket-thuc").status_code == 404
    assert head.post("/tai-khoan/phien/ket-thuc-khac").status_code == 303
    assert other.get("/tai-khoan").status_code == 200
    assert theirs not in session_ids(head)


def test_all_other_sessions_end_together(peopled: SmallOffice, head: TestClient) -> None:
    others = [open_browser(peopled.office, NOW, HEAD) for _ in range(2)]
    assert "ket-thuc-khac" in head.get("/tai-khoan").text
    head.post("/tai-khoan/phien/ket-thuc-khac")
    assert [other.get("/tai-khoan").status_code for other in others] == [303, 303]
    assert "ket-thuc-khac" not in head.get("/tai-khoan").text
    assert door.noted(peopled)[-1] == ("session_ended", HEAD)
