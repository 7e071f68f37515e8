import json
from datetime import date, datetime
from typing import Any

import pytest

from cchc_workflow.domain.standing import Rule, count
from cchc_workflow.domain.task import Act, Phase, Task
from cchc_workflow.engine.act import Command, act_within
from cchc_workflow.engine.judge import judge_unit, rule_of, weighs
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store import standing
from cchc_workflow.store.database import Database
from tests.builders import make_task, vn
from tests.engine.rivals import Rival, at_once
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    SmallOffice,
    duty,
    issue_small,
)

ON = date(2021, 7, 1)
THIRD_MIDNIGHT = vn(22, 6, 0, 0)
"""When the third of ten tasks (due 7, 14 and 21/6) turns late: exactly 30 %."""


def until_flagged(ten: SmallOffice) -> None:
    sweep(ten.office, vn(21, 6, 23, 59))
    assert ten.flags() == []
    sweep(ten.office, THIRD_MIDNIGHT)


def test_flag_is_raised_at_exactly_the_line_when_it_is_crossed(ten: SmallOffice) -> None:
    until_flagged(ten)
    (flag,) = ten.flags()
    assert (flag.unit_code, flag.late, flag.assigned, flag.threshold) == ("VP", 3, 10, 30)
    assert (flag.raised_at, flag.cleared_at) == (THIRD_MIDNIGHT, None)
    assert sorted(json.loads(flag.tasks)) == ["A1", "A2", "A3"]


def test_flag_is_told_at_once_in_the_morning(ten: SmallOffice) -> None:
    until_flagged(ten)
    mails = ten.mails("flagged", "queued")
    assert sorted(mail.to for mail in mails if not mail.row.is_copy) == [DIRECTOR, HEAD]
    assert sorted(mail.to for mail in mails if mail.row.is_copy) == [CHIEF, COORDINATOR]
    assert {mail.row.not_before for mail in mails} == {vn(22, 6, 7, 30)}
    flag = mails[0].items[0]["flag"]
    assert (flag["percent"], flag["clause"], flag["unit"], flag["excused"]) == (
        "30.00",
        "II.2.2.a1",
        "Văn phòng Sở",
        0,
    )
    assert [task["code"] for task in flag["late_tasks"]] == ["A1", "A2", "A3"]
    assert flag["late_tasks"][0] == {
        "id": ten.task("A1").id,
        "code": "A1",
        "title": "Nhiệm vụ A1",
        "due_on": "2021-06-07",
        "reported_on": None,
    }


def test_flag_is_raised_once_however_often_it_is_judged(ten: SmallOffice) -> None:
    until_flagged(ten)
    for day in (23, 24, 25, 28, 29):
        sweep(ten.office, vn(day, 6, 7))
    ten.report("A4", vn(29, 6, 9))
    assert len(ten.flags()) == 1
    assert len(ten.mails("flagged")) == 4


def test_flag_names_what_was_reported_late(ten: SmallOffice) -> None:
    ten.report("A1", vn(8, 6, 9))
    until_flagged(ten)
    (mail, *_) = ten.mails("flagged")
    late = {task["code"]: task["reported_on"] for task in mail.items[0]["flag"]["late_tasks"]}
    assert late == {"A1": "2021-06-08", "A2": None, "A3": None}


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("extend", "extension_approved"),
        ("cancel", "cancelled"),
        ("assign", "amended"),
        ("suspend", "suspended"),
        ("hand_over", "amended"),
    ],
)
def test_flag_is_cleared_with_its_reason(ten: SmallOffice, how: str, reason: str) -> None:
    until_flagged(ten)
    now = vn(22, 6, 9)
    if how == "extend":
        ten.extend("A3", date(2021, 7, 30), now)
    elif how == "assign":
        ten.amend(DIRECTOR, "A3", now, due_on=date(2021, 6, 22), reason="Giao lại")
    elif how == "hand_over":
        ten.amend(DIRECTOR, "A3", now, lead="TCCB", reason="Đúng chức năng")
    else:
        ten.do(DIRECTOR, how, "A3", now, note="Bỏ", document="45/QĐ-SVD")
    flag = ten.flags()[0]
    assert (flag.cleared_at, flag.cleared_reason) == (now, reason)
    (mail,) = [mail for mail in ten.mails("flag_cleared") if mail.to == HEAD]
    assert (mail.facts["flag"]["reason"], mail.facts["flag"]["late"]) == (reason, 2)


def test_flag_is_cleared_by_a_new_assignment(database: Database) -> None:
    """Three of ten are 30 %; woken, an eleventh task makes them 27 %."""
    desk = issue_small(
        database,
        *(duty(f"A{number}", "VP", date(2021, 6, 7)) for number in range(1, 4)),
        *(duty(f"A{number}", "VP", date(2021, 12, 31)) for number in range(4, 11)),
        duty("A11", "VP", None, "dormant = true"),
    )
    sweep(desk.office, vn(8, 6, 0))
    assert desk.flags()[0].cleared_at is None
    desk.amend(COORDINATOR, "A11", vn(8, 6, 9), due_on=date(2021, 12, 31), reason="Đã phê duyệt")
    assert desk.flags()[0].cleared_reason == "amended"
    assert (desk.kept("VP").late, desk.kept("VP").assigned) == (3, 11)


def test_flag_is_raised_again_when_the_line_is_crossed_again(ten: SmallOffice) -> None:
    until_flagged(ten)
    ten.extend("A3", date(2021, 7, 30), vn(22, 6, 9))
    sweep(ten.office, vn(29, 6, 0))
    first, second = ten.flags()
    assert first.cleared_at is not None
    assert (second.raised_at, second.cleared_at, second.late) == (vn(29, 6, 0), None, 3)
    assert len(ten.mails("flagged")) == 8


def test_flag_is_raised_when_a_task_on_time_is_cancelled(ten: SmallOffice) -> None:
    """Two late of ten are 20 %; of six they are a third."""
    sweep(ten.office, vn(15, 6, 0))
    for code in ("A7", "A8", "A9", "A10"):
        assert ten.flags() == []
        ten.do(DIRECTOR, "cancel", code, vn(15, 6, 9), note="Bỏ", document="45/QĐ-SVD")
    assert [(flag.late, flag.assigned) for flag in ten.flags()] == [(2, 6)]


def test_flag_is_raised_when_a_late_report_is_returned_and_by_a_reopened_task(ten: SmallOffice) -> None:
    for code in ("A1", "A2", "A3"):
        ten.report(code, vn(1, 6, 9))
    ten.verify("A3", vn(2, 6, 9))
    sweep(ten.office, vn(22, 6, 0))
    ten.do(COORDINATOR, "return", "A1", vn(22, 6, 9), note="Thiếu")
    ten.do(COORDINATOR, "return", "A2", vn(22, 6, 9), note="Thiếu")
    assert ten.flags() == []
    ten.do(CHIEF, "reopen", "A3", vn(22, 6, 9), note="Số liệu sai")
    assert [flag.late for flag in ten.flags()] == [3]


def test_judge_shows_the_excused_beside_the_raw_rate(ten: SmallOffice) -> None:
    until_flagged(ten)
    ten.do(CHIEF, "excuse", "A1", vn(22, 6, 9), note="Bão số 5")
    assert (ten.kept("VP").late, ten.kept("VP").excused) == (3, 1)
    assert ten.flags()[0].cleared_at is None, "the raw rate counts"


def test_judge_returns_and_keeps_what_the_rule_counts(ten: SmallOffice) -> None:
    ten.report("A1", vn(8, 6, 9))
    ten.do(DIRECTOR, "cancel", "A10", vn(8, 6, 9), note="Bỏ", document="45/QĐ-SVD")
    ten.do(DIRECTOR, "suspend", "A9", vn(8, 6, 9), note="Chờ")
    now, unit_id = vn(16, 6, 9), ten.unit_id("VP")
    with ten.database.begin() as tx:
        counts = judge_unit(tx, ten.office, ten.plan_id, unit_id, now, "time")
        duties = standing.read_duties(tx, ten.plan_id, unit_id)
    assert counts == count(duties, date(2021, 6, 16))
    assert counts.tally == ten.kept("VP")
    assert (counts.assigned, counts.late, counts.cancelled, counts.open_in_term) == (9, 2, 1, 7)


def test_judge_sees_what_another_did_at_the_same_time(postgresql_database: Database) -> None:
    """Without a hold on the unit, each would count the other's task as it was before."""
    duties = (duty(f"A{number}", "VP", date(2021, 12, 31)) for number in range(1, 4))
    desk = issue_small(postgresql_database, *duties)
    now, act = vn(20, 5, 9), Act(name="cancel", note="Bỏ", document="45/QĐ-SVD")
    with postgresql_database.begin() as tx:
        act_within(tx, desk.office, desk.actor(DIRECTOR), Command("A1", act), now)
        other = Rival(lambda: desk.do(DIRECTOR, "cancel", "A2", now, note="Bỏ", document="45/QĐ-SVD"))
        other.wait_until_blocked(postgresql_database)
    assert isinstance(other.outcome(), Task)
    assert (desk.kept("VP").assigned, desk.kept("VP").cancelled) == (1, 2)


def test_judge_of_two_at_once_raises_one_flag(ten: SmallOffice) -> None:
    for code in ("A3", "A4"):
        ten.start(code, vn(15, 6, 9))
    now = vn(29, 6, 9)
    outcomes = at_once(lambda: ten.report("A3", now), lambda: ten.report("A4", now))
    assert [task.state for task in outcomes if isinstance(task, Task)] == ["reported", "reported"]
    assert len(ten.flags()) == 1
    assert ten.kept("VP") == ten.counts("VP", date(2021, 6, 29)).tally


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, (True, True, False)),
        ({"due_on": ON}, (True, False, False)),
        ({"due_on": None}, (True, False, False)),
        ({"excused": True}, (True, True, True)),
        ({"due_on": ON, "excused": True}, (True, False, False)),
        ({"counted": False}, (False, False, False)),
        ({"phase": Phase.VOID}, (False, False, False)),
        ({"phase": Phase.PAUSED}, (True, False, False)),
        ({"phase": Phase.REPORTED, "reported_on": ON}, (True, True, False)),
        ({"phase": Phase.DONE, "reported_on": date(2021, 6, 30)}, (True, False, False)),
    ],
)
def test_weighs_what_a_task_adds(over: dict[str, Any], expected: tuple[bool, bool, bool]) -> None:
    assert weighs(make_task(**over), ON) == expected


def test_rule_of_reads_the_plans_row(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        rule = rule_of(desk.office.plan(tx, desk.plan_id))
    assert rule == Rule(30, "II.2.2.a1", "Đơn vị hoàn thành chậm trễ 30% các nhiệm vụ được giao.")


@pytest.mark.parametrize("now", [vn(1, 7, 0, 0), vn(1, 7, 0, 1)])
def test_judge_looks_at_both_units_of_a_task_that_turned_late_unseen(
    desk: SmallOffice, now: datetime
) -> None:
    desk.amend(DIRECTOR, "B1", now, lead="CCKL", reason="Đúng chức năng")
    assert (desk.kept("TCCB").late, desk.kept("CCKL").late) == (4, 2)
    assert desk.told("flagged").count(HEAD_TCCB) == 1
