"""Every kind of report as PDF: it says what its paper says, nothing else is lost or drawn in dots."""

from collections.abc import Iterator

import pytest

from cchc_workflow.documents.paper import Block, Bullets, Figure, Heading, Paper, Paragraph, Table
from cchc_workflow.documents.pdf.document import write_pdf
from cchc_workflow.documents.press import Press
from cchc_workflow.documents.wording.samples import read_samples
from cchc_workflow.engine.report.report import Report
from cchc_workflow.shipped import roots
from tests.documents.printed import elements_in, read_pdf
from tests.documents.sheets import make_layout

SAMPLES = [pair for pair in read_samples(roots("notifications")) if "hostile" not in pair[0]]


def texts_of(block: Block) -> Iterator[str]:
    match block:
        case Heading(_, text) | Paragraph(text):
            yield "".join(run.text for run in text)
        case Bullets(items):
            yield from ("".join(run.text for run in item) for item in items)
        case Table():
            yield block.caption
            yield from (column.title for column in block.columns)
            yield from (cell for row in block.rows for cell in row)
            yield from block.foot
        case Figure():
            yield block.caption
        case _:
            return


def squeeze(text: str) -> str:
    return "".join(text.replace("\u200b", "").split()).casefold()


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(roots("notifications"), roots("workflows"))


def say_all(paper: Paper) -> list[str]:
    own = [paper.issuer, paper.subject, paper.place_and_date, *paper.signature]
    return [
        each for each in (*own, *(text for block in paper.blocks for text in texts_of(block))) if each.strip()
    ]


@pytest.mark.parametrize("report", [report for _, report in SAMPLES], ids=[name for name, _ in SAMPLES])
def test_a_report_as_pdf_says_all_that_its_paper_says(report: Report, press: Press) -> None:
    paper = press.paper(report)
    made = write_pdf(paper, make_layout())
    pages = read_pdf(made).pages
    said = squeeze(" ".join(page.extract_text() for page in pages))
    assert [each for each in say_all(paper) if squeeze(each) not in said] == []
    assert [image for page in pages for image in page.images] == []
    told = [each["/Alt"] for each in elements_in(made) if each["/S"] == "/Figure"]
    assert told == [block.picture.told for block in paper.blocks if isinstance(block, Figure)]
