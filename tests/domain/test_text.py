from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.text import (
    LONGEST_WORD,
    MOST_WORDS,
    cut,
    fold,
    lower_first,
    searchable,
    show_plan_number,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường", "duong"),
        ("ĐƯỜNG  sắt\tBắc\nNam", "duong sat bac nam"),
        ("Rà soát, hệ thống hóa VBQPPL", "ra soat, he thong hoa vbqppl"),
        ("A1/CCKL", "a1/cckl"),
        ("", ""),
    ],
)
def test_fold_drops_marks_case_and_spare_space(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_reads_both_unicode_forms_alike_and_is_settled(text: str) -> None:
    assert fold(normalize("NFC", text)) == fold(normalize("NFD", text))
    assert fold(fold(text)) == fold(text)


def test_searchable_joins_and_folds() -> None:
    assert searchable("A1/CCKL", "Báo cáo", "Đúng hạn", "Chi cục Kiểm lâm") == (
        "a1/cckl bao cao dung han chi cuc kiem lam"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Đường  sắt", ("duong", "sat")),
        ("12/KH-SVD", ("12", "kh", "svd")),
        ("duong DUONG đường", ("duong",)),
        ("\"'*:() & | ! <->", ()),
        ("日本", ()),
        ("x" * 100, ("x" * LONGEST_WORD,)),
        (" ".join(str(n) for n in range(20)), tuple(str(n) for n in range(MOST_WORDS))),
    ],
)
def test_words_of_are_bare_letters_and_digits_and_few(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@given(st.text())
def test_words_of_nothing_but_letters_and_digits(text: str) -> None:
    assert all(word.isascii() and word.isalnum() for word in words_of(text))


def test_lower_first_leaves_the_rest() -> None:
    assert [lower_first(text) for text in ("Quá hạn TTHC", "Đã báo cáo", "")] == [
        "quá hạn TTHC",
        "đã báo cáo",
        "",
    ]


def test_cut_ends_at_a_word() -> None:
    assert cut("Rà soát, đánh giá, đề xuất", 15) == "Rà soát, đánh…"
    assert cut("Rà soát, đánh giá", 9) == "Rà soát…"


def test_cut_leaves_what_fits_in_one_line() -> None:
    assert cut("Báo cáo\n  quý II", 20) == "Báo cáo quý II"


def test_cut_breaks_a_word_that_alone_is_too_long() -> None:
    assert cut("x" * 90) == "x" * 79 + "…"


@given(st.text(max_size=300), st.integers(min_value=2, max_value=120))
def test_cut_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(cut(text, length)) <= length


@pytest.mark.parametrize(
    ("number", "shown"), [("/KH-SNNPTNT", "…/KH-SNNPTNT"), ("415/KH-SNNPTNT", "415/KH-SNNPTNT"), ("", "")]
)
def test_plan_without_a_number_yet_shows_the_gap(number: str, shown: str) -> None:
    assert show_plan_number(number) == shown
