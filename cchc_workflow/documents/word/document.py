"""Owns a paper as a Word file: its sections and their page numbers, and how the parts come together.

It writes WordprocessingML (ECMA-376) itself: the decree's layout is styles, fields and rules that no library
has a word for, its tables are long, and the bytes must be the same on any day.
"""

from collections.abc import Callable
from typing import Final

from cchc_workflow.documents.layout import PAGE_HEIGHT, PAGE_WIDTH, Layout
from cchc_workflow.documents.measure import measure
from cchc_workflow.documents.paper import Paper
from cchc_workflow.documents.phrasing import split_annexes
from cchc_workflow.documents.png import to_png
from cchc_workflow.documents.word.body import Body
from cchc_workflow.documents.word.figure import Media
from cchc_workflow.documents.word.foot import make_foot
from cchc_workflow.documents.word.head import make_head
from cchc_workflow.documents.word.package import pack, write_settings
from cchc_workflow.documents.word.styles import write_styles
from cchc_workflow.documents.word.text import paragraph, run, twips
from cchc_workflow.drawing.picture import Picture

TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_BOX_PADDING = 4


def write_docx(paper: Paper, layout: Layout, draw: Callable[[Picture], bytes] = to_png) -> bytes:
    """Return the paper as a .docx; the same paper and layout give the same bytes.

    `draw` turns a picture into PNG.
    """
    language = "vi-VN" if paper.language == "vi" else paper.language
    media = Media(draw)
    parts = {
        "document.xml": _document(paper, layout, media),
        "styles.xml": write_styles(layout, language),
        "settings.xml": write_settings(language),
        "header1.xml": _header(paragraph("Header", _PAGE_NUMBER)),
        "header2.xml": _header(_draft(layout) if paper.draft else paragraph("Header")),
        "header3.xml": _header(paragraph("Header")),
    }
    return pack(parts, media.files, paper, language)


def _document(paper: Paper, layout: Layout, media: Media) -> str:
    body = Body(paper, layout, media)
    blocks, annexes = split_annexes(paper.blocks)
    made = [make_head(paper, layout), body.make(blocks), make_foot(paper, layout)]
    section = _section(layout, "rIdHeader2")
    for annex, inner in annexes:
        made += [paragraph("Tiny", "", section), body.make_annex(annex), body.make(inner, wide=annex.wide)]
        section = _section(layout, "rIdHeader3", wide=annex.wide)
    made.append(paragraph("Tiny") + section)
    return f"<w:document {_NAMESPACES}><w:body>{''.join(made)}</w:body></w:document>"


def _section(layout: Layout, first: str, *, wide: bool = False) -> str:
    """Return a section's page; each begins at 1, which its first page, with the header `first`, doesn't show.

    The body is one and each annex is one: annexes are numbered by themselves (Phụ lục I, mục I.7, III.1).
    """
    width, height = twips(PAGE_WIDTH), twips(PAGE_HEIGHT)
    size = f'w:w="{height}" w:h="{width}" w:orient="landscape"' if wide else f'w:w="{width}" w:h="{height}"'
    page = layout.page
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader1"/>'
        f'<w:headerReference w:type="first" r:id="{first}"/>'
        f'<w:type w:val="nextPage"/><w:pgSz {size}/><w:pgMar w:top="{twips(page.top)}" '
        f'w:right="{twips(page.right)}" w:bottom="{twips(page.bottom)}" w:left="{twips(page.left)}" '
        f'w:header="{twips(page.number)}" w:footer="{twips(page.number)}" w:gutter="0"/>'
        '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )


def _header(content: str) -> str:
    return f"<w:hdr {_NAMESPACES}>{content}</w:hdr>"


def _draft(layout: Layout) -> str:
    """Return the mark of a draft in a box of its own length, at the left."""
    word = layout.words.draft
    side = '<w:{} w:val="single" w:sz="6" w:space="{}" w:color="000000"/>'
    box = "".join(side.format(name, 1 if name in {"top", "bottom"} else _BOX_PADDING) for name in _SIDES)
    rest = layout.text_width() - measure(word, layout.sizes.draft, bold=True)
    return paragraph(
        "Draft", run(word), f'<w:pBdr>{box}</w:pBdr><w:ind w:right="{twips(rest) - 2 * _BOX_PADDING * 20}"/>'
    )


_SIDES = ("top", "left", "bottom", "right")
_PAGE_NUMBER = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
