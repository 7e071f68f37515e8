import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.web.reading import words_of


def test_mails_are_listed_newest_first(real: TestClient) -> None:
    html = real.get("/thu").text
    numbers = [int(number) for number in re.findall(r'<a href="/thu/(\d+)"', html)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 40
    assert re.search(r"trang 1 trên \d+", words_of(html))
    older = real.get("/thu", params={"trang": 2}).text
    assert f'<a href="/thu/{numbers[-1] - 1}"' in older


def test_the_directors_report_can_be_found_and_read(real: TestClient) -> None:
    html = real.get("/thu", params={"tim": "BAO CAO tuần"}).text
    (number, *_) = re.findall(r'<a href="/thu/(\d+)">\[BÁO CÁO TUẦN 27/2021\]', html)
    page = real.get(f"/thu/{number}").text
    assert f'<iframe class="letter" src="/thu/{number}/html" sandbox=""' in page
    assert "07:30 5/7/2021" in words_of(page)
    assert "Kính gửi" in words_of(page)


def test_a_mails_own_html_can_do_nothing(real: TestClient) -> None:
    answer = real.get("/thu/1/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["cross-origin-opener-policy"] == "unsafe-none"
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "name",
    ["0", "-1", "99999999", "9" * 30, "x", "1.eml", "0001-a.eml", "%2e%2e", "..%2f..%2fcchc.sqlite3",
     "%2e%2e%2fcchc.sqlite3", "1/../../cchc.sqlite3", "1%00", "１"],
)  # fmt: skip
@pytest.mark.parametrize("tail", ["", "/html"])
def test_nothing_but_a_caught_mail_is_read(real: TestClient, name: str, tail: str) -> None:
    answer = real.get(f"/thu/{name}{tail}")
    assert answer.status_code == 404
    assert "SQLite" not in answer.text


@pytest.mark.parametrize("params", ["trang=0", "trang=-1", "trang=x", f"trang={2**63}", "tim=" + "x" * 81])
def test_mails_are_not_found_under_a_strange_page(real: TestClient, params: str) -> None:
    assert real.get(f"/thu?{params}").status_code == 404


def test_mails_beyond_the_last_page_are_the_last_page(real: TestClient) -> None:
    text = words_of(real.get("/thu?trang=1000000").text)
    (page, pages) = re.findall(r"trang ([\d.]+) trên ([\d.]+)", text)[0]
    assert page == pages


def test_what_was_searched_for_is_escaped(real: TestClient) -> None:
    wanted = '"><script>'
    html = real.get(f"/thu?tim={quote(wanted)}").text
    assert "<script>" not in html
    assert "&gt;&lt;script&gt;" in html
