from dataclasses import replace
from decimal import Decimal

import pytest

from cchc_workflow.documents.excel.book import Book, Field, Kind, Sheet, Total
from cchc_workflow.documents.excel.sheet import place_of, range_of, say_share, share
from cchc_workflow.documents.excel.workbook import write_xlsx
from cchc_workflow.errors import DefinitionError
from tests.documents.workbooks import formulas_in, make_book, read_sample, values_in


def column(value: str, kind: Kind = "text", total: Total = "", parts: tuple[str, ...] = ()) -> Field:
    key = f"columns.{value}"
    return Field(key=key, title=value, value=value, kind=kind, width=9, total=total, parts=parts)


def book_with(rows: str, *fields: Field, of_tasks: bool = False) -> Book:
    sheet = Sheet(key="sheet[1]", name="Trang", title="TRANG", rows=rows, of_tasks=of_tasks, fields=fields)
    return replace(make_book(), sheets=(sheet,))


def write(book: Book, **figures: object) -> bytes:
    data = read_sample()
    return write_xlsx({**data, "figures": {**data["figures"], **figures}}, book)


def test_totals_stand_under_their_columns() -> None:
    book = book_with(
        "things",
        column("name", total="title"),
        column("late", "count", "sum"),
        column("all", "decimal", "sum"),
        column("percent", "percent", "share", parts=("late", "all")),
        column("flag", "mark", "marks"),
        column("code", total="rows"),
    )
    things = [
        {"name": "a", "late": 1, "all": "2.5", "percent": "40.00", "flag": True, "code": "A"},
        {"name": "b", "late": 2, "all": "2.00", "percent": "100.00", "flag": False, "code": "B"},
    ]
    made = write(book, things=things)
    assert values_in(made)["Trang"][-1] == ["Tổng số", 3, 4.5, 0.6667, 1, 2]
    assert formulas_in(made, "Trang") == {
        "B6": "SUM(B4:B5)",
        "C6": "SUM(C4:C5)",
        "D6": "IF(C6=0,0,ROUND(B6/C6,4))",
        "E6": 'COUNTIF(E4:E5,"x")',
        "F6": "COUNTA(F4:F5)",
    }


def test_a_text_that_is_missing_has_its_own_word() -> None:
    book = book_with("things", replace(column("name"), blank="Nhiệm vụ chung"))
    made = write(book, things=[{"name": "a"}, {"name": None}])
    assert values_in(made)["Trang"][3:] == [["a"], ["Nhiệm vụ chung"]]


def test_a_figure_may_be_within_another_that_is_not_there() -> None:
    book = book_with("things", column("flag.on", "date"), column("tasks", "list"))
    made = write(
        book, things=[{"flag": {"on": "2021-06-28"}, "tasks": ["A", "B"]}, {"flag": None, "tasks": None}]
    )
    assert [[str(cell) for cell in row] for row in values_in(made)["Trang"][3:]] == [["2021-06-28", "A, B"]]


@pytest.mark.parametrize(("rows", "of_tasks"), [("units", False), ("late", True)])
def test_a_column_of_what_is_not_there_is_refused(rows: str, of_tasks: bool) -> None:  # noqa: FBT001
    with pytest.raises(DefinitionError) as refused:
        write(book_with(rows, column("assgned"), of_tasks=of_tasks))
    assert refused.value.key == "columns.assgned.value"
    assert refused.value.path == make_book().path


@pytest.mark.parametrize("kind", ["date", "count", "percent"])
def test_a_column_of_another_kind_is_refused(kind: Kind) -> None:
    with pytest.raises(DefinitionError) as refused:
        write(book_with("units", column("name", kind)))
    assert refused.value.key == "columns.name.kind"


def test_a_part_that_the_figures_have_not_has_no_sheet() -> None:
    for rows in ("nothing", "flags.nothing", "nothing.at.all"):
        assert "Trang" not in values_in(write(book_with(rows, column("name"))))


@pytest.mark.parametrize(
    ("part", "whole", "made"), [(0, 0, 0), (1, 3, 0.3333), (2, 3, 0.6667), (Decimal("0.5"), 10_000, 0.0001)]
)
def test_a_share_is_rounded_as_excel_does(part: Decimal, whole: int, made: float) -> None:
    assert share(part, whole) == made


def test_formulas_name_cells_as_excel_does() -> None:
    assert (range_of(1, 17), range_of(27, 1, fixed=True)) == ("B4:B20", "$AB$4:$AB$4")
    assert say_share("B2", "C2") == "=IF(C2=0,0,ROUND(B2/C2,4))"


def test_a_column_is_found_by_its_figure() -> None:
    (sheet,) = book_with("units", column("name"), column("late", "count")).sheets
    assert place_of(sheet, "late") == 1
