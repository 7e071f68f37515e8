"""Owns putting the rows of long tables into a workbook that has all but them.

A row differs from its model in nothing but its figures: telling only these is four times as fast as
xlsxwriter, which would take 20 seconds for the tasks of a province (docs/decisions/0013-excel.md).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.utility import xl_col_to_name

from cchc_workflow.documents.excel.cells import Tell

Read = Callable[[Any], Any]

_STYLE: Final = re.compile(rb'<c r="[A-Z]+\d+" s="(\d+)"/>')
_DIMENSION: Final = re.compile(rb'<dimension ref="[^"]*"/>')
_AT_ONCE: Final = 2000
"""Rows that are made before they are written."""

_LINE: Final = 15
_HIGHEST: Final = 409
"""The heights, in points, of a line and of the highest row that Excel shows."""

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""What a zip can say at least: when a file was made is told in its properties, not here."""


@dataclass(frozen=True, slots=True)
class Filling:
    """The rows of one sheet, the first of them in the row `first` of Excel, which is blank in the workbook.

    `columns` find a figure in a row (None: its running number) and tell it; the width in letters is that of a
    column whose texts are broken into lines, else 0.
    """

    first: int
    rows: Sequence[Any]
    columns: Sequence[tuple[Read | None, Tell, int]]


def fill_in(workbook: bytes, fillings: Mapping[int, Filling]) -> bytes:
    """Return the workbook with the rows of its sheets, by the number of the sheet from 1.

    The blank row of each is the model: its cells, one for each column, have the styles.
    """
    target = BytesIO()
    by_name = {f"xl/worksheets/sheet{number}.xml": filling for number, filling in fillings.items()}
    with ZipFile(BytesIO(workbook)) as before, ZipFile(target, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = ZipInfo(name, _EARLIEST)
            part.compress_type = ZIP_DEFLATED
            content = before.read(name)
            if name not in by_name:
                after.writestr(part, content)
                continue
            with after.open(part, "w", force_zip64=True) as sheet:
                for chunk in _fill(content, by_name[name]):
                    sheet.write(chunk)
    return target.getvalue()


def _fill(content: bytes, filling: Filling) -> Iterator[bytes]:
    begin = content.index(f'<row r="{filling.first}"'.encode())
    end = content.index(b"</row>", begin) + len(b"</row>")
    styles = [style.decode() for style in _STYLE.findall(content[begin:end])]
    last = max(filling.first + len(filling.rows) - 1, _last_row(content))
    reach = f'<dimension ref="A1:{xl_col_to_name(len(styles) - 1)}{last}"/>'.encode()
    yield _DIMENSION.sub(reach, content[:begin], count=1)
    yield from _make_rows(filling, styles)
    yield content[end:]


def _last_row(content: bytes) -> int:
    begin = content.rindex(b'<row r="') + len(b'<row r="')
    return int(content[begin : content.index(b'"', begin)])


def _make_rows(filling: Filling, styles: Sequence[str]) -> Iterator[bytes]:
    columns = [
        (f'<c r="{xl_col_to_name(place)}', f'" s="{style}"', *column)
        for place, (style, column) in enumerate(zip(styles, filling.columns, strict=True))
    ]
    made: list[str] = []
    for number, row in enumerate(filling.rows, start=filling.first):
        cells: list[str] = []
        lines = 1
        for begin, style, read, tell, width in columns:
            value: Any = number - filling.first + 1 if read is None else read(row)
            if value is not None and value != "" and value is not False:
                cells.append(f"{begin}{number}{style}{tell(value)}")
                if width and len(value) > width:
                    lines = max(lines, -(-len(value) // width))
        height = min(lines * _LINE, _HIGHEST)
        made.append(f'<row r="{number}" ht="{height}">{"".join(cells)}</row>')
        if len(made) == _AT_ONCE:
            yield "".join(made).encode()
            made.clear()
    yield "".join(made).encode()
