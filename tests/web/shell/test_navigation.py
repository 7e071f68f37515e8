import pytest

from cchc_workflow.domain.people import UNIT_ROLES, Role
from cchc_workflow.engine.appoint import Appointment, add_person, appoint
from cchc_workflow.web.shell.navigation import RANKS, find_landing, list_items, order_roles
from cchc_workflow.words import find
from tests.engine.small_office import ISSUED_AT, SmallOffice
from tests.web.browsers import open_browser

EVERYBODY = ["tasks", "board", "units", "reports", "calendar", "score", "help"]


def names(*roles: Role, mailbox: bool = False) -> list[str]:
    return [item.name for item in list_items(roles, mailbox=mailbox)]


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.DIRECTOR, ["steering"]),
        (Role.DEPUTY_DIRECTOR, ["steering"]),
        (Role.CHIEF_OF_OFFICE, ["today", "steering"]),
        (Role.COORDINATOR, ["today", "steering"]),
        (Role.VERIFIER, ["today"]),
        (Role.ADMIN, ["today", "admin"]),
        (Role.AUDITOR, ["steering", "audit"]),
        (Role.UNIT_HEAD, []),
        (Role.OFFICER, []),
        (Role.CLERK, []),
    ],
)
def test_items_are_those_of_the_role(role: Role, more: list[str]) -> None:
    assert sorted(names(role)) == sorted(EVERYBODY + more)


def test_items_of_several_roles_come_once() -> None:
    found = names(Role.COORDINATOR, Role.DIRECTOR, Role.AUDITOR, Role.ADMIN)
    assert len(found) == len(set(found))
    assert found[0] == "steering"


def test_mails_are_offered_in_a_demonstration_alone() -> None:
    assert "mails" in names(Role.OFFICER, mailbox=True)
    assert "mails" not in names(Role.OFFICER)


def test_every_item_has_words_and_an_address_of_its_own() -> None:
    items = list_items(tuple(Role), mailbox=True)
    assert [item.name for item in items if find(f"nav.{item.name}") is None] == []
    assert len({item.path for item in items}) == len(items)


@pytest.mark.parametrize(
    ("roles", "unit", "path"),
    [
        ([Role.DIRECTOR], None, "/dieu-hanh"),
        ([Role.DEPUTY_DIRECTOR, Role.ADMIN], None, "/dieu-hanh"),
        ([Role.CHIEF_OF_OFFICE], None, "/viec-hom-nay"),
        ([Role.COORDINATOR], None, "/viec-hom-nay"),
        ([Role.VERIFIER, Role.UNIT_HEAD], "VP", "/viec-hom-nay"),
        ([Role.ADMIN], None, "/viec-hom-nay"),
        ([Role.UNIT_HEAD], "VP", "/don-vi/VP"),
        ([Role.OFFICER], "TCCB", "/don-vi/TCCB"),
        ([Role.OFFICER], None, "/nhiem-vu"),
        ([Role.AUDITOR], None, "/nhiem-vu"),
        ([Role.CLERK], None, "/nhiem-vu"),
        ([], None, "/nhiem-vu"),
    ],
)
def test_landing_is_the_page_of_the_highest_role(roles: list[Role], unit: str | None, path: str) -> None:
    assert find_landing(roles, unit) == path


def test_every_role_has_a_rank() -> None:
    assert set(RANKS) == set(Role)
    assert order_roles([Role.OFFICER, Role.DIRECTOR, Role.OFFICER]) == (Role.DIRECTOR, Role.OFFICER)


@pytest.mark.parametrize("role", Role)
def test_every_item_opens_for_its_role(small: SmallOffice, role: Role) -> None:
    appointed = Appointment(
        address="moi@so.example",
        role=role,
        unit="VP" if role in UNIT_ROLES else None,
        from_on=ISSUED_AT.date(),
    )
    add_person(small.office, small.organization_id, appointed.address, "Người mới")
    appoint(small.office, small.organization_id, appointed)
    browser = open_browser(small.office, ISSUED_AT, appointed.address)
    shut = [item.path for item in list_items([role]) if browser.get(item.path).status_code not in {200, 303}]
    assert shut == []
    assert browser.get(browser.get("/").headers["location"]).status_code == 200
