"""Owns Word's XML of text: runs, paragraphs, measures; every text that enters a .docx is made safe here."""

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from cchc_workflow.documents.paper import Run, Text
from cchc_workflow.documents.plain import make_plain


def twips(millimetres: Decimal) -> int:
    """Return a length in twentieths of a point, Word's measure."""
    return round(millimetres * 1440 / Decimal("25.4"))


def emus(millimetres: Decimal) -> int:
    """Return a length in English metric units, the measure of drawings."""
    return round(millimetres * 36000)


def attribute(text: str) -> str:
    """Return a text, in one line, as it may stand between the quotes of an XML attribute."""
    return escape(" ".join(make_plain(text).split()))


def run(text: str, properties: str = "") -> str:
    """Return the XML of a run; line ends in the text stay line ends, blanks stay as they are."""
    dress = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = escape(make_plain(text), quote=False).split("\n")
    return (
        f"<w:r>{dress}"
        + "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
        + "</w:r>"
    )


def runs(text: Text) -> str:
    """Return the XML of a text's runs, each in its dress."""
    return "".join(run(part.text, _dress(part)) for part in text)


def paragraph(style: str, content: str = "", properties: str = "") -> str:
    """Return the XML of a paragraph: `content` are runs, `properties` what follows the style in w:pPr."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def lines(style: str, texts: Iterable[str]) -> str:
    """Return the XML of one paragraph for each text."""
    return "".join(paragraph(style, run(text)) for text in texts)


def _dress(part: Run) -> str:
    bold = "<w:b/><w:bCs/>" if part.bold else ""
    return bold + ("<w:i/><w:iCs/>" if part.italic else "")
