import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from cchc_workflow.domain.history import canonical
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.errors import FileError, NotFoundError
from cchc_workflow.reports.papers import close_year, write_papers
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.report.printing import Desk, FakePress
from tests.engine.small_office import HEAD, SmallOffice, duty, issue_small

NOW = vn(20, 9, 9)


@pytest.fixture
def reports(sqlite_database: Database) -> Desk:
    """Give an office with an issued report of a quarter, its second issue in draft, and a unit's draft."""
    small = issue_small(
        sqlite_database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "TCCB", date(2021, 9, 30))
    )
    desk = Desk(small)
    desk.issue(desk.make(ReportKind.QUARTER, NOW), NOW)
    desk.make(ReportKind.QUARTER, vn(21, 9, 9))
    desk.make(ReportKind.UNIT, NOW, "2021-h1", about="VP", by=HEAD)
    return desk


def write(desk: Desk, folder: Path, press: FakePress) -> tuple[int, dict[str, bytes]]:
    small: SmallOffice = desk.small
    told: list[tuple[int, int]] = []
    many = write_papers(
        small.office, small.plan_id, folder, press.print, lambda done, total: told.append((done, total))
    )
    assert told == [(done, many) for done in range(1, many + 1)]
    return many, {path.name: path.read_bytes() for path in (folder / "reports").iterdir()}


def test_every_report_leaves_its_figures_and_its_papers(reports: Desk, tmp_path: Path) -> None:
    many, files = write(reports, tmp_path, reports.press)
    assert many == 3
    names = ("quarter-2021-q3", "quarter-2021-q3-lan-2", "unit-2021-h1-VP")
    assert set(files) == {f"{name}.{form}" for name in names for form in ("json", "docx", "pdf", "xlsx")}
    for name in names:
        kept = json.loads(files[f"{name}.json"])
        assert sha256(canonical(kept["data"]).encode()).hexdigest() == kept["sha256"]
    assert [json.loads(files[f"{name}.json"])["state"] for name in names] == ["issued", "draft", "draft"]


def test_papers_of_an_issued_report_are_those_that_were_kept(reports: Desk, tmp_path: Path) -> None:
    printed_before = len(reports.press.printed)
    _, files = write(reports, tmp_path, reports.press)
    assert f"{NOW}".encode() in files["quarter-2021-q3.docx"]
    assert {form for _, form in reports.press.printed[printed_before:]} == {"docx", "pdf", "xlsx"}
    assert len(reports.press.printed) - printed_before == 6, "two drafts are printed, the issued one is not"


def test_same_reports_leave_the_same_bytes(reports: Desk, tmp_path: Path) -> None:
    first = write(reports, tmp_path, reports.press)
    assert write(reports, tmp_path, reports.press) == first


def test_format_that_cannot_be_made_here_is_left_out(reports: Desk, tmp_path: Path) -> None:
    _, files = write(reports, tmp_path, FakePress({"pdf": FileError("no_pdf")}))
    assert "quarter-2021-q3.pdf" in files, "it was kept when it could be made"
    assert "unit-2021-h1-VP.pdf" not in files
    assert "unit-2021-h1-VP.docx" in files


def test_year_is_closed_with_what_is_made_after_it(reports: Desk, tmp_path: Path) -> None:
    small = reports.small
    close_year(small.office, small.plan_id, vn(31, 12, 23))
    _, files = write(reports, tmp_path, reports.press)
    for name in ("unfinished-2021", "ranking-2021"):
        kept = json.loads(files[f"{name}.json"])
        assert (kept["state"], kept["data"]["as_of"]) == ("draft", "2021-12-31")


def test_plan_that_is_not_there_leaves_nothing(reports: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        write_papers(reports.small.office, 99, tmp_path, reports.press.print, lambda *_: None)
