from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.text import fold, searchable


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
