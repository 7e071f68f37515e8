import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.deadlines.spelling import normalise


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("  TRƯỚC\tngày\n15/6  ", "trước ngày 15/6"),
        ("Tháng 12//2026", "tháng 12/2026"),
        ("Tháng / 01/ 2026", "tháng 01/2026"),
        ("Tháng\n01/ 2026", "tháng 01/2026"),
        ("Quý IV/ 2026", "quý iv/2026"),
        ("QuýIV", "quý iv"),
        ("Qúy II, quí III", "quý ii, quý iii"),
        ("hàng quý; hàng 6 tháng; bán hàng", "hằng quý; hằng 6 tháng; bán hàng"),
        ("20. 7. 2020", "20.7.2020"),
        ("2016–2017", "2016-2017"),
        ("Tuỳ, kì họp", "tùy, kỳ họp"),
        ("31/03/2026 / Các sở", "31/03/2026; các sở"),
        ("15/6/2026 / 30/6/2026", "15/6/2026; 30/6/2026"),
        ("Triển khai / 15/6", "triển khai; 15/6"),
        ("năm\N{NO-BREAK SPACE}20\N{ZERO WIDTH SPACE}26\0", "năm 2026"),
    ],
)
def test_normalise_spells_variants_alike(text: str, spelt: str) -> None:
    assert normalise(text) == spelt


@given(st.text())
def test_normalise_does_not_see_how_marks_are_composed(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@given(st.text())
def test_normalise_leaves_no_control_sign(text: str) -> None:
    assert not [sign for sign in normalise(text) if unicodedata.category(sign) == "Cc"]
