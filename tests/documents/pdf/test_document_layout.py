"""The PDF against the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I, point by point, as it is read back."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.paper import Column, Table
from cchc_workflow.documents.pdf.document import write_pdf
from tests.documents.printed import (
    MM,
    Seen,
    find,
    look_at,
    needs_poppler,
    read_pdf,
    rules_in,
    run_poppler,
    say,
    words_in,
    write,
)
from tests.documents.sheets import TASKS, make_layout, make_letter, make_paper, make_rows

UP, DOWN, LINE = 0.891, 0.216, 1.149
"""How far the letters of Times New Roman reach, and how far single lines are apart, against their size."""


@pytest.fixture(scope="module")
def layout() -> Layout:
    return make_layout()


@pytest.fixture(scope="module")
def made(layout: Layout) -> bytes:
    return write_pdf(make_paper(), layout)


@pytest.fixture(scope="module")
def first_page(made: bytes) -> list[Seen]:
    return look_at(read_pdf(made).pages[0])


def test_pages_are_a4_and_across_where_the_annex_is_wide(made: bytes) -> None:
    sizes = [
        (round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM))
        for page in read_pdf(made).pages
    ]
    assert set(sizes) == {(210, 297), (297, 210)}
    assert sizes[0] == sizes[-1] == (210, 297)


def test_text_keeps_the_margins(made: bytes, layout: Layout) -> None:
    for page in read_pdf(made).pages:
        width, height = float(page.mediabox.width) / MM, float(page.mediabox.height) / MM
        below_head = [each for each in look_at(page) if each.y > float(layout.page.top)]
        assert min(each.x for each in below_head) >= float(layout.page.left) - 0.01
        assert max(each.x for each in below_head) < width - float(layout.page.right)
        assert min(each.y - each.size * UP / MM for each in below_head) >= float(layout.page.top) - 0.01
        assert (
            max(each.y + each.size * DOWN / MM for each in below_head)
            <= height - float(layout.page.bottom) + 0.01
        )


def test_the_first_line_begins_at_the_top_and_left_margins() -> None:
    paper = make_paper(kind="", subject="", addressed=(), basis=(), recipients=(), signature=(), parent="")
    seen = look_at(read_pdf(write(replace(paper, blocks=(say("x " * 400),)))).pages[0])
    head = find(seen, "CỘNG HÒA")
    assert head.y - head.size * UP / MM == pytest.approx(20, abs=0.01)
    assert min(each.x for each in seen) == pytest.approx(30, abs=0.01)


@needs_poppler
def test_lines_end_exactly_at_the_right_margin(tmp_path: Path) -> None:
    made = write(make_paper(blocks=(say("đơn vị. " * 200),)))
    ends = [float(each) / MM for each in re.findall('xMax="([^"]+)"', run_poppler(made, tmp_path, "-bbox"))]
    assert max(ends) == pytest.approx(195, abs=0.1)
    assert sum(end > 194.7 for end in ends) > 10


@pytest.mark.parametrize(
    ("begins", "size", "style"),
    [
        ("UBND TỈNH QUẢNG NGÃI", 13, "Regular"),
        ("SỞ NÔNG NGHIỆP", 13, "Bold"),
        ("Số:", 13, "Regular"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, "Bold"),
        ("Độc lập - Tự do - Hạnh phúc", 14, "Bold"),
        ("Quảng Ngãi, ngày 04 tháng 10 năm 2021", 14, "Italic"),
        ("BÁO CÁO", 14, "Bold"),
        ("Kết quả thực hiện công tác", 14, "Bold"),
        ("Kính gửi: Sở Nội vụ", 14, "Regular"),
        ("Căn cứ Nghị quyết", 14, "Italic"),
        ("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", 14, "Bold"),
        ("Tính đến ngày 30/9/2021", 14, "Regular"),
        ("1. Về kế hoạch", 14, "Bold"),
        ("a) Việc gia hạn", 14, "Regular"),
        ("Lưu ý thêm", 14, "Italic"),
        ("- Đã nhắc việc", 14, "Regular"),
        ("Văn phòng Sở", 12, "Regular"),
        ("Tổng số", 12, "Bold"),
    ],
)
def test_each_part_has_the_size_and_style_of_the_decree(
    first_page: list[Seen], begins: str, size: int, style: str
) -> None:
    seen = find(first_page, begins)
    assert (seen.size, seen.style) == (size, style)


@pytest.mark.parametrize(
    ("begins", "size", "style"),
    [
        ("Nơi nhận:", 12, "BoldItalic"),
        ("- Như trên;", 11, "Regular"),
        ("- Lưu: VT, VP.", 11, "Regular"),
        ("TL. GIÁM ĐỐC", 14, "Bold"),
        ("CHÁNH VĂN PHÒNG", 14, "Bold"),
        ("Phụ lục I", 14, "Bold"),
        ("DANH MỤC NHIỆM VỤ QUÁ HẠN", 14, "Bold"),
        ("(Kèm theo Báo cáo số", 14, "Italic"),
    ],
)
def test_foot_and_annexes_have_the_size_and_style_of_the_decree(
    made: bytes, begins: str, size: int, style: str
) -> None:
    seen = find([each for page in read_pdf(made).pages for each in look_at(page)], begins)
    assert (seen.size, seen.style) == (size, style)


def test_the_two_sides_of_the_head_begin_together(first_page: list[Seen]) -> None:
    assert find(first_page, "UBND").y == find(first_page, "CỘNG HÒA").y
    assert find(first_page, "CỘNG HÒA").x > 30 + 64
    assert abs(find(first_page, "Số:").y - find(first_page, "Quảng Ngãi,").y) < 1


def test_rules_have_their_lengths(made: bytes, layout: Layout) -> None:
    """The rule under the motto is as long as it: so any line can be measured by making it the motto."""
    page = read_pdf(made).pages[0]
    issuer, motto, subject = rules_in(page)[:3]
    for rule, share, begins in (
        (issuer, 0.4, "PHÁT TRIỂN"),
        (motto, 1, "Độc lập"),
        (subject, 0.4, "Kết quả"),
    ):
        line = find(look_at(page), begins)
        set_so = replace(
            layout,
            words=replace(layout.words, motto=line.text),
            sizes=replace(layout.sizes, motto=round(line.size)),
            head=replace(layout.head, left=Decimal(5)),
        )
        length = rules_in(read_pdf(write_pdf(make_letter(issuer="A"), set_so)).pages[0])[1][0]
        assert rule[0] == pytest.approx(share * length, rel=0.01)
        assert rule[1] == 0.75


def test_a_subject_of_two_lines_is_broken_in_its_middle() -> None:
    subject = "Kết quả xếp hạng các đơn vị thực hiện nhiệm vụ cải cách hành chính năm 2021"
    seen = look_at(read_pdf(write(make_paper(subject=subject))).pages[0])
    assert find(seen, "Kết quả").text == "Kết quả xếp hạng các đơn vị thực hiện"
    assert find(seen, "nhiệm vụ").text == "nhiệm vụ cải cách hành chính năm 2021"


def test_a_code_is_not_torn_by_the_end_of_a_line() -> None:
    paper = make_paper(blocks=tuple(say("a" * more + " nhiệm vụ" * 6 + " B2/QLXD và") for more in range(40)))
    lines = "\n".join(page.extract_text() for page in read_pdf(write(paper)).pages).split("\n")
    assert not [line for line in lines if line.rstrip().endswith("B2/")]
    assert sum("B2/QLXD" in line for line in lines) == 40


def test_the_number_is_left_open(first_page: list[Seen], made: bytes) -> None:
    number = find(first_page, "Số:")
    assert number.text == "Số: /BC-SNNPTNT"
    assert "Số: \N{NO-BREAK SPACE}" in read_pdf(made).pages[0].extract_text()


def test_lines_of_the_body_are_apart_as_the_layout_says() -> None:
    paper = make_paper(
        blocks=(say("đơn vị " * 60), say("Đoạn sau")), kind="", subject="", addressed=(), basis=()
    )
    seen = look_at(read_pdf(write(paper)).pages[0])
    lines = [each for each in seen if each.text.startswith(("đơn", "vị", "Đoạn"))]
    pitch = 14 * LINE * 1.15 / MM
    assert lines[1].y - lines[0].y == pytest.approx(pitch, abs=0.01)
    assert lines[-1].y - lines[-2].y == pytest.approx(pitch + 6 / MM, abs=0.01)
    assert lines[0].x - lines[1].x == pytest.approx(12.7, abs=0.01)


def test_page_numbers_stand_in_the_top_margin_of_all_but_first_pages(made: bytes) -> None:
    numbers = []
    for page in read_pdf(made).pages:
        above = [each for each in look_at(page) if each.y < 20]
        numbers.append(above[0].text if above else "")
        for each in above:
            middle = float(page.mediabox.width) / MM / 2 + (30 - 15) / 2
            assert each.x < middle < each.x + 5
            assert (each.size, each.style) == (14, "Regular")
            assert each.y - each.size * UP / MM == pytest.approx(10, abs=0.1)
    assert numbers == ["", "2", "", "2", "3", "4", "", ""]


def test_a_draft_says_so_on_its_first_page(made: bytes) -> None:
    assert "DỰ THẢO" not in words_in(made)
    draft = read_pdf(write(make_paper(draft=True)))
    mark = look_at(draft.pages[0])[0]
    assert (mark.text, mark.size, mark.style) == ("DỰ THẢO", 13, "Bold")
    assert mark.y < 20
    assert all("DỰ THẢO" not in page.extract_text() for page in draft.pages[1:])


def test_what_is_still_to_be_written_shows_in_a_draft_only(made: bytes) -> None:
    blank = make_layout().words.blank
    assert words_in(write(make_paper(draft=True))).count(blank) == 1
    assert blank not in words_in(made)


def test_titles_of_a_long_table_stand_on_each_of_its_pages() -> None:
    pages = read_pdf(write(make_paper(blocks=(Table("", TASKS, make_rows(100)),)))).pages
    assert len(pages) > 3
    with_rows = [page.extract_text() for page in pages if "Xây dựng và triển khai" in page.extract_text()]
    assert all("Đơn vị chủ trì" in each for each in with_rows)
    rows = [
        n for n in range(1, 101) if any(f"nội dung thứ {n} " in " ".join(each.split()) for each in with_rows)
    ]
    assert rows == list(range(1, 101))


def test_a_row_is_on_one_page_unless_it_is_longer_than_a_page() -> None:
    columns = (Column("TT", 1), Column("Nhiệm vụ", 4))
    short = tuple((str(n), "một hai ba bốn năm sáu bảy tám chín mười " * 12) for n in range(20))
    for page in read_pdf(write(make_paper(blocks=(Table("", columns, short),)))).pages:
        seen = [each for each in look_at(page) if each.size == 12 and each.style == "Regular"]
        assert not seen or seen[0].text.isdigit()
    whole = words_in(write(make_paper(blocks=(Table("", columns, (("1", "chữ " * 6000),)),))))
    assert whole.count("chữ") == 6000


def test_who_signs_stands_with_a_word_of_what_is_signed() -> None:
    for lines in range(26, 38):
        pages = read_pdf(
            write(make_paper(blocks=(*(say(f"Dòng {n}") for n in range(lines)), say("Lời cuối./."))))
        ).pages
        (signed,) = (page.extract_text() for page in pages if "CHÁNH VĂN PHÒNG" in page.extract_text())
        assert "Lời cuối./." in signed
        assert "Nơi nhận:" in signed
        assert "Lưu: VT, VP." in signed


def test_a_letter_has_its_subject_under_the_number() -> None:
    seen = look_at(read_pdf(write(make_letter())).pages[0])
    subject, number = find(seen, "V/v đôn đốc"), find(seen, "Số:")
    assert subject.y - number.y == pytest.approx((13 * LINE + 6) / MM, abs=0.3)
    assert (subject.size, subject.style) == (13, "Regular")
    assert all(not each.text.startswith("BÁO CÁO") for each in seen)
    assert [find(seen, name).x for name in ("- Chi cục Thủy lợi;", "- Chi cục Kiểm lâm.")] == [
        pytest.approx(103.1, abs=0.5)
    ] * 2
