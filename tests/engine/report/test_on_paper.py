"""Owns the last step of the proof: a reader of the Word and PDF files sees what the engine says that day."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from cchc_workflow.documents.press import Press
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.domain.standing import Standing, percent, standing
from cchc_workflow.engine.index import read_index
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.report.report import Report
from cchc_workflow.shipped import roots
from cchc_workflow.store.people import read_units
from cchc_workflow.store.standing import read_duties
from cchc_workflow.words import say_number, say_percent
from tests.engine.report.conftest import UNTIL, Played
from tests.engine.report.occasions import occasion
from tests.engine.small_office import at

AS_OF = UNTIL


@pytest.fixture(scope="module")
def report(played: Played) -> Report:
    """Give the real plan's quarter report of the day up to which it was played."""
    data = played.compose(occasion(ReportKind.QUARTER, AS_OF, period="2021-q3"))
    return Report(
        id=1, organization_id=1, plan_id=played.plan_id, kind=ReportKind.QUARTER, period="2021-q3",
        subject="", issue=1, state=ReportState.ISSUED, as_of=AS_OF, made_at=at(AS_OF, 18), made_by=None,
        data=data, sha256="", remarks={}, version=1, issued_at=at(AS_OF, 19), issued_by=None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def tables(report: Report) -> list[list[list[str]]]:
    """Give every table of the Word file as rows of texts; a cell over several columns stands in each."""
    press = Press(roots("notifications"), roots("workflows"))
    document = Document(BytesIO(press.print(report, "docx").data))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


@pytest.fixture(scope="module")
def pdf(report: Report) -> str:
    """Give the words of the PDF, however its lines are broken."""
    press = Press(roots("notifications"), roots("workflows"))
    pages = PdfReader(BytesIO(press.print(report, "pdf").data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def standings(played: Played) -> dict[str, Standing]:
    """Return where each unit stands at the end of the day, by name: the engine's word, not the report's."""
    with played.office.database.read() as tx:
        plan = played.office.plan(tx, played.plan_id)
        found = {
            unit.name: read_duties(tx, played.plan_id, unit.id)
            for unit in read_units(tx, plan.organization_id)
        }
        return {name: standing(duties, rule_of(plan), AS_OF) for name, duties in found.items() if duties}


def rows_under(tables: list[list[list[str]]], title: str) -> dict[str, list[str]]:
    """Return the rows of the table that has such a column, by what stands in it."""
    (found,) = [table for table in tables if title in table[0]]
    place = found[0].index(title)
    return {row[place]: row for row in found[1:]}


def official(played: Played) -> list[str]:
    """Return the one-line table: all, open in term, overdue, done on time, done late, cancelled."""
    counts = [each.counts for each in standings(played).values()]

    def total(name: str) -> int:
        return sum(getattr(each, name) for each in counts)

    names = ("open_in_term", "open_overdue", "done_on_time", "done_late", "cancelled")
    return [str(total("assigned") + total("cancelled")), *(str(total(name)) for name in names)]


def test_official_table_is_the_sum_of_the_units(played: Played, tables: list[list[list[str]]]) -> None:
    (first, *_) = [table for table in tables if table[0][0] == "Tổng số"]
    assert first[-1][:6] == official(played)


def test_every_unit_has_its_own_figures(played: Played, tables: list[list[list[str]]]) -> None:
    shown = rows_under(tables, "Đơn vị")
    found = standings(played)
    assert found.keys() <= shown.keys()
    for name, unit in found.items():
        counts = unit.counts
        numbers = (
            counts.assigned, counts.done_on_time, counts.done_late, counts.open_in_term, counts.open_overdue,
            counts.late,
        )  # fmt: skip
        share = say_percent(percent(counts.late, counts.assigned))
        assert [" ".join(cell.split()) for cell in shown[name][2:9]] == [*map(str, numbers), share]


def test_every_area_has_the_points_of_the_index(played: Played, tables: list[list[list[str]]]) -> None:
    shown = rows_under(tables, "Lĩnh vực")
    with played.office.database.read() as tx:
        plan = played.office.plan(tx, played.plan_id)
        index = read_index(tx, Scope(plan.organization_id), plan, AS_OF)
    for area in index.areas:
        points = area.points
        wanted = (points.secured, points.expected, points.reachable, points.lost)
        assert shown[area.work.title][6:10] == [say_number(each) for each in wanted]


def test_pdf_says_the_same(played: Played, pdf: str, tables: list[list[list[str]]]) -> None:
    assert " ".join(official(played)) in pdf
    for table in tables:
        if table[0][0] == "TT":
            for row in table[1:]:
                for cell in dict.fromkeys(row):
                    assert is_said(cell, pdf), cell


def is_said(cell: str, pdf: str) -> bool:
    """Tell whether a cell's words are in the PDF; a long word may be broken anywhere."""
    return "".join(cell.split()) in "".join(pdf.replace("\u200b", "").split())


def test_dates_are_those_of_the_day(pdf: str) -> None:
    assert date(2021, 10, 4) == AS_OF
    assert "ngày 04 tháng 10 năm 2021" in pdf
    assert "hết ngày 4/10/2021" in pdf
