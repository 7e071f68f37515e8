import pytest

from cchc_workflow.engine.accounts import (
    change_password,
    end_other_sessions,
    end_session,
    find_account,
    keep_password,
    read_profile,
)
from cchc_workflow.engine.entry import sign_in
from cchc_workflow.engine.sessions import Terms
from cchc_workflow.errors import EntryError, NotFoundError
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD, visit
from tests.engine.small_office import COORDINATOR, HEAD, SmallOffice


@pytest.fixture
def ours(desk: SmallOffice) -> SmallOffice:
    door.give_password(desk, HEAD, COORDINATOR)
    return desk


def enter(desk: SmallOffice, address: str = HEAD) -> tuple[str, int]:
    """Return a new session's token and key."""
    token = sign_in(desk.office, address, PASSWORD, visit()).token
    found = door.session(desk, token)
    assert found is not None
    return token, found.id


def change(desk: SmallOffice, session_id: int, old: str, new: str) -> str | None:
    try:
        change_password(desk.office, desk.actor(HEAD), session_id, old, new, visit())
    except EntryError as error:
        return error.reason
    return None


def test_profile_shows_offices_and_browsers(ours: SmallOffice) -> None:
    (_, here), (_, other) = enter(ours), enter(ours)
    enter(ours, COORDINATOR)
    profile = read_profile(ours.office, ours.actor(HEAD), here, NOW, Terms())
    assert profile.offices == (("unit_head", "Văn phòng Sở"),)
    assert profile.account.address == HEAD
    assert {each.id: each.here for each in profile.sessions} == {here: True, other: False}
    assert {(each.browser, each.source) for each in profile.sessions} == {("Firefox, Windows", door.SOURCE)}
    assert read_profile(ours.office, ours.actor(HEAD), here, NOW + Terms().lasts, Terms()).sessions == ()


def test_changing_the_password_ends_the_other_sessions(ours: SmallOffice) -> None:
    (kept, session_id), (gone, _) = enter(ours), enter(ours)
    assert change(ours, session_id, PASSWORD, OTHER) is None
    assert door.session(ours, kept) is not None
    assert door.session(ours, gone) is None
    assert sign_in(ours.office, HEAD, OTHER, visit()).token
    assert ("password_changed", HEAD) in door.noted(ours)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (OTHER, OTHER, "wrong"),
        ("", OTHER, "wrong"),
        (PASSWORD, "ngắn", "password_short"),
        (PASSWORD, "x" * 10_000, "password_long"),
        (PASSWORD, HEAD, "password_own"),
        (PASSWORD, "matkhau123", "password_common"),
    ],
)
def test_change_is_refused_and_nothing_ends(ours: SmallOffice, old: str, new: str, reason: str) -> None:
    (_, session_id), (other, _) = enter(ours), enter(ours)
    assert change(ours, session_id, old, new) == reason
    assert door.session(ours, other) is not None
    assert sign_in(ours.office, HEAD, PASSWORD, visit()).token


def test_instant_of_the_password_moves_on_where_the_clock_stands(ours: SmallOffice) -> None:
    for _ in range(2):
        before = door.account(ours, HEAD)
        with ours.database.begin() as tx:
            keep_password(tx, before, door.password_hash(), NOW, by=None)
        assert door.account(ours, HEAD).password_at > before.password_at


def test_new_password_forgives_what_was_tried_before(ours: SmallOffice) -> None:
    for _ in range(5):
        with pytest.raises(EntryError):
            sign_in(ours.office, HEAD, OTHER, visit())
    with ours.database.begin() as tx:
        keep_password(tx, door.account(ours, HEAD), door.password_hash(), NOW, by=None)
    assert sign_in(ours.office, HEAD, PASSWORD, visit()).token


def test_only_ones_own_session_can_be_ended(ours: SmallOffice) -> None:
    (token, session_id), (theirs, their_id) = enter(ours), enter(ours, COORDINATOR)
    end_session(ours.office, ours.actor(HEAD), session_id, NOW)
    assert door.session(ours, token) is None
    for unknown in (their_id, session_id, 10**12):
        with pytest.raises(NotFoundError):
            end_session(ours.office, ours.actor(HEAD), unknown, NOW)
    assert door.session(ours, theirs) is not None
    assert door.noted(ours)[-1] == ("session_ended", HEAD)


def test_other_sessions_end_together(ours: SmallOffice) -> None:
    (kept, session_id), *others = enter(ours), enter(ours), enter(ours)
    theirs, _ = enter(ours, COORDINATOR)
    assert end_other_sessions(ours.office, ours.actor(HEAD), session_id, NOW) == 2
    assert end_other_sessions(ours.office, ours.actor(HEAD), session_id, NOW) == 0
    assert [door.session(ours, token) is None for token, _ in others] == [True, True]
    assert door.session(ours, kept) is not None
    assert door.session(ours, theirs) is not None
    assert [name for name, _ in door.noted(ours)].count("session_ended") == 1


def test_account_of_nobody_is_not_found(ours: SmallOffice) -> None:
    with pytest.raises(NotFoundError), ours.database.read() as tx:
        find_account(tx, 10**12)
