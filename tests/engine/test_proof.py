from datetime import timedelta

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from cchc_workflow.engine.entry import sign_in
from cchc_workflow.engine.proof import account_of, fold_address, note_refused, prove_password
from cchc_workflow.errors import EntryError
from cchc_workflow.store.accounts import set_password
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD, visit
from tests.engine.small_office import HEAD, SmallOffice


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Ai@So.Example\n", "ai@so.example"),
        ("ai\0@so.example", "ai@so.example"),
        ("\ud800", ""),
        ("x" * 10_000, "x" * 320),
        ("", ""),
    ],
)
def test_address_is_folded(typed: str, folded: str) -> None:
    assert fold_address(typed) == folded


def test_password_is_proved_or_refused_and_noted(desk: SmallOffice) -> None:
    door.give_password(desk, HEAD)
    account = door.account(desk, HEAD)
    prove_password(desk.office, account, PASSWORD, visit())
    assert door.noted(desk) == []
    with pytest.raises(EntryError) as refusal:
        prove_password(desk.office, account, OTHER, visit())
    assert refusal.value.reason == "wrong"
    assert door.noted(desk) == [("sign_in_refused", HEAD)]


def test_proof_is_throttled_with_the_sign_in(desk: SmallOffice) -> None:
    door.give_password(desk, HEAD)
    for _ in range(5):
        with pytest.raises(EntryError):
            prove_password(desk.office, door.account(desk, HEAD), OTHER, visit())
    with pytest.raises(EntryError) as refusal:
        sign_in(desk.office, HEAD, PASSWORD, visit())
    assert (refusal.value.reason, refusal.value.minutes) == ("throttled", 1)


def test_hash_of_older_parameters_is_renewed_in_passing(desk: SmallOffice) -> None:
    weak = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with desk.database.begin() as tx:
        set_password(tx, door.person_id(desk, HEAD), weak, NOW)
    prove_password(desk.office, door.account(desk, HEAD), PASSWORD, visit())
    assert door.account(desk, HEAD).password_hash != weak
    prove_password(desk.office, door.account(desk, HEAD), PASSWORD, visit())


def test_account_of_is_that_of_the_cookie(desk: SmallOffice) -> None:
    door.give_password(desk, HEAD)
    token = sign_in(desk.office, HEAD, PASSWORD, visit()).token
    assert account_of(desk.office, visit(token=token)).address == HEAD
    late = visit(NOW + timedelta(hours=12), token)
    for gone, half in (
        (visit(token="x"), False),
        (visit(), False),
        (visit(token=token), True),
        (late, False),
    ):
        with pytest.raises(EntryError) as refusal:
            account_of(desk.office, gone, half=half)
        assert refusal.value.reason == "ended"


def test_nothing_is_noted_of_nobody(desk: SmallOffice) -> None:
    note_refused(desk.office, [], visit(), {})
    assert door.noted(desk) == []
