"""Owns reading a .docx back as Word does: what a paragraph looks like after its styles were followed."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

MM = 1440 / 25.4


@dataclass(frozen=True)
class Look:
    """How a paragraph and its first letters look: sizes and gaps in points, indents in mm."""

    font: frozenset[str]
    size: float
    bold: bool
    italic: bool
    capitals: bool
    colour: str
    align: str
    before: float
    line: float
    first_line: float
    kept_with_next: bool


def open_word(made: bytes) -> WordDocument:
    """Return the document as python-docx reads it."""
    return Document(BytesIO(made))


def read_part(made: bytes, name: str) -> str:
    """Return the XML of a part."""
    with ZipFile(BytesIO(made)) as archive:
        return archive.read(name).decode()


def find(document: WordDocument, words: str) -> Any:  # noqa: ANN401 - an element of lxml, which has no types
    """Return the first paragraph, wherever it stands, that holds these words."""
    return next(each for each in document.element.body.iter(qn("w:p")) if words in words_of(each))


def words_of(element: Any) -> str:  # noqa: ANN401
    """Return the text of an element."""
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def style_of(paragraph: Any) -> str:  # noqa: ANN401
    """Return the id of a paragraph's style."""
    return str(paragraph.xpath("./w:pPr/w:pStyle/@w:val")[0])


def look_of(document: WordDocument, words: str) -> Look:
    """Return how the first paragraph with these words looks."""
    paragraph = find(document, words)
    styles = document.styles.element
    chain = []
    name = style_of(paragraph)
    while name:
        style = styles.xpath(f'./w:style[@w:styleId="{name}"]')[0]
        chain.append(style)
        name = next(iter(style.xpath("./w:basedOn/@w:val")), "")
    letters = [
        *paragraph.xpath("./w:r[1]/w:rPr"),
        *(rpr for style in chain for rpr in style.xpath("./w:rPr")),
    ]
    letters += styles.xpath("./w:docDefaults/w:rPrDefault/w:rPr")
    blocks = [*paragraph.xpath("./w:pPr"), *(ppr for style in chain for ppr in style.xpath("./w:pPr"))]
    blocks += styles.xpath("./w:docDefaults/w:pPrDefault/w:pPr")
    return Look(
        font=frozenset(
            _first(letters, f"w:rFonts/@w:{script}") for script in ("ascii", "hAnsi", "eastAsia", "cs")
        ),
        size=int(_first(letters, "w:sz/@w:val")) / 2,
        bold=_is_on(letters, "w:b"),
        italic=_is_on(letters, "w:i"),
        capitals=_is_on(letters, "w:caps"),
        colour=_first(letters, "w:color/@w:val"),
        align=_first(blocks, "w:jc/@w:val"),
        before=int(_first(blocks, "w:spacing/@w:before") or 0) / 20,
        line=int(_first(blocks, "w:spacing/@w:line")) / 240,
        first_line=round(int(_first(blocks, "w:ind/@w:firstLine") or 0) / MM, 1),
        kept_with_next=_is_on(blocks, "w:keepNext"),
    )


def millimetres(document: WordDocument, path: str) -> list[float]:
    """Return lengths of the document, given by the path of an attribute, in mm."""
    return [round(int(value) / MM, 1) for value in document.element.xpath(path)]


def _first(properties: list[Any], path: str) -> str:
    return next((str(value) for each in properties for value in each.xpath(f"./{path}")), "")


def _is_on(properties: list[Any], name: str) -> bool:
    return any(each.xpath(f"./{name}") for each in properties)
