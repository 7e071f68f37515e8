"""Owns taking a listing along: the tasks that fit, in their order, as CSV or as a workbook."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from xlsxwriter import Workbook

from cchc_workflow.engine.listing import Line, read_export
from cchc_workflow.web.listing.address import TABLE, read_wanted
from cchc_workflow.web.listing.filters import part_words
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn
from cchc_workflow.words import label, say, say_date

MOST_ROWS = 100_000
FIRST_YEAR = 1900
"""From which a workbook counts its days."""
COLUMNS = {
    "code": 12,
    "title": 60,
    "unit": 28,
    "helpers": 28,
    "area": 10,
    "clause": 12,
    "part": 12,
    "deliverable": 30,
    "original_due_on": 14,
    "due_on": 14,
    "days": 10,
    "state": 18,
    "timeliness": 22,
    "reported_on": 14,
    "value": 16,
}
"""The columns of an export and their widths in a workbook, in letters."""

_LINES_AT_ONCE = 500
_CHUNK = 2**16
_DANGEROUS = re.compile(r"[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]")
"""What a spreadsheet takes for the beginning of a formula, the wide forms of an East Asian keyboard too."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML has no way to write."""
_LONGEST_CELL = 32_767

Cell = str | int | date | None


def add_routes(app: FastAPI, site: Site) -> None:
    """Add both exports of what the table shows."""

    def rows(request: Request, viewer: SignedIn) -> Iterator[list[Cell]]:
        wanted = read_wanted(request.query_params)
        found = read_export(site.office, viewer.scope, wanted, viewer.on, MOST_ROWS)
        return (cells_of(line, row, helpers) for line, row, helpers in found)

    def give_csv(request: Request, viewer: SignedIn) -> Response:
        lines = write_csv(rows(request, viewer))
        return StreamingResponse(
            lines, media_type="text/csv; charset=utf-8", headers=_headers(viewer.on, "csv")
        )

    def give_workbook(request: Request, viewer: SignedIn) -> Response:
        file = TemporaryFile()  # noqa: SIM115 - closed when it has been sent
        try:
            write_workbook(rows(request, viewer), file)
        except BaseException:
            file.close()
            raise
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return StreamingResponse(send_file(file), media_type=kind, headers=_headers(viewer.on, "xlsx"))

    app.add_api_route(f"{TABLE}/xuat.csv", give_csv, methods=["GET"])
    app.add_api_route(f"{TABLE}/xuat.xlsx", give_workbook, methods=["GET"])


def cells_of(line: Line, row: Any, helpers: str) -> list[Cell]:  # noqa: ANN401
    """Return the cells of a task's row, in the order of the columns."""
    return [
        line.code,
        line.title,
        line.unit,
        helpers,
        line.area,
        row.clause,
        part_words(row.period or ""),
        row.deliverable,
        row.original_due_on,
        line.due_on,
        line.days,
        line.state_label,
        label("timeliness", line.timeliness),
        row.reported_on,
        row.value or "",
    ]


def write_csv(rows: Iterable[list[Cell]]) -> Iterator[bytes]:
    """Yield the file piece by piece: UTF-8 with the mark by which spreadsheets know it."""
    page = StringIO("\ufeff", newline="")
    page.seek(0, 2)
    writer = csv.writer(page)
    writer.writerow(say(f"listing.column_{name}") for name in COLUMNS)
    for number, row in enumerate(rows, start=1):
        writer.writerow(_as_text(cell) for cell in row)
        if number % _LINES_AT_ONCE == 0:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def write_workbook(rows: Iterable[list[Cell]], file: IO[bytes]) -> None:
    """Write the workbook: typed dates, a heading that stays, a filter over every column; texts stay texts."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, {**options, "strings_to_numbers": False, "default_date_format": "d/m/yyyy"})
    sheet = book.add_worksheet(say("listing.sheet"))
    sheet.freeze_panes(1, 1)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for place, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, say(f"listing.column_{name}"), bold)
    last = 0
    day = book.add_format({"num_format": "d/m/yyyy"})
    for last, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            match cell:
                case date() if cell.year > FIRST_YEAR:
                    sheet.write_datetime(last, place, cell, day)
                case date():
                    sheet.write_string(last, place, say_date(cell))
                case int():
                    sheet.write_number(last, place, cell)
                case str() if cell:
                    sheet.write_string(last, place, _UNWRITABLE.sub("", cell)[:_LONGEST_CELL])
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    book.close()


def _as_text(cell: Cell) -> str:
    """Return a cell of a CSV file; what a spreadsheet would take for a formula is made a text by a quote."""
    match cell:
        case None:
            return ""
        case date():
            return say_date(cell)
        case int():
            return str(cell)
        case _:
            text = cell.replace("\x00", "")
            return f"'{text}" if _DANGEROUS.match(text.lstrip(" ")) else text


def send_file(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its beginning, piece by piece, and close it at the end."""
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _headers(on: date, ending: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="nhiem-vu-{on.isoformat()}.{ending}"',
        "Cache-Control": "private, no-store",
    }
