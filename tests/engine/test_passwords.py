from time import perf_counter
from types import SimpleNamespace
from typing import Any
from unicodedata import normalize

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from cchc_workflow.engine.passwords import (
    HASHES,
    best_fit,
    check_new,
    common_passwords,
    fits,
    hash_password,
    nobodys_hash,
)
from cchc_workflow.errors import EntryError
from tests.engine.door import OTHER, PASSWORD, password_hash


def row(password_hash: str | None) -> Any:  # noqa: ANN401
    return SimpleNamespace(password_hash=password_hash)


def test_password_fits_in_both_ways_of_writing_its_marks() -> None:
    assert normalize("NFD", PASSWORD) != PASSWORD
    assert fits(PASSWORD, password_hash()) == (True, None)
    assert fits(normalize("NFD", PASSWORD), password_hash()) == (True, None)
    assert fits(PASSWORD.upper(), password_hash()) == (False, None)


def test_hash_is_argon2id_with_its_own_salt() -> None:
    again = hash_password(PASSWORD)
    assert again != password_hash()
    assert again.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize("password", ["", PASSWORD, "x" * 10_000])
def test_nothing_fits_where_there_is_no_hash(password: str) -> None:
    assert fits(password, None) == (False, None)


def seconds(hash_of_somebody: str | None) -> float:
    """Return the least time that a wrong password took."""
    taken = []
    for _ in range(5):
        begun = perf_counter()
        assert fits(OTHER, hash_of_somebody) == (False, None)
        taken.append(perf_counter() - begun)
    return min(taken)


def test_nobody_takes_as_long_as_somebody() -> None:
    """Without the work done in vain it would be a thousandth."""
    nobodys_hash()
    assert 0.4 < seconds(None) / seconds(password_hash()) < 2.5


def test_password_beyond_any_length_is_not_hashed_at_all() -> None:
    assert fits("x" * 10_000, HASHES.hash("too long")) == (False, None)


def test_hash_of_older_parameters_is_renewed() -> None:
    weak = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    opened, renewed = fits(PASSWORD, weak)
    assert opened
    assert renewed is not None
    assert fits(PASSWORD, renewed) == (True, None)
    assert fits(OTHER, weak) == (False, None)


def test_best_fit_is_the_account_that_opens() -> None:
    mine, other, none = row(password_hash()), row(nobodys_hash()), row(None)
    assert best_fit(PASSWORD, [none, other, mine]) == (mine, None)
    assert best_fit(PASSWORD, [none]) == best_fit(PASSWORD, []) == (None, None)


def test_new_password_comes_back_as_it_is_hashed() -> None:
    assert check_new(normalize("NFD", PASSWORD), "a@so.example", "A") == PASSWORD
    with pytest.raises(EntryError) as refusal:
        check_new("password123", "a@so.example", "A")
    assert refusal.value.reason == "password_common"


def test_common_passwords_are_folded_and_long_enough_to_matter() -> None:
    assert "matkhau123" in common_passwords()
    assert all(len(each) >= 10 and each == "".join(each.lower().split()) for each in common_passwords())
