from datetime import timedelta

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.sessions import (
    SEEN_EVERY,
    Browser,
    Session,
    Terms,
    begin_session,
    digest,
    recognize,
)
from cchc_workflow.store.people import find_person
from cchc_workflow.store.sessions import find_session, lock_session, note_seen
from tests.engine.small_office import HEAD, ISSUED_AT, SmallOffice

TERMS = Terms(lasts=timedelta(hours=8), idle=timedelta(minutes=30))


def begin(desk: SmallOffice, *, half: bool = False, browser: Browser | None = None) -> str:
    with desk.database.begin() as tx:
        person = find_person(tx, desk.organization_id, HEAD)
        assert person is not None
        return begin_session(
            tx, person.id, ISSUED_AT, TERMS, browser or Browser("Chromium", "127.0.0.1"), half=half
        )


def look(desk: SmallOffice, token: str, after: timedelta = timedelta()) -> Session | None:
    with desk.database.read() as tx:
        return recognize(tx, desk.office, token, ISSUED_AT + after, TERMS)


def test_a_session_is_recognized_with_its_persons_roles(desk: SmallOffice) -> None:
    session = look(desk, begin(desk))
    assert session is not None
    assert (session.actor.address, session.half, session.locked, session.stale) == (HEAD, False, False, False)
    assert {grant.role for grant in session.actor.grants} == {Role.UNIT_HEAD}


def test_tokens_are_long_and_never_the_same_and_not_kept(desk: SmallOffice) -> None:
    tokens = {begin(desk) for _ in range(4)}
    assert len(tokens) == 4
    assert min(map(len, tokens)) >= 43
    with desk.database.read() as tx:
        for token in tokens:
            row = find_session(tx, digest(token))
            assert row is not None
            assert token not in map(str, row)


@pytest.mark.parametrize("token", ["", "x", "a" * 5_000, "đ", "' OR 1=1 --"])
def test_a_strange_token_is_nobodys(desk: SmallOffice, token: str) -> None:
    begin(desk)
    assert look(desk, token) is None


def test_a_session_ends_when_its_time_is_over(desk: SmallOffice) -> None:
    token = begin(desk)
    assert look(desk, token, TERMS.lasts - timedelta(seconds=1)) is not None
    assert look(desk, token, TERMS.lasts) is None


@pytest.mark.parametrize(
    ("after", "locked"),
    [(TERMS.idle, False), (TERMS.idle + timedelta(seconds=1), True)],
)
def test_an_idle_session_locks(desk: SmallOffice, after: timedelta, locked: bool) -> None:  # noqa: FBT001
    session = look(desk, begin(desk), after)
    assert session is not None
    assert session.locked is locked


def test_a_session_that_was_locked_stays_so(desk: SmallOffice) -> None:
    token = begin(desk)
    session = look(desk, token)
    assert session is not None
    with desk.database.begin() as tx:
        lock_session(tx, session.id, ISSUED_AT)
        note_seen(tx, session.id, ISSUED_AT + timedelta(minutes=5))
    after = look(desk, token, timedelta(minutes=6))
    assert after is not None
    assert after.locked


def test_a_session_is_stale_when_it_was_not_noted_for_a_while(desk: SmallOffice) -> None:
    token = begin(desk)
    fresh, stale = look(desk, token, SEEN_EVERY - timedelta(seconds=1)), look(desk, token, SEEN_EVERY)
    assert fresh is not None
    assert stale is not None
    assert (fresh.stale, stale.stale) == (False, True)


def test_half_a_session_says_so(desk: SmallOffice) -> None:
    session = look(desk, begin(desk, half=True))
    assert session is not None
    assert session.half


def test_what_a_browser_says_of_itself_is_cut_to_size(desk: SmallOffice) -> None:
    token = begin(desk, browser=Browser("x" * 5_000, "y" * 500))
    with desk.database.read() as tx:
        row = find_session(tx, digest(token))
    assert row is not None
    assert (len(row.browser), len(row.source)) == (200, 64)
