"""Owns the style sheet of the Word papers: a style for each part, measured as the layout says."""

from collections.abc import Iterator
from html import escape

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.word.text import twips

_BOLD = "<w:b/><w:bCs/>"
_UPRIGHT = '<w:b w:val="0"/><w:bCs w:val="0"/>'
_ITALIC = "<w:i/><w:iCs/>"
_CENTRED = '<w:jc w:val="center"/>'
_KEEP = "<w:keepNext/><w:keepLines/>"
_HEADING_DRESS = (_BOLD + "<w:caps/>", _BOLD, "", _ITALIC)


def write_styles(layout: Layout, language: str) -> str:
    """Return word/styles.xml; `language` is a tag such as "vi-VN"."""
    styles = [
        *_normal(layout, language),
        *_head(layout),
        *_body(layout),
        *_tables(layout),
        *_annexes(layout),
        *_foot(layout),
        *_page(layout),
    ]
    return (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        + "".join(styles)
        + "</w:styles>"
    )


def _normal(layout: Layout, language: str) -> Iterator[str]:
    font, size = escape(layout.font), layout.sizes.body * 2
    yield (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="{font}"/>'
        f'<w:color w:val="000000"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    yield (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
    )
    yield _style(
        "Tiny", "Tiny", '<w:spacing w:line="20" w:lineRule="exact"/>', '<w:sz w:val="2"/><w:szCs w:val="2"/>'
    )


def _head(layout: Layout) -> Iterator[str]:
    sizes = layout.sizes
    yield _style("Parent", "Parent Body", _CENTRED, _size(sizes.parent))
    yield _style("Issuer", "Issuing Body", _CENTRED, _BOLD + _size(sizes.issuer))
    yield _style("Nation", "Nation", _CENTRED, _BOLD + _size(sizes.nation))
    yield _style("Motto", "Motto", _CENTRED, _BOLD + _size(sizes.motto))
    yield _style("Number", "Number", _spacing(before=7) + _CENTRED, _size(sizes.number))
    yield _style(
        "LetterSubject", "Letter Subject", _spacing(before=6) + _CENTRED, _size(sizes.letter_subject)
    )
    yield _style("PlaceDate", "Place and Date", _spacing(before=6) + _CENTRED, _ITALIC + _size(sizes.place))
    yield _style(
        "Rule",
        "Rule",
        '<w:spacing w:before="60" w:after="80" w:line="40" w:lineRule="exact"/>',
        '<w:sz w:val="2"/><w:szCs w:val="2"/>',
    )
    yield _style("Title", "Title", _KEEP + _spacing(before=18) + _CENTRED, _BOLD + _size(sizes.kind))
    yield _style("Subtitle", "Subtitle", _KEEP + _CENTRED, _BOLD + _size(sizes.subject))
    yield _style("Addressed", "Addressed", _spacing(before=12), _size(sizes.body))


def _body(layout: Layout) -> Iterator[str]:
    line = round(layout.body.line * 240)
    gap = round(layout.body.gap * 20)
    first = twips(layout.body.first_line)
    yield _style(
        "BodyText",
        "Body Text",
        f'<w:spacing w:before="{gap}" w:line="{line}" w:lineRule="auto"/><w:ind w:firstLine="{first}"/>'
        '<w:jc w:val="both"/>',
        _size(layout.sizes.body),
    )
    yield _style("Basis", "Legal Basis", "", _ITALIC, based="BodyText")
    yield _style("Dash", "Dash Item", "", "", based="BodyText")
    for level, dress in enumerate(_HEADING_DRESS, start=1):
        outline = f'{_KEEP}<w:outlineLvl w:val="{level - 1}"/>'
        yield _style(f"Heading{level}", f"heading {level}", outline, dress, based="BodyText", then="BodyText")
    yield _style("Picture", "Picture", _KEEP + _spacing(before=6) + _CENTRED, "")
    yield _style("Caption", "caption", "<w:keepLines/>" + _spacing(before=6, after=3) + _CENTRED, _ITALIC)


def _tables(layout: Layout) -> Iterator[str]:
    size = _size(layout.sizes.table)
    edge = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    edges = "".join(edge.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    yield (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_cell_margins(0)}</w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>{_cell_margins(70)}</w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="Sides"><w:name w:val="Sides"/>'
        '<w:basedOn w:val="TableNormal"/></w:style>'
    )
    yield _style(
        "TableCaption",
        "Table Caption",
        _KEEP + _spacing(before=6, after=3) + _CENTRED,
        _BOLD + _size(layout.sizes.body),
    )
    yield _style("TableText", "Table Text", _spacing(before=2, after=2), size)
    yield _style("TableMiddle", "Table Middle", _CENTRED, "", based="TableText")
    yield _style("TableNumber", "Table Number", '<w:jc w:val="right"/>', "", based="TableText")
    yield _style("TableHead", "Table Head", "<w:keepNext/>" + _CENTRED, _BOLD, based="TableText")


def _annexes(layout: Layout) -> Iterator[str]:
    outline = _KEEP + _CENTRED + '<w:outlineLvl w:val="0"/>'
    yield _style("Annex", "Annex", outline, _BOLD + _size(layout.sizes.annex))
    yield _style("Attached", "Attached", _spacing(after=6) + _CENTRED, _ITALIC + _size(layout.sizes.attached))


def _foot(layout: Layout) -> Iterator[str]:
    sizes = layout.sizes
    yield _style(
        "RecipientsTitle",
        "Recipients Title",
        "<w:keepNext/>",
        _BOLD + _ITALIC + _size(sizes.recipients_title),
    )
    yield _style("Recipients", "Recipients", "", _size(sizes.recipients))
    yield _style("Authority", "Authority", "<w:keepNext/>" + _CENTRED, _BOLD + _size(sizes.authority))
    yield _style("Room", "Room to Sign", f'<w:spacing w:before="{twips(layout.room)}"/>' + _CENTRED, _BOLD)


def _page(layout: Layout) -> Iterator[str]:
    yield _style("Header", "header", _CENTRED, _size(layout.sizes.page_number))
    yield _style("Draft", "Draft", _CENTRED, _BOLD + _size(layout.sizes.draft))


def _style(
    name_id: str, name: str, paragraph: str, dress: str, *, based: str = "Normal", then: str = ""
) -> str:
    custom = "" if name in _OF_WORD else ' w:customStyle="1"'
    following = f'<w:next w:val="{then}"/>' if then else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{name_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>{following}<w:qFormat/>'
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{dress}</w:rPr>" if dress else "")
        + "</w:style>"
    )


_OF_WORD = frozenset(
    {"Title", "Subtitle", "Body Text", "caption", "header", *(f"heading {n}" for n in range(1, 5))}
)


def _size(points: int) -> str:
    return f'<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'


def _spacing(before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before * 20}" w:after="{after * 20}"/>'


def _cell_margins(side: int) -> str:
    sides = (("top", 0), ("left", side), ("bottom", 0), ("right", side))
    return (
        "<w:tblCellMar>"
        + "".join(f'<w:{name} w:w="{width}" w:type="dxa"/>' for name, width in sides)
        + "</w:tblCellMar>"
    )
