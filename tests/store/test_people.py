from datetime import date

import pytest

from cchc_workflow.domain.people import Grant, Role
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import people
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import (
    add_appointment,
    correct_unit,
    end_appointments,
    find_actor,
    find_person,
    find_unit,
    forget_appointments,
    forget_person,
    load_actor,
    read_appointments,
    read_directory,
    read_directory_near,
    read_organizations,
    read_people,
    read_units,
    rename_person,
)
from tests.store.office import Office, put_task, query_plan

DAY = date(2021, 6, 1)
BOTH = [Role.DIRECTOR, Role.UNIT_HEAD]


def test_actor_holds_the_roles_of_the_day(database: Database, office: Office) -> None:
    with database.read() as tx:
        head = find_actor(tx, office.organization_id, " Head@SO.example ", DAY)
        assert head == load_actor(tx, office.head_id, DAY)
        assert head.grants == {Grant(Role.UNIT_HEAD, office.unit_id)}
        assert load_actor(tx, office.director_id, DAY).grants == {Grant(Role.DIRECTOR)}
        assert load_actor(tx, office.head_id, date(2020, 12, 31)).grants == frozenset()
        assert load_actor(tx, office.deputy_id, DAY).grants == frozenset()


def test_unknown_people_and_units_are_not_found(database: Database, office: Office) -> None:
    with database.read() as tx:
        assert find_person(tx, office.organization_id, "nobody@so.example") is None
        with pytest.raises(NotFoundError):
            find_actor(tx, office.organization_id, "nobody@so.example", DAY)
        with pytest.raises(NotFoundError):
            find_actor(tx, office.organization_id + 1, "head@so.example", DAY)
        with pytest.raises(NotFoundError):
            load_actor(tx, 10**6, DAY)
        with pytest.raises(NotFoundError):
            find_unit(tx, office.organization_id, "NONE")


def test_office_is_read_in_the_order_in_which_it_was_loaded(database: Database, office: Office) -> None:
    with database.read() as tx:
        assert [row.code for row in read_organizations(tx)] == ["so-vi-du"]
        assert [row.code for row in read_units(tx, office.organization_id)] == ["VP", "TCCB"]
        assert [row.name for row in read_people(tx, office.organization_id)] == [
            "head", "deputy", "director", "officer",
        ]  # fmt: skip
        assert find_unit(tx, office.organization_id, "TCCB").id == office.other_unit_id
        assert [(row.role, row.unit_code) for row in read_appointments(tx, office.organization_id)] == [
            ("unit_head", "VP"),
            ("director", None),
            ("officer", "VP"),
        ]
        assert read_units(tx, office.organization_id + 1) == []


@pytest.mark.parametrize(
    ("on", "holder"),
    [
        (date(2021, 5, 31), "head"),
        (date(2021, 6, 1), "deputy"),
        (date(2021, 6, 30), "deputy"),
        (date(2021, 7, 1), "head"),
    ],
)
@pytest.mark.parametrize("narrowed", [False, True])
def test_directory_has_the_substitute_while_it_lasts(
    database: Database, office: Office, on: date, holder: str, *, narrowed: bool
) -> None:
    with database.begin() as tx:
        add_appointment(
            tx, organization_id=office.organization_id, person_id=office.deputy_id, role=Role.UNIT_HEAD,
            unit_id=office.unit_id, from_on=date(2021, 6, 1), to_on=date(2021, 6, 30),
            stands_in_for=office.head_id,
        )  # fmt: skip
        directory = (
            read_directory_near(tx, office.organization_id, on, office.unit_id, BOTH)
            if narrowed
            else read_directory(tx, office.organization_id, on)
        )
    expected = office.head_id if holder == "head" else office.deputy_id
    assert directory.people([Role.UNIT_HEAD], office.unit_id) == (expected,)
    assert directory.people(BOTH, office.unit_id) == (office.director_id, expected)


def test_directory_knows_each_unit_and_nobody_twice(database: Database, office: Office) -> None:
    with database.begin() as tx:
        add_appointment(
            tx, organization_id=office.organization_id, person_id=office.director_id, role=Role.UNIT_HEAD,
            unit_id=office.other_unit_id, from_on=DAY,
        )  # fmt: skip
        whole = read_directory(tx, office.organization_id, DAY)
        near = read_directory_near(tx, office.organization_id, DAY, office.unit_id, BOTH)
        heads = read_directory_near(tx, office.organization_id, DAY, office.unit_id, [Role.UNIT_HEAD])
    assert whole.people(BOTH, office.other_unit_id) == (office.director_id,)
    assert near.people(BOTH, office.unit_id) == whole.people(BOTH, office.unit_id)
    assert near.people([Role.UNIT_HEAD], office.other_unit_id) == ()
    assert heads.people(BOTH, office.unit_id) == (office.head_id,)
    assert whole.people([Role.OFFICER], office.unit_id) == ()
    assert whole.people([Role.OFFICER], office.unit_id, office.officer_id) == (office.officer_id,)
    assert whole.holders(Role.DIRECTOR, None) == (office.director_id,)


@pytest.mark.parametrize("narrowed", [False, True])
def test_directory_tells_who_does_a_task_or_stands_in(
    database: Database, office: Office, *, narrowed: bool
) -> None:
    left = date(2021, 7, 1)
    with database.begin() as tx:
        for person_id, away_id in ((office.deputy_id, office.officer_id), (office.head_id, office.deputy_id)):
            add_appointment(
                tx, organization_id=office.organization_id, person_id=person_id, role=Role.OFFICER,
                unit_id=office.unit_id, from_on=DAY if away_id == office.officer_id else date(2021, 6, 3),
                to_on=date(2021, 6, 5), stands_in_for=away_id,
            )  # fmt: skip
        end_appointments(tx, office.organization_id, Role.OFFICER, office.unit_id, date(2021, 6, 30))

        def told(on: date, assignee_id: int | None) -> tuple[int, ...]:
            roles = [Role.OFFICER]
            near = read_directory_near(tx, office.organization_id, on, office.unit_id, roles)
            whole = read_directory(tx, office.organization_id, on)
            return (near if narrowed else whole).people(roles, office.unit_id, assignee_id)

        assert told(date(2021, 5, 31), office.officer_id) == (office.officer_id,)
        assert told(DAY, office.officer_id) == (office.deputy_id,)
        assert told(date(2021, 6, 3), office.officer_id) == (office.head_id,)
        assert told(date(2021, 6, 6), office.officer_id) == (office.officer_id,)
        assert told(left, office.officer_id) == ()
        assert told(left, office.head_id) == (office.head_id,)
        assert told(left, office.director_id) == ()
        assert told(left, None) == ()


def test_person_is_forgotten_unless_somebody_refers_to_them(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert forget_person(tx, office.deputy_id)
        assert not forget_person(tx, office.head_id)
        forget_appointments(tx, office.organization_id + 1)
        assert len(read_appointments(tx, office.organization_id)) == 3
        forget_appointments(tx, office.organization_id)
        assert read_appointments(tx, office.organization_id) == []
        assert forget_person(tx, office.head_id)
        put_task(tx, office, assignee_id=office.officer_id)
        assert not forget_person(tx, office.officer_id)
        people_left = [row.name for row in read_people(tx, office.organization_id)]
    assert people_left == ["director", "officer"]


def test_unit_and_person_are_corrected(database: Database, office: Office) -> None:
    with database.begin() as tx:
        rename_person(tx, office.head_id, "Chánh Văn phòng")
        values = {"name": "Văn phòng", "kind": "branch", "groups": '["x"]', "assumed": True}
        correct_unit(tx, office.unit_id, values)
        unit, other = read_units(tx, office.organization_id)
        person = find_person(tx, office.organization_id, "head@so.example")
    assert (unit.code, unit.name, unit.kind, unit.groups, unit.assumed) == ("VP", *values.values())
    assert other.name == "Phòng Tổ chức - Cán bộ"
    assert person is not None
    assert person.name == "Chánh Văn phòng"


def test_ended_appointment_holds_to_its_last_day(database: Database, office: Office) -> None:
    with database.begin() as tx:
        last_on = date(2021, 6, 30)
        assert end_appointments(tx, office.organization_id, Role.UNIT_HEAD, office.unit_id, last_on) == 1
        assert end_appointments(tx, office.organization_id, Role.UNIT_HEAD, office.unit_id, last_on) == 0
        assert load_actor(tx, office.head_id, last_on).grants
        assert not load_actor(tx, office.head_id, date(2021, 7, 1)).grants
        assert load_actor(tx, office.officer_id, date(2021, 7, 1)).grants


def test_ended_appointment_of_the_whole_organization_leaves_the_units_alone(
    database: Database, office: Office
) -> None:
    with database.begin() as tx:
        assert end_appointments(tx, office.organization_id, Role.UNIT_HEAD, None, DAY) == 0
        assert end_appointments(tx, office.organization_id, Role.DIRECTOR, None, DAY) == 1


def test_directory_of_a_unit_reads_that_units_appointments(sqlite_database: Database) -> None:
    near = people._holders_near((Role.UNIT_HEAD, Role.DIRECTOR))
    assert near is not None
    found = query_plan(sqlite_database, near, {"organization": 1, "on": DAY, "near": 1})
    assert found.count("ix_appointment_who (organization_id=? AND unit_id=?") == 2
