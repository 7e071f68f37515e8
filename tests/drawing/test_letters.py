import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.letters import MARK, SCREEN, clean, cut, width_of, wrap
from tests.drawing.seen import HOSTILE

UNIT = "Chi cục Quản lý chất lượng nông lâm sản và thủy sản"
ROOM = st.floats(20, 400)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Văn phòng\n\tSở ", "Văn phòng Sở"),
        ("Pho\u0300ng", "Phòng"),
        ("a\u0000b\u0007c\ufffe", "abc"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_clean_leaves_what_a_document_may_hold(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_clean_keeps_signs_as_they_are() -> None:
    assert "<script>" in clean(HOSTILE)


def test_width_grows_with_size_letters_and_typeface() -> None:
    assert width_of("mm", 12) > width_of("ii", 12) > 0
    assert width_of("a", 24) == pytest.approx(2 * width_of("a", 12))
    assert width_of("a", 12, SCREEN) > width_of("a", 12)


def test_width_of_a_letter_is_that_of_its_base() -> None:
    assert width_of("ệ", 10) == width_of("e", 10)
    assert width_of("Đ", 10) == width_of("D", 10)
    assert width_of("e\u0323\u0302", 10) == width_of("e", 10)
    assert width_of("漢", 10) == 10


def test_cut_ends_at_a_word_and_says_so() -> None:
    assert cut(UNIT, 12, 1000) == UNIT
    assert cut(UNIT, 12, 190) == "Chi cục Quản lý chất lượng nông" + MARK
    assert cut("x" * 2000, 12, 60).endswith("x" + MARK)


def test_wrap_fills_lines_and_cuts_the_last() -> None:
    assert wrap("Thanh tra Sở", 12, 200) == ("Thanh tra Sở",)
    assert wrap(UNIT, 12, 200) == ("Chi cục Quản lý chất lượng nông lâm", "sản và thủy sản")
    assert wrap(UNIT * 40, 12, 200)[1].endswith(MARK)
    assert len(wrap("x" * 2000, 12, 200)) == 2


@given(text=st.text(max_size=60).map(clean), room=ROOM)
def test_what_is_cut_fits(text: str, room: float) -> None:
    assert width_of(cut(text, 12, room), 12) <= room + 1e-6
    assert all(width_of(line, 12) <= room + 1e-6 for line in wrap(text, 12, room))


@given(marks=st.integers(1, 30), room=ROOM)
def test_cut_never_parts_a_letter_from_its_marks(marks: int, room: float) -> None:
    letter = "z" + "\u0301" * marks
    kept = cut(letter * 40, 12, room).removesuffix(MARK)
    assert kept == letter * (len(kept) // len(letter))
