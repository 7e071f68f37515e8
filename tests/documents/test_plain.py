import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.documents.plain import make_plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("Ti\u00ea\u0309u", "Ti\u1ec3u"),
        ("a\x00b\x0bc\x1f\x7f\x85", "abc"),
        ("\ud800x\udfff", "x"),
        ("x\ufffe\uffff\ufeff", "x"),
        ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("a\tb", "a b"),
        ("an\u202etoàn\u2066", "antoàn"),
        ("\U0001f600 41,33\u00a0%", "\U0001f600 41,33\u00a0%"),
    ],
)
def test_make_plain_leaves_only_what_files_hold(text: str, plain: str) -> None:
    assert make_plain(text) == plain


@given(st.text(st.characters()))
def test_make_plain_is_stable_and_can_be_written(text: str) -> None:
    plain = make_plain(text)
    assert make_plain(plain) == plain
    assert plain.encode().decode() == plain
