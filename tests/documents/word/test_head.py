from decimal import Decimal
from typing import Any

import pytest
from docx.document import Document as WordDocument

from cchc_workflow.documents.measure import measure
from cchc_workflow.documents.word.document import write_docx
from tests.documents.opened import MM, find, open_word, style_of, words_of
from tests.documents.sheets import make_layout, make_letter, make_paper

LAYOUT = make_layout()
LEFT, RIGHT = LAYOUT.head.left, LAYOUT.text_width() - LAYOUT.head.left


@pytest.fixture(scope="module")
def report() -> WordDocument:
    return open_word(write_docx(make_paper(), LAYOUT))


def rule_under(paragraph: Any, room: Decimal) -> float:  # noqa: ANN401 - an element of lxml
    """Return the length in mm of the rule that follows a paragraph in so much room."""
    rule = paragraph.getnext()
    assert rule.xpath("./w:pPr/w:pBdr/w:top/@w:val") == ["single"]
    assert words_of(rule) == ""
    left, right = (int(rule.xpath(f"./w:pPr/w:ind/@w:{side}")[0]) / MM for side in ("left", "right"))
    assert left == pytest.approx(right)
    return float(room) - left - right


def test_head_stands_in_two_columns_without_lines(report: WordDocument) -> None:
    table = report.tables[0]
    assert [[cell.paragraphs[0].text[:4] for cell in row.cells] for row in table.rows] == [
        ["UBND", "CỘNG"],
        ["Số: ", "Quản"],
    ]
    assert table._tbl.xpath(".//w:tblBorders | .//w:tcBorders") == []
    assert table.style is not None
    assert table.style.element.xpath(".//w:tblBorders") == []
    assert sum(int(width) for width in table._tbl.xpath("./w:tblGrid/w:gridCol/@w:w")) / MM == pytest.approx(
        165, abs=0.1
    )


def test_nation_fits_on_one_line() -> None:
    assert measure(LAYOUT.words.nation, LAYOUT.sizes.nation, bold=True) < RIGHT


def test_rule_under_the_motto_is_as_long_as_it(report: WordDocument) -> None:
    motto = find(report, LAYOUT.words.motto)
    length = float(measure(LAYOUT.words.motto, LAYOUT.sizes.motto, bold=True))
    assert rule_under(motto, RIGHT) == pytest.approx(length, abs=0.1)


@pytest.mark.parametrize("name", ["SỞ Y TẾ", "SỞ NÔNG NGHIỆP VÀ PTNT"])
def test_rule_under_the_issuer_is_a_third_to_a_half_of_it(name: str) -> None:
    document = open_word(write_docx(make_paper(issuer=name), LAYOUT))
    share = rule_under(find(document, name), LEFT) / float(measure(name, LAYOUT.sizes.issuer, bold=True))
    assert 1 / 3 <= share <= 1 / 2


def test_rule_under_a_long_issuer_goes_by_its_longest_line(report: WordDocument) -> None:
    longest = float(measure("PHÁT TRIỂN NÔNG THÔN", LAYOUT.sizes.issuer, bold=True))
    assert 1 / 3 <= rule_under(find(report, "SỞ NÔNG NGHIỆP"), LEFT) / longest <= 1 / 2


@pytest.mark.parametrize("words", [1, 8, 60, 500])
def test_rule_under_the_subject_is_a_third_to_a_half_of_its_line(words: int) -> None:
    subject = " ".join(["hành"] * words)
    document = open_word(write_docx(make_paper(subject=subject), LAYOUT))
    paragraph = find(document, subject)
    indent = (
        sum(int(value) for value in paragraph.xpath("./w:pPr/w:ind/@w:left | ./w:pPr/w:ind/@w:right")) / MM
    )
    line = min(float(measure(subject, LAYOUT.sizes.subject, bold=True)), 165 - indent)
    assert 0.33 <= rule_under(paragraph, LAYOUT.text_width()) / line <= 0.5


def test_number_is_left_for_the_clerk(report: WordDocument) -> None:
    assert words_of(find(report, "/BC-SNNPTNT")).replace("\u00a0", "") == "Số: /BC-SNNPTNT"


def test_without_a_parent_the_issuer_stands_first() -> None:
    document = open_word(write_docx(make_paper(parent=""), LAYOUT))
    assert document.tables[0].rows[0].cells[0].paragraphs[0].text == "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"


def test_subject_of_a_letter_stands_under_its_number() -> None:
    document = open_word(write_docx(make_letter(), LAYOUT))
    number, subject = document.tables[0].rows[1].cells[0].paragraphs
    assert "/SNNPTNT-VP" in number.text
    assert subject.text.startswith("V/v đôn đốc")
    assert subject.style is not None
    assert subject.style.font.size is not None
    assert 12 <= subject.style.font.size.pt <= 13
    assert subject.style.paragraph_format.space_before is not None
    assert subject.style.paragraph_format.space_before.pt == 6
    assert not document.element.xpath('//w:pStyle[@w:val="Title"]')


def test_one_addressee_stands_in_the_line_of_the_word(report: WordDocument) -> None:
    assert words_of(find(report, "Kính gửi:")) == "Kính gửi: Sở Nội vụ tỉnh Quảng Ngãi"


def test_more_addressees_stand_each_in_a_line_under_the_colon() -> None:
    document = open_word(write_docx(make_letter(), LAYOUT))
    word = find(document, "Kính gửi:")
    first = word.getnext()
    second = first.getnext()
    assert [words_of(each) for each in (word, first, second)] == [
        "Kính gửi:",
        "- Chi cục Thủy lợi;",
        "- Chi cục Kiểm lâm.",
    ]
    dash = int(first.xpath("./w:pPr/w:ind/@w:left")[0]) - int(first.xpath("./w:pPr/w:ind/@w:hanging")[0])
    colon = int(word.xpath("./w:pPr/w:ind/@w:left")[0]) / MM + float(measure("Kính gửi", LAYOUT.sizes.body))
    assert dash / MM == pytest.approx(colon, abs=0.2)


def test_bases_end_with_semicolons_and_the_last_with_a_point(report: WordDocument) -> None:
    bases = [words_of(each) for each in report.element.iter(find(report, "Căn cứ").tag) if is_basis(each)]
    assert [basis[-1] for basis in bases] == [";", "."]


def is_basis(paragraph: Any) -> bool:  # noqa: ANN401
    return style_of(paragraph) == "Basis"
