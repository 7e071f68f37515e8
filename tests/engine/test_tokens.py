from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cchc_workflow.domain.people import Grant, Role
from cchc_workflow.engine.appoint import Appointment, substitute
from cchc_workflow.engine.sessions import digest
from cchc_workflow.engine.tokens import (
    MOST_LIVE,
    PREFIX,
    Bearer,
    TokenScope,
    TokenWish,
    make_token,
    recognize_token,
    revoke_token,
)
from cchc_workflow.errors import IncompleteError, NotFoundError
from cchc_workflow.store.journal import broken_entry, read_journal
from cchc_workflow.store.tokens import find_token, note_used, tokens_of
from tests.builders import vn
from tests.engine.small_office import HEAD, HEAD_TCCB, SmallOffice

NOW = vn(1, 6, 8)
WISH = TokenWish(name="Bảng theo dõi", scopes=[TokenScope.READ], last_on=date(2021, 6, 30))


def make(desk: SmallOffice, who: str = HEAD, wish: TokenWish = WISH) -> str:
    return make_token(desk.office, desk.actor(who, NOW), wish, NOW)


def recognize(desk: SmallOffice, token: str, now: datetime = NOW) -> Bearer | None:
    with desk.database.read() as tx:
        return recognize_token(tx, desk.office, token, now)


def test_token_is_recognized_with_the_persons_roles_of_the_day(desk: SmallOffice) -> None:
    bearer = recognize(desk, make(desk))
    assert bearer is not None
    assert bearer.actor.address == HEAD
    assert bearer.actor.grants == {Grant(Role.UNIT_HEAD, desk.unit_id("VP"))}
    assert bearer.scopes == {TokenScope.READ}
    assert (bearer.name, bearer.stale) == ("Bảng theo dõi", True)


def test_token_is_kept_only_as_a_hash(desk: SmallOffice) -> None:
    token = make(desk)
    assert token.startswith(PREFIX)
    assert len(token) > 40
    with desk.database.read() as tx:
        (row,) = tokens_of(tx, desk.actor(HEAD).person_id)
        entries = read_journal(tx, desk.organization_id)
    assert row.token_sha256 == digest(token)
    assert token not in repr(row)
    assert token not in repr(entries)


def test_no_two_tokens_are_alike(desk: SmallOffice) -> None:
    assert len({make(desk) for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("now", "holds"),
    [(vn(30, 6, 23, 59, 59), True), (vn(1, 7), False), (vn(1, 7, 0, 0, 1), False)],
)
def test_token_holds_to_the_end_of_its_last_day(desk: SmallOffice, now: datetime, holds: bool) -> None:  # noqa: FBT001
    assert (recognize(desk, make(desk), now) is not None) is holds


@pytest.mark.parametrize("given", ["", "cchc_", "x", "cchc_ÿ", "Bearer", "cchc_" + "a" * 5000])
def test_anything_else_is_no_token(desk: SmallOffice, given: str) -> None:
    make(desk)
    assert recognize(desk, given) is None


def test_token_without_its_prefix_is_none(desk: SmallOffice) -> None:
    assert recognize(desk, make(desk).removeprefix(PREFIX)) is None


def test_token_goes_stale_a_minute_after_it_was_used(desk: SmallOffice) -> None:
    token = make(desk)
    with desk.database.begin() as tx:
        row = find_token(tx, digest(token))
        assert row is not None
        note_used(tx, row.id, NOW)
    stale = [
        bearer.stale
        for seconds in (59, 60)
        if (bearer := recognize(desk, token, NOW + timedelta(seconds=seconds)))
    ]
    assert stale == [False, True]


def test_revoked_token_opens_nothing_from_then_on(desk: SmallOffice) -> None:
    token, other = make(desk), make(desk)
    bearer = recognize(desk, token)
    assert bearer is not None
    revoke_token(desk.office, desk.actor(HEAD, NOW), bearer.token_id, NOW)
    assert recognize(desk, token) is None
    assert recognize(desk, other) is not None
    with pytest.raises(NotFoundError):
        revoke_token(desk.office, desk.actor(HEAD, NOW), bearer.token_id, NOW)


def test_nobody_revokes_another_persons_token(desk: SmallOffice) -> None:
    token = make(desk)
    bearer = recognize(desk, token)
    assert bearer is not None
    with pytest.raises(NotFoundError):
        revoke_token(desk.office, desk.actor(HEAD_TCCB, NOW), bearer.token_id, NOW)
    assert recognize(desk, token) is not None


@pytest.mark.parametrize(
    ("over", "missing"),
    [
        ({"name": ""}, ["token_name"]),
        ({"name": " \t"}, ["token_name"]),
        ({"name": "a" * 81}, ["token_name"]),
        ({"name": "a\0b"}, ["token_name"]),
        ({"name": "a\u202eb"}, ["token_name"]),
        ({"scopes": []}, ["token_scopes"]),
        ({"last_on": date(2021, 5, 31)}, ["token_last_on"]),
        ({"last_on": date(2022, 6, 3)}, ["token_last_on"]),
        ({"last_on": date.min}, ["token_last_on"]),
        ({"last_on": date.max}, ["token_last_on"]),
        ({"name": "", "scopes": [], "last_on": date.min}, ["token_name", "token_scopes", "token_last_on"]),
    ],
)
def test_token_that_can_not_be_made_says_what_is_missing(
    desk: SmallOffice, over: dict[str, object], missing: list[str]
) -> None:
    with pytest.raises(IncompleteError) as refused:
        make(desk, wish=replace(WISH, **over))  # type: ignore[arg-type]
    assert refused.value.missing == missing
    with desk.database.read() as tx:
        assert tokens_of(tx, desk.actor(HEAD).person_id) == []


@pytest.mark.parametrize("last_on", [date(2021, 6, 1), date(2022, 6, 2)])
def test_token_may_end_today_or_in_a_year(desk: SmallOffice, last_on: date) -> None:
    assert recognize(desk, make(desk, wish=replace(WISH, last_on=last_on))) is not None


def test_a_person_has_only_so_many_tokens_that_hold(desk: SmallOffice) -> None:
    tokens = [make(desk) for _ in range(MOST_LIVE)]
    with pytest.raises(IncompleteError) as refused:
        make(desk)
    assert refused.value.missing == ["fewer_tokens"]
    make(desk, HEAD_TCCB)
    bearer = recognize(desk, tokens[0])
    assert bearer is not None
    revoke_token(desk.office, desk.actor(HEAD, NOW), bearer.token_id, NOW)
    make(desk)


def test_making_and_revoking_stand_in_the_journal(desk: SmallOffice) -> None:
    bearer = recognize(desk, make(desk))
    assert bearer is not None
    revoke_token(desk.office, desk.actor(HEAD, NOW), bearer.token_id, NOW)
    with desk.database.read() as tx:
        entries = read_journal(tx, desk.organization_id)
        assert broken_entry(tx, desk.organization_id) is None
    named = [(row.name, row.subject) for row in entries if row.name.startswith("api_token")]
    assert named == [("api_token_revoked", HEAD), ("api_token_made", HEAD)]


def test_token_follows_the_roles_of_its_person(desk: SmallOffice) -> None:
    """A substitute's token reaches the unit for as long as they stand in, and no day longer."""
    token = make(desk, HEAD_TCCB)
    away = Appointment(
        address=HEAD_TCCB, role=Role.UNIT_HEAD, unit="VP", from_on=date(2021, 6, 10), to_on=date(2021, 6, 20)
    )
    substitute(desk.office, desk.organization_id, HEAD, away)
    units = [
        {grant.unit_id for grant in bearer.actor.grants}
        for on in (1, 10, 21)
        if (bearer := recognize(desk, token, vn(on, 6, 9)))
    ]
    own, other = desk.unit_id("TCCB"), desk.unit_id("VP")
    assert units == [{own}, {own, other}, {own}]
