from urllib.parse import unquote

import pytest

from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.errors import FileError
from cchc_workflow.web.tools import Tools
from tests.engine.small_office import CHIEF, COORDINATOR, DIRECTOR, HEAD
from tests.web.browsers import open_browser
from tests.web.reports.desk import MEDIA, NOW, PATH, Desk


def take(form: str, report_id: int = 1) -> str:
    return f"{PATH}/{report_id}/tai/{form}"


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_drafts_paper_is_printed_fresh(desk: Desk, form: Format) -> None:
    report = desk.make()
    answer = desk.browse(COORDINATOR).get(take(form))
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA[form])
    assert report.sha256 in answer.text
    assert desk.printer.printed == [(1, form)]


def test_paper_is_saved_under_its_name_and_can_do_nothing(desk: Desk) -> None:
    desk.make()
    headers = desk.browse(COORDINATOR).get(take("docx")).headers
    plain, _, full = headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="Bao cao 2021-q3_ _draft_.docx"'
    assert unquote(full) == "Báo cáo 2021-q3; “draft”.docx"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-store"


def test_issued_paper_stays_as_it_was_kept(desk: Desk) -> None:
    desk.issue(desk.remark(desk.make(), "Đề nghị"))
    printed = list(desk.printer.printed)
    answer = desk.browse(DIRECTOR, press=False).get(take("pdf"))
    assert "Đề nghị" in answer.text
    assert desk.printer.printed == printed


def test_issued_report_gives_only_what_was_kept(desk: Desk) -> None:
    def print_no_pdf(report: Report, form: Format) -> Printed:
        if form == "pdf":
            raise FileError("no_pdf", "Báo cáo")
        return desk.printer(report, form)

    desk.make()
    browser = open_browser(desk.small.office, NOW, CHIEF, tools=Tools(print_report=print_no_pdf))
    assert browser.get(take("pdf")).status_code == 422
    assert browser.post(f"{PATH}/1/ban-hanh", data={"version": "0"}).status_code == 303
    assert browser.get(take("pdf")).status_code == 404
    assert browser.get(take("docx")).status_code == 200
    assert take("pdf") not in browser.get(f"{PATH}/1").text


@pytest.mark.parametrize("form", ["html", "exe", "PDF", "pdf%00", "<script>"])
def test_format_that_is_none_leads_nowhere(desk: Desk, form: str) -> None:
    desk.make()
    assert desk.browse(COORDINATOR).get(take(form)).status_code == 404


def test_paper_out_of_sight_is_not_there(desk: Desk) -> None:
    desk.issue(desk.make())
    assert desk.browse(HEAD).get(take("pdf")).status_code == 404
    assert desk.browse(DIRECTOR).get(take("pdf", 2)).status_code == 404
    assert desk.browse(DIRECTOR).get(take("pdf", 2**63)).status_code == 404


def test_program_that_prints_nothing_has_no_paper_of_a_draft(desk: Desk) -> None:
    desk.make()
    assert desk.browse(COORDINATOR, press=False).get(take("pdf")).status_code == 404
