from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from cchc_workflow.engine.totp import enrolment_address, make_secret, step_of, use_code
from cchc_workflow.errors import EntryError
from cchc_workflow.store.accounts import set_totp
from tests.engine.door import NOW, person_id
from tests.engine.small_office import HEAD, SmallOffice

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
STEP = timedelta(seconds=30)


def code(steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(NOW + steps * STEP)


def test_secret_is_new_each_time_and_long() -> None:
    assert len(make_secret()) == 32
    assert make_secret() != make_secret()


def test_address_is_read_by_apps() -> None:
    address = urlsplit(enrolment_address(SECRET, HEAD, "Sở Ví dụ"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == f"/CCHC Sở Ví dụ:{HEAD}"
    assert parse_qs(address.query) == {"secret": [SECRET], "issuer": ["CCHC Sở Ví dụ"]}


@pytest.mark.parametrize("steps", [-2, -1, 0, 1, 2])
def test_code_is_taken_one_step_around_the_present(steps: int) -> None:
    now = int(NOW.timestamp()) // 30
    assert step_of(SECRET, code(steps), NOW) == (now + steps if abs(steps) <= 1 else None)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "-12345", "1" * 10_000, "½23456", "\0" * 6]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert step_of(SECRET, typed, NOW) is None


def test_code_is_read_as_people_write_it() -> None:
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code())
    assert step_of(SECRET, f" {code()[:3]} {code()[3:]}\n", NOW) == step_of(SECRET, wide, NOW) is not None


def test_code_is_used_once_and_no_older_one_after_it(desk: SmallOffice) -> None:
    key = person_id(desk, HEAD)
    with desk.database.begin() as tx:
        set_totp(tx, key, SECRET, on=True)
        use_code(tx, key, SECRET, code(), NOW)
    for steps in (0, -1, -2, 2):
        with pytest.raises(EntryError) as refusal, desk.database.begin() as tx:
            use_code(tx, key, SECRET, code(steps), NOW)
        assert refusal.value.reason == "code_wrong"
    with desk.database.begin() as tx:
        use_code(tx, key, SECRET, code(1), NOW)
