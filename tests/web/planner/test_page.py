import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from cchc_workflow.store.database import Database
from tests.engine.small_office import DIRECTOR, HEAD, HEAD_TCCB, SmallOffice, at, duty, issue_small
from tests.web.browsers import open_browser
from tests.web.reading import words_of

NOW = at(date(2021, 7, 1))


@pytest.fixture
def desk(sqlite_database: Database) -> SmallOffice:
    return issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 6, 30)),
        duty("A2", "VP", date(2021, 9, 1)),
        duty("B1", "TCCB", date(2021, 6, 30)),
    )


def browse(desk: SmallOffice, address: str | None = DIRECTOR) -> TestClient:
    return open_browser(desk.office, NOW, address)


def feed_of(html: str) -> str:
    found = re.search(r'href="(http[^"]+\.ics)"', html)
    assert found is not None
    return found[1]


def test_year_leads_from_each_number_to_its_month(desk: SmallOffice) -> None:
    html = browse(desk).get("/lich").text
    assert "Văn phòng Sở, tháng 6: 1 nhiệm vụ, 1 chưa hoàn thành, 1 quá hạn, 1 chậm" in html
    assert "thang=2021-06&amp;don-vi=VP" in html
    assert "linh-vuc=a" in browse(desk).get("/lich?theo=linh-vuc").text


def test_year_begins_where_the_plan_does(desk: SmallOffice) -> None:
    words = words_of(browse(desk).get("/lich").text)
    assert " T4 " in words
    assert " T3 " not in words


def test_month_shows_the_days_off(desk: SmallOffice) -> None:
    html = browse(desk).get("/lich?thang=2021-09").text
    words = words_of(html)
    assert "Tháng 9/2021" in words
    assert html.count("cal-off") == 8 + 2
    assert 'href="/nhiem-vu/A2"' in html


def test_month_is_narrowed_by_unit_and_area(desk: SmallOffice) -> None:
    browser = browse(desk)
    assert "B1" not in words_of(browser.get("/lich?thang=2021-06&don-vi=VP").text)
    assert "A1" in words_of(browser.get("/lich?thang=2021-06&don-vi=&linh-vuc=a").text)
    for what in ("don-vi=XX", "linh-vuc=zz"):
        assert browser.get(f"/lich?thang=2021-06&{what}").status_code == 404


@pytest.mark.parametrize("month", ["2021-13", "rac", "1999-01", ""])
def test_month_that_is_none_shows_the_present_one(desk: SmallOffice, month: str) -> None:
    answer = browse(desk).get(f"/lich?thang={month}")
    assert answer.status_code == 200
    assert "Tháng 7/2021" in words_of(answer.text)


@pytest.mark.parametrize("query", ["theo=nam", "thang=" + "2" * 8, "don-vi=" + "x" * 101])
def test_what_can_not_be_meant_is_refused(desk: SmallOffice, query: str) -> None:
    assert browse(desk).get(f"/lich?{query}").status_code == 404


def test_head_sees_only_what_the_unit_does(desk: SmallOffice) -> None:
    browser = browse(desk, HEAD)
    assert "TCCB" not in browser.get("/lich").text.replace("Phòng Tổ chức", "TCCB")
    assert "B1" not in words_of(browser.get("/lich?thang=2021-06&don-vi=TCCB").text)


def test_new_address_ends_the_old_one(desk: SmallOffice) -> None:
    browser = browse(desk, HEAD_TCCB)
    old = feed_of(browser.get("/lich").text)
    assert browser.get(old).status_code == 200
    answer = browser.post("/lich/dia-chi-moi")
    assert answer.status_code == 303
    new = feed_of(browser.get("/lich").text)
    assert new != old
    stranger = browse(desk, None)
    assert (stranger.get(old).status_code, stranger.get(new).status_code) == (404, 200)


def test_calendar_asks_a_stranger_to_sign_in(desk: SmallOffice) -> None:
    assert browse(desk, None).get("/lich").status_code == 303
    assert browse(desk, None).post("/lich/dia-chi-moi").status_code == 401
