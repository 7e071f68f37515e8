from decimal import Decimal

import pytest

from cchc_workflow.documents.measure import measure
from cchc_workflow.documents.paper import Annex, Block, Paragraph
from cchc_workflow.documents.phrasing import attached_line, end_each, number_gap, room_of, split_annexes
from tests.documents.sheets import make_layout, make_letter, make_paper, text

ONE, TWO, THREE = (Paragraph(text(word)) for word in ("một", "hai", "ba"))
FIRST, SECOND = Annex("Phụ lục I", "A"), Annex("Phụ lục II", "B", wide=True)


@pytest.mark.parametrize(
    ("texts", "ended"),
    [
        ([], []),
        (["Như trên"], ["Như trên."]),
        (["Như trên", "Lưu: VT, VP"], ["Như trên;", "Lưu: VT, VP."]),
        (["Căn cứ A;", "Căn cứ B. "], ["Căn cứ A;", "Căn cứ B."]),
    ],
)
def test_end_each_closes_all_but_the_last_with_a_semicolon(texts: list[str], ended: list[str]) -> None:
    assert end_each(texts) == ended


def test_number_gap_leaves_the_room_of_the_layout() -> None:
    layout = make_layout()
    gap = number_gap(layout, 13)
    assert set(gap) == {"\u00a0"}
    assert layout.head.number_gap <= measure(gap, 13) < layout.head.number_gap + 2


def test_attached_line_tells_which_paper_an_annex_belongs_to() -> None:
    paper = make_paper(issuer="SỞ Y TẾ", issued_by="Sở Y tế")
    told = " ".join(attached_line(paper, make_layout()).replace("\u00a0", " ").split())
    assert told == "(Kèm theo Báo cáo số /BC-SNNPTNT ngày 04 tháng 10 năm 2021 của Sở Y tế)"


def test_attached_line_names_the_issuer_as_the_head_does_where_nothing_else_is_known() -> None:
    assert attached_line(make_paper(issuer="SỞ Y TẾ"), make_layout()).endswith("của SỞ Y TẾ)")


def test_attached_line_calls_a_letter_by_its_name() -> None:
    assert attached_line(make_letter(), make_layout()).startswith("(Kèm theo Công văn số")


@pytest.mark.parametrize(
    ("blocks", "body", "annexes"),
    [
        ((), (), []),
        ((ONE, TWO), (ONE, TWO), []),
        ((FIRST, ONE), (), [(FIRST, (ONE,))]),
        ((ONE, FIRST, TWO, SECOND, THREE), (ONE,), [(FIRST, (TWO,)), (SECOND, (THREE,))]),
        ((ONE, FIRST, SECOND), (ONE,), [(FIRST, ()), (SECOND, ())]),
    ],
)
def test_split_annexes_parts_what_is_signed_from_what_is_attached(
    blocks: tuple[Block, ...], body: tuple[Block, ...], annexes: list[tuple[Annex, tuple[Block, ...]]]
) -> None:
    assert split_annexes(blocks) == (body, annexes)


@pytest.mark.parametrize(
    ("width", "height", "fitted"),
    [(100, 50, (100, 50)), (330, 100, (165, 50)), (100, 300, (50, 150)), (990, 900, (165, 150))],
)
def test_room_of_keeps_the_shape(width: int, height: int, fitted: tuple[int, int]) -> None:
    limits = (Decimal(165), Decimal(150))
    assert room_of(Decimal(width), Decimal(height), *limits) == tuple(map(Decimal, fitted))
