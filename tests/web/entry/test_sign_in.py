from unicodedata import normalize

import pytest
from starlette.testclient import TestClient

from cchc_workflow.web.site import Manner
from cchc_workflow.web.viewer import COOKIE
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD
from tests.engine.small_office import HEAD, SmallOffice
from tests.web.browsers import DOMAIN, open_browser


def send(browser: TestClient, password: str = PASSWORD, **over: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return browser.post("/dang-nhap", data={"dia_chi": HEAD, "mat_khau": password, **over})


def test_sign_in_leads_to_the_page_that_was_wanted(browser: TestClient) -> None:
    asked = browser.get("/tai-khoan?x=1")
    assert asked.headers["location"] == "/dang-nhap?tiep=%2Ftai-khoan%3Fx%3D1"
    assert 'value="/tai-khoan?x=1"' in browser.get(asked.headers["location"]).text
    answer = send(browser, normalize("NFD", PASSWORD), tiep="/tai-khoan?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan?x=1")
    assert HEAD in browser.get("/tai-khoan").text


def test_wrong_password_keeps_the_address_and_not_the_password(browser: TestClient) -> None:
    answer = send(browser, "<script>sai</script>", dia_chi='"><script>x</script>')
    assert answer.status_code == 422
    assert "&#34;&gt;&lt;script&gt;x&lt;/script&gt;" in answer.text
    assert "sai" not in answer.text
    assert "set-cookie" not in answer.headers


def test_unknown_address_reads_like_a_wrong_password(browser: TestClient) -> None:
    wrong = send(browser, OTHER, dia_chi="a@so.example").text
    assert send(browser, OTHER, dia_chi="b@so.example").text == wrong.replace("a@so.example", "b@so.example")
    assert send(browser, OTHER).text == wrong.replace("a@so.example", HEAD)


def test_too_many_tries_answer_429_even_to_the_right_password(browser: TestClient) -> None:
    assert [send(browser, OTHER).status_code for _ in range(5)] == [422] * 5
    answer = send(browser)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert "đợi 1 phút" in answer.text


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "//[evil"])
def test_nobody_is_led_elsewhere(browser: TestClient, to: str) -> None:
    assert browser.get("/dang-nhap", params={"tiep": to}).status_code == 200
    assert send(browser, tiep=to).headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat", "/khoa", "/tai-khoan/mat-khau"])
def test_form_of_another_site_is_refused(head: TestClient, path: str, headers: dict[str, str]) -> None:
    data = {"dia_chi": HEAD, "mat_khau": PASSWORD}
    assert head.post(path, data=data, headers=headers).status_code == 403
    assert head.get("/tai-khoan").status_code == 200


def test_token_is_new_at_each_sign_in(browser: TestClient) -> None:
    send(browser)
    first = browser.cookies[COOKIE]
    send(browser)
    assert browser.cookies[COOKIE] != first
    browser.cookies.set(COOKIE, first, domain=DOMAIN, path="/")
    assert browser.get("/tai-khoan").status_code == 303


def test_who_is_signed_in_needs_no_form(head: TestClient) -> None:
    assert head.get("/dang-nhap?tiep=/tai-khoan").headers["location"] == "/tai-khoan"


def test_signing_out_ends_the_session_itself(head: TestClient) -> None:
    token = head.cookies[COOKIE]
    answer = head.post("/dang-xuat")
    assert answer.headers["location"] == "/dang-nhap?da=signed_out"
    assert "Đã đăng xuất" in head.get(answer.headers["location"]).text
    head.cookies.set(COOKIE, token, domain=DOMAIN, path="/")
    assert head.get("/tai-khoan").status_code == 303
    assert head.post("/dang-xuat").status_code == 303


def test_session_that_ended_while_typing_does_nothing_and_says_so(
    peopled: SmallOffice, head: TestClient
) -> None:
    form = {"mat_khau": PASSWORD, "mat_khau_moi": OTHER, "nhac_lai": OTHER}
    token = head.cookies[COOKIE]
    head.post("/dang-xuat")
    head.cookies.set(COOKIE, token, domain=DOMAIN, path="/")
    answer = head.post("/tai-khoan/mat-khau", data=form)
    assert answer.status_code == 401
    assert "/dang-nhap" in answer.text
    assert send(head).status_code == 303, "the password is the old one"
    assert head.post("/tai-khoan/mat-khau", data=form).status_code == 303, "sent again, it is done"


def test_first_visit_leads_to_the_first_start_while_the_console_has_a_code(small: SmallOffice) -> None:
    offered = open_browser(small.office, NOW, manner=Manner(setup_code="ABCD"))
    assert offered.get("/dang-nhap").headers["location"] == "/khoi-tao"
    assert open_browser(small.office, NOW).get("/dang-nhap").status_code == 200
    door.give_password(small, HEAD)
    assert offered.get("/dang-nhap").status_code == 200
