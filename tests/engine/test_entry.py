from datetime import timedelta
from unicodedata import normalize

import pyotp
import pytest

from cchc_workflow.engine.entry import HALF_LASTS, Entered, give_code, lock, sign_in, sign_out, unlock
from cchc_workflow.errors import EntryError
from cchc_workflow.store.accounts import set_totp
from cchc_workflow.store.journal import broken_entry
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD, visit
from tests.engine.small_office import COORDINATOR, HEAD, SmallOffice

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
HOUR = timedelta(hours=1)


@pytest.fixture
def ours(desk: SmallOffice) -> SmallOffice:
    door.give_password(desk, HEAD)
    return desk


@pytest.fixture
def half(ours: SmallOffice) -> Entered:
    """Begin a sign-in that still lacks its code."""
    with ours.database.begin() as tx:
        set_totp(tx, door.person_id(ours, HEAD), SECRET, on=True)
    return sign_in(ours.office, HEAD, PASSWORD, visit())


def code(now: object = NOW) -> str:
    return pyotp.TOTP(SECRET).at(now)  # type: ignore[arg-type]


def test_sign_in_begins_a_session_of_that_person(ours: SmallOffice) -> None:
    entered = sign_in(ours.office, f" {HEAD.upper()} ", normalize("NFD", PASSWORD), visit())
    found = door.session(ours, entered.token)
    assert found is not None
    assert (found.actor.address, found.half, found.locked) == (HEAD, False, False)
    assert (entered.half, entered.lasts) == (False, timedelta(hours=12))
    assert door.noted(ours) == [("signed_in", HEAD)]
    with ours.database.read() as tx:
        assert broken_entry(tx, ours.organization_id) is None


@pytest.mark.parametrize(
    ("address", "password"),
    [
        (HEAD, OTHER),
        (HEAD, ""),
        (HEAD, "x" * 10_000),
        (HEAD, PASSWORD + "\0"),
        (COORDINATOR, PASSWORD),
        (COORDINATOR, ""),
        ("khong.ai@so.example", PASSWORD),
        ("\0", PASSWORD),
        ("'; DROP TABLE person; --", PASSWORD),
    ],
)
def test_sign_in_refuses_all_that_does_not_fit_alike(ours: SmallOffice, address: str, password: str) -> None:
    with pytest.raises(EntryError) as refusal:
        sign_in(ours.office, address, password, visit())
    assert refusal.value.reason == "wrong"
    known = [("sign_in_refused", address)] if address in {HEAD, COORDINATOR} else []
    assert door.noted(ours) == known


def test_right_password_is_refused_while_there_is_a_wait(ours: SmallOffice) -> None:
    for _ in range(5):
        with pytest.raises(EntryError):
            sign_in(ours.office, HEAD, OTHER, visit())
    with pytest.raises(EntryError) as refusal:
        sign_in(ours.office, HEAD, PASSWORD, visit(source="10.9.9.9"))
    assert (refusal.value.reason, refusal.value.minutes) == ("throttled", 1)
    assert sign_in(ours.office, HEAD, PASSWORD, visit(NOW + timedelta(minutes=1))).token


def test_sign_in_rotates_the_token_and_ends_the_session_carried(ours: SmallOffice) -> None:
    first = sign_in(ours.office, HEAD, PASSWORD, visit()).token
    second = sign_in(ours.office, HEAD, PASSWORD, visit(token=first)).token
    assert second != first
    assert door.session(ours, first) is None
    assert door.session(ours, second) is not None


def test_session_ends_at_its_hour_and_at_the_sign_out(ours: SmallOffice) -> None:
    token = sign_in(ours.office, HEAD, PASSWORD, visit()).token
    assert door.session(ours, token, NOW + 12 * HOUR) is None
    sign_out(ours.office, visit(token=token))
    assert door.session(ours, token) is None
    sign_out(ours.office, visit(token=token))
    sign_out(ours.office, visit())


def test_second_step_makes_a_whole_session_of_a_half_one(ours: SmallOffice, half: Entered) -> None:
    assert (half.half, half.lasts) == (True, HALF_LASTS)
    assert door.noted(ours) == []
    entered = give_code(ours.office, code(), visit(token=half.token))
    found = door.session(ours, entered.token)
    assert found is not None
    assert not found.half
    assert door.session(ours, half.token) is None
    assert door.noted(ours) == [("signed_in", HEAD)]


def test_code_is_not_taken_twice(ours: SmallOffice, half: Entered) -> None:
    give_code(ours.office, code(), visit(token=half.token))
    again = sign_in(ours.office, HEAD, PASSWORD, visit())
    with pytest.raises(EntryError) as refusal:
        give_code(ours.office, code(), visit(token=again.token))
    assert refusal.value.reason == "code_wrong"
    assert door.noted(ours)[-1] == ("sign_in_refused", HEAD)
    later = NOW + timedelta(seconds=30)
    assert give_code(ours.office, code(later), visit(later, again.token)).token


def test_codes_are_throttled(ours: SmallOffice, half: Entered) -> None:
    wrong = "000000" if code() != "000000" else "000001"
    for _ in range(5):
        with pytest.raises(EntryError):
            give_code(ours.office, wrong, visit(token=half.token))
    with pytest.raises(EntryError) as refusal:
        give_code(ours.office, code(), visit(token=half.token))
    assert refusal.value.reason == "throttled"


def test_second_step_needs_a_half_session_that_lasts(ours: SmallOffice, half: Entered) -> None:
    whole = give_code(ours.office, code(), visit(token=half.token))
    again = sign_in(ours.office, HEAD, PASSWORD, visit())
    late = NOW + HALF_LASTS
    for gone in (visit(token=whole.token), visit(token="x"), visit(late, again.token)):
        with pytest.raises(EntryError) as refusal:
            give_code(ours.office, code(gone.now), gone)
        assert refusal.value.reason == "ended"


def test_half_session_is_over_where_codes_were_turned_off(ours: SmallOffice, half: Entered) -> None:
    with ours.database.begin() as tx:
        set_totp(tx, door.person_id(ours, HEAD), None, on=False)
    with pytest.raises(EntryError) as refusal:
        give_code(ours.office, code(), visit(token=half.token))
    assert refusal.value.reason == "ended"


def test_session_locks_when_it_rests_or_is_told_to(ours: SmallOffice) -> None:
    token = sign_in(ours.office, HEAD, PASSWORD, visit()).token
    rested = door.session(ours, token, NOW + timedelta(minutes=31))
    assert rested is not None
    assert rested.locked
    lock(ours.office, rested.id, NOW)
    told = door.session(ours, token)
    assert told is not None
    assert told.locked


def test_unlocking_rotates_the_token_and_prolongs_nothing(ours: SmallOffice) -> None:
    token = sign_in(ours.office, HEAD, PASSWORD, visit()).token
    later = visit(NOW + 2 * HOUR, token)
    with pytest.raises(EntryError) as refusal:
        unlock(ours.office, OTHER, later)
    assert refusal.value.reason == "wrong"
    entered = unlock(ours.office, PASSWORD, later)
    assert entered.lasts == 10 * HOUR
    assert door.session(ours, token, later.now) is None
    found = door.session(ours, entered.token, later.now)
    assert found is not None
    assert not found.locked
    assert door.session(ours, entered.token, NOW + 12 * HOUR) is None
    assert door.noted(ours)[-1] == ("session_unlocked", HEAD)


def test_half_session_is_not_unlocked_by_the_password(ours: SmallOffice, half: Entered) -> None:
    with pytest.raises(EntryError) as refusal:
        unlock(ours.office, PASSWORD, visit(token=half.token))
    assert refusal.value.reason == "ended"
