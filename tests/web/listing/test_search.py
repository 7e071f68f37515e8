from collections.abc import Callable

import pytest
from markupsafe import Markup
from starlette.testclient import TestClient

from cchc_workflow.web.listing.search import mark
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_CCKL, HEAD_TCCB, SmallOffice
from tests.web.browsers import open_browser
from tests.web.reading import words_of

NOW = vn(15, 6, 9)


@pytest.fixture
def browse(listed: SmallOffice) -> Callable[[str], TestClient]:
    return lambda address: open_browser(listed.office, NOW, address)


def test_words_are_found_without_marks_and_marked(browse: Callable[[str], TestClient]) -> None:
    page = browse(COORDINATOR).get("/tim?q=NHIEM+vu+a2")
    assert page.status_code == 200
    assert "<mark>Nhiệm</mark> <mark>vụ</mark> <mark>A2</mark>" in page.text
    assert 'href="/nhiem-vu/A2"' in page.text
    assert 'href="/nhiem-vu/A1"' not in page.text


def test_units_and_documents_are_found(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    listed.report("A1", vn(1, 6, 8))
    words = words_of(browse(COORDINATOR).get("/tim?q=12%2Fbc").text)
    assert "Văn bản, tài liệu kiểm chứng 12 / BC -VP Nhiệm vụ A1: Nhiệm vụ A1" in words
    assert 'href="/don-vi/TCCB"' in browse(COORDINATOR).get("/tim?q=to+chuc").text


def test_search_stays_within_sight(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    listed.report("A2", vn(1, 6, 8))
    for text in ("12/BC-VP", "A2", "nhiem vu a2"):
        found = browse(HEAD_TCCB).get("/tim", params={"q": text})
        assert "A2:" not in found.text
        assert 'href="/nhiem-vu/A2"' not in found.text
    assert 'href="/nhiem-vu/A1"' in browse(HEAD_TCCB).get("/tim?q=a1").text
    assert 'href="/nhiem-vu/A2"' in browse(HEAD).get("/tim?q=a2").text


def test_htmx_gets_a_short_list(browse: Callable[[str], TestClient]) -> None:
    part = browse(COORDINATOR).get("/tim?q=nhiem", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert part.text.count("<li>") == 7
    assert 'href="/tim?q=nhiem"' in part.text
    assert browse(COORDINATOR).get("/tim?q=", headers={"HX-Request": "true"}).text.strip() == ""


NONSENSE = ["", "zzz", "<script>alert(1)</script>", '"', "\x00", "' OR 1=1 --", "*", "x" * 3000, "a:* & | !"]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_answered_and_escaped(browse: Callable[[str], TestClient], text: str) -> None:
    page = browse(COORDINATOR).get("/tim", params={"q": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_hostile_title_is_marked_and_escaped(browse: Callable[[str], TestClient]) -> None:
    html = browse(HEAD_CCKL).get("/tim?q=script+alert").text
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(&#34;1&#34;)" in html
    assert "<script>alert" not in html


def test_mark_escapes_all_around() -> None:
    assert mark("a<b>c", [(2, 3)]) == Markup("a&lt;<mark>b</mark>&gt;c")
    assert mark("<", []) == Markup("&lt;")


def test_nobody_is_sent_to_sign_in(listed: SmallOffice) -> None:
    assert open_browser(listed.office, NOW).get("/tim?q=a").headers["location"].startswith("/dang-nhap")
