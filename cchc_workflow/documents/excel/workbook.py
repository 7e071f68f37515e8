"""Owns making the Excel annex of a report from its snapshot; its sheets and columns are the book's."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from cchc_workflow.definitions.toml import unknown
from cchc_workflow.documents.excel.book import Book, Line, Sheet
from cchc_workflow.documents.excel.cells import Styles, capitalize, fit, make_styles, to_number
from cchc_workflow.documents.excel.rows import Filling, fill_in
from cchc_workflow.documents.excel.sheet import (
    FIRST_ROW,
    place_of,
    prepare_rows,
    range_of,
    say_share,
    share,
    write_head,
)
from cchc_workflow.engine.report.report import Facts
from cchc_workflow.errors import DefinitionError
from cchc_workflow.words import label, say_date

FONT: Final = "Times New Roman"
_LONGEST_PROPERTY: Final = 255
_ROMAN: Final = 1
_TITLE_WIDTH, _FIGURE_WIDTH = 48, 16


def write_xlsx(data: Facts, book: Book) -> bytes:
    """Return the annex as .xlsx: every row of the snapshot, each cell with its type, totals by formula.

    The same snapshot gives the same bytes. A part that the snapshot has not, or that has no rows, has no
    sheet. Nothing that a person wrote becomes a formula or a link.

    Raises:
        DefinitionError: a column or a line asks for what the figures have not.
    """
    target = BytesIO()
    workbook = _open(target)
    workbook.set_properties(_describe(data))
    styles = make_styles(workbook)
    figures, source = data["figures"], _say_source(data, book)
    _write_summary(workbook, styles, book, figures, source)
    fillings: dict[int, Filling] = {}
    for form in book.sheets:
        rows = _find_rows(figures, form)
        if rows:
            sheet = workbook.add_worksheet(form.name)
            columns = [(field.title, field.width) for field in form.fields]
            write_head(sheet, styles, form.title, source, columns)
            names = figures["tasks"]["columns"] if form.of_tasks else ()
            fillings[len(workbook.worksheets())] = prepare_rows(sheet, styles, book, form, rows, names)
    workbook.close()
    return fill_in(target.getvalue(), fillings)


def _open(target: BytesIO) -> Workbook:
    """Return a workbook that reads no meaning into texts."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {
            "font_name": FONT,
            "font_size": 11,
            "font_family": _ROMAN,
            "font_scheme": "none",
        },
    }
    return Workbook(target, options)


def _describe(data: Facts) -> Mapping[str, object]:
    """Return the properties of the file: it is from the day that its figures are of."""
    return {
        "title": fit(data["plan"]["title"])[:_LONGEST_PROPERTY],
        "company": fit(data["organization"]["name"])[:_LONGEST_PROPERTY],
        "created": datetime.combine(date.fromisoformat(data["as_of"]), time()),
    }


def _say_source(data: Facts, book: Book) -> str:
    window, subject = data["window"], data["subject"]
    days = {"from_on": window["from_on"], "to_on": window["to_on"], "as_of": data["as_of"]}
    return book.source.format(
        plan=data["plan"]["title"],
        subject=f" - {subject['name']}" if subject else "",
        **{name: say_date(date.fromisoformat(day)) for name, day in days.items()},
    )


def _find_rows(figures: Facts, form: Sheet) -> Sequence[Any]:
    found: Any = figures
    for name in form.rows.split("."):
        found = (found or {}).get(name)
    if not form.of_tasks or not found:
        return found or ()
    tasks = figures.get("tasks", {"rows": ()})
    rows: Sequence[Any] = tasks["rows"]
    return rows if found is tasks else [rows[index] for index in found] if rows else ()


def _write_summary(workbook: Workbook, styles: Styles, book: Book, figures: Facts, source: str) -> None:
    """Write the totals; a formula stands where it gives the very figure: some reports list fewer tasks."""
    sheet = workbook.add_worksheet(book.summary)
    widths = (_TITLE_WIDTH, *[_FIGURE_WIDTH] * (len(book.summary_columns) - 1))
    write_head(
        sheet, styles, book.summary_title, source, list(zip(book.summary_columns, widths, strict=True))
    )
    totals = figures["totals"]
    cells = {line.figure: xl_rowcol_to_cell(FIRST_ROW + at, 1) for at, line in enumerate(book.lines)}
    for at, line in enumerate(book.lines, start=FIRST_ROW):
        if line.figure not in totals:
            raise DefinitionError(book.path, "summary.line", unknown("figure", line.figure, totals))
        value, style = to_number(totals[line.figure], line.kind), styles.cells[line.kind]
        sheet.write_string(at, 0, line.title, styles.cells["text"])
        formula, gives = _find_formula(book, line, figures, cells)
        if formula and gives == value:
            sheet.write_formula(at, 1, formula, style, value)
        else:
            sheet.write_number(at, 1, value, style)


def _find_formula(
    book: Book, line: Line, figures: Facts, cells: Mapping[str, str]
) -> tuple[str, float | int]:
    """Return the formula of a line of the summary with what it gives; "" where it has none."""
    totals = figures["totals"]
    if line.sum_of:
        return "=" + "+".join(cells[name] for name in line.sum_of), sum(totals[name] for name in line.sum_of)
    if line.share_of:
        part, whole = line.share_of
        return say_share(cells[part], cells[whole]), share(totals[part], totals[whole])
    form = next((each for each in book.sheets if each.rows == "tasks"), None)
    if not line.counts or form is None or not _find_rows(figures, form):
        return "", 0
    return _count(book, form, line, figures["tasks"])


def _count(book: Book, form: Sheet, line: Line, tasks: Facts) -> tuple[str, int]:
    column = place_of(form, line.counts)
    shown = capitalize(label(form.fields[column].label, line.equals)) if line.equals else book.mark
    at = tasks["columns"].index(line.counts)
    given = sum(1 for row in tasks["rows"] if (row[at] == line.equals if line.equals else row[at]))
    cells = range_of(column, len(tasks["rows"]), fixed=True)
    return f"=COUNTIF('{form.name}'!{cells},\"{shown}\")", given
