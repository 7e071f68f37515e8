import json
from dataclasses import replace
from datetime import date

import pytest

from cchc_workflow.domain.task import Act
from cchc_workflow.engine.extend import decide_extension, extension_facts, request_extension
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import (
    ConflictError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store.database import Database
from cchc_workflow.store.events import read_events
from tests.builders import make_extension, vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    ISSUED_AT,
    OFFICER,
    SmallOffice,
    duty,
    open_office,
    plan_files,
    shipped_definitions,
)

JUNE = vn(1, 6, 9)
JULY = date(2021, 7, 30)


def test_extension_is_asked_for_and_approved(desk: SmallOffice) -> None:
    asked = desk.ask("A1", JULY, JUNE)
    assert (asked.state, asked.asked_due_on, asked.due_version) == ("requested", JULY, 1)
    assert desk.told("extension_asked", "held") == [CHIEF, COORDINATOR, DIRECTOR]
    assert desk.task("A1").due_on == date(2021, 6, 30)

    granted = desk.decide(CHIEF, asked, "approve", JUNE, note="Đồng ý")
    assert (granted.state, granted.granted_due_on, granted.decision_note) == ("approved", JULY, "Đồng ý")
    task = desk.task("A1")
    assert (task.due_on, task.original_due_on, task.due_version) == (JULY, date(2021, 6, 30), 2)
    assert task.next_check_at == vn(9, 7, 7)
    assert desk.told("extension_decided", "queued") == [COORDINATOR, HEAD]
    with desk.database.read() as tx:
        names = [(event.name, json.loads(event.data).get("due_on")) for event in read_events(tx, task.id)]
    assert names[1:] == [("extension_requested", None), ("extension_approved", "2021-07-30")]


def test_extension_grants_another_date(desk: SmallOffice) -> None:
    granted = desk.decide(DIRECTOR, desk.ask("A1", JULY, JUNE), "approve", JUNE, value="15/7/2021")
    assert granted.granted_due_on == desk.task("A1").due_on == date(2021, 7, 15)


def test_extension_is_rejected_with_a_reason(desk: SmallOffice) -> None:
    asked = desk.ask("A1", JULY, JUNE)
    with pytest.raises(IncompleteError):
        desk.decide(CHIEF, asked, "reject", JUNE)
    rejected = desk.decide(CHIEF, asked, "reject", JUNE, note="Không có căn cứ")
    assert (rejected.state, rejected.granted_due_on) == ("rejected", None)
    assert (desk.task("A1").due_on, desk.task("A1").due_version) == (date(2021, 6, 30), 1)
    assert desk.ask("A1", JULY, JUNE).state == "requested", "after a refusal one may ask again"


def test_extension_is_withdrawn_by_whoever_asked(desk: SmallOffice) -> None:
    asked = desk.ask("A1", JULY, JUNE)
    with pytest.raises(WrongRoleError):
        desk.decide(OFFICER, asked, "withdraw", JUNE)
    assert desk.decide(HEAD, asked, "withdraw", JUNE).state == "withdrawn"
    assert desk.told("extension_decided") == []


def test_extension_is_asked_for_once_at_a_time(desk: SmallOffice) -> None:
    desk.ask("A1", JULY, JUNE)
    with pytest.raises(ConflictError):
        desk.ask("A1", JULY, JUNE)
    assert desk.ask("A2", date(2021, 10, 29), JUNE).state == "requested"


@pytest.mark.parametrize("name", ["approve", "reject", "withdraw"])
def test_extension_is_decided_once(desk: SmallOffice, name: str) -> None:
    asked = desk.ask("A1", JULY, JUNE)
    desk.decide(CHIEF, asked, "approve", JUNE)
    who = HEAD if name == "withdraw" else DIRECTOR
    with pytest.raises(WrongStateError):
        desk.decide(who, asked, name, JUNE, note="Muộn")


def test_extension_conflicts_with_a_deadline_that_moved_meanwhile(desk: SmallOffice) -> None:
    asked = desk.ask("A1", JULY, JUNE)
    desk.amend(DIRECTOR, "A1", JUNE, due_on=date(2021, 7, 15), reason="Theo Thông báo 12")
    with pytest.raises(ConflictError):
        desk.decide(CHIEF, asked, "approve", JUNE)
    assert desk.task("A1").due_on == date(2021, 7, 15)
    assert desk.decide(CHIEF, asked, "reject", JUNE, note="Đã đổi").state == "rejected"


@pytest.mark.parametrize("name", ["report", "suspend"])
def test_extension_is_not_granted_to_a_task_that_is_not_open(desk: SmallOffice, name: str) -> None:
    asked = desk.ask("A1", JULY, JUNE)
    if name == "report":
        desk.report("A1", JUNE)
    else:
        desk.do(DIRECTOR, "suspend", "A1", JUNE, note="Chờ")
    with pytest.raises(WrongStateError) as refused:
        desk.decide(CHIEF, asked, "approve", JUNE)
    assert refused.value.allowed == ["assigned", "in_progress"]
    with pytest.raises(WrongStateError):
        desk.ask("A1", JULY, JUNE)
    assert desk.decide(HEAD, asked, "withdraw", JUNE).state == "withdrawn"


@pytest.mark.parametrize(
    ("until", "missing"),
    [
        (date(2022, 1, 3), "due_within_plan"),
        (date(2021, 6, 30), "later_due_on"),
        (date(2021, 6, 1), "later_due_on"),
    ],
)
def test_extension_asks_for_a_later_date_in_the_plan(desk: SmallOffice, until: date, missing: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        desk.ask("A1", until, JUNE)
    assert list(refused.value.missing) == [missing]


def test_extension_of_an_overdue_task_does_not_end_in_the_past(desk: SmallOffice) -> None:
    august = vn(2, 8, 9)
    with pytest.raises(IncompleteError) as refused:
        desk.ask("A1", JULY, august)
    assert list(refused.value.missing) == ["due_not_past"]
    asked = desk.ask("A1", date(2021, 8, 5), august)
    with pytest.raises(IncompleteError):
        desk.decide(CHIEF, asked, "approve", vn(6, 8, 9))
    with pytest.raises(IncompleteError):
        desk.decide(CHIEF, asked, "approve", vn(6, 8, 9), value="3/1/2022")
    assert desk.decide(CHIEF, asked, "approve", vn(6, 8, 9), value="6/8/2021").state == "approved"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (Act(name="x", value="30/7/2021"), ["reason"]),
        (Act(name="x", note="Chờ"), ["due_on"]),
        (Act(name="x", value="30/2/2021"), ["due_on", "reason"]),
    ],
)
def test_extension_says_what_is_missing(desk: SmallOffice, given: Act, missing: list[str]) -> None:
    with pytest.raises(IncompleteError) as refused:
        request_extension(desk.office, desk.actor(HEAD), "A1", given, JUNE)
    assert list(refused.value.missing) == missing


@pytest.mark.parametrize("code", ["A9", "A10"])
def test_extension_needs_a_deadline_to_extend(desk: SmallOffice, code: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        desk.ask(code, JULY, JUNE)
    assert "deadline" in refused.value.missing


def test_extension_is_hidden_from_other_units(desk: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        desk.ask("A1", JULY, JUNE, HEAD_CCKL)
    with pytest.raises(WrongRoleError):
        desk.ask("A1", JULY, JUNE, HEAD_TCCB)
    asked = desk.ask("A1", JULY, JUNE)
    with pytest.raises(NotFoundError):
        desk.decide(HEAD_CCKL, asked, "withdraw", JUNE)
    with pytest.raises(NotFoundError):
        decide_extension(desk.office, desk.actor(CHIEF), 99, Act(name="approve"), JUNE)


@pytest.mark.parametrize("who", [HEAD, COORDINATOR])
def test_extension_is_decided_by_those_who_may(desk: SmallOffice, who: str) -> None:
    with pytest.raises(WrongRoleError):
        desk.decide(who, desk.ask("A1", JULY, JUNE), "approve", JUNE)


def test_extension_of_an_overdue_task_clears_the_flag(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 6, 0, 0))
    assert [flag.unit_code for flag in desk.flags()] == ["CCKL"]
    desk.extend("C1", JULY, JUNE, HEAD_CCKL)
    (flag,) = desk.flags()
    assert (flag.cleared_at, flag.cleared_reason) == (JUNE, "extension_approved")
    assert desk.kept("CCKL").late == 0
    assert desk.told("flag_cleared", "held") == sorted([HEAD_CCKL, CHIEF, COORDINATOR, DIRECTOR])


def test_extension_approved_before_the_sweep_tells_nobody_of_the_old_deadline(desk: SmallOffice) -> None:
    asked = desk.ask("C1", JULY, vn(31, 5, 9), HEAD_CCKL)
    desk.decide(CHIEF, asked, "approve", vn(1, 6, 8))
    sweep(desk.office, vn(1, 6, 8, 30))
    assert [mail.row.step for mail in desk.mails("overdue")] == []
    assert desk.flags() == []


def test_extension_follows_an_offices_own_workflow(database: Database) -> None:
    """Without the guard of the date the engine still asks for one; an action may keep the state."""
    definitions = shipped_definitions()
    text, path = definitions.extension
    text = text.replace('"deadline_set", "later_date_given", ', "")
    text += (
        '[action.note]\nlabel = "Ghi ý kiến"\nevent = "noted"\nfrom = ["requested"]\nroles = ["director"]\n'
    )
    office = open_office(database, replace(definitions, extension=(text, path)))
    plan_id = load_plan(office, plan_files(duty("A1", "VP", date(2021, 6, 30))), ISSUED_AT)
    issue_plan(office, plan_id, None, ISSUED_AT)
    desk = SmallOffice(office, plan_id)
    with pytest.raises(IncompleteError) as refused:
        request_extension(office, desk.actor(HEAD), "A1", Act(name="request", note="Chờ"), JUNE)
    assert list(refused.value.missing) == ["due_on"]
    noted = desk.decide(DIRECTOR, desk.ask("A1", JULY, JUNE), "note", JUNE, note="Xem lại")
    assert (noted.state, noted.decision_note) == ("requested", "Xem lại")


def test_extension_facts_are_json() -> None:
    facts = extension_facts(make_extension(granted_due_on=JULY), "Được chấp thuận")
    assert (facts["asked_due_on"], facts["granted_due_on"]) == ("2021-07-30", "2021-07-30")
    assert extension_facts(make_extension(), "Chờ quyết định")["granted_due_on"] is None
