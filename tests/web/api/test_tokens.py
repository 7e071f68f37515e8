import re

import pytest
from starlette.testclient import TestClient

from cchc_workflow.store.tokens import tokens_of
from tests.engine.small_office import HEAD, HEAD_TCCB, SmallOffice
from tests.web.api.calling import API, NOW, token_of
from tests.web.browsers import open_browser

PAGE = "/tai-khoan/ma-truy-cap"
GIVEN = {"name": "Bảng theo dõi", "scopes": ["read", "act"], "last_on": "2021-08-30"}


@pytest.fixture
def browser(desk: SmallOffice) -> TestClient:
    return open_browser(desk.office, NOW, HEAD)


def made_token(html: str) -> str:
    (token,) = set(re.findall(r"cchc_[\w-]{40,}", html))
    return str(token)


def test_page_starts_empty_and_says_what_tokens_are_for(browser: TestClient) -> None:
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    assert "Chưa có mã nào" in answer.text
    assert 'value="2021-08-30"' in answer.text


def test_a_new_token_is_shown_once_and_opens_the_api(browser: TestClient) -> None:
    answer = browser.post(PAGE, data=GIVEN)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    token = made_token(answer.text)
    me = browser.get(f"{API}/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert (me["address"], me["token"], me["scopes"]) == (HEAD, "Bảng theo dõi", ["act", "read"])
    again = browser.get(PAGE).text
    assert token not in again
    assert "Bảng theo dõi" in again


def test_a_token_is_revoked_from_the_page(browser: TestClient, desk: SmallOffice) -> None:
    token = made_token(browser.post(PAGE, data=GIVEN).text)
    (path,) = re.findall(rf'action="({PAGE}/\d+/thu-hoi)"', browser.get(PAGE).text)
    answer = browser.post(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?da=token_revoked")
    assert browser.get(f"{API}/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert "Đã thu hồi" in browser.get(PAGE).text
    assert browser.post(path).status_code == 404


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"name": ""}, "Cần một tên"),
        ({"name": "a" * 81}, "Cần một tên"),
        ({"scopes": []}, "Chọn ít nhất một việc"),
        ({"scopes": ["root"]}, "Chọn ít nhất một việc"),
        ({"last_on": ""}, "Chọn một ngày từ hôm nay đến 2/6/2022"),
        ({"last_on": "2021-05-31"}, "Chọn một ngày từ hôm nay"),
        ({"last_on": "x"}, "Chọn một ngày từ hôm nay"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(
    browser: TestClient, desk: SmallOffice, over: dict[str, object], said: str
) -> None:
    typed = {**GIVEN, **over}
    answer = browser.post(PAGE, data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed["name"]}"' in answer.text
    assert f'value="{typed["last_on"]}"' in answer.text
    with desk.database.read() as tx:
        assert tokens_of(tx, desk.actor(HEAD).person_id) == []


@pytest.mark.parametrize("field", ["name", "last_on", "scopes"])
def test_an_endless_text_is_refused(browser: TestClient, field: str) -> None:
    assert browser.post(PAGE, data={**GIVEN, field: "a" * 10_000}).status_code == 422


def test_a_name_is_shown_as_text(browser: TestClient) -> None:
    answer = browser.post(PAGE, data={**GIVEN, "name": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_everybody_has_their_own_tokens(browser: TestClient, desk: SmallOffice) -> None:
    token_of(desk, HEAD_TCCB)
    assert "Chưa có mã nào" in browser.get(PAGE).text
    assert browser.post(f"{PAGE}/1/thu-hoi").status_code == 404


@pytest.mark.parametrize("token_id", ["0", "-1", str(2**63), "x", "../1"])
def test_an_impossible_token_is_not_found(browser: TestClient, token_id: str) -> None:
    assert browser.post(f"{PAGE}/{token_id}/thu-hoi").status_code in {404, 405, 422}


def test_nobody_has_no_tokens(desk: SmallOffice) -> None:
    nobody = open_browser(desk.office, NOW)
    assert nobody.get(PAGE).headers["location"].startswith("/dang-nhap")
    assert nobody.post(PAGE, data=GIVEN).status_code == 401
