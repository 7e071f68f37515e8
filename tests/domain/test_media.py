from unicodedata import category, is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain import media
from cchc_workflow.domain.media import Media, accept, clean_name, ending_of, recognize
from cchc_workflow.errors import FileError
from tests.papers import (
    EXE,
    HEIC,
    JPEG,
    OPEN_TEXT,
    PDF,
    PNG,
    TIFF,
    make_compound,
    make_office,
    make_open,
    make_zip,
)

TAKEN = [
    ("a.pdf", PDF, media.PDF),
    ("a.png", PNG, media.PNG),
    ("a.jpg", JPEG, media.JPEG),
    ("a.JPEG", JPEG, media.JPEG),
    ("a.heic", HEIC, media.HEIC),
    ("a.tif", TIFF, media.TIFF),
    ("a.docx", make_office("word"), media.DOCX),
    ("a.xlsx", make_office("xl"), media.XLSX),
    ("a.pptx", make_office("ppt"), media.PPTX),
    ("a.odt", make_open(), media.ODT),
    ("a.ods", make_open("application/vnd.oasis.opendocument.spreadsheet"), media.ODS),
    ("a.odp", make_open("application/vnd.oasis.opendocument.presentation"), media.ODP),
    ("a.doc", make_compound("WordDocument"), media.DOC),
    ("a.xls", make_compound("Workbook"), media.XLS),
    ("a.xls", make_compound("Book"), media.XLS),
    ("a.ppt", make_compound("PowerPoint Document"), media.PPT),
]


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN)
def test_what_an_office_sends_is_taken(name: str, content: bytes, kind: Media) -> None:
    assert accept(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", EXE, "not_allowed"),
        ("a.exe", EXE, "not_allowed"),
        ("a.pdf", EXE + PDF, "not_allowed"),
        ("a.docx", make_zip("a.exe"), "not_allowed"),
        ("a.zip", make_zip("a.pdf"), "not_allowed"),
        ("a.docx", make_zip("[Content_Types].xml", "a.xml"), "not_allowed"),
        ("a.docx", b"PK\x03\x04" + bytes(40), "not_allowed"),
        ("a.odt", make_open("application/epub+zip"), "not_allowed"),
        ("a.odt", make_open(OPEN_TEXT + "-template"), "not_allowed"),
        ("a.odt", make_zip("mimetype"), "not_allowed"),
        ("a.msi", make_compound("!Something"), "not_allowed"),
        ("a.html", b"<!DOCTYPE html><script>alert(1)</script>", "not_allowed"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_allowed"),
        ("a.txt", b"abc", "not_allowed"),
        ("a.pdf", b"%PD", "not_allowed"),
        ("a.pdf.exe", PDF, "mismatch"),
        ("a.docx", PDF, "mismatch"),
        ("a.pdf", make_office("word"), "mismatch"),
        ("a", PDF, "mismatch"),
        (".pdf", b"", "empty"),
        ("a.docx", make_office("word", "word/vbaProject.bin"), "macros"),
        ("a.xlsx", make_office("xl", "xl/VBAProject.BIN"), "macros"),
        ("a.odt", make_open(OPEN_TEXT, "Basic/Standard/Module1.xml"), "macros"),
        ("a.doc", make_compound("WordDocument", "Macros", "VBA"), "macros"),
        ("a.xls", make_compound("Workbook", "_VBA_PROJECT_CUR"), "macros"),
    ],
)
def test_what_can_run_or_pretends_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(FileError) as refused:
        accept(name, content)
    assert (refused.value.reason, refused.value.name) == (reason, name)


def test_a_name_of_a_stream_in_a_text_makes_no_document() -> None:
    said = "WordDocument".encode("utf-16-le")
    assert recognize(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + said + bytes(600)) is None


def test_the_refusal_names_what_would_do() -> None:
    with pytest.raises(FileError) as refused:
        accept("a.docx", JPEG)
    assert refused.value.detail == "jpg, jpeg, jfif"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("12-BC.pdf", "12-BC.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\thư mục\\Báo cáo.docx", "Báo cáo.docx"),
        ("a\r\nX-Evil: 1.pdf", "a X-Evil: 1.pdf"),
        ("hóa đơn\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "hóa đơnfdp.exe"),
        ("a\0b\N{ZERO WIDTH SPACE}.pdf", "ab.pdf"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("  . .pdf", "pdf"),
        ("...", "file"),
        ("", "file"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "file"),
        ("a" * 300 + ".PDF", "a" * 196 + ".pdf"),
        ("x.PDF", "x.pdf"),
        ("<script>.pdf", "<script>.pdf"),
        ("tên.có.chấm.xlsx", "tên.có.chấm.xlsx"),
        ("a.khong-phai-duoi", "a.khong-phai-duoi"),
    ],
)
def test_a_name_is_cleaned(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@given(st.text(max_size=400))
def test_a_cleaned_name_is_safe_whatever_was_given(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= media.LONGEST_NAME
    assert not any(letter in "/\\" or category(letter).startswith("C") for letter in cleaned)
    assert clean_name(cleaned) == cleaned
    assert is_normalized("NFC", cleaned)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_look_fail(content: bytes) -> None:
    for opening in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"):
        recognize(opening + content)
    recognize(b"PK\x03\x04PK\x01\x02" + content + b"PK\x05\x06" + content[:22].ljust(22, b"\xff"))


@pytest.mark.parametrize(
    ("name", "ending"), [("a.PDF", "pdf"), ("a", ""), ("a.", ""), ("a.b c", ""), (".pdf", "pdf")]
)
def test_an_ending_is_what_follows_the_last_dot(name: str, ending: str) -> None:
    assert ending_of(name) == ending
