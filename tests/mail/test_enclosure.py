from typing import Any

import pytest

from cchc_workflow.engine.report.report import Format, Printed
from cchc_workflow.errors import FileError, NotFoundError
from cchc_workflow.mail.enclosure import CHART_ID, NOTHING, Chart, Enclosing
from cchc_workflow.mail.mime import Attachment, Inline

CHART = Chart(b"\x89PNG", 640, 320, "5 đơn vị đã chạm ngưỡng")


def print_paper(organization_id: int, report_id: int, form: Format) -> Printed:
    if form == "pdf":
        raise FileError("no_pdf")
    if report_id == 404:
        raise NotFoundError("report", report_id)
    return Printed(f"bao-cao-{report_id}.{form}", "application/x; charset=utf-8", bytes([organization_id]))


ENCLOSING = Enclosing(print_paper, lambda _organization_id, report_id: CHART if report_id == 7 else None)


def facts(*report_ids: int) -> dict[str, Any]:
    return {"items": [{"report": {"id": each, "formats": ["docx", "pdf", "xlsx"]}} for each in report_ids]}


def named(*names: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(name, "application/x", b"\x01") for name in names)


def test_chart_is_named_by_the_html_as_it_travels() -> None:
    assert CHART.inline == Inline(CHART_ID, "image/png", b"\x89PNG")
    assert CHART.facts == {
        "src": f"cid:{CHART_ID}",
        "width": 640,
        "height": 320,
        "told": "5 đơn vị đã chạm ngưỡng",
    }


def test_letter_about_one_report_brings_all_papers_that_can_be_made_and_its_chart() -> None:
    found = ENCLOSING(1, facts(7))
    assert found.attachments == named("bao-cao-7.docx", "bao-cao-7.xlsx")
    assert found.chart is CHART


def test_letter_about_several_brings_the_first_paper_of_each() -> None:
    found = ENCLOSING(1, facts(7, 8))
    assert found.attachments == named("bao-cao-7.docx", "bao-cao-8.docx")
    assert found.chart is None


def test_letter_about_no_report_brings_nothing() -> None:
    assert ENCLOSING(1, {"items": [{"task": {"code": "A1"}}]}) is NOTHING


def test_report_that_is_gone_is_said() -> None:
    with pytest.raises(NotFoundError):
        ENCLOSING(1, facts(404))
