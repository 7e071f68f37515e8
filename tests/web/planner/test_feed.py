from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from cchc_workflow.engine.feed import feed_token
from cchc_workflow.store.database import Database
from tests.engine.small_office import (
    CHIEF,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    SmallOffice,
    at,
    duty,
    issue_small,
)
from tests.web.browsers import open_browser

NOW = at(date(2021, 6, 1))
LONG = 'title = "Rà soát, \\"cập nhật\\"; công khai thủ tục <b>hành chính</b> trên Cổng thông tin điện tử"'


@pytest.fixture
def desk(sqlite_database: Database) -> SmallOffice:
    return issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 6, 30)).replace('title = "Nhiệm vụ A1"', LONG),
        duty("A2", "VP", date(2021, 9, 30)),
        duty("B1", "TCCB", date(2021, 6, 30)),
    )


def address_of(desk: SmallOffice, address: str) -> str:
    return f"/lich/{feed_token(desk.office, desk.actor(address).person_id)}.ics"


@pytest.fixture
def browser(desk: SmallOffice) -> TestClient:
    """Give a calendar program, which is nobody."""
    return open_browser(desk.office, NOW)


def read(browser: TestClient, address: str) -> Any:  # noqa: ANN401 - the library's types are a union of all
    answer = browser.get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def test_feed_is_a_calendar_of_whole_days(desk: SmallOffice, browser: TestClient) -> None:
    calendar = read(browser, address_of(desk, HEAD))
    assert str(calendar["x-wr-calname"]) == "Thời hạn CCHC – Sở Ví dụ"
    first, second = calendar.walk("VEVENT")
    assert str(first["summary"]).startswith('A1 Rà soát, "cập nhật"; công khai')
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2021, 6, 30), date(2021, 7, 1))
    assert str(first["uid"]) == "so-vi-du-2021.A1@so-vi-du"
    assert str(first["url"]) == "http://localhost:8000/nhiem-vu/A1"
    assert "Đơn vị chủ trì: Văn phòng Sở" in str(first["description"])
    assert second["dtstart"].dt == date(2021, 9, 30)
    assert calendar.walk("VALARM") == []


def test_feed_is_folded_as_the_standard_wants(desk: SmallOffice, browser: TestClient) -> None:
    answer = browser.get(address_of(desk, HEAD))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


@pytest.mark.parametrize(
    ("address", "codes"), [(HEAD, {"A1", "A2"}), (HEAD_TCCB, {"B1"}), (DIRECTOR, {"A1", "A2", "B1"})]
)
def test_feed_holds_only_what_its_owner_sees(
    desk: SmallOffice, browser: TestClient, address: str, codes: set[str]
) -> None:
    calendar = read(browser, address_of(desk, address))
    assert {str(event["summary"]).partition(" ")[0] for event in calendar.walk("VEVENT")} == codes


def test_feed_is_sent_again_only_when_it_changed(desk: SmallOffice, browser: TestClient) -> None:
    address = address_of(desk, HEAD)
    first = browser.get(address)
    tag = first.headers["etag"]
    again = browser.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert browser.get(address).content == first.content
    desk.amend(CHIEF, "A1", NOW, due_on=date(2021, 7, 15), reason="Theo công văn")
    moved = browser.get(address, headers={"If-None-Match": tag})
    assert moved.status_code == 200
    calendar: Any = Calendar.from_ical(moved.content)
    (event,) = [each for each in calendar.walk("VEVENT") if "A1" in str(each["uid"])]
    assert event["dtstart"].dt == date(2021, 7, 15)
    assert event["sequence"] > 0


def test_verified_task_leaves_the_feed(desk: SmallOffice, browser: TestClient) -> None:
    desk.report("A1", NOW)
    assert len(read(browser, address_of(desk, HEAD)).walk("VEVENT")) == 2
    desk.verify("A1", NOW)
    assert len(read(browser, address_of(desk, HEAD)).walk("VEVENT")) == 1


@pytest.mark.parametrize("token", ["x", "x.y", "%2e%2e", "lịch", "x" * 1990, "1" * 2001])
def test_address_that_was_never_given_is_not_found(browser: TestClient, token: str) -> None:
    assert browser.get(f"/lich/{token}.ics").status_code in {404, 422}


def test_head_request_tells_as_much_without_the_body(desk: SmallOffice, browser: TestClient) -> None:
    answer = browser.head(address_of(desk, HEAD))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"]
