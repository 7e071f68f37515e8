from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from cchc_workflow.domain.people import Role, Scope
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.engine.appoint import Appointment, add_person, appoint
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.report.make import Request, make_report
from cchc_workflow.engine.report.read import kept_formats, list_reports
from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.engine.report.schedule import make_due_reports, make_weekly_reports
from cchc_workflow.errors import DefinitionError, StorageError
from cchc_workflow.store.database import Database
from cchc_workflow.store.reports import Series, freeze, insert_report
from tests.builders import vn
from tests.engine.report.printing import PLAN, Desk, FakePress
from tests.engine.rivals import Rival, at_once
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
    at,
    duty,
    issue_small,
    open_office,
    plan_files,
)
from tests.invariants.refusing import refusing

BROKEN = DefinitionError("papers/weekly/body.md", "line 3", "unknown name 'x'")
MONDAY = vn(14, 6, 7, 30)
TUESDAY = vn(15, 6, 7, 30)
"""The morning of the half-year's reports."""


@pytest.fixture
def reports(desk: SmallOffice) -> Desk:
    return Desk(desk)


def run(reports: Desk, now: datetime) -> int:
    return make_due_reports(reports.small.office, now, reports.press.print)


def made(reports: Desk) -> list[tuple[str, str, str, str]]:
    """Return (kind, period, subject, state) of every report, in the order in which they were made."""
    with reports.small.database.read() as tx:
        rows = list_reports(tx, reports.small.office, Scope(1))
    return sorted((row.kind, row.period, row.subject, row.state) for row in rows)


def test_weekly_report_is_issued_by_itself_and_told_to_the_director(reports: Desk) -> None:
    assert run(reports, MONDAY) == 2
    assert ("weekly", "2021-w24", "", "issued") in made(reports)
    mails = {mail.to: mail.row.is_copy for mail in reports.small.mails("weekly_report", "queued")}
    assert mails == {DIRECTOR: False, DEPUTY: True, CHIEF: True}
    facts = reports.small.mails("weekly_report")[0].items[0]["report"]
    with reports.small.database.read() as tx:
        assert kept_formats(tx, facts["id"]) == ("pdf", "docx")
    assert (facts["week"], facts["year"], facts["plan"]["code"]) == ("2021-W24", 2021, PLAN)


def test_reports_of_the_day_are_drafted_and_told(reports: Desk) -> None:
    run(reports, TUESDAY)
    assert made(reports) == [
        ("half_year", "2021-h1", "", "draft"),
        ("unit", "2021-h1", "CCKL", "draft"),
        ("unit", "2021-h1", "TCCB", "draft"),
        ("unit", "2021-h1", "VP", "draft"),
        ("urging", "2021-06-15", "CCKL", "draft"),
        ("weekly", "2021-w24", "", "issued"),
    ]
    told = Counter(
        (mail.to, item["report"]["kind"]) for mail in reports.small.mails("report") for item in mail.items
    )
    assert told == {
        (COORDINATOR, "half_year"): 1,
        (CHIEF, "half_year"): 1,
        (DIRECTOR, "half_year"): 1,
        (HEAD, "unit"): 1,
        (HEAD_TCCB, "unit"): 1,
        (HEAD_CCKL, "unit"): 1,
        (COORDINATOR, "urging"): 1,
    }


def test_each_report_is_made_once(reports: Desk) -> None:
    assert run(reports, TUESDAY) == 6
    before = reports.small.mails()
    for later in (TUESDAY, TUESDAY + timedelta(minutes=5), vn(16, 6, 7, 30)):
        assert run(reports, later) == 0
    assert reports.small.mails() == before


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (vn(14, 6, 7, 29), 0),
        (vn(14, 6, 7, 30), 2),
        (vn(16, 6, 17), 6),
        (vn(13, 6, 9), 0),
        (vn(19, 6, 9), 0),
        (vn(3, 5, 7, 30), 0),
        (vn(4, 5, 7, 29), 0),
        (vn(4, 5, 7, 30), 1),
    ],
)
def test_reports_are_made_in_the_morning_of_a_working_day(
    reports: Desk, now: datetime, expected: int
) -> None:
    assert run(reports, now) == expected


def test_what_was_missed_is_made_up_for_with_the_figures_of_its_day(reports: Desk) -> None:
    reports.small.report("A1", vn(29, 6, 9))
    run(reports, vn(20, 9, 9))
    found = {(kind, period) for kind, period, *_ in made(reports)}
    assert {("half_year", "2021-h1"), ("quarter", "2021-q3"), ("weekly", "2021-w38")} <= found
    assert ("quarter", "2021-q1") not in found, "it ended before the plan was issued"
    assert ("weekly", "2021-w37") not in found
    half = reports.make(ReportKind.HALF_YEAR, vn(20, 9, 9), "2021-h1")
    assert half.data["figures"]["totals"]["done_on_time"] == 0, "A1 was reported after the half-year"


@pytest.mark.parametrize(("on", "expected"), [(date(2022, 1, 31), True), (date(2022, 2, 1), False)])
def test_plan_that_is_over_by_more_than_a_month_makes_none(reports: Desk, on: date, expected: bool) -> None:  # noqa: FBT001
    assert bool(run(reports, at(on))) is expected


def test_plan_that_was_not_issued_makes_none(database: Database) -> None:
    office = open_office(database)
    load_plan(office, plan_files(duty("A1", "VP", date(2021, 6, 30))), ISSUED_AT)
    assert make_due_reports(office, TUESDAY, FakePress().print) == 0


def test_draft_somebody_made_before_is_brought_up_to_date_and_told_once(reports: Desk) -> None:
    early = reports.remark(reports.make(ReportKind.HALF_YEAR, vn(1, 6, 9)), vn(1, 6, 9), kien_nghi="Một.")
    run(reports, TUESDAY)
    after = reports.load(early)
    assert (after.id, after.as_of, after.remarks) == (early.id, date(2021, 6, 14), {"kien_nghi": "Một."})
    assert after.made_by is None
    drafts = [mail for mail in reports.small.mails("report") if mail.to == CHIEF]
    assert [item["report"]["id"] for mail in drafts for item in mail.items] == [early.id]


def test_weekly_draft_somebody_made_is_issued_with_its_remarks(reports: Desk) -> None:
    early = reports.remark(reports.make(ReportKind.WEEKLY, vn(14, 6, 6)), vn(14, 6, 6), nhan_xet="Một.")
    run(reports, MONDAY)
    after = reports.load(early)
    assert (after.state, after.remarks, after.issued_at) == (ReportState.ISSUED, {"nhan_xet": "Một."}, MONDAY)


@pytest.mark.parametrize("table", ["report", "report_file", "outbox"])
def test_report_papers_and_mail_stand_together(reports: Desk, table: str) -> None:
    """Whatever stops it in the middle leaves nothing behind, and the next run makes all of it."""
    small = reports.small
    with refusing(small.database, table, "INSERT"), pytest.raises(StorageError):
        run(reports, TUESDAY)
    drafts = [] if table != "report_file" else [each for each in made(reports) if each[0] != "weekly"]
    assert made(reports) == drafts
    assert run(reports, TUESDAY) == 6 - len(drafts)
    assert small.told("weekly_report") == sorted([CHIEF, DEPUTY, DIRECTOR])
    assert len(made(reports)) == 6


def test_kind_that_fails_holds_up_no_other(reports: Desk) -> None:
    reports.press.faults["pdf"] = BROKEN
    with pytest.raises(DefinitionError):
        run(reports, TUESDAY)
    assert {kind for kind, *_ in made(reports)} == {"half_year", "unit", "urging"}
    reports.press.faults.clear()
    assert run(reports, TUESDAY) == 1


def test_two_nodes_make_each_report_once(reports: Desk) -> None:
    outcomes = at_once(lambda: run(reports, TUESDAY), lambda: run(reports, TUESDAY))
    assert sum(each for each in outcomes if isinstance(each, int)) == 6
    assert len(made(reports)) == 6
    assert reports.small.told("weekly_report") == sorted([CHIEF, DEPUTY, DIRECTOR])
    assert reports.small.told("report").count(COORDINATOR) == 2


def test_report_that_was_issued_since_it_was_found_due_is_left_alone(reports: Desk) -> None:
    """The press of the slower node prints another kind's paper while a person issues this one's."""
    files = plan_files(duty("Z1", "VP", date(2021, 6, 30)), code="ke-hoach-khac")
    issue_plan(reports.small.office, load_plan(reports.small.office, files, ISSUED_AT), None, ISSUED_AT)
    found: list[Report] = []

    def print_paper(report: Report, form: Format) -> Printed:
        if not found:
            other = Request("ke-hoach-khac", ReportKind.WEEKLY)
            draft = make_report(reports.small.office, reports.small.actor(COORDINATOR), other, MONDAY)
            found.append(reports.issue(draft, MONDAY))
        return reports.press.print(report, form)

    make_due_reports(reports.small.office, MONDAY, print_paper)
    weekly = [(period, state) for kind, period, _, state in made(reports) if kind == "weekly"]
    assert weekly == [("2021-w24", "issued")] * 2, "one of each plan, and no second issue"


def test_node_that_is_slower_leaves_the_report_alone(postgresql_database: Database) -> None:
    """It waits for the other's row, and finds that the week has its report."""
    reports = Desk(issue_small(postgresql_database, duty("A1", "VP", date(2021, 6, 30))))
    other = freeze({"by": "another"}, date(2021, 6, 14), MONDAY, None)
    with postgresql_database.begin() as tx:
        series = Series(reports.small.plan_id, ReportKind.WEEKLY, "2021-w24")
        assert insert_report(tx, 1, series, 1, other) is not None
        slow = Rival(lambda: run(reports, MONDAY))
        slow.wait_until_blocked(postgresql_database)
    assert slow.outcome() == 0
    assert reports.small.mails("weekly_report") == []


def test_head_who_left_hands_over_at_once(reports: Desk) -> None:
    small = reports.small
    add_person(small.office, 1, "moi@so.example", "Chi cục trưởng mới")
    new = Appointment(address="moi@so.example", role=Role.UNIT_HEAD, unit="CCKL", from_on=date(2021, 5, 11))
    appoint(small.office, 1, new)
    run(reports, vn(11, 5, 7, 30))
    assert ("handover", "2021-05-10", "CCKL", "draft") in made(reports)
    (mail,) = [mail for mail in small.mails("report") if mail.to == "moi@so.example"]
    assert mail.items[0]["report"]["summary"] == {
        "head": "chicuctruong.cckl",
        "successor": "Chi cục trưởng mới",
    }


def test_weekly_reports_are_made_on_any_day_once_a_week(reports: Desk) -> None:
    office, sunday = reports.small.office, vn(13, 6, 3)
    assert make_weekly_reports(office, sunday, reports.press.print) == 1
    assert make_weekly_reports(office, vn(13, 6, 4), reports.press.print) == 0
    assert make_weekly_reports(office, vn(14, 6, 4), reports.press.print) == 1


def test_reports_of_a_year_are_made_each_on_its_day(reports: Desk) -> None:
    """Every morning of the plan and of the month after it."""
    days = (
        date.fromordinal(day) for day in range(date(2021, 4, 15).toordinal(), date(2022, 2, 10).toordinal())
    )
    on_days = {on: run(reports, at(on, 7, 30)) for on in days}
    found = Counter(kind for kind, *_ in made(reports))
    assert found == {
        "weekly": 42,
        "quarter": 1,
        "half_year": 1,
        "year": 1,
        "unit": 6,
        "unfinished": 1,
        "ranking": 1,
        "urging": found["urging"],
    }
    assert sum(on_days.values()) == found.total()
    assert max(on for on, count in on_days.items() if count) <= date(2022, 1, 31)
