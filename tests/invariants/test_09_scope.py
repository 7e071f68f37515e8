"""A person sees and touches only what role and unit allow; every row belongs to an organization."""

from collections.abc import Callable
from datetime import date

import pytest

from cchc_workflow.domain.people import Scope, scope_of
from cchc_workflow.domain.task import Act
from cchc_workflow.engine.act import Command, act, offer
from cchc_workflow.engine.amend import Amendment, amend
from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.extend import decide_extension, request_extension
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.outgoing import claim_mail, note_failed, retry_mail
from cchc_workflow.engine.report.schedule import make_weekly_reports
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import NotFoundError, WrongRoleError
from cchc_workflow.store.database import Database
from cchc_workflow.store.extensions import list_extensions
from cchc_workflow.store.people import read_people
from cchc_workflow.store.tables import Row
from cchc_workflow.store.tasks import TaskFilter, list_tasks
from tests.builders import vn
from tests.engine.report.printing import FakePress
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    ISSUED_AT,
    OFFICER,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
    open_office,
    plan_files,
)

NOW = vn(20, 5, 9)
DUE = date(2021, 6, 30)
Pair = tuple[SmallOffice, SmallOffice]

OF_THE_MACHINE = {"anchor", "definition", "file", "login_attempt", "organization", "secret", "tick"}
"""Tables that belong to no organization; a file is only reached by a row of a task that names it."""


@pytest.fixture
def pair(database: Database) -> Pair:
    """Give two organizations in one database, with the same units, people and task codes."""
    office = open_office(database)
    desks = []
    for number, name in enumerate(("so-mot", "so-hai"), start=1):
        files = plan_files(duty("A1", "VP", DUE), duty("B1", "TCCB", DUE), organization=name)
        plan_id = load_plan(office, files, ISSUED_AT)
        issue_plan(office, plan_id, None, ISSUED_AT)
        desks.append(SmallOffice(office, plan_id, number))
    return desks[0], desks[1]


def test_every_table_has_an_organization_or_hangs_on_one() -> None:
    tables = Row.metadata.sorted_tables
    owned = {table.name for table in tables if "organization_id" in table.c}
    hanging = {
        table.name for table in tables if any(key.column.table.name in owned for key in table.foreign_keys)
    }
    assert {table.name for table in tables} - owned - hanging == OF_THE_MACHINE


@pytest.mark.parametrize("who", [DIRECTOR, CHIEF, COORDINATOR, VERIFIER, HEAD, HEAD_TCCB])
def test_nobody_sees_another_organizations_tasks(pair: Pair, who: str) -> None:
    own, other = pair
    scope = scope_of(own.actor(who))
    with own.database.read() as tx:
        seen = {row.id for row in list_tasks(tx, scope, TaskFilter())}
    assert seen
    assert seen.isdisjoint({other.task("A1").id, other.task("B1").id})


@pytest.mark.parametrize("name", ["start", "suspend", "cancel"])
def test_an_act_reaches_the_own_organizations_task_of_that_code(pair: Pair, name: str) -> None:
    own, other = pair
    untouched = other.task("A1")
    by = HEAD if name == "start" else DIRECTOR
    own.do(by, name, "A1", NOW, note="Chờ", document="45/QĐ-SVD")
    assert other.task("A1") == untouched
    assert own.task("A1").version == 2


def test_another_organizations_request_is_not_found(pair: Pair) -> None:
    own, other = pair
    asked = other.ask("A1", date(2021, 7, 30), NOW)
    with pytest.raises(NotFoundError):
        decide_extension(own.office, own.actor(CHIEF), asked.id, Act(name="approve"), NOW)
    with own.database.read() as tx:
        assert list_extensions(tx, scope_of(own.actor(CHIEF))) == []
        assert len(list_extensions(tx, scope_of(other.actor(CHIEF)))) == 1


def test_another_organizations_dead_letter_is_not_found(pair: Pair) -> None:
    own, other = pair
    (row,) = [
        row for row in claim_mail(own.office, ISSUED_AT) if row.organization_id == 2 and row.address == HEAD
    ]
    note_failed(own.office, row, None, "550", ISSUED_AT, permanent=True, later=lambda *_: None)
    with pytest.raises(NotFoundError):
        retry_mail(own.office, 1, row.id, ISSUED_AT)
    retry_mail(own.office, 2, row.id, ISSUED_AT)
    assert other.told("undeliverable") == [COORDINATOR, "quantri@so.example"]
    assert own.told("undeliverable") == []


def test_a_task_cannot_be_given_to_another_organizations_unit_or_person(pair: Pair) -> None:
    own, other = pair
    own.amend(DIRECTOR, "A1", NOW, lead="TCCB", reason="Đúng chức năng")
    assert own.task("A1").lead_unit_id == own.unit_id("TCCB") != other.unit_id("TCCB")
    task = own.amend(HEAD_TCCB, "A1", NOW, assignee=HEAD_TCCB)
    assert task.assignee_id == own.actor(HEAD_TCCB).person_id != other.actor(HEAD_TCCB).person_id


def test_mail_stays_in_the_organization(pair: Pair) -> None:
    own, other = pair
    for desk in pair:
        desk.report("A1", NOW)
        desk.verify("A1", NOW)
    now = vn(14, 7, 7, 30)
    sweep(own.office, now)
    digest(own.office, now)
    assert make_weekly_reports(own.office, now, FakePress().print) == 2
    for desk in (own, other):
        with desk.database.read() as tx:
            members = {row.id for row in read_people(tx, desk.organization_id)}
        mails = desk.mails()
        assert len(mails) > 20
        assert {mail.row.address for mail in mails} == {mail.to for mail in mails}
        assert {person_of(desk, mail.to) for mail in mails} <= members
    assert len(own.mails()) == len(other.mails())


def person_of(desk: SmallOffice, address: str) -> int:
    return desk.actor(address).person_id


def test_flags_stay_in_the_organization(pair: Pair) -> None:
    own, other = pair
    own.report("A1", vn(1, 6, 9))
    sweep(own.office, vn(1, 7, 0))
    assert [flag.unit_code for flag in own.flags()] == ["TCCB"]
    assert [flag.unit_code for flag in other.flags()] == ["VP", "TCCB"]


TOUCHES: dict[str, Callable[[SmallOffice, str], object]] = {
    "offer": lambda desk, who: offer(desk.office, desk.actor(who, NOW), "A1"),
    "act": lambda desk, who: act(desk.office, desk.actor(who, NOW), Command("A1", Act(name="start")), NOW),
    "amend": lambda desk, who: amend(
        desk.office, desk.actor(who, NOW), "A1", Amendment(title="Khác", reason="Vì thế"), NOW
    ),
    "request": lambda desk, who: request_extension(
        desk.office, desk.actor(who, NOW), "A1", Act(name="x", value="2021-07-30", note="Chờ"), NOW
    ),
}


@pytest.mark.parametrize("name", TOUCHES)
def test_another_units_task_is_not_found(desk: SmallOffice, name: str) -> None:
    for who in (HEAD_TCCB, HEAD_CCKL):
        with pytest.raises(NotFoundError) as refused:
            TOUCHES[name](desk, who)
        assert refused.value.facts() == {"kind": "task", "id": "A1"}, "as if there were none"


@pytest.mark.parametrize("name", ["act", "amend", "request"])
def test_a_helping_unit_sees_the_task_and_touches_it_not(database: Database, name: str) -> None:
    desk = issue_small(database, duty("A1", "VP", DUE, 'supports = ["TCCB"]'))
    assert offer(desk.office, desk.actor(HEAD_TCCB), "A1")[0].code == "A1"
    with pytest.raises(WrongRoleError):
        TOUCHES[name](desk, HEAD_TCCB)


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        (HEAD, ["A1", "A2", "A3"]),
        (OFFICER, ["A1", "A2", "A3"]),
        (HEAD_TCCB, ["B1"]),
        (HEAD_CCKL, []),
        (COORDINATOR, ["A1", "A2", "A3", "B1"]),
    ],
)
def test_a_listing_holds_what_the_viewer_may_see(desk: SmallOffice, who: str, codes: list[str]) -> None:
    with desk.database.read() as tx:
        rows = list_tasks(tx, scope_of(desk.actor(who)), TaskFilter())
    assert sorted(row.code for row in rows) == codes


def test_a_person_without_an_office_sees_nothing(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert list_tasks(tx, Scope(1, frozenset()), TaskFilter()) == []
    before = vn(1, 1, 9)
    with pytest.raises(NotFoundError):
        offer(desk.office, desk.actor(HEAD, before), "A1")
