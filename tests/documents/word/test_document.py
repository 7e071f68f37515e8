from datetime import timedelta
from io import BytesIO
from time import perf_counter
from typing import Any
from zipfile import ZipFile

import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from cchc_workflow.documents.paper import Annex, Paper, Paragraph, Table
from cchc_workflow.documents.word.document import write_docx
from tests.documents.opened import Look, find, look_of, millimetres, open_word, read_part, words_of
from tests.documents.sheets import (
    HOSTILE,
    TASKS,
    make_empty,
    make_hostile,
    make_layout,
    make_letter,
    make_paper,
    make_rows,
    text,
)

LAYOUT = make_layout()


@pytest.fixture(scope="module")
def report() -> WordDocument:
    return open_word(write_docx(make_paper(), LAYOUT))


# What Phụ lục I of Nghị định 30/2020/NĐ-CP asks of each part: sizes from, to; letters; where they stand.
POINTS = {
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (12, 13, "bold", "center"),
    "Độc lập - Tự do - Hạnh phúc": (13, 14, "bold", "center"),
    "UBND TỈNH QUẢNG NGÃI": (12, 13, "", "center"),
    "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN": (12, 13, "bold", "center"),
    "/BC-SNNPTNT": (13, 13, "", "center"),
    "Quảng Ngãi, ngày 04 tháng 10 năm 2021": (13, 14, "italic", "center"),
    "BÁO CÁO": (13, 14, "bold", "center"),
    "Kết quả thực hiện công tác": (13, 14, "bold", "center"),
    "Kính gửi: Sở Nội vụ": (13, 14, "", "center"),
    "Căn cứ Kế hoạch số 35": (13, 14, "italic", "both"),
    "I. Công tác chỉ đạo": (13, 14, "bold capitals", "both"),
    "1. Về kế hoạch": (13, 14, "bold", "both"),
    "a) Việc gia hạn": (13, 14, "", "both"),
    "Lưu ý thêm": (13, 14, "italic", "both"),
    "Tính đến ngày": (13, 14, "", "both"),
    "- Đã nhắc việc": (13, 14, "", "both"),
    "TL. GIÁM ĐỐC": (13, 14, "bold", "center"),
    "Nơi nhận:": (12, 12, "bold italic", ""),
    "- Như trên;": (11, 11, "", ""),
    "Phụ lục I": (14, 14, "bold", "center"),
    "Kèm theo Báo cáo": (13, 14, "italic", "center"),
    "Nhiệm vụ": (9, 14, "bold", "center"),
}


@pytest.mark.parametrize("words", POINTS)
def test_part_looks_as_the_decree_asks(words: str, report: WordDocument) -> None:
    least, most, letters, align = POINTS[words]
    look = look_of(report, words)
    assert least <= look.size <= most
    assert dress_of(look) == letters
    assert look.align == align
    assert look.font == {"Times New Roman"}
    assert look.colour == "000000"


def dress_of(look: Look) -> str:
    shown = {"bold": look.bold, "italic": look.italic, "capitals": look.capitals}
    return " ".join(name for name, on in shown.items() if on)


@pytest.mark.parametrize(
    "words", ["Tính đến ngày", "Căn cứ Kế hoạch", "- Đã nhắc việc", "a) Việc gia hạn", "III. Kiến"]
)
def test_body_is_indented_and_spaced(words: str, report: WordDocument) -> None:
    look = look_of(report, words)
    assert 10 <= look.first_line <= 12.7
    assert look.before >= 6
    assert 1 <= look.line <= 1.5


@pytest.mark.parametrize(
    ("side", "least", "most"), [("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)]
)
def test_margins_are_those_of_the_decree(side: str, least: int, most: int, report: WordDocument) -> None:
    margins = millimetres(report, f"//w:pgMar/@w:{side}")
    assert len(margins) == 4
    assert all(least <= margin <= most for margin in margins)


def test_pages_are_a4_and_turned_where_an_annex_is_wide(report: WordDocument) -> None:
    widths, heights = millimetres(report, "//w:pgSz/@w:w"), millimetres(report, "//w:pgSz/@w:h")
    assert list(zip(widths, heights, strict=True)) == [(210, 297), (297, 210), (210, 297), (210, 297)]
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in report.sections]
    assert turned == [False, True, False, False]


def test_page_number_stands_in_the_middle_of_the_top_margin_and_not_on_page_one(report: WordDocument) -> None:
    assert all(distance < 20 for distance in millimetres(report, "//w:pgMar/@w:header"))
    for section in report.sections:
        (header,) = section.header.paragraphs
        assert " PAGE " in header._p.xpath("string(.//w:instrText)")
        assert header.style is not None
        assert header.style.font.size in {Pt(13), Pt(14)}
        assert header.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert section.different_first_page_header_footer
        assert "PAGE" not in section.first_page_header._element.xpath("string(.)")
        assert not any(paragraph.text for paragraph in section.footer.paragraphs)


def test_annexes_are_numbered_by_themselves(report: WordDocument) -> None:
    assert report.element.xpath("//w:sectPr/w:pgNumType/@w:start") == ["1"] * 4


def test_headings_are_words_own(report: WordDocument) -> None:
    names = [
        p.style.name for p in report.paragraphs if p.style is not None and p.style.name.startswith("Heading")
    ]
    assert names == ["Heading 1", "Heading 2", "Heading 3", "Heading 4", "Heading 1", "Heading 1"]
    for level in range(1, 5):
        style = report.styles[f"Heading {level}"]
        assert style.element.xpath("./w:pPr/w:outlineLvl/@w:val") == [str(level - 1)]
        assert style.element.xpath("./w:pPr/w:keepNext")


def test_annexes_begin_a_page_and_stand_in_the_outline(report: WordDocument) -> None:
    assert report.styles["Annex"].element.xpath("./w:pPr/w:outlineLvl/@w:val") == ["0"]
    for annex in ("Phụ lục I", "Phụ lục II", "Phụ lục III"):
        assert find(report, annex).getprevious().xpath("./w:pPr/w:sectPr/w:type/@w:val") == ["nextPage"]


def test_parts_come_in_their_order(report: WordDocument) -> None:
    whole = words_of(report.element.body)
    parts = [
        "UBND",
        "SỞ NÔNG",
        "CỘNG HÒA",
        "Độc lập",
        "Số: ",
        "Quảng Ngãi, ",
        "BÁO CÁO",
        "Kết quả",
        "Kính gửi",
        "Căn cứ",
    ]
    parts += [
        "I. Công tác",
        "Bảng 1",
        "Hình 1",
        "III. Kiến nghị",
        "./.",
        "Nơi nhận",
        "TL. GIÁM",
        "Phụ lục I",
        "Danh mục",
    ]
    places = [whole.index(part) for part in parts]
    assert places == sorted(places)


def test_signature_stays_with_the_last_paragraph(report: WordDocument) -> None:
    assert look_of(report, "Trên đây là báo cáo").kept_with_next
    assert look_of(report, "TL. GIÁM ĐỐC").kept_with_next


def test_language_is_vietnamese(report: WordDocument) -> None:
    assert report.styles.element.xpath("./w:docDefaults//w:lang/@w:val") == ["vi-VN"]
    assert report.settings.element.xpath("./w:themeFontLang/@w:val") == ["vi-VN"]
    assert report.core_properties.language == "vi-VN"


def test_properties_name_the_paper_and_no_person(report: WordDocument) -> None:
    properties = report.core_properties
    assert properties.title == "Báo cáo Kết quả thực hiện công tác cải cách hành chính quý III năm 2021"
    assert properties.author == "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"
    assert properties.last_modified_by == ""


def test_draft_says_so_at_the_top_of_page_one() -> None:
    marked, *annexes = open_word(write_docx(make_paper(draft=True), LAYOUT)).sections
    plain, *_ = open_word(write_docx(make_paper(), LAYOUT)).sections
    assert [paragraph.text for paragraph in marked.first_page_header.paragraphs] == ["DỰ THẢO"]
    assert [section.first_page_header.paragraphs[0].text for section in (plain, *annexes)] == [""] * 4


def test_same_paper_gives_the_same_bytes_and_no_day() -> None:
    made = write_docx(make_paper(), LAYOUT)
    assert write_docx(make_paper(), make_layout()) == made
    with ZipFile(BytesIO(made)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert open_word(made).core_properties.created is None


def test_other_text_gives_other_bytes() -> None:
    assert write_docx(make_paper(), LAYOUT) != write_docx(make_paper(place_and_date="Huế"), LAYOUT)


def test_hostile_texts_stay_texts() -> None:
    made = write_docx(make_hostile(), LAYOUT)
    document = open_word(made)
    shown = "<w:p/>&amp;\"' =1+1 ]]> Tiểu # *khối* \\ $x$ @y `z` abc"
    assert words_of(document.element.body).count(shown) >= 25
    assert (
        document.core_properties.title == f"{shown} {shown}".capitalize().replace("tiểu", "tiểu")[:255]
        or shown
    )
    assert HOSTILE not in read_part(made, "word/document.xml")


@pytest.mark.parametrize(
    "paper", [make_empty(), make_letter(), make_paper(blocks=()), make_paper(issuer="", kind="")]
)
def test_poor_papers_open(paper: Paper) -> None:
    document = open_word(write_docx(paper, LAYOUT))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words_of(document.element.body)
    assert document.element.body.xpath("./w:sectPr")
    assert document.sections[0].different_first_page_header_footer


def test_long_title_is_kept_whole_but_short_in_the_properties() -> None:
    title = " ".join(["cải cách hành chính"] * 105)[:2000]
    document = open_word(write_docx(make_paper(subject=title), LAYOUT))
    assert words_of(find(document, "cải cách hành chính cải cách")) == title
    assert len(document.core_properties.title) == 255


def test_report_that_ends_with_a_table_has_a_paragraph_after_it() -> None:
    document = open_word(write_docx(make_paper(blocks=(Annex("Phụ lục", "X"), Table("", TASKS, ()))), LAYOUT))
    *_, table, paragraph, section = (child.tag.rpartition("}")[2] for child in document.element.body)
    assert (table, paragraph, section) == ("tbl", "p", "sectPr")


def test_no_paragraph_has_a_style_that_is_not_there(report: WordDocument) -> None:
    known = set(report.styles.element.xpath("./w:style/@w:styleId"))
    used: set[Any] = {
        *report.element.xpath("//w:pStyle/@w:val"),
        *report.element.xpath("//w:tblStyle/@w:val"),
    }
    assert used <= known


def test_long_annex_is_quick() -> None:
    blocks = (Paragraph(text("Có 2.000 nhiệm vụ.")), Annex("Phụ lục", "Nhiệm vụ", wide=True))
    paper = make_paper(blocks=(*blocks, Table("", TASKS, make_rows(2000))))
    begun = perf_counter()
    write_docx(paper, LAYOUT)
    assert timedelta(seconds=perf_counter() - begun) < timedelta(seconds=1)
