import csv
from decimal import Decimal
from html.parser import HTMLParser
from io import StringIO

import pytest

from cchc_workflow.documents.binder.index import (
    Bound,
    BoundPiece,
    Fate,
    lacks,
    title_of,
    write_contents_csv,
    write_contents_html,
    write_missing_csv,
)
from cchc_workflow.engine.score.binder import Section
from tests.documents.binding import make_binder, make_piece, make_section

HOSTILE = "<script>alert(1)</script>\"'&"


class Tags(HTMLParser):
    """Collects the tags and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]


def bind(section: Section, path: str = "d/d.1 x/01 a b.pdf") -> Bound:
    found = tuple(
        BoundPiece(piece, Fate.PACKED if piece.sha256 else Fate.DOCUMENT, path if piece.sha256 else "")
        for piece in section.pieces
    )
    return Bound(section, "d/d.1 x", found)


def read_page(*sections: Section) -> tuple[str, Tags]:
    binder = make_binder(*sections)
    page = write_contents_html(binder, [bind(section) for section in sections])
    tags = Tags()
    tags.feed(page)
    return page, tags


def test_page_stands_alone_and_links_to_the_files() -> None:
    section = make_section(
        "d.1",
        make_piece(b"1", accepted=False),
        self_points=Decimal("1.25"),
        appraised_points=Decimal(1),
        explanation="Ban hành chậm",
    )
    page, tags = read_page(section, make_section("XHH", area="", title="", assigned=0))
    assert tags.links == ["d/d.1%20x/01%20a%20b.pdf"]
    assert tags.tags.isdisjoint({"script", "link", "img", "iframe"})
    assert "Tập hồ sơ kiểm chứng chỉ số cải cách hành chính năm 2021" in page
    assert "Tính đến ngày 1/7/2021: 2 tiêu chí, 1 tài liệu có tệp." in page
    assert "Điểm tối đa 1,5 · tự chấm 1,25 · thẩm định 1" in page
    assert "Giải trình: Ban hành chậm" in page
    assert "Đ1 Ban hành kế hoạch (chờ xác nhận)" in page
    assert "XHH Điều tra xã hội học" in page
    assert "Không thiếu tài liệu nào." in page
    assert make_piece(b"1").sha256 in page  # type: ignore[operator]


def test_page_shows_hostile_texts_as_texts() -> None:
    piece = make_piece(b"1", document=HOSTILE, signer=HOSTILE, task=HOSTILE, task_title=HOSTILE, unit=HOSTILE)
    section = make_section("d.1", piece, title=HOSTILE, explanation=HOSTILE)
    page, tags = read_page(section)
    assert "script" not in tags.tags
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 7


@pytest.mark.parametrize("typed", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_tables_hold_no_formula(typed: str) -> None:
    section = make_section("d.1", make_piece(b"1", document=typed, signer=typed), title=typed, assigned=5)
    contents = list(csv.reader(StringIO(write_contents_csv([bind(section)]))))
    missing = list(csv.reader(StringIO(write_missing_csv([bind(section)]))))
    for row in (contents[1], missing[1]):
        assert f"'{typed}" in row
        assert typed not in row


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (make_section("d.1"), "chưa có tài liệu nào"),
        (make_section("d.1", make_piece(b"1"), assigned=3), "còn 2 trong 3 nhiệm vụ chưa có tài liệu"),
        (make_section("d.1", make_piece(b"1")), ""),
        (make_section("XHH", area="", assigned=0), ""),
    ],
)
def test_what_a_criterion_lacks_is_said(section: Section, said: str) -> None:
    assert lacks(section) == said


def test_the_survey_has_a_title_by_itself() -> None:
    assert title_of(make_section("XHH", area="", title="").criterion) == "Điều tra xã hội học"
    assert title_of(make_section("d.1").criterion) == "Ban hành Kế hoạch"


def test_page_leaves_a_gap_for_the_plans_number() -> None:
    page = write_contents_html(make_binder(plan_number="/KH-SVD"), [])
    assert "Kế hoạch số …/KH-SVD: " in page
