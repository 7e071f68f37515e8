from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.entry import sign_in
from cchc_workflow.engine.issue import load_plan
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.setup import Beginning, check_code, is_new, make_code, set_up
from cchc_workflow.errors import CchcError, ConflictError, EntryError, NotFoundError
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import find_actor
from tests.engine import door
from tests.engine.door import NOW, PASSWORD, SOURCE, visit
from tests.engine.rivals import at_once
from tests.engine.small_office import ADMIN, HEAD, SmallOffice, duty, open_office, plan_files

CODE = "ABCD-EFGH-JKLM"
NEW = {
    "organization_code": "so-vi-du",
    "organization_name": "Sở Ví dụ",
    "parent_name": "UBND TỈNH",
    "address": "Moi@So.Example",
    "name": "Quản trị mới",
}


def begin(office: Office, **over: Any) -> str:  # noqa: ANN401
    return set_up(office, Beginning(password=PASSWORD, **over), visit()).token


def roles(desk: SmallOffice, address: str, now: datetime = NOW) -> set[str]:
    return {grant.role for grant in desk.actor(address, now).grants}


def test_code_is_easy_to_read_and_never_the_same() -> None:
    assert len({make_code() for _ in range(99)}) == 99
    assert [len(part) for part in make_code().split("-")] == [4, 4, 4]


@pytest.mark.parametrize("given", [CODE, "abcdefghjklm", " abcd efgh jklm\n"])
def test_code_is_taken_however_it_is_typed(desk: SmallOffice, given: str) -> None:
    check_code(desk.office, CODE, given, SOURCE, NOW)


@pytest.mark.parametrize(
    ("expected", "given"), [(CODE, "ABCD"), (CODE, ""), (None, ""), (None, CODE), (CODE, "Ａ")]
)
def test_wrong_code_is_refused(desk: SmallOffice, expected: str | None, given: str) -> None:
    with pytest.raises(EntryError) as refusal:
        check_code(desk.office, expected, given, SOURCE, NOW)
    assert refusal.value.reason == "setup_code_wrong"


def test_guessing_the_code_is_throttled(desk: SmallOffice) -> None:
    for number in range(5):
        with pytest.raises(EntryError):
            check_code(desk.office, CODE, "wrong", f"10.0.0.{number}", NOW)
    with pytest.raises(EntryError) as refusal:
        check_code(desk.office, CODE, CODE, SOURCE, NOW)
    assert refusal.value.reason == "throttled"


def test_somebody_of_the_plan_becomes_administrator(desk: SmallOffice) -> None:
    assert is_new(desk.office)
    token = begin(desk.office, organization_id=1, person_id=door.person_id(desk, HEAD))
    assert roles(desk, HEAD) == {Role.UNIT_HEAD, Role.ADMIN}
    assert door.session(desk, token) is not None
    assert not is_new(desk.office)
    assert [name for name, _ in door.noted(desk)] == ["password_changed", "set_up", "signed_in"]


def test_administrator_of_the_plan_is_not_appointed_twice(desk: SmallOffice) -> None:
    begin(desk.office, organization_id=1, person_id=door.person_id(desk, ADMIN))
    assert roles(desk, ADMIN) == {Role.ADMIN}


def test_known_address_is_the_person_who_has_it(desk: SmallOffice) -> None:
    before = door.person_id(desk, HEAD)
    begin(desk.office, organization_id=1, address=HEAD.upper(), name="Ai đó")
    assert door.person_id(desk, HEAD) == before
    assert sign_in(desk.office, HEAD, PASSWORD, visit()).token


def test_first_administrator_brings_the_organization_where_there_is_none(database: Database) -> None:
    office = open_office(database)
    begin(office, **NEW)
    with database.read() as tx:
        actor = find_actor(tx, 1, "moi@so.example", office.today(NOW))
    assert (actor.name, {grant.role for grant in actor.grants}) == ("Quản trị mới", {Role.ADMIN})


def test_first_administrator_stays_one_when_a_plan_is_loaded(database: Database) -> None:
    office = open_office(database)
    begin(office, **NEW)
    tomorrow = NOW + timedelta(days=1)
    for _ in range(2):
        plan_id = load_plan(office, plan_files(duty("A1")), tomorrow)
    desk = SmallOffice(office, plan_id)
    assert roles(desk, "moi@so.example", tomorrow) == {Role.ADMIN}
    assert roles(desk, HEAD) == {Role.UNIT_HEAD}


@pytest.mark.parametrize(
    ("over", "error"),
    [
        ({"organization_id": 99, "address": "a@so.example", "name": "A"}, NotFoundError),
        ({"organization_id": 1, "person_id": 10**12}, NotFoundError),
        (NEW, ConflictError),
    ],
)
def test_set_up_refuses_what_is_not_there(
    desk: SmallOffice, over: dict[str, Any], error: type[CchcError]
) -> None:
    with pytest.raises(error):
        begin(desk.office, **over)
    assert is_new(desk.office)


def test_of_two_at_once_one_becomes_administrator(desk: SmallOffice) -> None:
    keys = [door.person_id(desk, address) for address in (HEAD, ADMIN)]
    outcomes = at_once(*(partial(begin, desk.office, organization_id=1, person_id=key) for key in keys))
    refused = [outcome for outcome in outcomes if isinstance(outcome, EntryError)]
    assert [error.reason for error in refused] == ["setup_done"]
    assert len([outcome for outcome in outcomes if isinstance(outcome, str)]) == 1


def test_set_up_happens_once(desk: SmallOffice) -> None:
    begin(desk.office, organization_id=1, person_id=door.person_id(desk, ADMIN))
    with pytest.raises(EntryError) as refusal:
        begin(desk.office, organization_id=1, person_id=door.person_id(desk, HEAD))
    assert refusal.value.reason == "setup_done"
    with pytest.raises(EntryError) as refusal:
        check_code(desk.office, CODE, CODE, SOURCE, NOW)
    assert refusal.value.reason == "setup_done"
    assert roles(desk, HEAD) == {Role.UNIT_HEAD}
