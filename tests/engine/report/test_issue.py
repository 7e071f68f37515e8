from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import select

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.engine.report.issue import issue_report
from cchc_workflow.engine.report.read import kept_formats, read_paper
from cchc_workflow.engine.report.report import Report
from cchc_workflow.errors import (
    CchcError,
    ConflictError,
    DefinitionError,
    FileError,
    NotFoundError,
    WrongRoleError,
)
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import FileRow
from tests.builders import vn
from tests.engine.report.printing import Desk, FakePress
from tests.engine.rivals import at_once
from tests.engine.small_office import CHIEF, COORDINATOR, DEPUTY, DIRECTOR, HEAD, HEAD_TCCB, SmallOffice

NOW = vn(20, 9, 9)
BROKEN = DefinitionError("papers/quarter/body.md", "line 3", "unknown name 'x'")


@pytest.fixture
def reports(desk: SmallOffice) -> Desk:
    return Desk(desk)


def test_issue_freezes_the_report_and_keeps_its_papers(reports: Desk) -> None:
    draft = reports.remark(reports.make(ReportKind.QUARTER, NOW), NOW, kien_nghi="Bổ sung biên chế.")
    issued = reports.issue(draft, vn(21, 9, 8))
    assert (issued.state, issued.version, issued.issued_at) == (ReportState.ISSUED, 2, vn(21, 9, 8))
    assert issued.issued_by == reports.small.actor(CHIEF).person_id
    assert (issued.data, issued.sha256, issued.remarks) == (draft.data, draft.sha256, draft.remarks)
    assert reports.load(draft) == issued
    with reports.small.database.read() as tx:
        assert kept_formats(tx, draft.id) == ("docx", "pdf", "xlsx")
        paper = read_paper(tx, Scope(1), draft.id, "docx")
        assert paper is not None
        assert paper.data == reports.press.print(issued, "docx").data, "of the very version, and as issued"
        kept = tx.all(select(table_of(FileRow)))
    assert {row.sha256 for row in kept} == {sha256(bytes(row.content)).hexdigest() for row in kept}
    assert reports.journal()[-1] == ("report_issued", "quarter:2021-q3")


def test_issue_is_told_in_the_same_transaction(reports: Desk) -> None:
    report = reports.issue(reports.make(ReportKind.QUARTER, NOW), NOW)
    assert reports.small.told("report") == sorted([DIRECTOR, COORDINATOR, DEPUTY]), "not whoever issued it"
    (item,) = reports.small.mails("report")[0].items
    assert (item["report"]["id"], item["report"]["issued"]) == (report.id, True)


def test_weekly_report_by_hand_goes_to_the_director(reports: Desk) -> None:
    report = reports.issue(reports.make(ReportKind.WEEKLY, NOW), NOW, COORDINATOR)
    mail = next(mail for mail in reports.small.mails("weekly_report") if mail.to == DIRECTOR)
    assert mail.items[0]["report"]["id"] == report.id
    assert mail.items[0]["report"]["week"] == "2021-W38"


@pytest.mark.parametrize(
    ("by", "kind", "about", "error"),
    [
        (COORDINATOR, ReportKind.QUARTER, "", WrongRoleError),
        (HEAD, ReportKind.QUARTER, "", NotFoundError),
        (COORDINATOR, ReportKind.UNIT, "VP", WrongRoleError),
        (HEAD_TCCB, ReportKind.UNIT, "VP", NotFoundError),
    ],
)
def test_report_is_issued_by_those_who_may(
    reports: Desk, by: str, kind: ReportKind, about: str, error: type[CchcError]
) -> None:
    draft = reports.make(kind, NOW, about=about)
    with pytest.raises(error):
        reports.issue(draft, NOW, by)
    assert reports.load(draft) == draft
    assert reports.press.printed == []


def test_version_that_was_not_seen_is_not_issued(reports: Desk) -> None:
    draft = reports.make(ReportKind.QUARTER, NOW)
    reports.remark(draft, NOW, kien_nghi="Một.")
    with pytest.raises(ConflictError):
        reports.issue(draft, NOW)
    assert not reports.load(draft).issued


def test_report_that_changed_while_it_was_printed_is_not_issued(reports: Desk) -> None:
    draft = reports.make(ReportKind.QUARTER, NOW)

    class SlowPress(FakePress):
        def print(self, report, form):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            if not self.printed:
                reports.remark(draft, NOW, kien_nghi="Trong khi in.")
            return super().print(report, form)

    slow = Desk(reports.small, SlowPress())
    with pytest.raises(ConflictError):
        slow.issue(draft, NOW)
    with reports.small.database.read() as tx:
        assert kept_formats(tx, draft.id) == ()
    assert reports.small.mails("report") == []


def test_issued_report_is_not_issued_again(reports: Desk) -> None:
    issued = reports.issue(reports.make(ReportKind.QUARTER, NOW), NOW)
    with pytest.raises(ConflictError):
        reports.issue(issued, NOW, DIRECTOR)


def test_of_two_who_issue_at_once_exactly_one_wins(reports: Desk) -> None:
    draft = reports.make(ReportKind.QUARTER, NOW)
    outcomes = at_once(lambda: reports.issue(draft, NOW, CHIEF), lambda: reports.issue(draft, NOW, DIRECTOR))
    (won,) = [each for each in outcomes if isinstance(each, Report)]
    assert [type(each) for each in outcomes if each is not won] == [ConflictError]
    assert reports.load(draft) == won
    assert len(reports.small.mails("report")) == 3
    assert [name for name, _ in reports.journal()].count("report_issued") == 1


@pytest.mark.parametrize(
    ("fault", "kept"),
    [(FileError("no_pdf"), ("docx", "xlsx")), (FileError("not_set", "x", "y"), ("docx", "xlsx"))],
)
def test_report_without_pdf_is_issued_with_the_other_papers(
    reports: Desk, fault: CchcError, kept: tuple[str, ...]
) -> None:
    reports.press.faults["pdf"] = fault
    draft = reports.make(ReportKind.QUARTER, NOW)
    reports.issue(draft, NOW)
    with reports.small.database.read() as tx:
        assert kept_formats(tx, draft.id) == kept
    (item,) = reports.small.mails("report")[0].items
    assert item["report"]["formats"] == list(kept)


@pytest.mark.parametrize("fault", [BROKEN, FileError("unreadable")])
def test_paper_that_can_not_be_printed_stops_the_issue(reports: Desk, fault: CchcError) -> None:
    reports.press.faults["docx"] = fault
    draft = reports.make(ReportKind.QUARTER, NOW)
    with pytest.raises(type(fault)):
        reports.issue(draft, NOW)
    assert reports.load(draft) == draft


def test_report_of_which_no_paper_can_be_made_is_not_issued(reports: Desk) -> None:
    reports.press.faults.update(dict.fromkeys(("docx", "pdf", "xlsx"), FileError("no_pdf")))
    draft = reports.make(ReportKind.QUARTER, NOW)
    with pytest.raises(FileError):
        reports.issue(draft, NOW)
    assert reports.load(draft) == draft


def test_program_itself_issues_without_an_actor(reports: Desk) -> None:
    draft = reports.make(ReportKind.WEEKLY, NOW)
    issued = issue_report(reports.small.office, None, draft.id, draft.version, NOW, reports.press.print)
    assert (issued.issued, issued.issued_by) == (True, None)
    assert reports.journal() == [("report_made", "weekly:2021-w38")]
    with pytest.raises(NotFoundError):
        issue_report(reports.small.office, None, 999, 0, NOW, reports.press.print)


def test_later_change_of_a_task_leaves_an_issued_report_alone(reports: Desk) -> None:
    issued = reports.issue(reports.make(ReportKind.QUARTER, NOW), NOW)
    reports.small.report("A2", vn(21, 9, 9))
    reports.small.extend("B1", date(2021, 11, 30), vn(21, 9, 9), HEAD_TCCB)
    assert reports.load(issued) == issued
