import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.columns import Card, Column
from cchc_workflow.engine.listing import Line, Wanted
from cchc_workflow.web.listing.board import show_column
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_TCCB, VERIFIER, SmallOffice
from tests.web.browsers import open_browser
from tests.web.reading import words_of

NOW = vn(15, 6, 9)


@pytest.fixture
def browse(listed: SmallOffice) -> Callable[[str], TestClient]:
    return lambda address: open_browser(listed.office, NOW, address)


def columns(html: str) -> dict[str, list[str]]:
    parts = re.split(r'<section class="column" id="cot-([a-z_]+)"', html)[1:]
    return {
        name: re.findall(r'<span class="code">([^<]*)</span>', part)
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def test_board_has_a_column_for_each_state(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    listed.start("A3", vn(1, 6, 8))
    page = browse(COORDINATOR).get("/nhiem-vu/bang")
    assert page.status_code == 200
    found = columns(page.text)
    assert list(found) == ["assigned", "in_progress", "reported", "verified", "suspended", "cancelled"]
    assert found["assigned"] == ["C1", "A2", "A1", "B1", "A4"]
    assert found["in_progress"] == ["A3"]
    assert "Đã giao 5" in words_of(page.text)
    assert "<script>alert" not in page.text


def test_board_shows_what_is_in_sight_and_wanted(browse: Callable[[str], TestClient]) -> None:
    assert columns(browse(HEAD_TCCB).get("/nhiem-vu/bang").text)["assigned"] == ["A1", "B1"]
    found = columns(browse(HEAD_TCCB).get("/nhiem-vu/bang?don-vi=VP&trang-thai=assigned").text)
    assert found == {"assigned": ["A1"]}
    page = browse(COORDINATOR).get("/nhiem-vu/bang?don-vi=ZZ")
    assert "Không có đơn vị nào mang mã “ZZ”." in words_of(page.text)
    assert columns(page.text)["assigned"] == []


def test_card_has_a_button_for_what_asks_for_nothing(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    listed.report("A1", vn(1, 6, 8))
    task = listed.task("A1")
    page = browse(VERIFIER).get("/nhiem-vu/bang?don-vi=VP").text
    assert page.count("Xác nhận hoàn thành</button>") == 1
    assert f'action="/nhiem-vu/bang/{task.id}/verify"' in page
    assert "Bắt đầu thực hiện</button>" not in page
    assert browse(HEAD).get("/nhiem-vu/bang").text.count("Bắt đầu thực hiện</button>") == 3


def test_ways_lead_from_column_to_column(browse: Callable[[str], TestClient]) -> None:
    html = browse(COORDINATOR).get("/nhiem-vu/bang").text
    (ways,) = re.findall(r'data-ways="([^"]*)"', html)
    assert json.loads(unescape(ways))["reported"] == {
        "verified": "verify",
        "in_progress": "return",
        "cancelled": "cancel",
    }


def test_column_with_more_than_it_shows_leads_to_the_table() -> None:
    line = Line(
        1, 0, "A1", "A1", "Việc", "Văn phòng Sở", "VP", "a", "assigned", "Đã giao",
        Timeliness.UNDATED, None, None,
    )  # fmt: skip
    wanted = Wanted(units=("VP",))
    full = show_column(Column("assigned", "Đã giao", [Card(line, ())], 2000), wanted)
    assert (full.count, full.further) == ("1.000+", "/nhiem-vu?don-vi=VP&trang-thai=assigned")
    assert show_column(Column("assigned", "Đã giao", [Card(line, ())], 1), wanted).further == ""
