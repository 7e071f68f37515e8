"""Owns Word's XML of what follows the body: to whom it goes on the left, on the right who signs."""

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.paper import Paper
from cchc_workflow.documents.phrasing import end_each
from cchc_workflow.documents.word.table import make_sides
from cchc_workflow.documents.word.text import lines, paragraph


def make_foot(paper: Paper, layout: Layout) -> str:
    """Return the foot, with room to sign (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.7 and II.9)."""
    half = layout.text_width() / 2
    return paragraph("Tiny", "", '<w:keepNext/><w:spacing w:before="240"/>') + make_sides(
        [(_recipients(paper, layout), _signature(paper))], half, half
    )


def _recipients(paper: Paper, layout: Layout) -> str:
    if not paper.recipients:
        return paragraph("Recipients")
    title = lines("RecipientsTitle", [layout.words.recipients])
    return title + lines(
        "Recipients", [f"- {text.removeprefix('- ')}" for text in end_each(paper.recipients)]
    )


def _signature(paper: Paper) -> str:
    return lines("Authority", paper.signature) + paragraph("Room")
