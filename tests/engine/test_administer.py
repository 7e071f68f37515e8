from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.act import Deed
from cchc_workflow.engine.administer import (
    add_person,
    appoint_person,
    correct_unit,
    end_office,
    end_sessions,
    rename_person,
    retry_dead,
    retry_mail,
    substitute_person,
)
from cchc_workflow.engine.appoint import Appointment
from cchc_workflow.engine.sessions import Browser, Terms, begin_session
from cchc_workflow.errors import CchcError, ConflictError, IncompleteError, NotFoundError
from cchc_workflow.store import staff
from cchc_workflow.store.journal import broken_entry, read_journal
from cchc_workflow.store.outbox import OutboxState, claim, settle
from cchc_workflow.store.people import read_units
from tests.builders import vn
from tests.engine.small_office import ADMIN, HEAD, HEAD_TCCB, OFFICER, SmallOffice

NOW = vn(1, 6, 9)
TODAY = date(2021, 6, 1)


def deed(desk: SmallOffice) -> Deed:
    return Deed(desk.actor(ADMIN, NOW), NOW)


def journal(desk: SmallOffice) -> list[tuple[str, str]]:
    with desk.database.read() as tx:
        assert broken_entry(tx, 1) is None
        return [(entry.name, entry.subject) for entry in read_journal(tx, 1)][:-2]


def office_of(desk: SmallOffice, address: str) -> Any:  # noqa: ANN401 - a row
    with desk.database.read() as tx:
        return staff.offices_of(tx, 1, desk.actor(address, NOW).person_id)[0]


def test_add_person_folds_the_address(desk: SmallOffice) -> None:
    person_id = add_person(desk.office, deed(desk), "  Moi@So.example ", " Chuyên  viên ")
    assert desk.actor("moi@so.example").person_id == person_id
    assert desk.actor("moi@so.example").name == "Chuyên viên"
    assert journal(desk) == [("person_added", "moi@so.example")]


@pytest.mark.parametrize(
    ("address", "name", "error"),
    [
        ("no address", "Tên", IncompleteError),
        ("a@b", "Tên", IncompleteError),
        ("../../etc@passwd.example/x", "Tên", IncompleteError),
        ("moi@so.example\r\nBcc: x@y.vn", "Tên", IncompleteError),
        ("moi@so.example", "  ", IncompleteError),
        (HEAD.upper(), "Tên", ConflictError),
    ],
)
def test_add_person_refuses(desk: SmallOffice, address: str, name: str, error: type[CchcError]) -> None:
    with pytest.raises(error):
        add_person(desk.office, deed(desk), address, name)
    assert journal(desk) == []


def test_rename_person(desk: SmallOffice) -> None:
    person_id = desk.actor(HEAD).person_id
    rename_person(desk.office, deed(desk), person_id, "<script>alert(1)</script>")
    assert desk.actor(HEAD).name == "<script>alert(1)</script>"
    for name, error in (("", IncompleteError), ("<script>alert(1)</script>", IncompleteError)):
        with pytest.raises(error):
            rename_person(desk.office, deed(desk), person_id, name)
    with pytest.raises(NotFoundError):
        rename_person(desk.office, deed(desk), 999, "Ai đó")


def test_appointment_is_journalled_and_not_given_twice(desk: SmallOffice) -> None:
    appointment = Appointment(address=OFFICER, role=Role.UNIT_HEAD, unit="TCCB", from_on=TODAY)
    appoint_person(desk.office, deed(desk), appointment)
    assert desk.actor(OFFICER, NOW).holds({Role.UNIT_HEAD}, desk.unit_id("TCCB"))
    assert not desk.actor(HEAD_TCCB, NOW).grants
    with pytest.raises(ConflictError):
        appoint_person(desk.office, deed(desk), appointment)
    assert journal(desk) == [("person_appointed", OFFICER)]


def test_stand_in_is_journalled_and_not_given_twice(desk: SmallOffice) -> None:
    appointment = Appointment(
        address=OFFICER, role=Role.UNIT_HEAD, unit="VP", from_on=TODAY, to_on=date(2021, 6, 10)
    )
    substitute_person(desk.office, deed(desk), HEAD, appointment)
    with pytest.raises(ConflictError):
        substitute_person(desk.office, deed(desk), HEAD, appointment)
    assert journal(desk) == [("person_substituted", OFFICER)]


def test_office_ends_on_a_day(desk: SmallOffice) -> None:
    office = office_of(desk, HEAD)
    end_office(desk.office, deed(desk), office.id, TODAY)
    assert desk.actor(HEAD, NOW).grants
    assert not desk.actor(HEAD, vn(2, 6, 9)).grants
    with pytest.raises(ConflictError):
        end_office(desk.office, deed(desk), office.id, TODAY)
    with pytest.raises(IncompleteError):
        end_office(desk.office, deed(desk), office.id, date(2021, 4, 13))
    assert journal(desk) == [("office_ended", HEAD)]


def test_last_administrator_stays(desk: SmallOffice) -> None:
    office = office_of(desk, ADMIN)
    with pytest.raises(IncompleteError, match="another_admin"):
        end_office(desk.office, deed(desk), office.id, date(2021, 12, 31))
    appoint_person(
        desk.office, deed(desk), Appointment(address=HEAD, role=Role.ADMIN, from_on=date(2022, 1, 1))
    )
    with pytest.raises(IncompleteError, match="another_admin"):
        end_office(desk.office, deed(desk), office.id, TODAY)
    end_office(desk.office, deed(desk), office.id, date(2021, 12, 31))
    assert office_of(desk, ADMIN).to_on == date(2021, 12, 31)


def test_unit_is_corrected(desk: SmallOffice) -> None:
    values: dict[str, object] = {"name": "Văn phòng", "kind": "room", "groups": ["a"], "assumed": True}
    correct_unit(desk.office, deed(desk), 1, values)
    with desk.database.read() as tx:
        unit = read_units(tx, 1)[0]
    assert (unit.code, unit.name, unit.groups, bool(unit.assumed)) == ("VP", "Văn phòng", '["a"]', True)
    with pytest.raises(IncompleteError, match="change"):
        correct_unit(desk.office, deed(desk), 1, values)
    with pytest.raises(IncompleteError, match="name"):
        correct_unit(desk.office, deed(desk), 1, values | {"name": ""})
    with pytest.raises(NotFoundError):
        correct_unit(desk.office, deed(desk), 999, values)
    assert journal(desk) == [("unit_corrected", "VP")]


def test_sessions_of_somebody_end(desk: SmallOffice) -> None:
    person_id = desk.actor(HEAD).person_id
    with desk.database.begin() as tx:
        begin_session(tx, person_id, NOW, Terms(), Browser())
        begin_session(tx, person_id, NOW, Terms(), Browser())
    assert end_sessions(desk.office, deed(desk), person_id) == 2
    with pytest.raises(NotFoundError):
        end_sessions(desk.office, deed(desk), 999)
    assert journal(desk) == [("sessions_ended", HEAD)]


def test_dead_mail_goes_again(desk: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        retry_dead(desk.office, deed(desk))
    with desk.database.begin() as tx:
        rows = claim(tx, NOW, NOW, 10)
        for row in rows:
            settle(tx, row, OutboxState.DEAD, mail=None, error="550", next_at=NOW)
    retry_mail(desk.office, deed(desk), rows[0].id)
    with pytest.raises(NotFoundError):
        retry_mail(desk.office, deed(desk), rows[0].id)
    assert retry_dead(desk.office, deed(desk)) == len(rows) - 1
    assert {mail.state for mail in desk.mails()} == {"queued"}
    assert [name for name, _ in journal(desk)] == ["mail_retried", "mail_retried"]
