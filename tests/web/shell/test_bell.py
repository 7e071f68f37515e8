import json
from datetime import date

import pytest

from cchc_workflow.engine.sweep import sweep
from cchc_workflow.web.shell.bell import Told, read_told
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_TCCB, SmallOffice, at
from tests.web.browsers import open_browser
from tests.web.reading import words_of

NOW = at(date(2021, 7, 5))


@pytest.fixture
def late(small: SmallOffice) -> SmallOffice:
    """Give the office some days after A1 was due: its people were told."""
    sweep(small.office, NOW)
    return small


def newest(html: str) -> str:
    return html.partition('name="moi-nhat" value="')[2].partition('"')[0]


def test_messages_are_shown_with_their_tasks(late: SmallOffice) -> None:
    html = open_browser(late.office, NOW, COORDINATOR).get("/thong-bao").text
    assert "Cảnh báo đơn vị chạm ngưỡng" in words_of(html)
    assert "Văn phòng Sở" in words_of(html)
    assert 'href="/nhiem-vu/A1"' in html


def test_looking_changes_nothing(late: SmallOffice) -> None:
    browser = open_browser(late.office, NOW, COORDINATOR)
    first = browser.get("/thong-bao").text
    assert browser.get("/thong-bao").text == first
    assert "bell-count" in browser.get("/thong-bao/so").text


def test_messages_are_seen_once_that_is_said(late: SmallOffice) -> None:
    browser = open_browser(late.office, NOW, COORDINATOR)
    seen = newest(browser.get("/thong-bao").text)
    answer = browser.post("/thong-bao/da-xem", data={"moi-nhat": seen})
    assert (answer.status_code, answer.headers["location"]) == (303, "/thong-bao?da=seen")
    after = browser.get("/thong-bao").text
    assert "bell-count" not in after
    assert "moi-nhat" not in after
    assert browser.get("/thong-bao/so").text.strip() == ""
    assert "bell-count" in open_browser(late.office, NOW, HEAD).get("/thong-bao").text


def test_what_is_still_to_come_is_not_seen_in_advance(late: SmallOffice) -> None:
    browser = open_browser(late.office, NOW, COORDINATOR)
    browser.post("/thong-bao/da-xem", data={"moi-nhat": 2**63 - 1})
    assert "bell-count" not in browser.get("/thong-bao/so").text
    late.report("A2", vn(6, 7, 9))
    assert "bell-count" in open_browser(late.office, vn(6, 7, 10), COORDINATOR).get("/thong-bao/so").text


@pytest.mark.parametrize("given", ["", "0", "-1", "x", str(2**63), "9" * 30])
def test_a_strange_number_is_refused(late: SmallOffice, given: str) -> None:
    browser = open_browser(late.office, NOW, COORDINATOR)
    assert browser.post("/thong-bao/da-xem", data={"moi-nhat": given}).status_code == 422
    assert "bell-count" in browser.get("/thong-bao/so").text


def test_who_was_told_nothing_reads_so(late: SmallOffice) -> None:
    browser = open_browser(late.office, NOW, HEAD_TCCB)
    assert "Chưa có thông báo nào" in browser.get("/thong-bao").text
    assert browser.post("/thong-bao/da-xem", data={"moi-nhat": 5}).status_code == 303


def test_what_people_typed_is_escaped(late: SmallOffice) -> None:
    late.amend(COORDINATOR, "A1", NOW, title="<script>alert(1)</script>", reason="thử")
    html = open_browser(late.office, NOW, HEAD).get("/thong-bao").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"flag": {"unit": "Văn phòng"}}, Told("Văn phòng", 1)),
        ({"items": [{"flag": {"unit": "Văn phòng"}}], "on": "2021-07-05"}, Told("Văn phòng", 1)),
        ({"items": [{"task": {}}, {"task": {}}], "on": "2021-07-05"}, Told("", 2)),
        ({"items": [], "on": "2021-07-05"}, Told("", 0)),
        ({"mail": {"id": 3}}, Told("", 1)),
    ],
)
def test_told_names_a_flags_unit_and_counts_a_letters_items(facts: dict[str, object], told: Told) -> None:
    assert read_told(json.dumps(facts)) == told
