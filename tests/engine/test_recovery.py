from datetime import timedelta
from functools import partial

import pytest

from cchc_workflow.engine.entry import sign_in
from cchc_workflow.engine.recovery import (
    FORGOTTEN_LASTS,
    INVITED_LASTS,
    PAGE,
    ask_for_link,
    invite,
    make_link,
    password_path,
    read_link,
    set_by_hand,
    set_by_link,
)
from cchc_workflow.engine.tokens import TokenScope, TokenWish, make_token, recognize_token
from cchc_workflow.errors import EntryError, NotFoundError, WrongRoleError
from tests.builders import vn
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD, SOURCE, visit
from tests.engine.rivals import at_once
from tests.engine.small_office import ADMIN, COORDINATOR, HEAD, SmallOffice

NIGHT = vn(5, 6, 3)
"""A Saturday."""


def token_for(desk: SmallOffice, address: str) -> str:
    path = password_path(desk.office, door.person_id(desk, address), NOW + FORGOTTEN_LASTS)
    assert path.startswith(PAGE)
    return path.removeprefix(PAGE)


def refused(desk: SmallOffice, token: str, password: str = OTHER, later: timedelta = timedelta()) -> str:
    with pytest.raises(EntryError) as refusal:
        set_by_link(desk.office, token, password, NOW + later)
    return refusal.value.reason


def test_link_sets_a_first_password_once(desk: SmallOffice) -> None:
    token = token_for(desk, HEAD)
    assert read_link(desk.office, token, NOW).address == HEAD
    assert door.account(desk, HEAD).password_hash is None, "reading a link does nothing"
    set_by_link(desk.office, token, PASSWORD, NOW)
    assert sign_in(desk.office, HEAD, PASSWORD, visit()).token
    assert refused(desk, token) == "link_used"
    with pytest.raises(EntryError):
        read_link(desk.office, token, NOW)


def test_of_two_who_use_a_link_at_once_one_does(desk: SmallOffice) -> None:
    token = token_for(desk, HEAD)
    outcomes = at_once(*(partial(set_by_link, desk.office, token, new, NOW) for new in (PASSWORD, OTHER)))
    refusals = [outcome.reason for outcome in outcomes if isinstance(outcome, EntryError)]
    assert (refusals, outcomes.count(None)) == (["link_used"], 1)


def test_link_ends_every_session(desk: SmallOffice) -> None:
    door.give_password(desk, HEAD)
    token = sign_in(desk.office, HEAD, PASSWORD, visit()).token
    set_by_link(desk.office, token_for(desk, HEAD), OTHER, NOW)
    assert door.session(desk, token) is None
    with pytest.raises(EntryError):
        sign_in(desk.office, HEAD, PASSWORD, visit())
    assert ("password_changed", HEAD) in door.noted(desk)


def test_all_links_die_with_the_password_they_were_made_for(desk: SmallOffice) -> None:
    door.give_password(desk, HEAD)
    first, second = token_for(desk, HEAD), token_for(desk, HEAD)
    set_by_link(desk.office, first, OTHER, NOW)
    assert refused(desk, second, PASSWORD) == "link_used"
    third = token_for(desk, HEAD)
    set_by_hand(desk.office, desk.organization_id, door.person_id(desk, HEAD), PASSWORD, NOW)
    assert refused(desk, third) == "link_used"


def test_link_is_refused_when_expired_or_forged(desk: SmallOffice) -> None:
    token = token_for(desk, HEAD)
    assert refused(desk, token, later=FORGOTTEN_LASTS) == "link_expired"
    assert refused(desk, token[:-1] + ("A" if token[-1] != "A" else "B")) == "link_forged"
    assert refused(desk, "") == "link_forged"
    assert door.account(desk, HEAD).password_hash is None


def test_weak_password_spends_no_link(desk: SmallOffice) -> None:
    token = token_for(desk, HEAD)
    assert refused(desk, token, "ngắn") == "password_short"
    assert refused(desk, token, HEAD) == "password_own"
    set_by_link(desk.office, token, PASSWORD, NOW)


def test_forgotten_password_brings_a_mail_at_once_with_no_secret_in_its_facts(desk: SmallOffice) -> None:
    ask_for_link(desk.office, f" {HEAD.upper()} ", SOURCE, NIGHT)
    (mail,) = desk.mails("password_link")
    assert (mail.to, mail.state, mail.row.not_before) == (HEAD, "queued", NIGHT)
    (item,) = mail.items
    assert item == {
        "kind": "password_link",
        "is_copy": False,
        "why": "forgotten",
        "ends_at": (NIGHT + FORGOTTEN_LASTS).isoformat(),
    }


def test_nobody_gets_a_mail_for_an_unknown_address(desk: SmallOffice) -> None:
    ask_for_link(desk.office, "khong.ai@so.example", SOURCE, NOW)
    assert desk.mails("password_link") == []


def test_asking_is_throttled_apart_from_signing_in(desk: SmallOffice) -> None:
    door.give_password(desk, HEAD)
    for minute in range(5):
        ask_for_link(desk.office, HEAD, SOURCE, NOW + timedelta(seconds=minute))
    with pytest.raises(EntryError) as refusal:
        ask_for_link(desk.office, HEAD, SOURCE, NOW + timedelta(seconds=9))
    assert refusal.value.reason == "throttled"
    assert len(desk.mails("password_link")) == 5
    assert sign_in(desk.office, HEAD, PASSWORD, visit()).token


def test_admin_invites_by_mail_and_has_the_link_too(desk: SmallOffice) -> None:
    key = door.person_id(desk, HEAD)
    path = invite(desk.office, desk.actor(ADMIN), desk.organization_id, key, NOW)
    (mail,) = desk.mails("password_link")
    assert (mail.to, mail.items[0]["why"]) == (HEAD, "invited")
    assert mail.items[0]["ends_at"] == (NOW + INVITED_LASTS).isoformat()
    assert path is not None
    token = path.removeprefix(PAGE)
    assert read_link(desk.office, token, NOW + INVITED_LASTS - timedelta(seconds=1)).person_id == key
    assert door.noted(desk) == [("person_invited", HEAD)]


def test_link_of_somebody_with_a_password_is_in_their_mail_alone(desk: SmallOffice) -> None:
    key = door.person_id(desk, HEAD)
    set_by_hand(desk.office, desk.organization_id, key, PASSWORD, NOW)
    assert invite(desk.office, desk.actor(ADMIN), desk.organization_id, key, NOW) is None
    assert desk.told("password_link") == [HEAD]


def test_tokens_of_the_api_end_with_a_password_that_was_set_anew(desk: SmallOffice) -> None:
    key = door.person_id(desk, HEAD)
    wish = TokenWish(
        name="thử", scopes=(TokenScope.READ,), last_on=desk.office.today(NOW) + timedelta(days=30)
    )
    token = make_token(desk.office, desk.actor(HEAD), wish, NOW)
    path = make_link(desk.office, desk.organization_id, key, NOW)
    with desk.database.read() as tx:
        assert recognize_token(tx, desk.office, token, NOW) is not None
    set_by_link(desk.office, path.removeprefix(PAGE), PASSWORD, NOW)
    with desk.database.read() as tx:
        assert recognize_token(tx, desk.office, token, NOW) is None


def test_only_an_admin_invites_and_only_their_own_people(desk: SmallOffice) -> None:
    key = door.person_id(desk, HEAD)
    with pytest.raises(WrongRoleError):
        invite(desk.office, desk.actor(COORDINATOR), desk.organization_id, key, NOW)
    with pytest.raises(NotFoundError):
        invite(desk.office, desk.actor(ADMIN), desk.organization_id, 10**12, NOW)
    with pytest.raises(NotFoundError):
        invite(desk.office, None, 99, key, NOW)
    assert desk.mails("password_link") == []


def test_link_of_the_console_is_noted_and_mails_nobody(desk: SmallOffice) -> None:
    path = make_link(desk.office, desk.organization_id, door.person_id(desk, HEAD), NOW)
    set_by_link(desk.office, path.removeprefix(PAGE), PASSWORD, NOW)
    assert door.noted(desk) == [("password_link_made", HEAD), ("password_changed", HEAD)]
    assert desk.mails("password_link") == []


def test_password_set_by_hand_is_checked_too(desk: SmallOffice) -> None:
    key = door.person_id(desk, HEAD)
    with pytest.raises(EntryError):
        set_by_hand(desk.office, desk.organization_id, key, "1234567890", NOW)
    with pytest.raises(NotFoundError):
        set_by_hand(desk.office, 99, key, PASSWORD, NOW)
    set_by_hand(desk.office, desk.organization_id, key, PASSWORD, NOW)
    assert sign_in(desk.office, HEAD, PASSWORD, visit()).token
