from contextlib import suppress

import pytest

from cchc_workflow.domain.people import Scope, scope_of
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.engine.report.read import (
    issues_of,
    kept_formats,
    list_reports,
    load_report,
    previous_issue,
    read_paper,
)
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.reports import Wanted
from tests.builders import vn
from tests.engine.report.printing import Desk
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_TCCB, OFFICER, SmallOffice

NOW = vn(20, 9, 9)
OTHER = Scope(999)


@pytest.fixture
def reports(desk: SmallOffice) -> Desk:
    """Give an office with a quarter's draft, two units' reports (VP's issued) and a letter drafted to VP."""
    made = Desk(desk)
    made.make(ReportKind.QUARTER, NOW)
    made.issue(made.make(ReportKind.UNIT, NOW, "2021-h1", about="VP"), NOW, HEAD)
    made.make(ReportKind.UNIT, NOW, "2021-h1", about="TCCB")
    made.make(ReportKind.URGING, NOW, about="VP")
    return made


def listed(reports: Desk, scope: Scope, wanted: Wanted | None = None) -> list[tuple[str, str]]:
    small = reports.small
    with small.database.read() as tx:
        rows = list_reports(tx, small.office, scope, wanted or Wanted())
    return [(row.kind, row.subject) for row in reversed(rows)]


def opened(reports: Desk, scope: Scope) -> list[tuple[str, str]]:
    """Return which of the four reports can be opened."""
    found = []
    with reports.small.database.read() as tx:
        for report_id in range(1, 5):
            with suppress(NotFoundError):
                report = load_report(tx, reports.small.office, scope, report_id)
                found.append((str(report.kind), report.subject))
    return found


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        (COORDINATOR, [("quarter", ""), ("unit", "VP"), ("unit", "TCCB"), ("urging", "VP")]),
        (HEAD, [("unit", "VP")]),
        (OFFICER, [("unit", "VP")]),
        (HEAD_TCCB, [("unit", "TCCB")]),
    ],
)
def test_units_see_what_is_about_them(reports: Desk, by: str, seen: list[tuple[str, str]]) -> None:
    scope = scope_of(reports.small.actor(by))
    assert listed(reports, scope) == seen
    assert opened(reports, scope) == seen


def test_letter_is_seen_by_its_unit_once_issued(reports: Desk) -> None:
    scope = scope_of(reports.small.actor(HEAD))
    letter = reports.make(ReportKind.URGING, NOW, about="VP")
    assert ("urging", "VP") not in listed(reports, scope)
    reports.issue(letter, NOW)
    assert ("urging", "VP") in listed(reports, scope)


def test_other_organizations_see_nothing(reports: Desk) -> None:
    assert listed(reports, OTHER) == []
    small = reports.small
    with small.database.read() as tx:
        with pytest.raises(NotFoundError):
            load_report(tx, small.office, Scope(2), 1)
        assert read_paper(tx, Scope(2), 2, "docx") is None


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        (Wanted(kind=ReportKind.UNIT), [("unit", "VP"), ("unit", "TCCB")]),
        (Wanted(state=ReportState.ISSUED), [("unit", "VP")]),
        (Wanted(period="2021-q3"), [("quarter", "")]),
        (Wanted(subject="VP"), [("unit", "VP"), ("urging", "VP")]),
        (Wanted(subject=""), [("quarter", "")]),
        (Wanted(plan_id=999), []),
        (Wanted(most=1), [("urging", "VP")]),
        (Wanted(most=1, skip=3), [("quarter", "")]),
    ],
)
def test_list_is_narrowed(reports: Desk, wanted: Wanted, seen: list[tuple[str, str]]) -> None:
    assert listed(reports, Scope(1), wanted) == seen


def test_list_names_plan_unit_and_people(reports: Desk) -> None:
    small = reports.small
    with small.database.read() as tx:
        row = list_reports(tx, small.office, Scope(1), Wanted(state=ReportState.ISSUED))[0]
    assert (row.plan_code, row.unit_name) == ("so-vi-du-2021", "Văn phòng Sở")
    assert (row.maker_name, row.issuer_name) == ("daumoi", "truongphong.vp")
    assert "data" not in row._fields


def test_papers_are_those_of_the_issue(reports: Desk) -> None:
    small = reports.small
    with small.database.read() as tx:
        assert kept_formats(tx, 2) == ("docx", "pdf", "xlsx")
        paper = read_paper(tx, scope_of(small.actor(HEAD)), 2, "pdf")
        assert paper is not None
        assert (paper.name, paper.data.startswith(b"pdf ")) == ("bao-cao-2021-h1.pdf", True)
        assert read_paper(tx, scope_of(small.actor(HEAD_TCCB)), 2, "pdf") is None
        assert read_paper(tx, Scope(1), 2, "html") is None
        assert (kept_formats(tx, 1), read_paper(tx, Scope(1), 1, "docx")) == ((), None)


def test_issues_of_a_report_are_told_in_order(reports: Desk) -> None:
    second = reports.make(ReportKind.UNIT, NOW, "2021-h1", about="VP")
    with reports.small.database.read() as tx:
        first = previous_issue(tx, second)
        assert first is not None
        assert issues_of(tx, second) == (first.id, second.id)
        assert previous_issue(tx, first) is None
