import pytest
from docx.document import Document as WordDocument

from cchc_workflow.documents.paper import (
    Annex,
    Block,
    Bullets,
    Column,
    Heading,
    Paragraph,
    Remarks,
    Run,
    Table,
)
from cchc_workflow.documents.word.document import write_docx
from tests.documents.opened import find, look_of, open_word, style_of, words_of
from tests.documents.sheets import make_layout, make_paper, text

LAYOUT = make_layout()
SECTION = Remarks("kien_nghi", "Kiến nghị", "Một.\n\nHai.")


def write(*blocks: Block, draft: bool = False) -> WordDocument:
    return open_word(write_docx(make_paper(blocks=blocks, draft=draft), LAYOUT))


@pytest.mark.parametrize(
    ("level", "style"), [(0, "Heading1"), (1, "Heading1"), (4, "Heading4"), (7, "Heading4")]
)
def test_heading_is_never_beyond_the_four_levels(level: int, style: str) -> None:
    assert style_of(find(write(Heading(level, text("Mục")), Paragraph(text("x"))), "Mục")) == style


def test_runs_keep_their_dress() -> None:
    paragraph = find(
        write(Paragraph((Run("thường "), Run("đậm", bold=True), Run(" nghiêng", italic=True)))), "đậm"
    )
    assert [run.text for run in paragraph.xpath("./w:r/w:t")] == ["thường ", "đậm", " nghiêng"]
    assert [bool(run.xpath("./w:rPr/w:b")) for run in paragraph.xpath("./w:r")] == [False, True, False]
    assert [bool(run.xpath("./w:rPr/w:i")) for run in paragraph.xpath("./w:r")] == [False, False, True]


def test_bullets_are_paragraphs_that_begin_with_a_dash() -> None:
    document = write(Bullets((text("một"), text("hai"))))
    assert words_of(find(document, "một")) == "- một"
    assert words_of(find(document, "hai")) == "- hai"
    assert document.element.xpath("//w:numPr") == []


def test_a_table_keeps_its_distance_from_the_paragraph_above() -> None:
    table = Table("", (Column("A", 1),), [("x",)])
    document = write(Paragraph(text("trên")), table, Paragraph(text("giữa")), Paragraph(text("cuối")))
    gaps = [find(document, name).xpath("./w:pPr/w:spacing/@w:after") for name in ("trên", "giữa")]
    assert gaps == [[str(round(LAYOUT.body.gap * 20))], []]


def test_remarks_stand_in_a_control_that_bears_their_name() -> None:
    document = write(SECTION)
    assert document.element.xpath("//w:sdtPr/w:tag/@w:val") == ["kien_nghi"]
    assert document.element.xpath("//w:sdtPr/w:alias/@w:val") == ["Kiến nghị"]
    assert [words_of(each) for each in document.element.xpath("//w:sdtContent/w:p")] == ["Một.", "Hai."]
    assert document.element.xpath("//w:showingPlcHdr") == []


def test_remarks_still_to_be_written_are_dots_in_a_draft() -> None:
    document = write(Remarks("kien_nghi", "Kiến nghị", " \n"), draft=True)
    (control,) = document.element.xpath("//w:sdt")
    assert set(words_of(control)) == {"."}
    assert document.element.xpath("//w:sdtPr/w:showingPlcHdr")


def test_remarks_never_written_leave_nothing_in_what_is_issued() -> None:
    assert write(Remarks("kien_nghi", "Kiến nghị", "")).element.xpath("//w:sdt") == []


def test_controls_have_numbers_of_their_own() -> None:
    assert write(SECTION, SECTION).element.xpath("//w:sdtPr/w:id/@w:val") == ["1", "2"]


def test_annex_has_number_title_and_where_it_belongs_under_each_other() -> None:
    document = write(Annex("Phụ lục I", "Danh mục"))
    title = find(document, "Phụ lục I")
    assert title.xpath("string(.//w:r[1])") == "Phụ lục I"
    assert title.xpath(".//w:br")
    assert title.xpath("./w:r[last()]/w:rPr/w:caps")
    assert words_of(title.getnext()).startswith("(Kèm theo Báo cáo số")


@pytest.mark.parametrize(
    ("words", "following"),
    [("Gồm:", Bullets((text("một"),))), ("Xem bảng.", Table("", (Column("TT", 1),), ()))],
)
def test_paragraph_stays_with_what_it_leads_to(words: str, following: Bullets | Table) -> None:
    document = write(Paragraph(text(words)), following, Paragraph(text("Hết.")))
    assert look_of(document, words).kept_with_next


def test_last_paragraph_of_the_body_stays_with_the_foot() -> None:
    document = write(Paragraph(text("đầu")), Paragraph(text("cuối")))
    assert not look_of(document, "đầu").kept_with_next
    assert look_of(document, "cuối").kept_with_next
