"""Owns the parts of a .docx and the archive they stand in: the same parts give the same bytes, on any day."""

from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cchc_workflow.documents.paper import Paper
from cchc_workflow.documents.word.figure import relationship
from cchc_workflow.documents.word.text import attribute

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_UNIX = 3
_LONGEST_PROPERTY = 255
_NO_DAY = (1980, 1, 1, 0, 0, 0)

_PARTS = {
    "document.xml": f"{_WORD_TYPE}.document.main+xml",
    "styles.xml": f"{_WORD_TYPE}.styles+xml",
    "settings.xml": f"{_WORD_TYPE}.settings+xml",
    "header1.xml": f"{_WORD_TYPE}.header+xml",
    "header2.xml": f"{_WORD_TYPE}.header+xml",
    "header3.xml": f"{_WORD_TYPE}.header+xml",
}


def pack(parts: Mapping[str, str], pictures: Sequence[bytes], paper: Paper, language: str) -> bytes:
    """Return the .docx of `parts` (those of _PARTS, by name), its pictures and its properties."""
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ),
        "docProps/core.xml": _core(paper, language),
        "docProps/app.xml": _app(paper),
        **{f"word/{name}": parts[name] for name in _PARTS},
        "word/_rels/document.xml.rels": _relationships(
            ("rIdStyles", f"{_OFFICE}/relationships/styles", "styles.xml"),
            ("rIdSettings", f"{_OFFICE}/relationships/settings", "settings.xml"),
            ("rIdHeader1", f"{_OFFICE}/relationships/header", "header1.xml"),
            ("rIdHeader2", f"{_OFFICE}/relationships/header", "header2.xml"),
            ("rIdHeader3", f"{_OFFICE}/relationships/header", "header3.xml"),
            *(
                (relationship(number), f"{_OFFICE}/relationships/image", f"media/picture{number}.png")
                for number in range(1, len(pictures) + 1)
            ),
        ),
    }
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in files.items():
            archive.writestr(_member(name), (_DECLARATION + text).encode())
        for number, picture in enumerate(pictures, start=1):
            archive.writestr(_member(f"word/media/picture{number}.png"), picture)
    return made.getvalue()


def write_settings(language: str) -> str:
    """Return word/settings.xml: the layout rules of Word 2013 and later, the language of the text."""
    compat = "http://schemas.microsoft.com/office/word"
    return (
        f'<w:settings xmlns:w="{_WORD}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{compat}" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
        "</w:settings>"
    )


def _core(paper: Paper, language: str) -> str:
    """Return the core properties; no day and no person's name is among them."""
    title = attribute(paper.title)
    if len(paper.title) > _LONGEST_PROPERTY:
        title = attribute(paper.title[: _LONGEST_PROPERTY - 1]) + "…"
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{attribute(paper.issued_by or paper.issuer)}</dc:creator>"
        f"<dc:language>{language}</dc:language></cp:coreProperties>"
    )


def _app(paper: Paper) -> str:
    company = f"<Company>{attribute(paper.issued_by or paper.issuer)}</Company>"
    return f'<Properties xmlns="{_OFFICE}/extended-properties">{company}</Properties>'


def _content_types() -> str:
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
    }
    overrides = {
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        **{f"/word/{name}": kind for name, kind in _PARTS.items()},
    }
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in defaults.items())
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
        + "</Types>"
    )


def _relationships(*targets: tuple[str, str, str]) -> str:
    made = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{escape(target)}"/>'
        for name, kind, target in targets
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _NO_DAY)
    member.compress_type = ZIP_DEFLATED
    member.create_system = _UNIX
    return member
