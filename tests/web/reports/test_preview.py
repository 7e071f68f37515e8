import pytest

from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.errors import CchcError, DefinitionError, FileError
from cchc_workflow.web.reports.preview import make_preview
from cchc_workflow.web.tools import NO_TOOLS, Tools
from tests.web.reports.desk import Desk


def test_preview_is_what_the_printer_made(desk: Desk) -> None:
    report = desk.make()
    found = make_preview(Tools(print_report=desk.printer), report)
    assert report.sha256 in found.html
    assert found.html.startswith('<article class="paper">')
    assert desk.printer.printed == [(report.id, "html")]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DefinitionError("papers/quarter/body.md", "line 3", "unknown name 'x'"), "papers/quarter/body.md"),
        (FileError("no_pdf", "Báo cáo"), "PDF"),
    ],
)
def test_preview_says_why_there_is_none(desk: Desk, error: CchcError, said: str) -> None:
    def refuse(report: Report, form: Format) -> Printed:
        raise error

    found = make_preview(Tools(print_report=refuse), desk.make())
    assert (found.html, said in found.trouble) == ("", True)


def test_program_that_prints_nothing_has_no_preview_and_no_trouble(desk: Desk) -> None:
    found = make_preview(NO_TOOLS, desk.make())
    assert (found.html, found.trouble) == ("", "")
