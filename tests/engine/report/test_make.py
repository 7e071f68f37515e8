from dataclasses import replace
from datetime import date

import pytest

from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.engine.issue import load_plan
from cchc_workflow.engine.report.make import Request, make_report
from cchc_workflow.engine.report.report import Report
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError, WrongRoleError
from cchc_workflow.store.rows import to_json
from tests.builders import vn
from tests.engine.report.printing import PLAN, Desk
from tests.engine.rivals import at_once
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
    plan_files,
)

Q3 = ReportKind.QUARTER
NOW = vn(20, 9, 9)


@pytest.fixture
def reports(desk: SmallOffice) -> Desk:
    return Desk(desk)


def test_report_is_made_as_a_draft_as_of_the_periods_end(reports: Desk) -> None:
    report = reports.make(Q3, NOW)
    assert (report.kind, report.period, report.subject, report.issue) == (Q3, "2021-q3", "", 1)
    assert (report.state, report.version, report.as_of) == (ReportState.DRAFT, 0, date(2021, 9, 14))
    assert (report.made_at, report.made_by) == (NOW, reports.small.actor(COORDINATOR).person_id)
    assert report.data["window"] == {"from_on": "2021-06-15", "to_on": "2021-09-14"}
    assert report.data["next"] == {"from_on": "2021-09-15", "to_on": "2021-12-14"}
    assert report.data["replaces"] is None
    assert reports.load(report) == report
    assert reports.journal() == [("report_made", "quarter:2021-q3")]
    assert reports.small.mails("report") == [], "whoever makes it knows of it"


def test_same_state_gives_the_same_bytes_and_changes_nothing(reports: Desk) -> None:
    first = reports.make(Q3, NOW)
    reports.small.report("A2", vn(21, 9, 9))
    again = reports.make(Q3, vn(22, 9, 9), by=CHIEF)
    assert again == first, "what happens after the period's end is put back"
    assert to_json(again.data) == to_json(first.data)
    assert len(reports.journal()) == 1


def test_draft_made_anew_takes_the_figures_and_keeps_the_remarks(reports: Desk) -> None:
    early = reports.make(Q3, vn(1, 9, 9), "2021-q3")
    remarked = reports.remark(early, vn(1, 9, 10), kien_nghi="Bổ sung biên chế.")
    reports.small.report("A2", vn(2, 9, 9))
    again = reports.make(Q3, vn(3, 9, 9), "2021-q3", by=CHIEF)
    assert (again.id, again.issue, again.remarks) == (early.id, 1, remarked.remarks)
    assert again.version == remarked.version + 1, "whoever saw the figures of before must look again"
    assert again.sha256 != early.sha256
    assert again.made_by == reports.small.actor(CHIEF).person_id


def test_issue_after_an_issued_one_says_what_differs(reports: Desk) -> None:
    first = reports.issue(reports.make(Q3, vn(1, 9, 9), "2021-q3"), vn(1, 9, 10))
    reports.small.report("A2", vn(2, 9, 9))
    second = reports.make(Q3, NOW, "2021-q3")
    assert (second.issue, second.state, second.remarks) == (2, ReportState.DRAFT, {})
    replaces = second.data["replaces"]
    assert (replaces["issue"], replaces["sha256"], replaces["as_of"]) == (1, first.sha256, "2021-09-01")
    told = {each["what"]: (each["before"], each["after"]) for each in replaces["differences"]}
    assert told["tasks[A2].state"] == ("assigned", "reported")
    assert told["totals.done_on_time"] == (0, 1)
    assert told["finished[A2]"] == (None, "Nhiệm vụ A2")
    assert reports.load(first) == first, "an issued report never changes"
    assert reports.make(Q3, vn(23, 9, 9), "2021-q3") == second


def test_next_issue_begins_with_the_remarks_of_the_one_before(reports: Desk) -> None:
    first = reports.remark(reports.make(Q3, NOW), NOW, kien_nghi="Đề nghị bố trí kinh phí")
    reports.issue(first, NOW)
    again = reports.make(Q3, vn(22, 9, 9))
    assert (again.issue, again.remarks) == (2, {"kien_nghi": "Đề nghị bố trí kinh phí"})
    assert reports.load(again) == again


def test_issue_in_which_nothing_differs_is_made_all_the_same(reports: Desk) -> None:
    first = reports.issue(reports.make(Q3, NOW), NOW)
    second = reports.make(Q3, vn(21, 9, 9))
    assert (first.issue, second.issue) == (1, 2)
    assert second.data["replaces"]["differences"] == []
    assert {**second.data, "replaces": None} == first.data


@pytest.mark.parametrize(
    ("by", "kind", "about"),
    [
        (HEAD, ReportKind.QUARTER, ""),
        (DIRECTOR, ReportKind.WEEKLY, ""),
        (OFFICER, ReportKind.UNIT, "VP"),
        (HEAD, ReportKind.UNIT, "TCCB"),
        (HEAD_CCKL, ReportKind.URGING, "CCKL"),
    ],
)
def test_report_is_made_by_those_who_may(reports: Desk, by: str, kind: ReportKind, about: str) -> None:
    with pytest.raises(WrongRoleError) as caught:
        reports.make(kind, NOW, about=about, by=by)
    assert caught.value.action == "make_report"
    assert reports.journal() == []


@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_kind_can_be_made(reports: Desk, kind: ReportKind) -> None:
    about = "CCKL" if kind in {ReportKind.UNIT, ReportKind.URGING, ReportKind.HANDOVER} else ""
    report = reports.make(kind, vn(20, 12, 9), about=about)
    assert report.data["kind"] == kind
    assert (report.data["subject"] or {}).get("code", "") == about


def test_head_makes_the_own_units_report(reports: Desk) -> None:
    report = reports.make(ReportKind.UNIT, NOW, "2021-h1", about="TCCB", by=HEAD_TCCB)
    assert (report.subject, report.data["subject"]["name"]) == ("TCCB", "Phòng Tổ chức - Cán bộ")


@pytest.mark.parametrize(
    ("request_", "missing"),
    [
        (Request(PLAN, ReportKind.QUARTER, "2021-q3", "VP"), "no_subject"),
        (Request(PLAN, ReportKind.UNIT, "2021-h1"), "subject"),
        (Request(PLAN, ReportKind.QUARTER, "2021-q2"), "period"),
        (Request(PLAN, ReportKind.QUARTER, "2022-q1"), "begun_period"),
        (Request(PLAN, ReportKind.QUARTER, "2021-q1"), "period_of_plan"),
        (Request("ban-nhap", ReportKind.QUARTER, "2021-q3"), "issued_plan"),
    ],
)
def test_what_is_missing_is_told(reports: Desk, request_: Request, missing: str) -> None:
    office = reports.small.office
    load_plan(office, plan_files(duty("Z1"), code="ban-nhap"), ISSUED_AT)
    with pytest.raises(IncompleteError) as caught:
        make_report(office, reports.small.actor(COORDINATOR), request_, NOW)
    assert caught.value.missing == [missing]


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (Request("ke-hoach-khac", ReportKind.QUARTER), "plan"),
        (Request(PLAN, ReportKind.UNIT, "2021-h1", "KHONG-CO"), "unit"),
    ],
)
def test_what_is_not_there_is_told(reports: Desk, request_: Request, kind: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        make_report(reports.small.office, reports.small.actor(COORDINATOR), request_, NOW)
    assert caught.value.kind == kind


def test_nobody_asks_for_an_organization_that_is_named(reports: Desk) -> None:
    request = Request(None, Q3, organization_id=1)
    report = make_report(reports.small.office, None, request, NOW)
    assert (report.period, report.made_by) == ("2021-q3", None)
    assert reports.journal() == []
    with pytest.raises(ValueError, match="organization"):
        make_report(reports.small.office, None, replace(request, organization_id=None), NOW)


def test_two_who_make_a_report_at_once_make_one(reports: Desk) -> None:
    def work() -> Report:
        return reports.make(Q3, NOW)

    outcomes = at_once(work, work)
    made = [each for each in outcomes if isinstance(each, Report)]
    assert len({report.id for report in made}) == 1
    assert all(isinstance(each, Report | ConflictError) for each in outcomes)
    assert {report.issue for report in made} == {1}


def test_report_of_a_period_that_has_just_begun_is_empty(reports: Desk) -> None:
    report = reports.make(ReportKind.QUARTER, vn(15, 6, 9), "2021-q3")
    assert report.as_of == date(2021, 6, 15)
    assert report.data["figures"]["finished"] == []


def test_making_tells_how_far_it_is(reports: Desk) -> None:
    heard: list[tuple[int, int]] = []
    request = Request(PLAN, Q3)
    make_report(
        reports.small.office,
        reports.small.actor(COORDINATOR),
        request,
        NOW,
        lambda done, whole: heard.append((done, whole)),
    )
    assert heard[-1] == (16, 16)
