import unicodedata

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.remark import LONGEST
from cchc_workflow.engine.report.report import Report
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError, WrongRoleError
from tests.builders import vn
from tests.engine.report.printing import Desk
from tests.engine.rivals import at_once
from tests.engine.small_office import CHIEF, COORDINATOR, DIRECTOR, HEAD, HEAD_TCCB, SmallOffice

NOW = vn(20, 9, 9)


@pytest.fixture
def reports(desk: SmallOffice) -> Desk:
    return Desk(desk)


def test_remarks_are_written_and_taken_away_section_by_section(reports: Desk) -> None:
    draft = reports.make(ReportKind.QUARTER, NOW)
    first = reports.remark(draft, NOW, kien_nghi="Bổ sung biên chế.", han_che="Thiếu người.")
    assert (first.version, first.remarks) == (
        1,
        {"kien_nghi": "Bổ sung biên chế.", "han_che": "Thiếu người."},
    )
    second = reports.remark(first, NOW, CHIEF, han_che="  \n ", chi_dao="Đã họp.")
    assert second.remarks == {"kien_nghi": "Bổ sung biên chế.", "chi_dao": "Đã họp."}
    assert (second.sha256, second.data) == (draft.sha256, draft.data), "figures are none of theirs"
    assert reports.load(draft) == second
    assert (
        reports.journal()
        == [("report_made", "quarter:2021-q3")] + [("report_remarked", "quarter:2021-q3")] * 2
    )


def test_same_remarks_change_nothing(reports: Desk) -> None:
    draft = reports.remark(reports.make(ReportKind.QUARTER, NOW), NOW, kien_nghi="Không.")
    assert reports.remark(draft, NOW, kien_nghi=" Không. ") == draft
    assert len(reports.journal()) == 2


def test_text_is_kept_as_papers_can_show_it(reports: Desk) -> None:
    typed = unicodedata.normalize("NFD", "Kiến nghị\r\nmột\x00\x07 & <hai>\u0001\r\n")
    written = reports.remark(reports.make(ReportKind.QUARTER, NOW), NOW, kien_nghi=typed)
    assert written.remarks == {"kien_nghi": "Kiến nghị\nmột & <hai>"}


def test_version_of_before_is_refused(reports: Desk) -> None:
    draft = reports.make(ReportKind.QUARTER, NOW)
    reports.remark(draft, NOW, kien_nghi="Một.")
    with pytest.raises(ConflictError):
        reports.remark(draft, NOW, CHIEF, kien_nghi="Hai.")
    assert reports.load(draft).remarks == {"kien_nghi": "Một."}


def test_issued_report_takes_no_remark(reports: Desk) -> None:
    issued = reports.issue(reports.make(ReportKind.QUARTER, NOW), NOW)
    with pytest.raises(ConflictError):
        reports.remark(issued, NOW, kien_nghi="Muộn.")


@pytest.mark.parametrize(
    ("by", "about", "kind", "error"),
    [
        (DIRECTOR, "", ReportKind.QUARTER, WrongRoleError),
        (HEAD, "", ReportKind.QUARTER, NotFoundError),
        (CHIEF, "VP", ReportKind.UNIT, WrongRoleError),
        (HEAD_TCCB, "VP", ReportKind.UNIT, NotFoundError),
    ],
)
def test_remarks_are_written_by_those_who_may(
    reports: Desk, by: str, about: str, kind: ReportKind, error: type[Exception]
) -> None:
    draft = reports.make(kind, NOW, about=about)
    with pytest.raises(error):
        reports.remark(draft, NOW, by, kien_nghi="Một.")
    assert reports.load(draft) == draft


@pytest.mark.parametrize(
    ("remarks", "error"),
    [({"muc_la": "Một."}, NotFoundError), ({"kien_nghi": "x" * (LONGEST + 1)}, IncompleteError)],
)
def test_unfit_remark_is_refused(reports: Desk, remarks: dict[str, str], error: type[Exception]) -> None:
    draft = reports.make(ReportKind.QUARTER, NOW)
    with pytest.raises(error):
        reports.remark(draft, NOW, **remarks)


def test_of_two_who_write_at_once_one_wins(reports: Desk) -> None:
    draft = reports.make(ReportKind.QUARTER, NOW)
    outcomes = at_once(
        lambda: reports.remark(draft, NOW, COORDINATOR, kien_nghi="Một."),
        lambda: reports.remark(draft, NOW, CHIEF, kien_nghi="Hai."),
    )
    (won,) = [each for each in outcomes if isinstance(each, Report)]
    assert [type(each) for each in outcomes if each is not won] == [ConflictError]
    assert reports.load(draft) == won
