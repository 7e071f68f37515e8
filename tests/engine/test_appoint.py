from datetime import date

import pytest

from cchc_workflow.domain.people import Role, scope_of
from cchc_workflow.engine.appoint import Appointment, add_person, appoint, substitute
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import IncompleteError, NotFoundError
from cchc_workflow.store.people import read_people
from tests.builders import vn
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
    at,
)

NEW = "truongphong.moi@so.example"


def head_of_vp(address: str, from_on: date, to_on: date | None = None) -> Appointment:
    return Appointment(address=address, role=Role.UNIT_HEAD, unit="VP", from_on=from_on, to_on=to_on)


def told_on(desk: SmallOffice, on: date) -> list[str]:
    """Return to whom Văn phòng's reminders go when a report is returned on that day."""
    desk.report("A1", at(on))
    desk.do(VERIFIER, "return", "A1", at(on), note="Thiếu")
    return sorted(mail.to for mail in desk.mails("returned") if mail.row.created_at == at(on))


def test_add_person_once(desk: SmallOffice) -> None:
    first = add_person(desk.office, 1, " Truongphong.Moi@so.example", "Trưởng phòng mới")
    assert add_person(desk.office, 1, NEW, "Khác") == first
    with desk.database.read() as tx:
        assert [row.name for row in read_people(tx, 1) if row.address == NEW] == ["Trưởng phòng mới"]
    assert desk.actor(NEW).grants == frozenset()


def test_appoint_gives_an_office_from_its_day(desk: SmallOffice) -> None:
    add_person(desk.office, 1, NEW, "Trưởng phòng mới")
    appoint(desk.office, 1, head_of_vp(NEW, date(2021, 6, 1)))
    with pytest.raises(NotFoundError):
        desk.do(NEW, "start", "A1", at(date(2021, 5, 31), 23, 59))
    assert desk.do(HEAD, "start", "A1", at(date(2021, 5, 31), 23, 59)).state == "in_progress"
    assert desk.do(NEW, "start", "A2", at(date(2021, 6, 1), 0)).state == "in_progress"
    with pytest.raises(NotFoundError):
        desk.do(HEAD, "start", "A3", at(date(2021, 6, 1), 0))


def test_appoint_sends_the_mail_to_whoever_holds_the_office_on_the_day(desk: SmallOffice) -> None:
    add_person(desk.office, 1, NEW, "Trưởng phòng mới")
    appoint(desk.office, 1, head_of_vp(NEW, date(2021, 6, 21)))
    sweep(desk.office, vn(9, 6, 7))
    sweep(desk.office, vn(21, 6, 7))
    told = {
        mail.row.step: mail.to for mail in desk.mails("reminder") if mail.row.task_id == desk.task("A1").id
    }
    assert told == {"T-15": HEAD, "T-7": NEW}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VERIFIER, Role.DEPUTY_DIRECTOR])
def test_appoint_lets_several_hold_what_is_not_single(desk: SmallOffice, role: Role) -> None:
    unit = "VP" if role is Role.OFFICER else None
    appoint(desk.office, 1, Appointment(address=ADMIN, role=role, unit=unit, from_on=date(2021, 5, 1)))
    holder = {Role.OFFICER: OFFICER, Role.VERIFIER: VERIFIER, Role.DEPUTY_DIRECTOR: "phogiamdoc@so.example"}[
        role
    ]
    now = vn(20, 5, 9)
    for address in (holder, ADMIN):
        assert desk.actor(address, now).holds([role], desk.unit_id("VP"))


def test_appoint_ends_the_office_that_one_person_holds(desk: SmallOffice) -> None:
    appoint(desk.office, 1, Appointment(address=CHIEF, role=Role.DIRECTOR, from_on=date(2021, 5, 1)))
    unit = desk.unit_id("VP")
    assert desk.actor(DIRECTOR, vn(30, 4, 9)).holds([Role.DIRECTOR], unit)
    assert not desk.actor(DIRECTOR, vn(1, 5, 9)).holds([Role.DIRECTOR], unit)
    assert desk.actor(CHIEF, vn(1, 5, 9)).holds([Role.DIRECTOR, Role.CHIEF_OF_OFFICE], unit)
    assert desk.actor(HEAD, vn(1, 5, 9)).holds([Role.UNIT_HEAD], unit)


def test_appoint_leaves_the_heads_of_other_units(desk: SmallOffice) -> None:
    appoint(desk.office, 1, head_of_vp(OFFICER, date(2021, 5, 1)))
    assert desk.start("B1", vn(20, 5, 9), HEAD_TCCB).state == "in_progress"
    assert scope_of(desk.actor(HEAD_TCCB, vn(20, 5, 9))).unit_ids == frozenset({desk.unit_id("TCCB")})


@pytest.mark.parametrize(
    ("address", "role", "unit", "error"),
    [
        ("nobody@so.example", Role.UNIT_HEAD, "VP", NotFoundError),
        (ADMIN, Role.UNIT_HEAD, "NOBODY", NotFoundError),
        (ADMIN, Role.UNIT_HEAD, None, IncompleteError),
        (ADMIN, Role.DIRECTOR, "VP", IncompleteError),
    ],
)
def test_appoint_refuses_what_does_not_fit(
    desk: SmallOffice, address: str, role: Role, unit: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        appoint(desk.office, 1, Appointment(address=address, role=role, unit=unit, from_on=date(2021, 5, 1)))
    assert desk.start("A1", vn(20, 5, 9)).state == "in_progress"


def test_appoint_refuses_days_the_wrong_way_round(desk: SmallOffice) -> None:
    with pytest.raises(IncompleteError) as refused:
        appoint(desk.office, 1, head_of_vp(OFFICER, date(2021, 5, 2), date(2021, 5, 1)))
    assert (refused.value.action, refused.value.missing) == ("appoint", ["to_on"])


def test_appoint_ends_no_single_holder_for_some_days(desk: SmallOffice) -> None:
    with pytest.raises(IncompleteError) as refused:
        appoint(desk.office, 1, head_of_vp(OFFICER, date(2021, 5, 2), date(2021, 5, 9)))
    assert (refused.value.action, refused.value.missing) == ("appoint", ["substitute_instead"])
    assert desk.actor(HEAD, vn(20, 5, 9)).grants


def test_substitute_outlives_no_office(desk: SmallOffice) -> None:
    appoint(desk.office, 1, head_of_vp(HEAD_CCKL, date(2021, 5, 20)))
    with pytest.raises(NotFoundError):
        substitute(desk.office, 1, HEAD, head_of_vp(OFFICER, date(2021, 5, 18), date(2021, 5, 20)))
    substitute(desk.office, 1, HEAD, head_of_vp(OFFICER, date(2021, 5, 18), date(2021, 5, 19)))


def test_substitute_of_an_officer_has_the_mail_of_their_tasks(desk: SmallOffice) -> None:
    desk.amend(HEAD, "A1", vn(20, 4, 9), assignee=OFFICER)
    away = Appointment(
        address=ADMIN, role=Role.OFFICER, unit="VP", from_on=date(2021, 6, 1), to_on=date(2021, 6, 10)
    )
    substitute(desk.office, 1, OFFICER, away)
    sweep(desk.office, vn(9, 6, 7))
    sweep(desk.office, vn(21, 6, 7))
    told = {
        (mail.row.step, mail.to) for mail in desk.mails("reminder") if mail.row.task_id == desk.task("A1").id
    }
    assert told == {("T-15", HEAD), ("T-15", ADMIN), ("T-7", HEAD), ("T-7", OFFICER)}


def test_substitute_has_the_mail_and_the_rights_in_those_days_only(desk: SmallOffice) -> None:
    substitute(desk.office, 1, HEAD, head_of_vp(OFFICER, date(2021, 5, 18), date(2021, 5, 20)))
    desk.start("A1", vn(10, 5, 9))
    days = {
        date(2021, 5, 17): [HEAD],
        date(2021, 5, 18): [OFFICER],
        date(2021, 5, 20): [OFFICER],
        date(2021, 5, 21): [HEAD],
    }
    assert {on: told_on(desk, on) for on in days} == days


def test_substitute_of_another_unit_may_act_in_those_days_only(desk: SmallOffice) -> None:
    substitute(desk.office, 1, HEAD, head_of_vp(HEAD_CCKL, date(2021, 5, 18), date(2021, 5, 20)))
    for code, on in (("A2", date(2021, 5, 17)), ("A2", date(2021, 5, 21))):
        with pytest.raises(NotFoundError):
            desk.start(code, at(on), HEAD_CCKL)
    assert desk.start("A2", at(date(2021, 5, 18)), HEAD_CCKL).state == "in_progress"
    assert desk.start("C1", at(date(2021, 5, 18)), HEAD_CCKL).state == "in_progress"
    assert desk.start("A3", at(date(2021, 5, 19)), HEAD).state == "in_progress", "the head may still act"


def test_substitute_for_a_role_of_the_whole_office(desk: SmallOffice) -> None:
    away = Appointment(address=CHIEF, role=Role.DIRECTOR, from_on=date(2021, 6, 1), to_on=date(2021, 6, 30))
    substitute(desk.office, 1, DIRECTOR, away)
    sweep(desk.office, vn(1, 6, 0))
    assert desk.told("flagged").count(CHIEF) == 1
    assert DIRECTOR not in desk.told("flagged")


@pytest.mark.parametrize(
    ("away", "by", "error"),
    [
        (HEAD_TCCB, head_of_vp(OFFICER, date(2021, 5, 18), date(2021, 5, 20)), NotFoundError),
        ("nobody@so.example", head_of_vp(OFFICER, date(2021, 5, 18), date(2021, 5, 20)), NotFoundError),
        (HEAD, head_of_vp("nobody@so.example", date(2021, 5, 18), date(2021, 5, 20)), NotFoundError),
        (HEAD, head_of_vp(OFFICER, date(2021, 5, 18)), IncompleteError),
        (HEAD, head_of_vp(OFFICER, date(2021, 5, 18), date(2021, 5, 17)), IncompleteError),
        (HEAD, head_of_vp(HEAD, date(2021, 5, 18), date(2021, 5, 20)), IncompleteError),
        (HEAD, head_of_vp(OFFICER, date(2020, 5, 18), date(2020, 5, 20)), NotFoundError),
    ],
)
def test_substitute_refuses_what_does_not_fit(
    desk: SmallOffice, away: str, by: Appointment, error: type[Exception]
) -> None:
    with pytest.raises(error):
        substitute(desk.office, 1, away, by)
    desk.start("A1", vn(17, 5, 9))
    assert told_on(desk, date(2021, 5, 18)) == [HEAD]
