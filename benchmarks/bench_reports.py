"""A quarter report of 417 tasks and of 100,000: the figures, Word, PDF, Excel, the pictures."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import docx
import xlsxwriter

from benchmarks.crowds import grow
from benchmarks.figures import Figure, in_turn, seconds
from benchmarks.offices import issue_real_plan, open_office
from benchmarks.report_child import FORMATS, compose_report, open_shipped_press
from cchc_workflow.documents.png import to_png
from cchc_workflow.documents.press import Press
from cchc_workflow.drawing.report import draw, pictures_of
from cchc_workflow.engine.report.report import Format, Report
from cchc_workflow.store.database import Database

PROVINCE = 100_000
ROUNDS = 7


def run() -> list[Figure]:
    """Return the figures of the real plan's report, of its pictures, and of a province's."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "base.sqlite3"
        with closing(Database(f"sqlite:///{base}", synchronous="NORMAL")) as database:
            issue_real_plan(database)
            office = open_office(database)
            report = compose_report(office)
            figures = [_numbers(office, base), *_papers(report), *_pictures(report)]
        grow(base, PROVINCE)
        return [*figures, *_province(base)]


def _numbers(office: Any, path: Path) -> Figure:  # noqa: ANN401
    with closing(sqlite3.connect(path)) as raw:
        ours, base, ratio = in_turn(
            lambda: compose_report(office),
            lambda: json.dumps(raw.execute("SELECT * FROM task").fetchall()),
            ROUNDS,
        )
    detail = f"raw sqlite3, only the tasks' rows as JSON: {base * 1e3:.1f} ms; {ratio:.2f} x of it"
    return Figure("figures of a quarter report, 417 tasks", ours * 1e3, 50, "ms", at_most=True, detail=detail)


def _papers(report: Report) -> list[Figure]:
    press = open_shipped_press()
    rows = [[str(cell) for cell in row[:7]] for row in report.data["figures"]["tasks"]["rows"]]
    bare = {
        "docx": ("python-docx, a table of the same rows", lambda: _bare_docx(rows)),
        "xlsx": ("xlsxwriter, a sheet of the same rows", lambda: _bare_xlsx(rows)),
    }
    targets = {"docx": 1000, "pdf": 1000, "xlsx": 500}
    figures = []
    for form in FORMATS:
        ours = partial(_print_anew, press, report, form)
        if form in bare:
            what, baseline = bare[form]
            own, base, ratio = in_turn(ours, baseline, ROUNDS)
            detail = f"{what}: {base * 1e3:,.0f} ms; {ratio:.2f} x of it"
        else:
            own, detail = (
                median(seconds(ours) for _ in range(ROUNDS)),
                "no baseline: typst is the whole of it",
            )
        figures.append(
            Figure(f"quarter report as {form}", own * 1e3, targets[form], "ms", at_most=True, detail=detail)
        )
    return figures


def _print_anew(press: Press, report: Report, form: Format) -> None:
    to_png.cache_clear()
    press.print(report, form)


def _pictures(report: Report) -> list[Figure]:
    """Every picture is drawn anew: what was drawn last is kept at hand for the same report's other papers."""
    names = pictures_of(report.data)
    drawn = {name: draw(name, report.data) for name in names}
    fresh = to_png.__wrapped__
    svg = max(
        (median(seconds(partial(draw, name, report.data)) for _ in range(ROUNDS)), name) for name in names
    )
    png = max((median(seconds(partial(fresh, drawn[name])) for _ in range(ROUNDS)), name) for name in names)
    return [
        Figure("slowest picture, as SVG", svg[0] * 1e3, 30, "ms", at_most=True, detail=svg[1]),
        Figure("slowest picture, as PNG twice as dense", png[0] * 1e3, 30, "ms", at_most=True, detail=png[1]),
    ]


def _province(path: Path) -> list[Figure]:
    child = [sys.executable, "-m", "benchmarks.report_child", str(path)]
    done = subprocess.run(child, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    found = json.loads(done.stdout)
    memory = found.pop("memory")
    parts = ", ".join(f"{name} {value:.1f} s" for name, value in found.items())
    return [
        Figure(
            "quarter report of 100,000 tasks, all four",
            sum(found.values()),
            15,
            "s",
            at_most=True,
            detail=parts,
        ),
        Figure("its memory at the peak", memory, 500, "MB", at_most=True, detail="of a process of its own"),
    ]


def _bare_docx(rows: list[list[str]]) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=len(rows), cols=7)
    for row, cells in zip(rows, table.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _bare_xlsx(rows: list[list[str]]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


if __name__ == "__main__":
    from benchmarks.figures import show

    show(run())
