from dataclasses import replace

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.errors import DefinitionError
from cchc_workflow.web.reports.page import Section, read_sheet
from cchc_workflow.web.tools import Tools
from cchc_workflow.web.viewer import Viewer
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
)
from tests.web.browsers import open_browser
from tests.web.reading import words_of
from tests.web.reports.desk import LATER, NOW, PATH, Desk, issue_own

HOSTILE = '<script>alert(1)</script> =1+1 & "ngoặc"'


def test_page_tells_what_is_known_of_a_report(desk: Desk) -> None:
    report = desk.make()
    page = words_of(desk.browse(DIRECTOR).get(f"{PATH}/{report.id}").text)
    for part in (
        "Báo cáo CCHC quý III năm 2021",
        "Sở Ví dụ",
        "Dự thảo",
        "14/9/2021",
        "15/6/2021 – 14/9/2021",
        "09:00 16/9/2021",
        "daumoi",
        report.sha256,
    ):
        assert part in page, part


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        (COORDINATOR, {"nhan-xet", "lap-lai"}),
        (CHIEF, {"nhan-xet", "ban-hanh", "lap-lai"}),
        (DIRECTOR, {"ban-hanh"}),
        (VERIFIER, set()),
    ],
)
def test_page_offers_what_the_role_may_do(desk: Desk, who: str, offered: set[str]) -> None:
    desk.make()
    html = desk.browse(who).get(f"{PATH}/1").text
    deeds = {"nhan-xet", "ban-hanh", "lap-lai"}
    assert {deed for deed in deeds if f'"/bao-cao/1/{deed}"' in html} == offered
    assert all(f'href="/bao-cao/1/tai/{form}"' in html for form in ("docx", "pdf", "xlsx"))


@pytest.mark.parametrize(("who", "status"), [(HEAD, 200), (OFFICER, 200), (HEAD_TCCB, 404), (DIRECTOR, 200)])
def test_units_draft_is_seen_by_the_unit_and_the_office(desk: Desk, who: str, status: int) -> None:
    desk.make(ReportKind.UNIT, "VP", by=HEAD)
    assert desk.browse(who).get(f"{PATH}/1").status_code == status


@pytest.mark.parametrize("who", [HEAD, HEAD_TCCB, OFFICER])
def test_offices_report_is_not_there_for_units(desk: Desk, who: str) -> None:
    desk.issue(desk.make())
    assert desk.browse(who).get(f"{PATH}/1").status_code == 404


def test_issued_report_can_not_be_changed_from_its_page(desk: Desk) -> None:
    desk.issue(desk.remark(desk.make(), HOSTILE))
    html = desk.browse(CHIEF).get(f"{PATH}/1").text
    assert 'nhan-xet" hx-post' not in html
    assert "/ban-hanh" not in html
    page = words_of(html)
    assert "Đã ban hành" in page
    assert "chanhvanphong" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =1+1 &amp; &#34;ngoặc&#34;" in page
    assert "<script>alert" not in html


def test_every_issue_is_named_on_the_page_of_each(desk: Desk) -> None:
    desk.issue(desk.make())
    desk.make(now=LATER)
    html = desk.browse(COORDINATOR, LATER).get(f"{PATH}/2").text
    assert 'href="/bao-cao/1"' in html
    assert 'href="/bao-cao/2/khac"' in html
    assert "Dự thảo này sẽ thay cho lần 1 đã ban hành; số liệu chưa có gì khác." in words_of(html)


def test_differences_beyond_those_told_one_by_one_are_counted(desk: Desk) -> None:
    desk.issue(desk.make(ReportKind.YEAR))
    report = desk.make(ReportKind.YEAR, now=vn(4, 10, 9))
    told = [{"what": "totals.late", "before": 1, "after": 2}, {"what": "more", "before": None, "after": 41}]
    with desk.small.database.read() as tx:
        viewer = Viewer(
            actor=desk.small.actor(CHIEF),
            scope=Scope(1),
            session_id=1,
            organization=None,
            now=NOW,
            on=NOW.date(),
        )
        site = desk.browse(CHIEF).app.state.site  # type: ignore[attr-defined]
        sheet = read_sheet(tx, site, viewer, report.id)
    assert sheet.replaced == 1
    assert sheet.differences == len(report.data["replaces"]["differences"]) > 5
    data = {**report.data, "replaces": {**report.data["replaces"], "differences": told}}
    assert replace(sheet, report=replace(report, data=data)).differences == 42
    first = replace(sheet, report=replace(report, data={**report.data, "replaces": None}))
    assert (first.replaced, first.differences) == (0, 0)


def test_page_without_a_printer_offers_no_papers(desk: Desk) -> None:
    desk.make()
    html = desk.browse(CHIEF, press=False).get(f"{PATH}/1").text
    assert "không có phần in báo cáo" in words_of(html)
    assert "/tai/" not in html


def test_page_says_what_is_wrong_with_a_template(desk: Desk) -> None:
    def refuse(report: Report, form: Format) -> Printed:
        raise DefinitionError("body.md", "line 3", "unknown name 'x'")

    desk.make()
    answer = open_browser(desk.small.office, NOW, CHIEF, tools=Tools(print_report=refuse)).get(f"{PATH}/1")
    assert (answer.status_code, "body.md" in words_of(answer.text)) == (200, True)


@pytest.mark.parametrize("key", ["2", "0", "-1", str(2**63), str(2**63 - 1), "abc", "<script>", "1.5"])
def test_key_that_is_none_leads_nowhere(desk: Desk, key: str) -> None:
    desk.make()
    browser = desk.browse(CHIEF)
    for path in ("", "/khac", "/ban-hanh", "/tai/pdf"):
        assert browser.get(f"{PATH}/{key}{path}").status_code == 404
    for path in ("/nhan-xet", "/ban-hanh", "/lap-lai"):
        assert browser.post(f"{PATH}/{key}{path}", data={"version": "0"}).status_code in {404, 422}
    assert desk.reports() == [("quarter", "2021-q3", "", 1, "draft")]


def test_units_own_report_names_the_unit(desk: Desk) -> None:
    report = issue_own(desk)
    assert "Văn phòng Sở" in words_of(desk.browse(HEAD).get(f"{PATH}/{report.id}").text)


@pytest.mark.parametrize(
    ("section", "value", "differs"),
    [
        (Section("kien_nghi", "cũ"), "cũ", False),
        (Section("kien_nghi", "cũ", "cũ"), "cũ", False),
        (Section("kien_nghi", "cũ", "mới"), "mới", True),
        (Section("kien_nghi", "cũ", ""), "", True),
    ],
)
def test_section_keeps_what_was_typed(section: Section, value: str, differs: bool) -> None:  # noqa: FBT001 - a row of the table
    assert (section.value, section.differs) == (value, differs)
