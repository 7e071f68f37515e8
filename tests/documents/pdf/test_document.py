import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from time import perf_counter
from typing import Any
from unicodedata import is_normalized

import pytest

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.paper import Annex, Figure, Heading, Paragraph, Run, Table
from cchc_workflow.documents.pdf.document import write_pdf
from cchc_workflow.documents.typeface import find_fonts
from cchc_workflow.errors import DefinitionError, FileError
from tests.documents.printed import (
    bookmarks_in,
    elements_in,
    fonts_in,
    look_at,
    needs_poppler,
    read_pdf,
    run_poppler,
    say,
    words_in,
    write,
)
from tests.documents.sheets import (
    HOSTILE,
    PICTURE,
    TASKS,
    make_empty,
    make_hostile,
    make_layout,
    make_letter,
    make_paper,
    make_rows,
    text,
)


@pytest.fixture(scope="module")
def layout() -> Layout:
    return make_layout()


@pytest.fixture(scope="module")
def made(layout: Layout) -> bytes:
    return write_pdf(make_paper(), layout)


def test_headings_become_bookmarks_with_their_levels(made: bytes) -> None:
    assert bookmarks_in(made) == [
        (0, "I. Công tác chỉ đạo, điều hành"),
        (1, "1. Về kế hoạch cải cách hành chính"),
        (2, "a) Việc gia hạn"),
        (3, "Lưu ý thêm"),
        (0, "II. Thống kê tình hình thực hiện nhiệm vụ"),
        (0, "III. Kiến nghị"),
        (0, "Phụ lục I. Danh mục nhiệm vụ quá hạn"),
        (0, "Phụ lục II. Danh mục nhiệm vụ chưa có thời hạn"),
        (0, "Phụ lục III. Ký xác nhận"),
    ]


def test_a_template_that_skips_a_level_still_has_an_outline() -> None:
    made = write(
        make_paper(blocks=(Heading(3, text("a) Sâu")), Annex("", "Riêng"), Heading(4, text("Sâu hơn"))))
    )
    assert bookmarks_in(made) == [(0, "a) Sâu"), (0, "Riêng"), (1, "Sâu hơn")]


def test_the_file_is_tagged_and_tells_its_title_and_language(made: bytes) -> None:
    reader = read_pdf(made)
    root: Any = reader.root_object
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == make_paper().title
    assert reader.metadata.author == make_paper().issuer
    kinds = [str(each["/S"]) for each in elements_in(made)]
    assert {"/H1", "/H2", "/H3", "/H4", "/Table", "/TH", "/TD", "/Figure", "/Caption"} <= set(kinds)
    assert kinds.count("/TH") == 10 + len(TASKS) + 2 + 2


def test_letters_that_the_typeface_has_not_are_set_in_another() -> None:
    made = write(make_paper(subject="Kế hoạch \N{GREEK CAPITAL LETTER OMEGA} \N{CJK UNIFIED IDEOGRAPH-4E2D}"))
    assert "Kế hoạch \N{GREEK CAPITAL LETTER OMEGA}" in words_in(made)
    assert "/StructTreeRoot" in read_pdf(made).root_object


def test_pictures_are_lines_and_tell_their_finding(made: bytes) -> None:
    reader = read_pdf(made)
    assert [image for page in reader.pages for image in page.images] == []
    (figure,) = (each for each in elements_in(made) if each["/S"] == "/Figure")
    assert figure["/Alt"] == PICTURE.told


def test_only_the_own_typeface_is_in_the_file(made: bytes) -> None:
    fonts = fonts_in(made)
    assert fonts
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        assert "+CCHCSerif-" in font["/BaseFont"]
        assert "/FontFile2" in descendant.get_object()["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_words_come_out_composed_as_they_went_in(made: bytes) -> None:
    words = words_in(made)
    assert is_normalized("NFC", words)
    for each in make_paper().blocks:
        if isinstance(each, Paragraph):
            assert "".join(run.text for run in each.text) in words


@needs_poppler
def test_another_reader_finds_the_same_words(made: bytes, tmp_path: Path) -> None:
    words = run_poppler(made, tmp_path, "-raw")
    assert is_normalized("NFC", words)
    assert "".join(words.split()) == "".join(words_in(made).split())


def test_a_table_without_rows_says_so() -> None:
    assert "Không có" in words_in(write(make_empty()))


def test_no_text_is_ever_markup() -> None:
    words = words_in(write(make_hostile()))
    said = 'ok #eval("1") *a* _b_ `c` $d$ <e> @f \\g // h /* i */ [j] {k} -- --- ~ = == + - "l" \'m\''
    assert "Tiểu # *khối* \\ $x$ @y `z`" in words
    assert said in words_in(write(make_paper(blocks=(say(said),))))
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in words
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" in HOSTILE


def test_a_word_without_end_stays_on_the_page() -> None:
    endless = "x" * 2000
    blocks = (say(endless), Table("", TASKS, (("1", endless, endless, "", "", "", ""),)))
    reader = read_pdf(write(make_paper(blocks=blocks, subject=endless)))
    for page in reader.pages:
        assert max(each.x for each in look_at(page)) < 195
    joined = "".join(page.extract_text() for page in reader.pages)
    assert joined.count("x") >= 4 * 2000


def test_the_same_paper_is_the_same_bytes(made: bytes, layout: Layout) -> None:
    assert write_pdf(make_paper(), layout) == made
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: write_pdf(make_paper(), layout), range(8))) == {made}


def test_a_long_annex_is_made_in_a_moment(layout: Layout) -> None:
    paper = make_paper(blocks=(Annex("Phụ lục", "Danh mục", wide=True), Table("", TASKS, make_rows(417))))
    began = perf_counter()
    write_pdf(paper, layout)
    assert perf_counter() - began < 3


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no Linux")
def test_many_papers_are_not_remembered(layout: Layout) -> None:
    def write_one(number: int) -> int:
        rows = tuple((str(number), *row[1:]) for row in make_rows(300))
        write_pdf(make_paper(blocks=(Table("", TASKS, rows),)), layout)
        return int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * 4096

    sizes = [write_one(number) for number in range(7)]
    assert sizes[-1] - sizes[1] < 60_000_000


def test_a_picture_that_is_none_is_told(layout: Layout) -> None:
    paper = make_paper(blocks=(Figure(replace(PICTURE, svg="<svg"), ""),))
    with pytest.raises(FileError) as refused:
        write_pdf(paper, layout)
    assert (refused.value.reason, refused.value.name) == ("not_set", paper.title)


def test_a_missing_file_of_the_typeface_is_named(layout: Layout, tmp_path: Path) -> None:
    copies = tuple(Path(copyfile(file, tmp_path / file.name)) for file in find_fonts())
    assert write_pdf(make_letter(), layout, copies) == write_pdf(make_letter(), layout)
    for spoilt in (copies[1].unlink, lambda: copies[1].write_bytes(b"no typeface")):
        spoilt()
        with pytest.raises(DefinitionError) as refused:
            write_pdf(make_letter(), layout, copies)
        assert refused.value.path == str(copies[1])


def test_without_typst_the_paper_is_told_to_have_no_pdf(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(FileError) as refused:
        write_pdf(make_letter(), layout)
    assert refused.value.reason == "no_pdf"


def test_bold_and_italic_runs_keep_their_place() -> None:
    runs = (Run("trước "), Run("đậm", bold=True), Run(" giữa "), Run("nghiêng", italic=True), Run(" sau."))
    assert "trước đậm giữa nghiêng sau." in words_in(write(make_paper(blocks=(Paragraph(runs),))))
