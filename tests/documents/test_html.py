import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from cchc_workflow.documents.html import write_html
from cchc_workflow.documents.paper import Column, Figure, Paper, Remarks, Table
from tests.documents.sheets import (
    PICTURE,
    TASKS,
    make_empty,
    make_hostile,
    make_layout,
    make_letter,
    make_paper,
)
from tests.web.reading import words_of

LAYOUT = make_layout()
VOID = {"br"}


class Balance(HTMLParser):
    """Follows the tags, and fails where one closes what it did not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def follow(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Balance()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.seen


@pytest.mark.parametrize(
    "paper",
    [
        make_paper(),
        make_paper(draft=True),
        make_letter(),
        make_empty(),
        make_hostile(),
        make_paper(blocks=()),
    ],
)
def test_html_is_whole_and_has_neither_style_nor_script(paper: Paper) -> None:
    tags = follow(write_html(paper, LAYOUT))
    assert tags[0] == ("article", {"class": "paper", "lang": "vi"})
    assert not any("style" in attributes or name in {"style", "script"} for name, attributes in tags)
    assert not any(attribute.startswith("on") for _, attributes in tags for attribute in attributes)


def test_html_says_what_the_paper_says_in_its_order() -> None:
    words = words_of(write_html(make_paper(), LAYOUT))
    parts = [
        "UBND TỈNH",
        "CỘNG HÒA",
        "BÁO CÁO",
        "Kính gửi: Sở",
        "2021.",
        "I. Công tác",
        "417",
        "Đã nhắc việc",
        "Bảng 1.",
    ]
    parts += [
        "Tổng số",
        "Hình 1.",
        "Đề nghị bổ sung",
        "./.",
        "Nơi nhận:",
        "Lưu: VT, VP.",
        "TL. GIÁM ĐỐC",
        "Phụ lục I",
    ]
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_headings_go_down_step_by_step() -> None:
    levels = [int(tag[1]) for tag, _ in follow(write_html(make_paper(), LAYOUT)) if re.fullmatch(r"h\d", tag)]
    assert levels[:5] == [2, 3, 4, 5, 6]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_hostile_texts_stay_texts() -> None:
    html = write_html(make_hostile(), LAYOUT)
    assert "<w:p" not in html
    assert html.count("&lt;w:p/&gt;&amp;amp;&quot;") >= 25


def test_picture_is_named_by_its_finding() -> None:
    svg = '<?xml version="1.0"?><!DOCTYPE svg>' + PICTURE.svg.replace(
        "<svg", '<svg role="none" aria-label="x"'
    )
    html = write_html(make_paper(blocks=(Figure(replace(PICTURE, svg=svg), "Hình 1"),)), LAYOUT)
    (drawing,) = (attributes for tag, attributes in follow(html) if tag == "svg")
    assert (drawing["role"], drawing["aria-label"]) == ("img", PICTURE.told)
    assert "<?xml" not in html
    assert "<!DOCTYPE" not in html
    assert "<figcaption>Hình 1</figcaption>" in html


@pytest.mark.parametrize(
    ("draft", "text", "shown"), [(True, "", 1), (False, "", 0), (False, "Một.\nHai.", 1)]
)
def test_remarks_are_shown_where_there_are_or_will_be_some(text: str, shown: int, *, draft: bool) -> None:
    html = write_html(make_paper(draft=draft, blocks=(Remarks("kien_nghi", "Kiến nghị", text),)), LAYOUT)
    sections = [attributes for tag, attributes in follow(html) if tag == "section"]
    assert len(sections) == shown
    assert all(section["aria-label"] == "Kiến nghị" for section in sections)


def test_columns_tell_where_their_numbers_stand() -> None:
    html = write_html(
        make_paper(blocks=(Table("", (Column("A", 1), Column("B", 1, "right")), (("x", "1"),)),)), LAYOUT
    )
    assert '<td class="paper-left">x</td><td class="paper-right">1</td>' in html


def test_columns_of_a_group_stand_under_its_heading() -> None:
    columns = (Column("TT", 1), Column("Đúng", 1, group="Xong"), Column("Muộn", 1, group="Xong"))
    html = write_html(make_paper(blocks=(Table("", columns, ()),)), LAYOUT)
    assert '<th scope="col" rowspan="2">TT</th><th scope="colgroup" colspan="2">Xong</th></tr><tr>' in html


def test_table_without_rows_says_so() -> None:
    assert "Không có" in words_of(write_html(make_paper(blocks=(Table("", TASKS, ()),)), LAYOUT))


@pytest.mark.parametrize("draft", [True, False])
def test_only_a_draft_says_that_it_is_one(*, draft: bool) -> None:
    assert ("DỰ THẢO" in write_html(make_paper(draft=draft), LAYOUT)) is draft
