from datetime import timedelta

import pyotp
import pytest

from cchc_workflow.engine.entry import give_code, sign_in
from cchc_workflow.engine.second_step import (
    begin_enrolment,
    check_admin,
    finish_enrolment,
    turn_off,
    turn_off_for,
)
from cchc_workflow.errors import CchcError, EntryError, NotFoundError, WrongRoleError
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD, visit
from tests.engine.small_office import ADMIN, COORDINATOR, HEAD, SmallOffice


@pytest.fixture
def ours(desk: SmallOffice) -> SmallOffice:
    door.give_password(desk, HEAD, COORDINATOR)
    return desk


def code(desk: SmallOffice, later: timedelta = timedelta()) -> str:
    return pyotp.TOTP(door.account(desk, HEAD).totp_secret).at(NOW + later)


def finish(desk: SmallOffice, typed: str, password: str = PASSWORD, session_id: int = 0) -> str | None:
    try:
        finish_enrolment(desk.office, desk.actor(HEAD), session_id, typed, password, visit())
    except EntryError as error:
        return error.reason
    return None


def enrol(desk: SmallOffice) -> None:
    begin_enrolment(desk.office, desk.actor(HEAD))
    assert finish(desk, code(desk)) is None


def test_codes_are_asked_for_once_one_has_shown_that_the_app_works(ours: SmallOffice) -> None:
    begin_enrolment(ours.office, ours.actor(HEAD))
    assert not sign_in(ours.office, HEAD, PASSWORD, visit()).half
    assert finish(ours, code(ours)) is None
    entered = sign_in(ours.office, HEAD, PASSWORD, visit())
    assert entered.half
    with pytest.raises(EntryError):  # the code that turned it on is spent
        give_code(ours.office, code(ours), visit(token=entered.token))
    later = timedelta(seconds=30)
    assert give_code(ours.office, code(ours, later), visit(NOW + later, entered.token)).token
    assert ("totp_turned_on", HEAD) in door.noted(ours)


def test_enrolment_wants_code_password_and_a_beginning(ours: SmallOffice) -> None:
    assert finish(ours, "123456") == "totp_not_begun"
    begin_enrolment(ours.office, ours.actor(HEAD))
    assert finish(ours, code(ours), OTHER) == "wrong"
    assert finish(ours, "000000" if code(ours) != "000000" else "000001") == "code_wrong"
    assert not door.account(ours, HEAD).totp_on
    assert finish(ours, code(ours)) is None
    assert finish(ours, code(ours)) == "totp_not_begun"


def test_turning_on_ends_the_other_sessions(ours: SmallOffice) -> None:
    here, other = (sign_in(ours.office, HEAD, PASSWORD, visit()).token for _ in range(2))
    session = door.session(ours, here)
    assert session is not None
    begin_enrolment(ours.office, ours.actor(HEAD))
    assert finish(ours, code(ours), session_id=session.id) is None
    assert door.session(ours, here) is not None
    assert door.session(ours, other) is None


def test_beginning_anew_changes_the_secret_until_it_is_on(ours: SmallOffice) -> None:
    begin_enrolment(ours.office, ours.actor(HEAD))
    first = door.account(ours, HEAD).totp_secret
    begin_enrolment(ours.office, ours.actor(HEAD))
    second = door.account(ours, HEAD).totp_secret
    assert finish(ours, code(ours)) is None
    begin_enrolment(ours.office, ours.actor(HEAD))
    assert first != second == door.account(ours, HEAD).totp_secret


def test_turning_off_wants_the_password(ours: SmallOffice) -> None:
    enrol(ours)
    with pytest.raises(EntryError):
        turn_off(ours.office, ours.actor(HEAD), OTHER, visit())
    assert door.account(ours, HEAD).totp_on
    turn_off(ours.office, ours.actor(HEAD), PASSWORD, visit())
    assert door.account(ours, HEAD).totp_secret is None
    assert not sign_in(ours.office, HEAD, PASSWORD, visit()).half
    assert [name for name, _ in door.noted(ours)].count("totp_turned_off") == 1


@pytest.mark.parametrize("by", [ADMIN, None])
def test_admin_turns_codes_off_for_who_lost_the_app(ours: SmallOffice, by: str | None) -> None:
    enrol(ours)
    actor = ours.actor(by) if by else None
    turn_off_for(ours.office, actor, ours.organization_id, door.person_id(ours, HEAD), NOW)
    assert not door.account(ours, HEAD).totp_on
    assert door.noted(ours)[-1] == ("totp_turned_off", HEAD)
    turn_off_for(ours.office, actor, ours.organization_id, door.person_id(ours, HEAD), NOW)
    assert [name for name, _ in door.noted(ours)].count("totp_turned_off") == 1


@pytest.mark.parametrize("error", [WrongRoleError, NotFoundError])
def test_nobody_else_turns_codes_off(ours: SmallOffice, error: type[CchcError]) -> None:
    enrol(ours)
    actor, organization_id = {
        WrongRoleError: (ours.actor(COORDINATOR), ours.organization_id),
        NotFoundError: (None, 99),
    }[error]
    with pytest.raises(error):
        turn_off_for(ours.office, actor, organization_id, door.person_id(ours, HEAD), NOW)
    assert door.account(ours, HEAD).totp_on


def test_admin_of_another_organization_is_none_here(ours: SmallOffice) -> None:
    check_admin(ours.actor(ADMIN), "invite", ours.organization_id)
    check_admin(None, "invite", 99)
    with pytest.raises(WrongRoleError):
        check_admin(ours.actor(ADMIN), "invite", 99)
