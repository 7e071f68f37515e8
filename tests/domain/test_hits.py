from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.hits import cut, find_hits
from cchc_workflow.domain.text import words_of


def marked(text: str, looked_for: str) -> list[str]:
    return [text[start:end] for start, end in find_hits(text, words_of(looked_for))]


@pytest.mark.parametrize(
    ("text", "looked_for", "hits"),
    [
        ("Đường sắt, đường bộ", "duong", ["Đường", "đường"]),
        ("Đường sắt", "duo", ["Đườ"]),
        ("Kiểm lâm", "LÂM kiem", ["Kiểm", "lâm"]),
        ("Nông lâm", "am", []),
        ("Số 12/KH-SVD", "svd 12", ["12", "SVD"]),
        ("một hai", "", []),
        ("kiểm kiểm tra", "kiem tr", ["kiểm", "kiểm", "tr"]),
    ],
)
def test_hits_stand_at_the_beginning_of_words(text: str, looked_for: str, hits: list[str]) -> None:
    assert marked(text, looked_for) == hits


def test_hits_in_a_text_with_loose_marks_take_the_marks_along() -> None:
    text = normalize("NFD", "Đường sắt")
    assert [normalize("NFC", hit) for hit in marked(text, "duong sat")] == ["Đường", "sắt"]


@given(st.text(), st.text())
def test_hits_are_in_order_and_apart(text: str, looked_for: str) -> None:
    spans = find_hits(text, words_of(looked_for))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in spans)


def test_cut_shows_what_is_around_the_first_hit() -> None:
    text = "mở đầu " * 30 + "có rừng ở đây " + "và tiếp theo " * 30
    piece, spans = cut(text, ("rung",), 80)
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert [piece[start:end] for start, end in spans] == ["rừng"]


def test_cut_leaves_a_short_text_as_it_is() -> None:
    assert cut("Kiểm tra rừng", ("rung",), 80) == ("Kiểm tra rừng", [(9, 13)])


@given(st.text(max_size=60), st.text(max_size=10), st.integers(10, 40))
def test_cut_keeps_spans_within_the_piece(text: str, looked_for: str, room: int) -> None:
    piece, spans = cut(text, words_of(looked_for), room)
    assert all(0 <= start < end <= len(piece) for start, end in spans)
