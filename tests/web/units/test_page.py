from datetime import date

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.database import Database
from tests.engine.small_office import (
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    SmallOffice,
    at,
    duty,
    issue_small,
)
from tests.web.browsers import open_browser
from tests.web.reading import words_of

NOW = at(date(2021, 7, 1))


@pytest.fixture
def three(sqlite_database: Database) -> SmallOffice:
    """Give an office in which VP has one late task of nine, and TCCB all five late."""
    desk = issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 6, 30), 'supports = ["TCCB"]'),
        *(duty(f"A{number}", "VP", date(2021, 9, 30)) for number in range(2, 10)),
        *(duty(f"B{number}", "TCCB", date(2021, 6, 30)) for number in range(1, 6)),
    )
    sweep(desk.office, NOW)
    return desk


def browse(desk: SmallOffice, address: str | None = DIRECTOR) -> TestClient:
    return open_browser(desk.office, NOW, address)


def test_all_units_are_ranked(three: SmallOffice) -> None:
    html = browse(three).get("/don-vi").text
    assert html.index("Phòng Tổ chức - Cán bộ</a>") < html.index("Văn phòng Sở</a>")
    assert "100 %" in words_of(html)


@pytest.mark.parametrize("address", [HEAD, OFFICER])
def test_who_is_of_one_unit_lands_on_it(three: SmallOffice, address: str) -> None:
    answer = browse(three, address).get("/don-vi")
    assert (answer.status_code, answer.headers["location"]) == (303, "/don-vi/VP")
    answer = browse(three, address).get("/don-vi?ke-hoach=so-vi-du-2021")
    assert answer.headers["location"] == "/don-vi/VP?ke-hoach=so-vi-du-2021"


def test_unit_page_projects_what_lies_ahead(three: SmallOffice) -> None:
    words = words_of(browse(three).get("/don-vi/VP").text)
    assert "Thêm 2 nhiệm vụ chậm → 33,33 % → không hoàn thành nhiệm vụ" in words
    assert "nếu không báo cáo trước ngày 1/10/2021" in words
    assert "1 × 100 = 100 &lt; 30 × 9 = 270" in words
    assert "truongphong.vp" in words


def test_unit_page_of_a_flagged_unit_names_what_would_save_it(three: SmallOffice) -> None:
    words = words_of(browse(three).get("/don-vi/TCCB").text)
    assert "Đã chạm ngưỡng 30 %: 5/5 nhiệm vụ chậm, 100 %" in words
    assert "Nếu 4 nhiệm vụ sau được chấp thuận gia hạn" in words
    assert "Chạm ngưỡng với 5/5 nhiệm vụ chậm" in words


@pytest.mark.parametrize(("address", "there"), [(DIRECTOR, True), (COORDINATOR, False)])
def test_unit_page_leads_who_confirms_to_the_flag_that_waits(
    three: SmallOffice,
    address: str,
    there: bool,  # noqa: FBT001
) -> None:
    html = browse(three, address).get("/don-vi/TCCB").text
    assert ("/dieu-hanh?ke-hoach=so-vi-du-2021#canh-bao-" in html) is there
    assert ("Giám đốc hoặc Chánh Văn phòng xác nhận xếp loại." in html) is not there


def test_head_finds_first_what_to_do_now(three: SmallOffice) -> None:
    html = browse(three, HEAD).get("/don-vi/VP").text
    words = words_of(html)
    assert words.index("Việc phải làm ngay") < words.index("So với ngưỡng 30 %")
    assert 'href="/nhiem-vu/A1" aria-label="Bắt đầu thực hiện: A1"' in html
    assert "Bắt đầu thực hiện" not in browse(three, DIRECTOR).get("/don-vi/VP").text


@pytest.mark.parametrize("code", ["TCCB", "CCKL", "khong-co", "..%2F..", "%3Cscript%3E", "x" * 100])
def test_unit_out_of_sight_is_not_found(three: SmallOffice, code: str) -> None:
    assert browse(three, HEAD).get(f"/don-vi/{code}").status_code == 404


def test_who_helps_sees_the_task_and_not_the_unit(three: SmallOffice) -> None:
    assert browse(three, HEAD_TCCB).get("/don-vi/VP").status_code == 404


def test_unit_of_too_long_a_code_is_not_found(three: SmallOffice) -> None:
    assert browse(three).get("/don-vi/" + "x" * 101).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "10001", "một"])
def test_page_that_is_none_is_refused(three: SmallOffice, page: str) -> None:
    assert browse(three, COORDINATOR).get(f"/don-vi?trang={page}").status_code == 404


def test_page_beyond_the_last_is_empty(three: SmallOffice) -> None:
    assert browse(three, COORDINATOR).get("/don-vi?trang=5").status_code == 200


def test_units_ask_a_stranger_to_sign_in(three: SmallOffice) -> None:
    for path in ("/don-vi", "/don-vi/VP"):
        assert browse(three, None).get(path).status_code == 303
