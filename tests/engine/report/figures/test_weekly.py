from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.domain.standing import is_flagged, standing
from cchc_workflow.engine.anchoring import anchor_history
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.people import read_units
from cchc_workflow.store.standing import read_duties
from tests.builders import vn
from tests.engine.report.conftest import UNTIL, Played
from tests.engine.report.occasions import compose_for, issue, keep_issued, occasion
from tests.engine.small_office import (
    CHIEF,
    DIRECTOR,
    HEAD_CCKL,
    HEAD_TCCB,
    ISSUED_AT,
    SmallOffice,
    duty,
    plan_files,
)


def week(desk: SmallOffice, day: int, month: int) -> dict[str, Any]:
    """Make and issue the report at eight in the morning."""
    return issue(desk, ReportKind.WEEKLY, date(2021, month, day))


def codes(briefs: list[dict[str, Any]]) -> list[str]:
    return sorted(brief["code"] for brief in briefs)


def test_week_adds_up(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    desk.report("B1", vn(1, 7, 9), HEAD_TCCB)
    desk.do(DIRECTOR, "suspend", "A2", vn(1, 7, 9), note="Chờ")
    desk.do(DIRECTOR, "cancel", "A3", vn(1, 7, 9), note="Bỏ", document="45/QĐ-SVD")
    sweep(desk.office, vn(5, 7, 7))
    report = week(desk, 5, 7)
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
        "total": 15, "assigned": 14, "late": 6, "excused": 0, "done_on_time": 1, "done_late": 1,
        "open_in_term": 7, "open_overdue": 5, "cancelled": 1, "judged": 7, "percent": "42.86",
        "percent_excused": "42.86", "percent_judged": "85.71", "dormant": 1, "undated": 1,
    }  # fmt: skip
    assert [unit["code"] for unit in report["units"]] == ["TCCB", "CCKL", "VP"], "units at risk first"
    assert report["late"] == ["B1", "B2", "B3", "B4", "B5", "C1"]
    assert report["decisions"]["flagged_units"] == ["Phòng Tổ chức - Cán bộ", "Chi cục Kiểm lâm"]
    assert (report["week"], report["reports_waiting"]) == ("2021-W27", 2)


def test_week_says_what_changed_since_the_last(desk: SmallOffice) -> None:
    sweep(desk.office, vn(28, 6, 0, 0))
    first = week(desk, 28, 6)
    assert (first["previous_on"], first["previous_totals"]) == (None, None)
    assert codes(first["changed"]["due_next_week"]) == ["A1", "B1", "B2", "B3", "B4", "B5"]
    assert first["changed"]["newly_late"] == [], "C1 has been late for longer than a week"
    assert first["late"] == ["C1"]
    assert {unit["code"]: unit["change"] for unit in first["units"]} == {"VP": 0, "TCCB": 0, "CCKL": 1}

    desk.report("B1", vn(28, 6, 9), HEAD_TCCB)
    desk.report("B2", vn(1, 7, 9), HEAD_TCCB)
    desk.extend("C1", date(2021, 7, 30), vn(1, 7, 9), HEAD_CCKL)
    sweep(desk.office, vn(5, 7, 7))
    second = week(desk, 5, 7)
    changed = second["changed"]
    assert codes(changed["newly_late"]) == ["A1", "B2", "B3", "B4", "B5"]
    assert codes(changed["no_longer_late"]) == ["C1"]
    assert codes(changed["finished"]) == ["B1", "B2"]
    assert changed["due_next_week"] == []
    assert second["totals"]["late"] == first["totals"]["late"] + 5 - 1
    assert {unit["code"]: unit["change"] for unit in second["units"]} == {"VP": 1, "TCCB": 4, "CCKL": -1}
    assert (second["previous_on"], second["previous_totals"]) == ("2021-06-28", first["totals"])


def test_week_tells_of_a_task_that_is_late_because_it_was_reopened(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    desk.verify("A1", vn(2, 6, 9))
    week(desk, 12, 7)
    desk.do(CHIEF, "reopen", "A1", vn(13, 7, 9), note="Số liệu sai")
    assert codes(week(desk, 19, 7)["changed"]["newly_late"]) == ["A1"]


def test_week_tells_of_each_thing_once(desk: SmallOffice) -> None:
    """What happened on Monday before the report is last week's news, not again the next one's."""
    desk.report("A1", vn(31, 5, 6))
    first = week(desk, 31, 5)
    desk.report("A2", vn(31, 5, 9))
    assert codes(first["changed"]["finished"]) == ["A1"]
    assert codes(week(desk, 7, 6)["changed"]["finished"]) == ["A2"]


def test_week_is_cut_at_the_hour_of_the_report(desk: SmallOffice) -> None:
    desk.report("A1", vn(31, 5, 9))
    asked = occasion(ReportKind.WEEKLY, date(2021, 5, 31))
    early, late = (
        compose_for(desk.office, desk.plan_id, asked, now)["figures"]["totals"]["done_on_time"]
        for now in (vn(31, 5, 8, 59), vn(31, 5, 9))
    )
    assert (early, late) == (0, 1)


def test_week_names_the_flags_raised_and_cleared(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 6, 0, 0))
    first = week(desk, 7, 6)
    (raised,) = first["flags_raised"]
    assert raised == {
        "unit": "Chi cục Kiểm lâm", "late": 1, "assigned": 1, "percent": "100.00", "raised_on": "2021-06-01",
    }  # fmt: skip
    assert first["flags_cleared"] == []
    desk.extend("C1", date(2021, 7, 30), vn(8, 6, 9), HEAD_CCKL)
    second = week(desk, 14, 6)
    (cleared,) = second["flags_cleared"]
    assert (cleared["unit"], cleared["reason"]) == ("Chi cục Kiểm lâm", "extension_approved")
    assert second["flags_raised"] == []
    assert week(desk, 21, 6)["flags_cleared"] == []


def test_week_lists_what_waits_for_a_decision(desk: SmallOffice) -> None:
    asked = desk.ask("A1", date(2021, 7, 30), vn(10, 6, 9))
    decisions = week(desk, 14, 6)["decisions"]
    (extension,) = decisions["extensions"]
    assert (extension["id"], extension["task_id"]) == (asked.id, asked.task_id)
    assert (extension["task_code"], extension["unit"], extension["requested_on"]) == (
        "A1", "Văn phòng Sở", "2021-06-10",
    )  # fmt: skip
    assert (extension["due_on"], extension["asked_due_on"]) == ("2021-06-30", "2021-07-30")
    assert codes(decisions["escalated"]) == ["C1"], "ten working days after 31/5"
    assert decisions["escalated"][0]["days"] == -14


@pytest.mark.parametrize(("day", "escalated"), [(13, []), (14, ["C1"])])
def test_week_escalates_what_climbed_the_whole_ladder(
    desk: SmallOffice, day: int, escalated: list[str]
) -> None:
    assert codes(week(desk, day, 6)["decisions"]["escalated"]) == escalated


def test_week_keeps_to_its_own_plan(desk: SmallOffice) -> None:
    files = plan_files(duty("Z1", "CCKL", date(2021, 6, 30)), code="ke-hoach-khac")
    plan_id = load_plan(desk.office, files, ISSUED_AT)
    issue_plan(desk.office, plan_id, None, ISSUED_AT)
    desk.ask("A1", date(2021, 7, 30), vn(10, 6, 9))
    week(desk, 7, 6)
    found = compose_for(desk.office, plan_id, occasion(ReportKind.WEEKLY, date(2021, 6, 14)))["figures"]
    assert (found["decisions"]["extensions"], found["previous_on"]) == ([], None)
    assert [unit["code"] for unit in found["units"]] == ["CCKL"]


def test_week_shows_the_anchor_of_its_time(desk: SmallOffice) -> None:
    assert week(desk, 7, 6)["anchor"] is None
    anchor_history(desk.office, vn(7, 6, 23, 50))
    anchor = week(desk, 14, 6)["anchor"]
    assert (anchor["on"], len(anchor["hash"])) == ("2021-06-07", 64)
    again = compose_for(desk.office, desk.plan_id, occasion(ReportKind.WEEKLY, date(2021, 6, 7)))
    assert again["figures"]["anchor"] is None


def test_week_of_the_real_plan_adds_up(played: Played) -> None:
    report = played.compose(occasion(ReportKind.WEEKLY, UNTIL))["figures"]
    units = report["units"]
    assert report["totals"]["late"] == len(report["late"]) == sum(unit["late"] for unit in units) > 30
    assert report["totals"]["assigned"] == sum(unit["assigned"] for unit in units)
    assert units == sorted(units, key=lambda unit: -unit["late"] * 10**6 // unit["assigned"])
    flagged = [unit for unit in units if unit["flagged"]]
    assert [unit["name"] for unit in flagged] == report["decisions"]["flagged_units"] != []
    for unit in flagged:
        saved = unit["late"] - len(unit["rescue"])
        assert saved * 100 < 30 * unit["assigned"] <= (saved + 1) * 100


def test_week_that_is_over_is_told_as_it_ended_whenever_it_is_made(desk: SmallOffice) -> None:
    asked = occasion(ReportKind.WEEKLY, date(2021, 6, 20))
    then = compose_for(desk.office, desk.plan_id, asked, vn(20, 6, 23))
    desk.report("A1", vn(21, 6, 9))
    desk.do(DIRECTOR, "cancel", "A3", vn(21, 6, 9), note="Bỏ", document="45/QĐ-SVD")
    assert compose_for(desk.office, desk.plan_id, asked, vn(21, 6, 10)) == then


def test_news_goes_on_where_the_week_before_ended_however_late_it_was_made(desk: SmallOffice) -> None:
    desk.report("A1", vn(21, 6, 9))
    before = occasion(ReportKind.WEEKLY, date(2021, 6, 20))
    data = compose_for(desk.office, desk.plan_id, before, vn(22, 6, 9))
    keep_issued(desk, before, data, vn(22, 6, 9))
    assert codes(week(desk, 28, 6)["changed"]["finished"]) == ["A1"]
