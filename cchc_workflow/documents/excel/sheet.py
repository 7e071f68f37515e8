"""Owns one sheet of the Excel annex: its titles, its rows, its totals by formula, how it is printed."""

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial, reduce
from math import ceil
from operator import itemgetter
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cchc_workflow.definitions.toml import unknown
from cchc_workflow.documents.excel.book import Book, Field, Sheet
from cchc_workflow.documents.excel.cells import Styles, Tell, fit, make_tell, to_number
from cchc_workflow.documents.excel.rows import Filling, Read
from cchc_workflow.errors import DefinitionError

Row = Any
"""A row of the tasks is a list, in the order of their columns; any other is a mapping."""

FIRST_ROW: Final = 3
"""Of the data, from 0: above it are the title, what the figures are from, and the titles of the columns."""

_A4: Final = 9
_FOUR_PLACES: Final = Decimal("0.0001")
_HEAD_HEIGHT: Final = 48
_TITLE_HEIGHT: Final = 21
_LINE_HEIGHT: Final = 15
_MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.6, "bottom": 0.6}
"""In inches: the decree lays out papers, not their Excel annexes."""


def write_head(
    sheet: Worksheet, styles: Styles, title: str, source: str, columns: Sequence[tuple[str, int]]
) -> None:
    """Write what stands above the data, stays in view and is printed on each page.

    `columns` are their titles with their widths in letters.
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**_MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_footer("&C&P/&N")
    sheet.hide_gridlines(0)
    sheet.freeze_panes(FIRST_ROW, 0)
    for column, (_, width) in enumerate(columns):
        sheet.set_column(column, column, width)
    room = sum(width for _, width in columns)
    for row, (text, style, height) in enumerate(
        ((title, styles.title, _TITLE_HEIGHT), (source, styles.source, _LINE_HEIGHT))
    ):
        sheet.set_row(row, height * ceil(len(text) / room))
        if len(columns) > 1:
            sheet.merge_range(row, 0, row, len(columns) - 1, "", style)
        sheet.write_string(row, 0, fit(text), style)
    sheet.set_row(FIRST_ROW - 1, _HEAD_HEIGHT)
    for column, (name, _) in enumerate(columns):
        sheet.write_string(FIRST_ROW - 1, column, fit(name), styles.head)


def prepare_rows(
    sheet: Worksheet, styles: Styles, book: Book, form: Sheet, rows: Sequence[Row], names: Sequence[str]
) -> Filling:
    """Write all but the rows, of which there is one at least: a blank model of them, and their totals.

    `names` are the columns of rows that are lists.

    Raises:
        DefinitionError: a column asks for what the rows have not.
    """
    reads = [_fill_blank(_make_read(book, field, rows[0], names), field.blank) for field in form.fields]
    for column, field in enumerate(form.fields):
        sheet.write_blank(FIRST_ROW, column, None, styles.cells[field.kind])
    end = FIRST_ROW + len(rows)
    sheet.autofilter(FIRST_ROW - 1, 0, end - 1, len(form.fields) - 1)
    if any(field.total for field in form.fields):
        sums = {
            field.value: sum((Decimal(read(row) or 0) for row in rows), Decimal(0))
            for field, read in zip(form.fields, reads, strict=True)
            if read is not None and field.total in {"sum", "marks"}
        }
        _write_totals(sheet, styles, book, form, len(rows), sums)
    columns = [
        (read, _make_tell(book, field, read, rows), field.width if field.kind in {"text", "list"} else 0)
        for field, read in zip(form.fields, reads, strict=True)
    ]
    return Filling(FIRST_ROW + 1, rows, columns)


def range_of(column: int, rows: int, *, fixed: bool = False) -> str:
    """Return the cells of a column's data as formulas name them: B4:B20."""
    letter, mark = xl_col_to_name(column), "$" if fixed else ""
    return f"{mark}{letter}{mark}{FIRST_ROW + 1}:{mark}{letter}{mark}{FIRST_ROW + rows}"


def place_of(form: Sheet, value: str) -> int:
    """Return the place of the column that shows a figure."""
    return next(place for place, field in enumerate(form.fields) if field.value == value)


def share(part: Decimal | int, whole: Decimal | int) -> float:
    """Return a share as Excel's ROUND(part/whole,4) gives it; 0 of 0 is 0."""
    if not whole:
        return 0
    return float((Decimal(part) / Decimal(whole)).quantize(_FOUR_PLACES, ROUND_HALF_UP))


def _write_totals(
    sheet: Worksheet, styles: Styles, book: Book, form: Sheet, count: int, sums: Mapping[str, Decimal]
) -> None:
    at = FIRST_ROW + count
    for column, field in enumerate(form.fields):
        cells = range_of(column, count)
        style = styles.totals["count"] if field.total in {"rows", "marks"} else styles.totals[field.kind]
        match field.total:
            case "":
                sheet.write_blank(at, column, None, style)
            case "title":
                sheet.write_string(at, column, book.total, style)
            case "rows":
                sheet.write_formula(at, column, f"=COUNTA({cells})", style, count)
            case "marks":
                sheet.write_formula(
                    at, column, f'=COUNTIF({cells},"{book.mark}")', style, int(sums[field.value])
                )
            case "sum":
                total = to_number(sums[field.value], field.kind)
                sheet.write_formula(at, column, f"=SUM({cells})", style, total)
            case "share":
                part, whole = (xl_rowcol_to_cell(at, place_of(form, name)) for name in field.parts)
                made = share(*(sums[name] for name in field.parts))
                sheet.write_formula(at, column, say_share(part, whole), style, made)


def say_share(part: str, whole: str) -> str:
    """Return the formula of a share of two cells; 0 of 0 is 0."""
    return f"=IF({whole}=0,0,ROUND({part}/{whole},4))"


def _make_read(book: Book, field: Field, first: Row, names: Sequence[str]) -> Read | None:
    """Return what finds a column's figure in a row, tried on the first row; None for the running number."""
    if field.kind == "order":
        return None
    if isinstance(first, list):
        if field.value not in names:
            raise _unknown(book, field, names)
        return itemgetter(names.index(field.value))
    path = field.value.split(".")
    try:
        reduce(_step, path, first)
    except KeyError as error:
        raise _unknown(book, field, first) from error
    if field.kind == "list":
        return lambda row: ", ".join(reduce(_step, path, row) or ())
    return partial(reduce, _step, path)


def _fill_blank(read: Read | None, blank: str) -> Read | None:
    return (lambda row: read(row) or blank) if read is not None and blank else read


def _make_tell(book: Book, field: Field, read: Read | None, rows: Sequence[Row]) -> Tell:
    """Return what tells a column's figures, tried on the first of them."""
    tell = make_tell(field, book.mark)
    first = (
        next((value for row in rows if (value := read(row)) is not None and value != ""), "") if read else 1
    )
    try:
        if first != "":
            tell(first)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        raise DefinitionError(book.path, f"{field.key}.kind", f"'{first}' is no {field.kind}") from error
    return tell


def _unknown(book: Book, field: Field, known: Collection[str]) -> DefinitionError:
    return DefinitionError(book.path, f"{field.key}.value", unknown("figure", field.value, known))


def _step(node: Any, name: str) -> Any:  # noqa: ANN401 - JSON values
    return None if node is None else node[name]
