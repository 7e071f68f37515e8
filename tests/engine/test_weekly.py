from datetime import date, datetime
from typing import Any

import pytest

from cchc_workflow.definitions.plan import read_folder
from cchc_workflow.domain.standing import is_flagged, standing
from cchc_workflow.engine.anchoring import anchor_history
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.weekly import compose_report, first_working_day, weekly_report
from cchc_workflow.shipped import shipped
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import read_units
from cchc_workflow.store.reports import keep_report, last_report
from cchc_workflow.store.standing import read_duties
from tests.builders import vn
from tests.engine.rivals import Rival
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    ISSUED_AT,
    SmallOffice,
    duty,
    issue_small,
    open_office,
    plan_files,
)

MONDAY = vn(14, 6, 7, 30)


def report_of(desk: SmallOffice) -> dict[str, Any]:
    with desk.database.read() as tx:
        found = last_report(tx, 1, "weekly:so-vi-du-2021")
    assert found is not None
    return found


def codes(briefs: list[dict[str, Any]]) -> list[str]:
    return sorted(brief["code"] for brief in briefs)


@pytest.mark.parametrize(
    ("now", "made"),
    [
        (vn(14, 6, 7, 29), 0),
        (vn(14, 6, 7, 30), 1),
        (vn(16, 6, 9), 1),
        (vn(13, 6, 9), 0),
        (vn(19, 6, 9), 0),
        (vn(3, 5, 7, 30), 0),
        (vn(4, 5, 7, 29), 0),
        (vn(4, 5, 7, 30), 1),
    ],
)
def test_weekly_report_is_due_on_the_weeks_first_working_morning(
    desk: SmallOffice, now: datetime, made: int
) -> None:
    assert weekly_report(desk.office, now) == made


def test_weekly_report_is_made_once_a_week(desk: SmallOffice) -> None:
    assert weekly_report(desk.office, MONDAY) == 1
    assert weekly_report(desk.office, vn(15, 6, 7, 30)) == 0
    assert weekly_report(desk.office, vn(21, 6, 7, 30)) == 1


def test_weekly_report_can_be_made_on_any_day(desk: SmallOffice) -> None:
    assert weekly_report(desk.office, vn(13, 6, 3), whatever_the_day=True) == 1
    assert weekly_report(desk.office, vn(13, 6, 4), whatever_the_day=True) == 0


def test_weekly_report_waits_for_the_week_after_the_issue(desk: SmallOffice) -> None:
    friday, monday = vn(16, 4, 9), vn(19, 4, 7, 30)
    assert desk.office.today(ISSUED_AT) == date(2021, 4, 15)
    assert (weekly_report(desk.office, friday), weekly_report(desk.office, monday)) == (0, 1)


def test_weekly_report_goes_to_the_director(desk: SmallOffice) -> None:
    weekly_report(desk.office, MONDAY)
    mails = desk.mails("weekly_report", "queued")
    assert [(mail.to, mail.row.is_copy, mail.row.not_before) for mail in mails] == [
        (DIRECTOR, False, MONDAY),
        (DEPUTY, True, MONDAY),
        (CHIEF, True, MONDAY),
    ]
    assert mails[0].items[0]["report"] == report_of(desk)


def test_weekly_report_ends_a_month_after_the_plan(desk: SmallOffice) -> None:
    assert weekly_report(desk.office, vn(31, 12, 9).replace(year=2022, month=1, day=31)) == 1
    assert weekly_report(desk.office, vn(31, 12, 9).replace(year=2022, month=2, day=1)) == 0


def test_weekly_report_of_a_draft_is_not_made(database: Database) -> None:
    office = open_office(database)
    load_plan(office, plan_files(duty("A1", "VP", date(2021, 6, 30))), ISSUED_AT)
    assert weekly_report(office, MONDAY) == 0


def test_weekly_report_of_another_node_stands(desk: SmallOffice) -> None:
    with desk.database.begin() as tx:
        keep_report(tx, 1, "weekly:so-vi-du-2021", "2021-W24", MONDAY, {"by": "another"})
    assert weekly_report(desk.office, MONDAY) == 0
    assert desk.mails("weekly_report") == []


def test_weekly_report_of_another_node_that_is_quicker_stands(postgresql_database: Database) -> None:
    desk = issue_small(postgresql_database, duty("A1", "VP", date(2021, 6, 30)))
    with postgresql_database.begin() as tx:
        keep_report(tx, 1, "weekly:so-vi-du-2021", "2021-W24", MONDAY, {"by": "another"})
        slow = Rival(lambda: weekly_report(desk.office, MONDAY))
        slow.wait_until_blocked(postgresql_database)
    assert slow.outcome() == 0
    assert desk.mails("weekly_report") == []


def test_weekly_report_adds_up(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    desk.report("B1", vn(1, 7, 9), HEAD_TCCB)
    desk.do(DIRECTOR, "suspend", "A2", vn(1, 7, 9), note="Chờ")
    desk.do(DIRECTOR, "cancel", "A3", vn(1, 7, 9), note="Bỏ", document="45/QĐ-SVD")
    sweep(desk.office, vn(5, 7, 7))
    weekly_report(desk.office, vn(5, 7, 7, 30))
    report = report_of(desk)
    with desk.database.read() as tx:
        rule = rule_of(desk.office.plan(tx, desk.plan_id))
        for unit in read_units(tx, 1):
            judged = standing(read_duties(tx, desk.plan_id, unit.id), rule, date(2021, 7, 5))
            (facts,) = [each for each in report["units"] if each["code"] == unit.code]
            assert (facts["late"], facts["assigned"]) == (judged.counts.late, judged.counts.assigned)
            assert facts["flagged"] is is_flagged(facts["late"], facts["assigned"], rule)
            assert facts["tips_with"] == judged.projection.tips_with
            assert facts["rescue"] == (judged.projection.rescue and list(judged.projection.rescue))
    totals = report["totals"]
    for name in ("late", "assigned"):
        assert totals[name] == sum(unit[name] for unit in report["units"])
    assert totals == {
        "assigned": 14, "late": 6, "done_on_time": 1, "done_late": 1, "open_in_term": 7, "open_overdue": 5,
        "cancelled": 1, "percent": "42.86",
    }  # fmt: skip
    assert [unit["code"] for unit in report["units"]] == ["CCKL", "TCCB", "VP"], "units at risk first"
    assert report["late"] == ["B1", "B2", "B3", "B4", "B5", "C1"]
    assert report["decisions"]["flagged_units"] == ["Chi cục Kiểm lâm", "Phòng Tổ chức - Cán bộ"]
    assert report["reports_waiting"] == 2


def test_weekly_report_says_what_changed_since_the_last(desk: SmallOffice) -> None:
    sweep(desk.office, vn(28, 6, 0, 0))
    weekly_report(desk.office, vn(28, 6, 7, 30))
    first = report_of(desk)
    assert (first["previous_on"], first["previous_totals"]) == (None, None)
    assert codes(first["changed"]["due_next_week"]) == ["A1", "B1", "B2", "B3", "B4", "B5"]
    assert first["changed"]["newly_late"] == [], "C1 has been late for longer than a week"
    assert first["late"] == ["C1"]

    desk.report("B1", vn(28, 6, 9), HEAD_TCCB)
    desk.report("B2", vn(1, 7, 9), HEAD_TCCB)
    desk.extend("C1", date(2021, 7, 30), vn(1, 7, 9), HEAD_CCKL)
    sweep(desk.office, vn(5, 7, 7))
    weekly_report(desk.office, vn(5, 7, 7, 30))
    second = report_of(desk)
    changed = second["changed"]
    assert codes(changed["newly_late"]) == ["A1", "B2", "B3", "B4", "B5"]
    assert codes(changed["no_longer_late"]) == ["C1"]
    assert codes(changed["finished"]) == ["B1", "B2"]
    assert changed["due_next_week"] == []
    assert second["totals"]["late"] == first["totals"]["late"] + 5 - 1
    assert {unit["code"]: unit["change"] for unit in second["units"]} == {"VP": 1, "TCCB": 4, "CCKL": -1}
    assert (second["previous_on"], second["previous_totals"]) == ("2021-06-28", first["totals"])


def test_weekly_report_tells_of_a_task_that_is_late_because_it_was_reopened(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    desk.verify("A1", vn(2, 6, 9))
    weekly_report(desk.office, vn(12, 7, 7, 30))
    desk.do(CHIEF, "reopen", "A1", vn(13, 7, 9), note="Số liệu sai")
    weekly_report(desk.office, vn(19, 7, 7, 30))
    assert codes(report_of(desk)["changed"]["newly_late"]) == ["A1"]


def test_weekly_report_tells_of_each_thing_once(desk: SmallOffice) -> None:
    """What happened on Monday before the report is last week's news, not again the next one's."""
    desk.report("A1", vn(31, 5, 6))
    weekly_report(desk.office, vn(31, 5, 7, 30))
    desk.report("A2", vn(31, 5, 9))
    first = report_of(desk)
    assert codes(first["changed"]["finished"]) == ["A1"]
    weekly_report(desk.office, vn(7, 6, 7, 30))
    assert codes(report_of(desk)["changed"]["finished"]) == ["A2"]


def test_weekly_report_names_the_flags_raised_and_cleared(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 6, 0, 0))
    weekly_report(desk.office, vn(7, 6, 7, 30))
    (raised,) = report_of(desk)["flags_raised"]
    assert (raised["unit"], raised["raised_on"], raised["percent"]) == (
        "Chi cục Kiểm lâm",
        "2021-06-01",
        "100.00",
    )
    assert report_of(desk)["flags_cleared"] == []
    desk.extend("C1", date(2021, 7, 30), vn(8, 6, 9), HEAD_CCKL)
    weekly_report(desk.office, vn(14, 6, 7, 30))
    (cleared,) = report_of(desk)["flags_cleared"]
    assert (cleared["unit"], cleared["reason"]) == ("Chi cục Kiểm lâm", "extension_approved")
    assert report_of(desk)["flags_raised"] == []
    weekly_report(desk.office, vn(21, 6, 7, 30))
    assert report_of(desk)["flags_cleared"] == []


def test_weekly_report_lists_what_waits_for_a_decision(desk: SmallOffice) -> None:
    desk.ask("A1", date(2021, 7, 30), vn(10, 6, 9))
    weekly_report(desk.office, vn(14, 6, 7, 30))
    decisions = report_of(desk)["decisions"]
    (extension,) = decisions["extensions"]
    assert (extension["task_code"], extension["unit"], extension["requested_on"]) == (
        "A1",
        "Văn phòng Sở",
        "2021-06-10",
    )
    assert (extension["due_on"], extension["asked_due_on"]) == ("2021-06-30", "2021-07-30")
    assert codes(decisions["escalated"]) == ["C1"], "ten working days after 31/5"
    assert decisions["escalated"][0]["days"] == -14


def test_weekly_report_leaves_out_what_no_longer_needs_a_decision(desk: SmallOffice) -> None:
    desk.ask("A1", date(2021, 7, 30), vn(10, 6, 9))
    desk.report("A1", vn(11, 6, 9))
    weekly_report(desk.office, MONDAY)
    assert report_of(desk)["decisions"]["extensions"] == []


@pytest.mark.parametrize(("day", "escalated"), [(13, []), (14, ["C1"])])
def test_weekly_report_escalates_what_climbed_the_whole_ladder(
    desk: SmallOffice, day: int, escalated: list[str]
) -> None:
    with desk.database.read() as tx:
        plan = desk.office.plan(tx, desk.plan_id)
        report = compose_report(tx, desk.office, plan, vn(day, 6, 9))
    assert codes(report["decisions"]["escalated"]) == escalated


def test_weekly_report_keeps_to_its_own_plan(desk: SmallOffice) -> None:
    files = plan_files(duty("Z1", "CCKL", date(2021, 6, 30)), code="ke-hoach-khac")
    issue_plan(desk.office, load_plan(desk.office, files, ISSUED_AT), None, ISSUED_AT)
    desk.ask("A1", date(2021, 7, 30), vn(10, 6, 9))
    assert weekly_report(desk.office, MONDAY) == 2
    with desk.database.read() as tx:
        other = last_report(tx, 1, "weekly:ke-hoach-khac")
    assert other is not None
    assert other["decisions"]["extensions"] == []
    assert [unit["code"] for unit in other["units"]] == ["CCKL"]


def test_weekly_report_shows_the_anchor(desk: SmallOffice) -> None:
    weekly_report(desk.office, vn(7, 6, 7, 30))
    assert report_of(desk)["anchor"] is None
    anchor_history(desk.office, vn(7, 6, 23, 50))
    weekly_report(desk.office, MONDAY)
    anchor = report_of(desk)["anchor"]
    assert (anchor["on"], len(anchor["hash"])) == ("2021-06-07", 64)


def test_weekly_report_freezes_its_numbers(desk: SmallOffice) -> None:
    weekly_report(desk.office, MONDAY)
    frozen = report_of(desk)
    desk.report("A1", vn(15, 6, 9), HEAD)
    desk.verify("A1", vn(15, 6, 10), COORDINATOR)
    assert report_of(desk) == frozen


def test_weekly_report_of_the_real_plan_adds_up(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    folder = shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021"
    plan_id = load_plan(office, read_folder(folder), ISSUED_AT)
    issue_plan(office, plan_id, None, ISSUED_AT)
    now = vn(4, 10, 7, 30)
    sweep(office, now)
    with sqlite_database.read() as tx:
        report = compose_report(tx, office, office.plan(tx, plan_id), now)
    units = report["units"]
    assert report["totals"]["late"] == len(report["late"]) == sum(unit["late"] for unit in units) > 100
    assert report["totals"]["assigned"] == sum(unit["assigned"] for unit in units)
    assert units == sorted(units, key=lambda unit: -unit["late"] * 10**6 // unit["assigned"])
    assert [unit["name"] for unit in units if unit["flagged"]] == report["decisions"]["flagged_units"]
    assert len(report["flags_raised"]) == len(report["decisions"]["flagged_units"])
    for unit in units:
        if unit["flagged"] and unit["rescue"] is not None:
            saved = unit["late"] - len(unit["rescue"])
            assert saved * 100 < 30 * unit["assigned"] <= (saved + 1) * 100


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (date(2021, 6, 16), date(2021, 6, 14)),
        (date(2021, 5, 5), date(2021, 5, 4)),
        (date(2021, 2, 16), date(2021, 2, 17)),
    ],
)
def test_first_working_day_of_a_week(desk: SmallOffice, on: date, first: date) -> None:
    assert first_working_day(desk.office, on) == first
