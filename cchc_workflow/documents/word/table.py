"""Owns Word's XML of tables: those with lines, and the invisible ones that head and foot stand in."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from cchc_workflow.documents.paper import Align, Column, Table
from cchc_workflow.documents.word.text import paragraph, run, twips

_STYLES: dict[Align, str] = {"left": "TableText", "center": "TableMiddle", "right": "TableNumber"}


def make_table(table: Table, width: Decimal, none: str) -> str:
    """Return a table that is `width` mm wide, shared by the columns' shares, its caption above it.

    Its header is repeated on each page, no row is split between two, and where there is no row `none` stands
    in one of its own.
    """
    widths = share_width(table.columns, twips(width))
    cells = [
        _open_cell(each, _STYLES[column.align]) for each, column in zip(widths, table.columns, strict=True)
    ]
    body = "".join(_row(row, cells) for row in table.rows)
    if table.ruled:
        body = body or _none(none, len(widths), sum(widths))
    foot = _row(table.foot, cells, dress="<w:b/><w:bCs/>") if table.foot else ""
    caption = paragraph("TableCaption", run(table.caption)) if table.caption else ""
    properties = _properties("TableGrid" if table.ruled else "Sides", widths)
    return f"{caption}<w:tbl>{properties}{_header(table.columns, widths)}{body}{foot}</w:tbl>"


def make_sides(rows: Sequence[tuple[str, str]], left: Decimal, right: Decimal) -> str:
    """Return a table without lines of two columns of so many mm; its cells hold XML of paragraphs."""
    widths = (twips(left), twips(right))
    made = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(f"{_cell_properties(each)}{cell}</w:tc>" for each, cell in zip(widths, row, strict=True))
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{_properties('Sides', widths)}{made}</w:tbl>"


def share_width(columns: Sequence[Column], width: int) -> list[int]:
    """Return the width of each column by its share; together they are exactly `width`."""
    shares = [max(column.width, 1) for column in columns]
    ends = [width * sum(shares[: n + 1]) // sum(shares) for n in range(len(shares))]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _properties(style: str, widths: Sequence[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _header(columns: Sequence[Column], widths: Sequence[int]) -> str:
    """Return the header: one row, or two where a group of columns stands under a heading of its own."""
    titles = [column.title for column in columns]
    if not any(column.group for column in columns):
        return _header_row(_head_cell(width, run(title)) for width, title in zip(widths, titles, strict=True))
    upper, lower, place = [], [], 0
    for group, members in groupby(columns, key=lambda column: column.group):
        span = len(list(members))
        inner = list(zip(widths, titles, strict=True))[place : place + span]
        place += span
        if group:
            spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            upper.append(_head_cell(sum(width for width, _ in inner), run(group), spanned))
            lower += [_head_cell(width, run(title)) for width, title in inner]
        else:
            upper += [_head_cell(width, run(title), '<w:vMerge w:val="restart"/>') for width, title in inner]
            lower += [_head_cell(width, "", "<w:vMerge/>") for width, _ in inner]
    return _header_row(upper) + _header_row(lower)


def _header_row(cells: Iterable[str]) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _head_cell(width: int, content: str, merged: str = "") -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{merged}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph('TableHead', content)}</w:tc>"


def _row(texts: Sequence[str], cells: Sequence[str], dress: str = "") -> str:
    made = "".join(f"{cell}{run(text, dress)}</w:p></w:tc>" for cell, text in zip(cells, texts, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{made}</w:tr>"


def _none(text: str, columns: int, width: int) -> str:
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{columns}"/></w:tcPr>'
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}{paragraph('TableMiddle', run(text))}</w:tc></w:tr>"


def _open_cell(width: int, style: str) -> str:
    return f'{_cell_properties(width)}<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'


def _cell_properties(width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
