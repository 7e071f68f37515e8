from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.errors import DefinitionError
from cchc_workflow.web.tools import Tools
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
)
from tests.web.browsers import open_browser
from tests.web.reading import words_of
from tests.web.reports.desk import NOW, PATH, Desk

ISSUE = f"{PATH}/1/ban-hanh"


def send(browser: TestClient, version: object = 0) -> tuple[int, str]:
    answer = browser.post(ISSUE, data={"version": str(version)})
    return answer.status_code, answer.headers.get("location", "") or words_of(answer.text)


def test_page_says_what_will_happen_and_to_whom(desk: Desk) -> None:
    desk.remark(desk.make(), "Đề nghị")
    page = words_of(desk.browse(CHIEF).get(ISSUE).text)
    for part in (
        "Ban hành: Báo cáo CCHC quý III năm 2021",
        "Số liệu đến ngày 14/9/2021",
        "Các tệp Word, PDF, Excel",
        "giamdoc",
        "daumoi",
        "phogiamdoc",
        "Hạn chế, nguyên nhân",
    ):
        assert part in page, part
    assert "Kiến nghị, đề xuất" not in page
    assert desk.reports() == [("quarter", "2021-q3", "", 1, "draft")]


def test_report_is_issued_once_confirmed(desk: Desk) -> None:
    desk.make()
    browser = desk.browse(CHIEF)
    assert 'name="version" value="0"' in browser.get(ISSUE).text
    assert send(browser) == (303, f"{PATH}/1?da=report_issued")
    assert desk.reports() == [("quarter", "2021-q3", "", 1, "issued")]
    assert {form for _, form in desk.printer.printed} == {"docx", "pdf", "xlsx"}
    assert "giamdoc@so.example" in desk.small.told("report")
    assert "Đã ban hành" in words_of(browser.get(f"{PATH}/1?da=report_issued").text)


def test_report_is_issued_by_one_of_two(desk: Desk) -> None:
    desk.make()
    assert send(desk.browse(CHIEF))[0] == 303
    told = desk.small.told("report")
    later = NOW + timedelta(minutes=1)
    status, page = send(desk.browse(DIRECTOR, later))
    assert (status, "vừa được người khác" in page) == (409, True)
    assert "chanhvanphong" in page
    assert desk.browse(DIRECTOR, later).get(ISSUE).status_code == 409
    assert desk.small.told("report") == told
    assert desk.load(1).issued_at == NOW


@pytest.mark.parametrize("version", [1, -1, "", "abc", 2**63])
def test_report_that_was_not_seen_as_it_is_is_not_issued(desk: Desk, version: object) -> None:
    desk.make()
    status, page = send(desk.browse(CHIEF), version)
    assert (status, "vừa được người khác" in page) == (409, True)
    assert desk.reports() == [("quarter", "2021-q3", "", 1, "draft")]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (CHIEF, 200),
        (DIRECTOR, 200),
        (DEPUTY, 200),
        (COORDINATOR, 403),
        (VERIFIER, 403),
        (ADMIN, 403),
        (HEAD, 404),
        (OFFICER, 404),
    ],
)
def test_offices_report_is_issued_by_who_leads(desk: Desk, who: str, status: int) -> None:
    desk.make()
    browser = desk.browse(who)
    assert browser.get(ISSUE).status_code == status
    assert send(browser)[0] == (303 if status == 200 else status)


@pytest.mark.parametrize(("who", "status"), [(HEAD, 303), (OFFICER, 403), (HEAD_TCCB, 404), (CHIEF, 403)])
def test_units_report_is_issued_by_its_head(desk: Desk, who: str, status: int) -> None:
    desk.make(ReportKind.UNIT, "VP", by=HEAD)
    assert send(desk.browse(who))[0] == status


def test_broken_template_issues_nothing(desk: Desk) -> None:
    def refuse(report: Report, form: Format) -> Printed:
        raise DefinitionError("papers/quarter/body.md", "line 3", "unknown name 'x'")

    desk.make()
    browser = open_browser(desk.small.office, NOW, CHIEF, tools=Tools(print_report=refuse))
    status, page = send(browser)
    assert (status, "papers/quarter/body.md" in page) == (422, True)
    assert desk.reports() == [("quarter", "2021-q3", "", 1, "draft")]
    assert desk.small.mails("report") == []


def test_program_that_prints_nothing_issues_nothing(desk: Desk) -> None:
    desk.make()
    assert send(desk.browse(CHIEF, press=False))[0] == 404
    assert desk.reports() == [("quarter", "2021-q3", "", 1, "draft")]
