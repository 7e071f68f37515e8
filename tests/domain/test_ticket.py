from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.ticket import LONGEST, seal, unseal
from cchc_workflow.errors import EntryError
from tests.builders import vn

KEY = b"k" * 32
NOW = vn(1, 6, 9)
HOUR = timedelta(hours=1)


def reason(token: str, *, key: bytes = KEY, purpose: str = "act", later: timedelta = timedelta()) -> str:
    with pytest.raises(EntryError) as refusal:
        unseal(key, purpose, token, NOW + later)
    return refusal.value.reason


@given(
    st.lists(
        st.one_of(st.integers(), st.text(st.characters(exclude_categories=["Cs"]), max_size=50)), max_size=5
    )
)
def test_unseal_gives_back_what_was_sealed(parts: list[str | int]) -> None:
    token = seal(KEY, "act", tuple(parts), NOW + HOUR)
    assert unseal(KEY, "act", token, NOW) == tuple(map(str, parts))


def test_token_fits_into_an_address_as_it_is() -> None:
    token = seal(KEY, "act", (417, "Đơn vị/A1"), NOW + HOUR)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert len(token) < 120


def test_unseal_refuses_another_purpose_another_key_and_another_time() -> None:
    token = seal(KEY, "act", (1,), NOW + HOUR)
    assert reason(token, purpose="password") == "link_forged"
    assert reason(token, key=b"other") == "link_forged"
    assert reason(token, later=HOUR) == "link_expired"
    assert unseal(KEY, "act", token, NOW + HOUR - timedelta(seconds=1)) == ("1",)


def test_purpose_and_parts_can_not_be_shifted_into_each_other() -> None:
    body = seal(KEY, "a\nb", (1,), NOW + HOUR).partition(".")
    assert reason("".join(body), purpose="a") == "link_forged"


def test_unseal_refuses_every_change_of_a_letter() -> None:
    token = seal(KEY, "act", (417, "A1"), NOW + HOUR)
    for place, letter in enumerate(token):
        other = "B" if letter == "A" else "A"
        assert reason(token[:place] + other + token[place + 1 :]) == "link_forged"


@pytest.mark.parametrize(
    "token", ["", ".", "a.b", "é.ü", "\ud800", "=" * 9, "a" * (LONGEST + 1), "a.b.c", "0.\0"]
)
def test_unseal_refuses_what_is_no_token(token: str) -> None:
    assert reason(token) == "link_forged"


def test_unseal_refuses_what_was_added_at_the_end() -> None:
    token = seal(KEY, "act", (1,), NOW + HOUR)
    assert [reason(token + end) for end in ("=", ".", " ", "\n")] == ["link_forged"] * 4
