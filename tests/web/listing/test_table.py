import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_CCKL, HEAD_TCCB, VERIFIER, SmallOffice
from tests.web.browsers import open_browser
from tests.web.reading import words_of

NOW = vn(15, 6, 9)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browse(listed: SmallOffice) -> Callable[[str], TestClient]:
    return lambda address: open_browser(listed.office, NOW, address)


def codes(html: str) -> list[str]:
    return re.findall(r'<td class="code">([^<]*)</td>', html)


def test_table_shows_what_is_in_sight(browse: Callable[[str], TestClient]) -> None:
    assert codes(browse(COORDINATOR).get("/nhiem-vu").text) == ["C1", "A2", "A1", "B1", "A3", "A4"]
    assert codes(browse(HEAD_TCCB).get("/nhiem-vu").text) == ["A1", "B1"]
    assert codes(browse(HEAD).get("/nhiem-vu?don-vi=TCCB").text) == []
    assert codes(browse(HEAD_CCKL).get("/nhiem-vu?tu-khoa=nhiem+vu").text) == ["C1"]


def test_row_says_where_the_task_stands(browse: Callable[[str], TestClient]) -> None:
    page = browse(COORDINATOR).get("/nhiem-vu")
    words = words_of(page.text)
    assert page.status_code == 200
    assert "6 nhiệm vụ" in words
    assert "A2 Nhiệm vụ A2 Văn phòng Sở a Đã giao Sắp đến hạn 18/6/2021 còn 3 ngày" in words
    assert "A1 Nhiệm vụ A1 Văn phòng Sở a Đã giao Trong hạn 30/6/2021 còn 15 ngày" in words
    assert "Quá hạn 31/5/2021 quá 15 ngày" in words
    assert "A4 Nhiệm vụ A4 Văn phòng Sở a Đã giao Chưa có hạn chưa có" in words
    assert '<a class="row-title" href="/nhiem-vu/A1">' in page.text


def test_hostile_text_stays_text(browse: Callable[[str], TestClient]) -> None:
    for path in ("/nhiem-vu", '/nhiem-vu?tu-khoa="><script>&don-vi=<script>&dot=<b>&ke-hoach=<script>'):
        html = browse(COORDINATOR).get(path).text
        assert "<script>alert" not in html
        assert '"><script>' not in html
    assert "&lt;script&gt;alert" in browse(COORDINATOR).get("/nhiem-vu").text


def test_filter_narrows_and_is_shown_with_a_way_back(browse: Callable[[str], TestClient]) -> None:
    html = browse(COORDINATOR).get("/nhiem-vu?don-vi=VP&tinh-trang=due_soon,undated").text
    assert codes(html) == ["A2", "A4"]
    assert '<option value="VP" selected>' in html
    assert 'href="/nhiem-vu?don-vi=VP&amp;tinh-trang=undated"' in html
    assert 'href="/nhiem-vu/xuat.csv?don-vi=VP&amp;tinh-trang=due_soon,undated"' in html


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("don-vi=ZZ", "Không có đơn vị nào mang mã “ZZ”."),
        ("trang-thai=x", "Không có trạng thái “x”."),
        ("tu-ngay=hom-nay", "“hom-nay” không phải là một ngày."),
        ("ke-hoach=khong", "Không có kế hoạch nào mang mã “khong”."),
        ("dot=%00", "Không có đợt"),
        ("tu-khoa=%00%ff", "không có chữ hay số nào để tìm"),
    ],
)
def test_what_names_nothing_is_said_and_shows_nothing(
    browse: Callable[[str], TestClient], query: str, words: str
) -> None:
    page = browse(COORDINATOR).get(f"/nhiem-vu?{query}")
    assert page.status_code == 200
    assert words in words_of(page.text)
    assert codes(page.text) == []
    assert "Không có nhiệm vụ nào phù hợp" in words_of(page.text)


def test_order_can_be_turned_round(browse: Callable[[str], TestClient]) -> None:
    html = browse(COORDINATOR).get("/nhiem-vu?xep=-ma").text
    assert codes(html) == ["C1", "B1", "A4", "A3", "A2", "A1"]
    assert 'aria-sort="descending"' in html
    newest = browse(COORDINATOR).get("/nhiem-vu?xep=-moi").text
    assert sorted(codes(newest)) == sorted(codes(html))


BEYOND = "WyJkYXRlZCIsIjIwMjEtMDYtMzAiLDk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"
"""["dated", "2021-06-30", 99999999999999999999]"""


@pytest.mark.parametrize("place", ["", "x", "W10", "WyJkYXRlZCJd", "%00", "A" * 3000, BEYOND])
@pytest.mark.parametrize("way", ["sau", "truoc"])
def test_forged_place_gives_the_first_page(browse: Callable[[str], TestClient], way: str, place: str) -> None:
    page = browse(COORDINATOR).get(f"/nhiem-vu?{way}={place}")
    assert page.status_code == 200
    assert codes(page.text) == ["C1", "A2", "A1", "B1", "A3", "A4"]


def test_htmx_gets_the_part_and_the_shortest_address(browse: Callable[[str], TestClient]) -> None:
    page = browse(COORDINATOR).get("/nhiem-vu?tu-khoa=&don-vi=VP&xep=han&loai=", headers=HTMX)
    assert page.headers["HX-Push-Url"] == "/nhiem-vu?don-vi=VP"
    assert "HX-Request" in page.headers["Vary"]
    assert "<html" not in page.text
    assert codes(page.text) == ["A2", "A1", "A3", "A4"]
    assert "HX-Request" in browse(COORDINATOR).get("/nhiem-vu").headers["Vary"]


def test_who_may_do_nothing_has_nothing_to_tick(browse: Callable[[str], TestClient]) -> None:
    assert 'name="chon"' not in browse("quantri@so.example").get("/nhiem-vu").text
    html = browse(VERIFIER).get("/nhiem-vu").text
    assert html.count('name="chon"') == 6
    assert '<option value="verify">Xác nhận hoàn thành</option>' in html
    assert '<option value="start">' not in html


def test_view_is_kept_opened_and_dropped(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    browser = browse(COORDINATOR)
    kept = browser.post("/nhiem-vu/bo-loc", data={"ten": "Của <VP>", "q": "don-vi=VP&la=1&sau=x"})
    assert (kept.status_code, kept.headers["location"]) == (303, "/nhiem-vu?don-vi=VP&da=view_kept")
    html = browser.get("/nhiem-vu").text
    assert '<a href="/nhiem-vu?don-vi=VP">Của &lt;VP&gt;</a>' in html
    (view,) = re.findall(r"/nhiem-vu/bo-loc/(\d+)/xoa", html)
    assert "Của" not in words_of(browse(VERIFIER).get("/nhiem-vu").text)
    assert browse(VERIFIER).post(f"/nhiem-vu/bo-loc/{view}/xoa").status_code == 404
    assert browser.post(f"/nhiem-vu/bo-loc/{view}/xoa", data={"q": "xep=ma"}).headers["location"] == (
        "/nhiem-vu?xep=ma&da=view_dropped"
    )
    assert browser.post(f"/nhiem-vu/bo-loc/{view}/xoa").status_code == 404


def test_view_without_a_name_is_refused_with_the_table(browse: Callable[[str], TestClient]) -> None:
    page = browse(COORDINATOR).post("/nhiem-vu/bo-loc", data={"ten": " ", "q": "don-vi=VP"})
    assert page.status_code == 422
    assert "Hãy đặt tên cho bộ lọc." in words_of(page.text)
    assert codes(page.text) == ["A2", "A1", "A3", "A4"]


@pytest.mark.parametrize("view", ["0", "-1", str(2**63), "x"])
def test_view_of_no_number_is_refused(browse: Callable[[str], TestClient], view: str) -> None:
    assert browse(COORDINATOR).post(f"/nhiem-vu/bo-loc/{view}/xoa").status_code == 422


def test_nobody_is_sent_to_sign_in(listed: SmallOffice) -> None:
    browser = open_browser(listed.office, NOW)
    assert browser.get("/nhiem-vu?don-vi=VP").headers["location"].startswith("/dang-nhap")
