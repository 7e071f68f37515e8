import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cchc_workflow.definitions.plan import read_folder
from cchc_workflow.domain.people import Role, Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.issue import Issued, issue_plan, load_plan
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import ConflictError, DefinitionError, NotFoundError
from cchc_workflow.shipped import shipped
from cchc_workflow.store import people, plans
from cchc_workflow.store.database import Database
from cchc_workflow.store.events import read_events
from cchc_workflow.store.journal import read_journal
from cchc_workflow.store.tasks import TaskFilter, list_tasks
from tests.builders import vn
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    ISSUED_AT,
    SmallOffice,
    duty,
    open_office,
    plan_files,
    shipped_definitions,
)

JUNE = date(2021, 6, 30)
REAL = shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021"


def test_load_plan_keeps_a_draft_with_its_units_and_people(database: Database) -> None:
    office = open_office(database)
    plan_id = load_plan(office, plan_files(duty("A1", "VP", JUNE)), ISSUED_AT)
    with database.read() as tx:
        row = plans.load_plan_row(tx, plan_id)
        units = [unit.code for unit in people.read_units(tx, row.organization_id)]
        assert (row.state, row.threshold, row.issued_at) == ("draft", 30, None)
        assert units == ["VP", "TCCB", "CCKL"]
        assert len(people.read_people(tx, row.organization_id)) == 10
        assert list_tasks(tx, Scope(row.organization_id), TaskFilter()) == []
        held = {office.from_on for office in people.read_appointments(tx, row.organization_id)}
    assert held == {date(2021, 4, 15)}


def test_load_plan_again_replaces_the_draft_and_adds_nobody_twice(database: Database) -> None:
    office = open_office(database)
    load_plan(office, plan_files(duty("A1", "VP", JUNE)), ISSUED_AT)
    plan_id = load_plan(office, plan_files(duty("A2", "VP", JUNE), duty("A3", "VP", JUNE)), ISSUED_AT)
    assert issue_plan(office, plan_id, None, ISSUED_AT) == Issued(plan_id, 2, 0)
    with database.read() as tx:
        assert len(plans.read_plans(tx)) == 1
        assert len(plans.read_areas(tx, plan_id)) == 1
        assert len(people.read_units(tx, 1)) == 3
        assert len(people.read_appointments(tx, 1)) == 10


def corrected(files: dict[str, str]) -> dict[str, str]:
    """Return the files after somebody put another address, name and unit's name into them."""
    people_toml = files["people.toml"].replace(HEAD, "dung@so.example").replace('"giamdoc"', '"Giám đốc Sở"')
    units_toml = files["units.toml"].replace("Văn phòng Sở", "Văn phòng")
    return {**files, "people.toml": people_toml, "units.toml": units_toml}


def test_load_plan_again_takes_back_whom_the_draft_brought(database: Database) -> None:
    office = open_office(database)
    files = plan_files(duty("A1", "VP", JUNE))
    load_plan(office, files, ISSUED_AT)
    plan_id = load_plan(office, corrected(files), ISSUED_AT)
    with database.read() as tx:
        names = {row.address: row.name for row in people.read_people(tx, 1)}
        held = [row for row in people.read_appointments(tx, 1) if row.unit_code == "VP"]
        assert people.find_unit(tx, 1, "VP").name == "Văn phòng"
    assert (len(names), HEAD in names, names["giamdoc@so.example"]) == (10, False, "Giám đốc Sở")
    assert [row.role for row in held] == ["unit_head", "officer"]
    issue_plan(office, plan_id, None, ISSUED_AT)
    assert SmallOffice(office, plan_id).told("assigned") == ["dung@so.example"]


def test_load_plan_beside_a_running_one_adds_but_corrects_nobody(desk: SmallOffice) -> None:
    load_plan(desk.office, corrected(plan_files(duty("Z1", "VP", JUNE), code="bo-sung")), ISSUED_AT)
    with desk.database.read() as tx:
        names = {row.address: row.name for row in people.read_people(tx, 1)}
        assert people.find_unit(tx, 1, "VP").name == "Văn phòng Sở"
    assert (len(names), names["giamdoc@so.example"]) == (11, "giamdoc")
    assert desk.actor(HEAD).grants


def test_load_plan_refuses_a_plan_that_was_issued(desk: SmallOffice) -> None:
    with pytest.raises(ConflictError):
        load_plan(desk.office, plan_files(duty("A1", "VP", JUNE)), ISSUED_AT)


def test_load_plan_refuses_a_wrong_plan_and_keeps_nothing(database: Database) -> None:
    with pytest.raises(DefinitionError):
        load_plan(open_office(database), plan_files(duty("A1", "NOBODY", JUNE)), ISSUED_AT)
    with database.read() as tx:
        assert people.read_organizations(tx) == []


def test_load_plan_holds_a_second_plan_beside_the_first(desk: SmallOffice) -> None:
    files = plan_files(duty("Z1", "CCKL", JUNE), code="so-vi-du-2021-bo-sung")
    plan_id = load_plan(desk.office, files, ISSUED_AT)
    issue_plan(desk.office, plan_id, None, ISSUED_AT)
    assert desk.task("Z1").plan_id == plan_id != desk.plan_id
    with desk.database.read() as tx:
        assert len(people.read_organizations(tx)) == 1


def test_load_plan_of_another_organization_stands_apart(desk: SmallOffice) -> None:
    files = plan_files(duty("A1", "VP", JUNE), organization="so-khac")
    plan_id = load_plan(desk.office, files, ISSUED_AT)
    issue_plan(desk.office, plan_id, None, ISSUED_AT)
    other = SmallOffice(desk.office, plan_id, 2)
    assert other.unit_id("VP") != desk.unit_id("VP")
    assert other.actor(HEAD).person_id != desk.actor(HEAD).person_id
    assert other.task("A1").id != desk.task("A1").id
    assert load_plan(desk.office, plan_files(duty("A1"), code="khac", organization="so-khac"), ISSUED_AT)


def test_issue_plan_assigns_every_task(desk: SmallOffice) -> None:
    task = desk.task("A1")
    assert (task.state, task.phase, task.version) == ("assigned", Phase.OPEN, 1)
    assert (task.due_on, task.original_due_on, task.due_version) == (JUNE, JUNE, 1)
    assert task.next_check_at == vn(9, 6, 7)
    assert (desk.task("A9").due_on, desk.task("A9").counted, desk.task("A9").next_check_at) == (
        None,
        True,
        None,
    )
    assert (desk.task("A10").counted, desk.task("A10").next_check_at) == (False, None)
    assert (desk.kept("VP").assigned, desk.kept("TCCB").assigned, desk.flags()) == (9, 5, [])


def test_issue_plan_says_how_many_tasks_wait_for_a_date(database: Database) -> None:
    office = open_office(database)
    sleeping = duty("A3", "VP", None, "dormant = true")
    plan_id = load_plan(office, plan_files(duty("A1", "VP", JUNE), duty("A2"), sleeping), ISSUED_AT)
    assert issue_plan(office, plan_id, None, ISSUED_AT) == Issued(plan_id, tasks=3, undated=1)


def test_issue_plan_begins_each_history(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        (event,) = read_events(tx, desk.task("A1").id)
    data = json.loads(event.data)
    assert (event.name, event.number, event.from_state, event.to_state) == (
        "assigned",
        1,
        None,
        "assigned",
    )
    assert (data["title"], data["due_on"], data["counted"]) == ("Nhiệm vụ A1", "2021-06-30", True)
    assert data["lead"] == desk.unit_id("VP")
    assert event.hash == desk.task("A1").head


def test_issue_plan_tells_each_head_in_one_mail(desk: SmallOffice) -> None:
    assert desk.told("assigned", "queued") == [HEAD_CCKL, HEAD_TCCB, HEAD]
    (mail,) = [mail for mail in desk.mails("assigned") if mail.to == HEAD]
    (item,) = mail.items
    assert [task["code"] for task in item["tasks"]] == ["A1", *(f"A{n}" for n in range(2, 9)), "A10", "A9"]
    assert item["tasks"][0]["days"] == 76
    assert item["plan"]["number"] == "12/KH-SVD"


def test_issue_plan_twice_is_refused(desk: SmallOffice) -> None:
    mails = desk.mails()
    with pytest.raises(ConflictError):
        issue_plan(desk.office, desk.plan_id, None, ISSUED_AT)
    assert desk.mails() == mails


def test_issue_plan_knows_no_plan(database: Database) -> None:
    with pytest.raises(NotFoundError):
        issue_plan(open_office(database), 77, None, ISSUED_AT)


def test_issue_plan_says_who_issued_it(database: Database) -> None:
    office = open_office(database)
    plan_id = load_plan(office, plan_files(duty("A1", "VP", JUNE)), ISSUED_AT)
    desk = SmallOffice(office, plan_id)
    director = desk.actor("giamdoc@so.example")
    issue_plan(office, plan_id, director, ISSUED_AT)
    with database.read() as tx:
        (event,) = read_events(tx, desk.task("A1").id)
    assert event.actor_id == director.person_id


def test_issue_plan_late_flags_the_units_that_stand_beyond_the_line(database: Database) -> None:
    office = open_office(database)
    plan_id = load_plan(office, plan_files(duty("A1", "VP", JUNE), duty("B1", "TCCB", JUNE)), ISSUED_AT)
    issue_plan(office, plan_id, None, vn(1, 7, 9))
    desk = SmallOffice(office, plan_id)
    assert [flag.unit_code for flag in desk.flags()] == ["VP", "TCCB"]
    assert desk.task("A1").next_check_at == vn(1, 7, 7), "T+1, for it is overdue; not what came before"


def test_issue_plan_pins_the_definitions(database: Database) -> None:
    first = open_office(database)
    plan_id = load_plan(first, plan_files(duty("A1", "VP", JUNE)), ISSUED_AT)
    issue_plan(first, plan_id, None, ISSUED_AT)
    definitions = shipped_definitions()
    text, path = definitions.task
    renamed = text.replace("[action.start]", "[action.begin]").replace('"started"', '"begun"')
    second = open_office(database, replace(definitions, task=(renamed, path)))
    later = load_plan(second, plan_files(duty("Z1", "VP", JUNE), code="ke-hoach-sau"), ISSUED_AT)
    issue_plan(second, later, None, ISSUED_AT)

    desk = SmallOffice(second, plan_id)
    now = ISSUED_AT + timedelta(days=1)
    assert desk.start("A1", now).state == "in_progress"
    assert desk.do(HEAD, "begin", "Z1", now).state == "in_progress"
    with pytest.raises(NotFoundError):
        desk.do(HEAD, "begin", "A1", now)


def test_issue_plan_runs_the_real_plan_of_2021(database: Database) -> None:
    office = open_office(database)
    plan_id = load_plan(office, read_folder(REAL), ISSUED_AT)
    issued = issue_plan(office, plan_id, None, ISSUED_AT)
    desk = SmallOffice(office, plan_id)
    with database.read() as tx:
        rows = list_tasks(tx, Scope(1), TaskFilter(most=1000))
        areas = {area.code: area.points for area in plans.read_areas(tx, plan_id)}
    assert issued.tasks == len(rows) == 417
    assert issued.undated == 0
    assert sum(areas.values()) == 67.5
    assert list(areas) == ["a", "b", "c", "d", "đ", "e", "g"]
    counted = Counter(row.unit_code for row in rows if row.counted)
    assert {unit: desk.kept(unit).assigned for unit in counted} == counted
    assert sorted(counted) == sorted({row.unit_code for row in rows})
    assert len(desk.told("assigned")) == len(counted)


def test_issue_plan_late_urges_what_is_overdue_from_where_the_ladder_stands(database: Database) -> None:
    office = open_office(database)
    plan_id = load_plan(office, plan_files(duty("A1", "VP", JUNE)), ISSUED_AT)
    issue_plan(office, plan_id, None, vn(8, 7, 9))
    sweep(office, vn(8, 7, 10))
    desk = SmallOffice(office, plan_id)
    assert desk.told("escalation", "held") == [CHIEF], "8/7 is T+6: T+5 stands"
    assert HEAD in desk.told("overdue", "held")
    assert desk.told("reminder", "held") == []


def test_administrator_who_loads_a_plan_stays_one(database: Database) -> None:
    office = open_office(database)
    files = plan_files(duty("A1"))
    plan_id = load_plan(office, files, ISSUED_AT)
    desk = SmallOffice(office, plan_id)
    by = desk.actor(ADMIN)
    without = files | {"people.toml": files["people.toml"].replace('role = "admin"', 'role = "clerk"')}
    load_plan(office, without, ISSUED_AT, by)
    assert {grant.role for grant in desk.actor(ADMIN).grants} == {Role.ADMIN, Role.CLERK}


def test_draft_that_somebody_else_loaded_is_not_replaced_unseen(database: Database) -> None:
    office = open_office(database)
    load_plan(office, plan_files(duty("A1")), ISSUED_AT)
    with database.read() as tx:
        seen = plans.find_plan(tx, 1, "so-vi-du-2021").sha256
    load_plan(office, plan_files(duty("A2")), ISSUED_AT, seen=seen)
    for stale in (seen, ""):
        with pytest.raises(ConflictError):
            load_plan(office, plan_files(duty("A3")), ISSUED_AT, seen=stale)


def test_plan_of_another_organization_is_not_loaded_for_somebody(database: Database) -> None:
    office = open_office(database)
    desk = SmallOffice(office, load_plan(office, plan_files(duty("A1")), ISSUED_AT))
    with pytest.raises(NotFoundError):
        load_plan(office, plan_files(duty("A1"), organization="so-khac"), ISSUED_AT, desk.actor(ADMIN))
    with database.read() as tx:
        assert len(people.read_organizations(tx)) == 1
        assert [entry.name for entry in read_journal(tx, 1)] == ["plan_loaded"]
