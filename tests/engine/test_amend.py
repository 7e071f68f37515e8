import json
from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.amend import Amendment, amend, amendable
from cchc_workflow.errors import (
    ConflictError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store.events import read_events
from cchc_workflow.store.tasks import TaskFilter, list_tasks
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
)

MAY = vn(20, 5, 9)
JULY = date(2021, 7, 30)


def last_event(desk: SmallOffice, code: str) -> tuple[str, dict[str, Any]]:
    with desk.database.read() as tx:
        event = read_events(tx, desk.task(code).id)[-1]
    return event.name, json.loads(event.data)


def test_amend_moves_a_deadline_and_starts_a_new_ladder(desk: SmallOffice) -> None:
    task = desk.amend(CHIEF, "A1", MAY, due_on=JULY, reason="Theo Thông báo 12")
    assert (task.due_on, task.original_due_on, task.due_version) == (JULY, date(2021, 6, 30), 2)
    assert (task.due_set_at, task.next_check_at) == (MAY, vn(9, 7, 7))
    assert last_event(desk, "A1") == (
        "amended",
        {"due_on": "2021-07-30", "previous_due_on": "2021-06-30", "note": "Theo Thông báo 12"},
    )
    assert desk.told("changed", "held") == [HEAD]


def test_amend_wakes_a_dormant_task_which_then_counts(desk: SmallOffice) -> None:
    assert desk.kept("VP").assigned == 9
    task = desk.amend(COORDINATOR, "A10", MAY, due_on=JULY, reason="UBND tỉnh đã phê duyệt")
    assert (task.counted, task.due_on, task.original_due_on, task.due_version) == (True, JULY, JULY, 2)
    assert task.next_check_at == vn(9, 7, 7)
    assert desk.kept("VP").assigned == 10


def test_amend_dates_an_undated_task(desk: SmallOffice) -> None:
    task = desk.amend(COORDINATOR, "A9", MAY, due_on=JULY, reason="Đầu mối ấn định")
    assert (task.due_on, task.counted, desk.kept("VP").assigned) == (JULY, True, 9)


def test_amend_hands_a_task_over_and_judges_both_units(desk: SmallOffice) -> None:
    now = vn(1, 6, 9)
    desk.start("C1", vn(31, 5, 9), HEAD_CCKL)
    desk.report("C1", vn(1, 6, 0, 30), HEAD_CCKL)
    desk.do(VERIFIER, "return", "C1", now, note="Thiếu")
    assert [flag.unit_code for flag in desk.flags() if flag.cleared_at is None] == ["CCKL"]
    task = desk.amend(DIRECTOR, "C1", now, lead="TCCB", reason="Đúng chức năng")
    assert (task.lead_unit_id, task.lead_unit_name) == (desk.unit_id("TCCB"), "Phòng Tổ chức - Cán bộ")
    assert (desk.kept("CCKL").assigned, desk.kept("TCCB").assigned, desk.kept("TCCB").late) == (0, 6, 1)
    (flag,) = desk.flags()
    assert (flag.unit_code, flag.cleared_reason) == ("CCKL", "amended")
    assert last_event(desk, "C1")[1]["previous_unit"] == "Chi cục Kiểm lâm"


def test_amend_tells_the_old_head_and_the_new_one(desk: SmallOffice) -> None:
    desk.amend(DIRECTOR, "C1", MAY, lead="TCCB", reason="Đúng chức năng")
    assert desk.told("changed") == [HEAD_CCKL, HEAD_TCCB]
    with pytest.raises(NotFoundError):
        desk.start("C1", MAY, HEAD_CCKL)
    assert desk.start("C1", MAY, HEAD_TCCB).state == "in_progress"


def test_amend_gives_a_task_to_an_officer_of_the_unit(desk: SmallOffice) -> None:
    task = desk.amend(HEAD, "A1", MAY, assignee=OFFICER)
    assert task.assignee_id == desk.actor(OFFICER).person_id
    assert desk.told("changed") == [OFFICER]
    assert last_event(desk, "A1") == ("amended", {"assignee": "chuyenvien.vp"})
    handed_over = desk.amend(DIRECTOR, "A1", MAY, lead="CCKL", reason="Đúng chức năng")
    assert handed_over.assignee_id is None


@pytest.mark.parametrize("assignee", ["nobody@so.example", HEAD_TCCB, DIRECTOR])
def test_amend_gives_no_task_to_somebody_outside_the_unit(desk: SmallOffice, assignee: str) -> None:
    with pytest.raises(NotFoundError):
        desk.amend(HEAD, "A1", MAY, assignee=assignee)


def test_amend_checks_the_assignee_against_the_new_lead(desk: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        desk.amend(DIRECTOR, "A1", MAY, lead="TCCB", assignee=OFFICER, reason="Đúng chức năng")
    task = desk.amend(DIRECTOR, "A1", MAY, lead="TCCB", assignee=HEAD_TCCB, reason="Đúng chức năng")
    assert task.assignee_id == desk.actor(HEAD_TCCB).person_id


def test_amend_renames_a_task(desk: SmallOffice) -> None:
    task = desk.amend(COORDINATOR, "A1", MAY, title="  Kiểm tra CCHC ", reason="Cho gọn")
    assert task.title == "Kiểm tra CCHC"
    data = last_event(desk, "A1")[1]
    assert (data["title"], data["previous_title"]) == ("Kiểm tra CCHC", "Nhiệm vụ A1")


def test_amend_moves_the_deadline_of_a_suspended_task(desk: SmallOffice) -> None:
    """The days of the pause that lie before the new deadline was set are not lost again."""
    desk.do(DIRECTOR, "suspend", "A1", MAY, note="Chờ")
    task = desk.amend(DIRECTOR, "A1", vn(14, 6, 9), due_on=JULY, reason="Theo Thông báo 12")
    assert (task.phase, task.next_check_at, task.suspended_on) == (Phase.PAUSED, None, date(2021, 6, 14))
    resumed = desk.do(DIRECTOR, "resume", "A1", vn(15, 6, 9))
    assert (resumed.due_on, resumed.due_version) == (date(2021, 8, 2), 3)


@pytest.mark.parametrize(
    ("who", "over"),
    [
        (COORDINATOR, {"due_on": JULY}),
        (HEAD, {"due_on": JULY}),
        (HEAD, {"title": "Khác"}),
        (HEAD, {"lead": "TCCB"}),
        (OFFICER, {"assignee": OFFICER}),
        (VERIFIER, {"title": "Khác"}),
    ],
)
def test_amend_refuses_the_wrong_role(desk: SmallOffice, who: str, over: dict[str, Any]) -> None:
    with pytest.raises(WrongRoleError):
        desk.amend(who, "A1", MAY, **over, reason="Vì thế")
    assert desk.task("A1").version == 1


@pytest.mark.parametrize(
    ("over", "missing"),
    [
        ({"due_on": JULY}, ["reason"]),
        ({"due_on": JULY, "reason": " "}, ["reason"]),
        ({"due_on": date(2022, 1, 1), "reason": "Vì thế"}, ["due_within_plan"]),
        ({"due_on": date(2021, 5, 19), "reason": "Vì thế"}, ["due_not_past"]),
        ({"reason": "Vì thế"}, ["change"]),
        ({"title": "Nhiệm vụ A1", "reason": "Vì thế"}, ["change"]),
        ({"title": "  ", "reason": "Vì thế"}, ["change"]),
        ({"due_on": date(2021, 6, 30), "reason": "Vì thế"}, ["change"]),
        ({"lead": "VP", "reason": "Vì thế"}, ["change"]),
    ],
)
def test_amend_says_what_is_missing(desk: SmallOffice, over: dict[str, Any], missing: list[str]) -> None:
    with pytest.raises(IncompleteError) as refused:
        desk.amend(DIRECTOR, "A1", MAY, **over)
    assert refused.value.missing == missing


def test_amend_changes_nothing_for_the_same_assignee(desk: SmallOffice) -> None:
    desk.amend(HEAD, "A1", MAY, assignee=OFFICER)
    with pytest.raises(IncompleteError):
        desk.amend(HEAD, "A1", MAY, assignee=OFFICER)


def test_amend_lets_a_deadline_be_today_and_the_plans_last_day(desk: SmallOffice) -> None:
    assert desk.amend(DIRECTOR, "A1", MAY, due_on=date(2021, 5, 20), reason="Gấp").due_on == date(2021, 5, 20)
    assert desk.amend(DIRECTOR, "A1", MAY, due_on=date(2021, 12, 31), reason="Thôi").due_on == date(
        2021, 12, 31
    )


def test_amend_refuses_a_finished_task(desk: SmallOffice) -> None:
    desk.report("A1", MAY)
    with pytest.raises(WrongStateError) as refused:
        desk.amend(DIRECTOR, "A1", MAY, title="Khác", reason="Vì thế")
    assert refused.value.allowed == ["assigned", "in_progress", "suspended"]


@pytest.mark.parametrize(("code", "lead"), [("A77", "TCCB"), ("A1", "NOBODY")])
def test_amend_knows_no_such_task_or_unit(desk: SmallOffice, code: str, lead: str) -> None:
    with pytest.raises(NotFoundError):
        desk.amend(DIRECTOR, code, MAY, lead=lead, reason="Vì thế")


def test_amend_hides_the_tasks_of_other_units(desk: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        desk.amend(HEAD_CCKL, "A1", MAY, assignee=HEAD_CCKL)


def test_amend_compares_the_version_that_was_seen(desk: SmallOffice) -> None:
    change, director = Amendment(title="Khác", reason="Vì thế"), desk.actor(DIRECTOR)
    with pytest.raises(ConflictError):
        amend(desk.office, director, "A1", change, MAY, seen_version=0)
    assert amend(desk.office, director, "A1", change, MAY, seen_version=1).title == "Khác"


@pytest.mark.parametrize("text", ["bao cao moi", "to chuc"])
def test_amended_task_is_found_by_the_title_and_unit_it_has_now(desk: SmallOffice, text: str) -> None:
    with desk.database.read() as tx:
        before = list_tasks(tx, Scope(desk.organization_id), TaskFilter(text=text))
    desk.amend(DIRECTOR, "A1", MAY, title="Báo cáo mới", reason="Vì thế")
    desk.amend(DIRECTOR, "A1", MAY, lead="TCCB", reason="Vì thế")
    with desk.database.read() as tx:
        after = list_tasks(tx, Scope(desk.organization_id), TaskFilter(text=text))
    assert {row.code for row in after} - {row.code for row in before} == {"A1"}


@pytest.mark.parametrize(
    ("by", "code", "parts"),
    [
        (HEAD, "A1", "assignee"),
        (OFFICER, "A1", ""),
        (HEAD_TCCB, "A1", ""),
        (COORDINATOR, "A1", "assignee lead title"),
        (COORDINATOR, "A9", "assignee due_on lead title"),
        (CHIEF, "A1", "assignee due_on lead title"),
    ],
)
def test_amendable_parts_are_those_that_amend_takes(
    desk: SmallOffice, by: str, code: str, parts: str
) -> None:
    assert " ".join(sorted(amendable(desk.task(code), desk.actor(by, MAY)))) == parts


def test_nothing_of_a_finished_task_is_amendable(desk: SmallOffice) -> None:
    assert amendable(desk.report("A1", MAY), desk.actor(CHIEF, MAY)) == frozenset()


def test_an_amendment_keeps_the_document_that_orders_it(desk: SmallOffice) -> None:
    desk.amend(CHIEF, "A1", MAY, title="Tên khác", reason="Sửa", document="45/QĐ-SNN")
    assert last_event(desk, "A1")[1]["document"] == "45/QĐ-SNN"
