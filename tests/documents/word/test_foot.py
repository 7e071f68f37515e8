from docx.document import Document as WordDocument

from cchc_workflow.documents.paper import Paper
from cchc_workflow.documents.word.document import write_docx
from tests.documents.opened import MM, open_word
from tests.documents.sheets import make_layout, make_paper


def write(paper: Paper) -> WordDocument:
    return open_word(write_docx(paper, make_layout()))


def foot(document: WordDocument) -> list[list[str]]:
    """Return the lines on the left and on the right of the table in which somebody signs."""
    table = next(table for table in document.tables if "GIÁM ĐỐC" in table.rows[0].cells[1].text)
    return [[paragraph.text for paragraph in cell.paragraphs] for cell in table.rows[0].cells]


def test_recipients_end_with_the_archive() -> None:
    left, _ = foot(write(make_paper()))
    assert left == [
        "Nơi nhận:",
        "- Như trên;",
        "- Giám đốc, các Phó Giám đốc Sở;",
        "- Các phòng, đơn vị thuộc Sở;",
        "- Lưu: VT, VP.",
    ]


def test_authority_and_title_stand_over_room_to_sign() -> None:
    document = write(make_paper())
    _, right = foot(document)
    assert right == ["TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", ""]
    room = document.styles.element.xpath('./w:style[@w:styleId="Room"]/w:pPr/w:spacing/@w:before')
    assert int(room[0]) / MM >= 15


def test_foot_is_not_split_over_pages() -> None:
    document = write(make_paper())
    assert document.element.xpath('//w:tbl[.//w:pStyle[@w:val="Authority"]]/w:tr/w:trPr/w:cantSplit')


def test_without_recipients_the_left_stays_empty() -> None:
    left, _ = foot(write(make_paper(recipients=())))
    assert left == [""]


def test_without_a_signer_there_is_still_room_to_sign() -> None:
    document = write(make_paper(signature=()))
    assert document.element.xpath('//w:pStyle[@w:val="Room"]')
