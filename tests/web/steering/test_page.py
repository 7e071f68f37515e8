import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.database import Database
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    OFFICER,
    VERIFIER,
    SmallOffice,
    at,
    duty,
    issue_small,
    open_office,
    plan_files,
)
from tests.web.browsers import open_browser, sign_in
from tests.web.reading import words_of

NOW = at(date(2021, 10, 1))
"""Both tasks of the small office are late."""
REAL_DIRECTOR = "giamdoc@snnptnt-quang-ngai.example"


@pytest.fixture
def flagged(small: SmallOffice) -> SmallOffice:
    sweep(small.office, NOW)
    assert [flag.unit_code for flag in small.flags()] == ["VP"]
    return small


def confirm(browser: TestClient, flag_id: int, note: str) -> tuple[int, str]:
    answer = browser.post(f"/dieu-hanh/xac-nhan/{flag_id}", data={"ghi-chu": note})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [(DIRECTOR, 200), (DEPUTY, 200), (CHIEF, 200), (COORDINATOR, 200), (VERIFIER, 403), (ADMIN, 403),
     (HEAD, 403), (OFFICER, 403)],
)  # fmt: skip
def test_screen_is_for_who_steers(small: SmallOffice, address: str, status: int) -> None:
    assert open_browser(small.office, NOW, address).get("/dieu-hanh").status_code == status


def test_screen_asks_a_stranger_to_sign_in(small: SmallOffice) -> None:
    answer = open_browser(small.office, NOW).get("/dieu-hanh")
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/dang-nhap")


def test_screen_of_the_real_plan_tells_its_findings(real: TestClient) -> None:
    office = real.app.state.site.office  # type: ignore[attr-defined]
    sign_in(real, office, at(date(2021, 7, 5)), REAL_DIRECTOR)
    words = words_of(real.get("/dieu-hanh").text)
    assert "Dự kiến đạt 34,5 điểm, thấp hơn mục tiêu 85 là 50,5 điểm." in words
    assert "1 trong 16 đơn vị đã chạm ngưỡng 30 %" in words
    assert "31,03 %" in words
    assert "9 × 100 = 900 ≥ 30 × 29 = 870" in words
    assert "Dồn nhiều nhất vào tháng 9" in words
    assert "Đến ngày 5/7/2021 có 107 nhiệm vụ đến hạn, đã báo cáo hoàn thành 0" in words


def test_every_link_of_the_screen_leads_to_a_page(real: TestClient) -> None:
    office = real.app.state.site.office  # type: ignore[attr-defined]
    sign_in(real, office, at(date(2021, 7, 5)), REAL_DIRECTOR)
    html = real.get("/dieu-hanh").text
    ours = {href.replace("&amp;", "&") for href in re.findall(r'href="(/(?:don-vi|nhiem-vu)[^"]*)"', html)}
    assert len(ours) > 100
    some = sorted(ours)[::9]
    assert {real.get(href).status_code for href in some} == {200}


def test_director_confirms_once(flagged: SmallOffice) -> None:
    (flag,) = flagged.flags()
    browser = open_browser(flagged.office, NOW, DIRECTOR)
    assert confirm(browser, flag.id, "Đồng ý <script>alert(1)</script>")[0] == 303
    html = browser.get("/dieu-hanh?da=rating_confirmed").text
    assert "giamdoc đã xác nhận lúc" in words_of(html)
    assert "<script>alert(1)" not in html
    status, html = confirm(open_browser(flagged.office, NOW, CHIEF), flag.id, "Ý kiến khác")
    assert status == 409
    assert "vừa được người khác xác nhận" in words_of(html)
    assert "Ý kiến đã nhập: Ý kiến khác" in words_of(html)


def test_remark_on_a_flag_that_was_cleared_meanwhile_is_not_lost(flagged: SmallOffice) -> None:
    (flag,) = flagged.flags()
    browser = open_browser(flagged.office, NOW, DIRECTOR)
    for code in ("A1", "A2"):
        flagged.extend(code, date(2021, 12, 31), NOW)
    status, html = confirm(browser, flag.id, "Đã xem xét")
    assert status == 409
    assert "Ý kiến đã nhập: Đã xem xét" in words_of(html)
    assert "Không có đơn vị nào chạm ngưỡng 30 %" in words_of(html)


def test_refused_remark_keeps_what_was_typed(flagged: SmallOffice) -> None:
    (flag,) = flagged.flags()
    status, html = confirm(open_browser(flagged.office, NOW, DIRECTOR), flag.id, "   ")
    assert status == 422
    assert "Còn thiếu: lý do" in words_of(html)
    assert '<details class="flagged" open' in html
    assert flagged.flags()[0].confirmed_at is None


@pytest.mark.parametrize(("address", "status"), [(COORDINATOR, 403), (DEPUTY, 403), (HEAD, 403)])
def test_others_do_not_confirm(flagged: SmallOffice, address: str, status: int) -> None:
    (flag,) = flagged.flags()
    browser = open_browser(flagged.office, NOW, address)
    assert confirm(browser, flag.id, "Đồng ý")[0] == status
    assert flagged.flags()[0].confirmed_at is None
    assert "Xác nhận không hoàn thành nhiệm vụ" not in browser.get("/dieu-hanh").text


@pytest.mark.parametrize(
    ("flag_id", "status"), [("999", 404), (str(2**63 - 1), 404), (str(2**63), 422), ("0", 422)]
)
def test_flag_that_is_none_is_refused(flagged: SmallOffice, flag_id: str, status: int) -> None:
    browser = open_browser(flagged.office, NOW, DIRECTOR)
    answer = browser.post(f"/dieu-hanh/xac-nhan/{flag_id}", data={"ghi-chu": "x"})
    assert answer.status_code == status


def test_too_long_a_remark_is_refused(flagged: SmallOffice) -> None:
    (flag,) = flagged.flags()
    assert confirm(open_browser(flagged.office, NOW, DIRECTOR), flag.id, "x" * 2001)[0] == 422


def test_confirm_from_another_site_is_refused(flagged: SmallOffice) -> None:
    (flag,) = flagged.flags()
    browser = open_browser(flagged.office, NOW, DIRECTOR)
    answer = browser.post(
        f"/dieu-hanh/xac-nhan/{flag.id}", data={"ghi-chu": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert flagged.flags()[0].confirmed_at is None


def test_plan_is_chosen_by_its_code(small: SmallOffice) -> None:
    plan_id = load_plan(small.office, plan_files(duty("Z", "VP", date(2021, 12, 1)), code="hai"), NOW)
    issue_plan(small.office, plan_id, None, NOW)
    browser = open_browser(small.office, NOW, DIRECTOR)
    html = browser.get("/dieu-hanh?ke-hoach=so-vi-du-2021").text
    assert "/dieu-hanh?ke-hoach=hai" in html
    assert "ke-hoach=so-vi-du-2021" in html
    assert browser.get("/dieu-hanh?ke-hoach=khong-co").status_code == 404
    assert browser.get("/dieu-hanh?ke-hoach=" + "x" * 101).status_code == 404


def test_screen_without_a_plan_says_so(sqlite_database: Database) -> None:
    small = issue_small(sqlite_database, duty("A1"))
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE plan SET state = 'draft'")
    browser = open_browser(open_office(sqlite_database), NOW, DIRECTOR)
    for path in ("/dieu-hanh", "/don-vi", "/don-vi/VP", "/lich"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "Chưa có kế hoạch nào được ban hành" in words_of(answer.text)
    assert small.plan_id
