from datetime import date, datetime

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.sessions import Browser, Terms, begin_session
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import staff
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import ADMIN, HEAD, SmallOffice, duty, issue_small

NOW = vn(1, 6, 9)


@pytest.fixture
def desk(database: Database) -> SmallOffice:
    return issue_small(database, duty("A1", "VP", date(2021, 6, 30)))


def key_of(desk: SmallOffice, address: str) -> int:
    return desk.actor(address).person_id


def test_members_are_listed_with_what_lets_them_in(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        members = {row.address: row for row in staff.list_members(tx, 1, NOW)}
        assert staff.list_members(tx, 2, NOW) == []
    assert len(members) == 10
    assert (members[HEAD].password_at, bool(members[HEAD].totp_on), members[HEAD].sessions) == (
        None,
        False,
        0,
    )


def test_member_of_another_organization_is_not_found(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert staff.find_member(tx, 1, key_of(desk, HEAD), NOW).address == HEAD
        with pytest.raises(NotFoundError):
            staff.find_member(tx, 2, key_of(desk, HEAD), NOW)
    with pytest.raises(NotFoundError), desk.database.read() as tx:
        staff.find_member(tx, 1, 2**63, NOW)


def test_office_ends_once(desk: SmallOffice) -> None:
    with desk.database.begin() as tx:
        (office,) = staff.offices_of(tx, 1, key_of(desk, HEAD))
        assert (office.role, office.unit_code, office.to_on) == ("unit_head", "VP", None)
        assert not staff.end_office(tx, 2, office.id, date(2021, 6, 30))
        assert staff.end_office(tx, 1, office.id, date(2021, 6, 30))
        assert not staff.end_office(tx, 1, office.id, date(2021, 7, 1))
        assert staff.find_office(tx, 1, office.id).to_on == date(2021, 6, 30)
        assert len(staff.list_offices(tx, 1)) == 10


@pytest.mark.parametrize(("on", "held"), [(date(2021, 4, 14), False), (date(2021, 4, 15), True)])
def test_holders_are_those_of_the_day(desk: SmallOffice, on: date, held: bool) -> None:  # noqa: FBT001 - a row
    with desk.database.read() as tx:
        assert staff.holders_on(tx, 1, Role.ADMIN, None, on) == ([key_of(desk, ADMIN)] if held else [])
        assert staff.holders_on(tx, 1, Role.UNIT_HEAD, None, on) == []


def test_unit_is_found_by_its_key_in_its_organization(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert staff.find_unit_by_key(tx, 1, 1).code == "VP"
        with pytest.raises(NotFoundError):
            staff.find_unit_by_key(tx, 2, 1)
        with pytest.raises(NotFoundError):
            staff.find_office(tx, 1, 999)


def test_sessions_that_ended_are_not_counted(desk: SmallOffice) -> None:

    with desk.database.begin() as tx:
        begin_session(tx, key_of(desk, HEAD), NOW, Terms(), Browser())
    later: datetime = vn(2, 6, 9)
    with desk.database.read() as tx:
        assert staff.find_member(tx, 1, key_of(desk, HEAD), NOW).sessions == 1
        assert staff.find_member(tx, 1, key_of(desk, HEAD), later).sessions == 0
