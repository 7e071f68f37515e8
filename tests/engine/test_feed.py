from datetime import UTC, date, datetime

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.ticket import seal
from cchc_workflow.engine.feed import FOR_EVER, feed_token, open_feed, renew_feed
from cchc_workflow.engine.secrets import signing_key
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.journal import read_journal
from cchc_workflow.store.people import end_appointments
from tests.engine.small_office import DIRECTOR, HEAD_TCCB, SmallOffice, at

NOW = at(date(2021, 6, 1))


def codes(desk: SmallOffice, token: str, now: datetime = NOW) -> set[str]:
    return {row.code for row in open_feed(desk.office, token, now).tasks}


def token_of(desk: SmallOffice, address: str) -> str:
    return feed_token(desk.office, desk.actor(address).person_id)


def test_feed_holds_what_the_person_sees(desk: SmallOffice) -> None:
    assert codes(desk, token_of(desk, HEAD_TCCB)) == {"A1", "B1", "B2", "B3", "B4", "B5"}
    assert len(codes(desk, token_of(desk, DIRECTOR))) == 14, "A9 has no deadline and A10 sleeps"


def test_feed_address_stays_the_same_until_a_new_one_is_asked_for(desk: SmallOffice) -> None:
    actor = desk.actor(HEAD_TCCB)
    old = token_of(desk, HEAD_TCCB)
    assert token_of(desk, HEAD_TCCB) == old
    renew_feed(desk.office, actor, NOW)
    new = token_of(desk, HEAD_TCCB)
    assert new != old
    assert codes(desk, new)
    with pytest.raises(NotFoundError):
        open_feed(desk.office, old, NOW)
    with desk.database.read() as tx:
        assert read_journal(tx, 1)[0].name == "feed_renewed"


def test_feed_of_who_holds_no_office_any_more_is_empty(desk: SmallOffice) -> None:
    token = token_of(desk, HEAD_TCCB)
    with desk.database.begin() as tx:
        end_appointments(tx, 1, Role.UNIT_HEAD, desk.unit_id("TCCB"), date(2021, 6, 30))
    assert codes(desk, token)
    assert codes(desk, token, at(date(2021, 7, 1))) == set()


def test_feed_is_not_opened_by_what_was_sealed_for_something_else(desk: SmallOffice) -> None:
    person = desk.actor(HEAD_TCCB).person_id
    key = signing_key(desk.office)
    forged = (
        seal(key, "password", (person, 1), FOR_EVER),
        seal(b"x" * 32, "feed", (person, 1), FOR_EVER),
        seal(key, "feed", (person, 1), datetime(2021, 1, 1, tzinfo=UTC)),
        seal(key, "feed", (person, 2), FOR_EVER),
        seal(key, "feed", (10**9, 1), FOR_EVER),
        token_of(desk, HEAD_TCCB)[:-1],
        "",
        "x" * 5000,
        "lịch",
    )
    for token in forged:
        with pytest.raises(NotFoundError):
            open_feed(desk.office, token, NOW)
