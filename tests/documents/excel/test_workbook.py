from dataclasses import replace
from io import BytesIO
from time import perf_counter
from typing import Any
from zipfile import ZipFile

import pytest

from cchc_workflow.documents.excel.workbook import write_xlsx
from cchc_workflow.documents.wording.samples import hollow
from cchc_workflow.errors import DefinitionError
from tests.documents.workbooks import (
    KINDS,
    find_in,
    formulas_in,
    make_book,
    names_in,
    read_sample,
    values_in,
)

TITLES = 2
HOSTILE = "=cmd|' /C calc'!A0 & <b> \"q\" 'a' _x0041_ http://a.vn Tiê\u0301ng\x00\x0b"


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return read_sample()


@pytest.fixture(scope="module")
def made(data: dict[str, Any]) -> bytes:
    return write_xlsx(data, make_book())


def rows_of(made: bytes, name: str) -> list[dict[str, Any]]:
    sheet = values_in(made)[name]
    return [dict(zip(sheet[TITLES], row, strict=True)) for row in sheet[TITLES + 1 :]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_has_its_annex_and_the_same_bytes_again(kind: str) -> None:
    made = write_xlsx(read_sample(kind), make_book())
    assert values_in(made)
    assert write_xlsx(read_sample(kind), make_book()) == made


@pytest.mark.parametrize("kind", KINDS)
def test_the_summary_says_the_totals(kind: str) -> None:
    data = read_sample(kind)
    totals = data["figures"]["totals"]
    said = dict(values_in(write_xlsx(data, make_book()))["Tổng hợp"][TITLES + 1 :])
    assert said["Nhiệm vụ được giao"] == totals["assigned"]
    assert said["Chậm"] == totals["late"]
    assert said["Đã hoàn thành đúng hạn"] == totals["done_on_time"]
    assert round(said["Tỷ lệ chậm"] * 100, 2) == float(totals["percent"])


def test_a_figure_of_the_summary_is_a_formula_where_it_gives_the_figure(made: bytes) -> None:
    formulas = formulas_in(made, "Tổng hợp")
    assert formulas["B4"] == "B6+B5"
    assert formulas["B7"] == "COUNTIF('Nhiệm vụ'!$K$4:$K$18,\"Hoàn thành đúng hạn\")"
    assert formulas["B11"] == "COUNTIF('Nhiệm vụ'!$O$4:$O$18,\"x\")"
    assert formulas["B13"] == "IF(B6=0,0,ROUND(B11/B6,4))"
    assert "B9" not in formulas


def test_a_report_that_lists_fewer_tasks_counts_them_not() -> None:
    data = read_sample()
    data["figures"]["totals"]["late"] += 1
    made = write_xlsx(data, make_book())
    assert "B11" not in formulas_in(made, "Tổng hợp")
    assert dict(values_in(made)["Tổng hợp"][TITLES + 1 :])["Chậm"] == data["figures"]["totals"]["late"]


def test_a_figure_that_the_totals_have_not_is_refused() -> None:
    book = make_book()
    with pytest.raises(DefinitionError) as refused:
        write_xlsx(read_sample(), replace(book, lines=(replace(book.lines[0], figure="totl"),)))
    assert (refused.value.path, refused.value.key) == (book.path, "summary.line")
    assert "did you mean 'total'" in refused.value.reason


def test_tasks_stand_there_with_their_types(made: bytes, data: dict[str, Any]) -> None:
    tasks = data["figures"]["tasks"]
    expected = [dict(zip(tasks["columns"], row, strict=True)) for row in tasks["rows"]]
    *rows, total = rows_of(made, "Nhiệm vụ")
    assert [row["Mã"] for row in rows] == [task["code"] for task in expected]
    for number, (row, task) in enumerate(zip(rows, expected, strict=True), start=1):
        assert row["TT"] == number
        assert row["Nhiệm vụ"] == task["title"]
        assert (row["Thời hạn"].isoformat() if row["Thời hạn"] else None) == task["due_on"]
        assert row["Số ngày chậm"] == task["days_late"]
        assert row["Chậm"] == ("x" if task["late"] else "")
    assert (total["Mã"], total["Nhiệm vụ"]) == (len(expected), "Tổng số")
    assert total["Chậm"] == sum(task["late"] for task in expected)


def test_lists_of_tasks_are_sheets_of_their_own(made: bytes, data: dict[str, Any]) -> None:
    tasks = data["figures"]["tasks"]["rows"]
    for name, part in (("Chậm", "late"), ("Không có thời hạn", "undated"), ("Đến hạn kỳ tới", "due_next")):
        *rows, total = rows_of(made, name)
        assert [row["Mã"] for row in rows] == [tasks[index][0] for index in data["figures"][part]]
        assert total["Mã"] == len(rows)


@pytest.mark.parametrize(("name", "part"), [("Đơn vị", "units"), ("Lĩnh vực", "areas")])
def test_totals_are_sums_by_formula_with_their_figures(
    made: bytes, data: dict[str, Any], name: str, part: str
) -> None:
    expected = data["figures"][part]
    *rows, total = rows_of(made, name)
    assert [row["Chậm"] for row in rows] == [each["late"] for each in expected]
    assert [round(row["Tỷ lệ chậm"] * 100, 2) for row in rows] == [
        float(each["percent"]) for each in expected
    ]
    assert total["Được giao"] == sum(each["assigned"] for each in expected)
    share = total["Chậm"] / total["Được giao"]
    assert total["Tỷ lệ chậm"] == pytest.approx(share, abs=0.00005)
    formulas = set(formulas_in(made, name).values())
    last = 3 + len(rows)
    assert f"SUM(E4:E{last})" in formulas
    assert any(each.startswith("IF(") and "ROUND(" in each for each in formulas)


def test_titles_stay_in_view_are_repeated_and_filter(made: bytes) -> None:
    names = list(values_in(made))
    for number, name in enumerate(names):
        (pane,) = find_in(made, name, "m:sheetViews/m:sheetView/m:pane")
        assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("3", "frozen")
        (setup,) = find_in(made, name, "m:pageSetup")
        assert (setup.attrib["orientation"], setup.attrib["paperSize"]) == ("landscape", "9")
        repeated = names_in(made)["_xlnm.Print_Titles", str(number)]
        assert repeated.replace("'", "") == f"{name}!$3:$3"
    (filtered,) = find_in(made, "Nhiệm vụ", "m:autoFilter")
    assert filtered.attrib["ref"] == "A3:Q18"


def test_no_text_is_ever_a_formula_or_a_link() -> None:
    data = read_sample()
    tasks = data["figures"]["tasks"]
    for column in ("title", "unit", "value", "target", "deliverable"):
        tasks["rows"][0][tasks["columns"].index(column)] = HOSTILE
    data["plan"]["title"] = data["figures"]["units"][0]["name"] = HOSTILE
    made = write_xlsx(data, make_book())
    title = rows_of(made, "Nhiệm vụ")[0]["Nhiệm vụ"]
    assert title == "=cmd|' /C calc'!A0 & <b> \"q\" 'a' _x0041_ http://a.vn Tiếng"
    assert all(
        not each.startswith("cmd") for name in values_in(made) for each in formulas_in(made, name).values()
    )
    with ZipFile(BytesIO(made)) as parts:
        assert not [name for name in parts.namelist() if "worksheets/_rels" in name]


def test_a_text_that_is_too_long_for_a_cell_is_cut() -> None:
    data = read_sample()
    data["figures"]["tasks"]["rows"][0][1] = "ộ" * 40_000
    title = rows_of(write_xlsx(data, make_book()), "Nhiệm vụ")[0]["Nhiệm vụ"]
    assert title == "ộ" * 32_766 + "…"


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_with_nothing_to_tell_has_its_summary(kind: str) -> None:
    data = read_sample(kind)
    made = write_xlsx({**data, "figures": hollow(data["figures"])}, make_book())
    assert dict(values_in(made)["Tổng hợp"][TITLES + 1 :])["Tỷ lệ chậm"] == 0


def test_the_file_is_from_the_day_of_its_figures(data: dict[str, Any]) -> None:
    made = write_xlsx(data, make_book())
    with ZipFile(BytesIO(made)) as parts:
        assert f"{data['as_of']}T00:00:00Z" in parts.read("docProps/core.xml").decode()
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_ten_thousand_tasks_take_a_moment() -> None:
    data = read_sample()
    tasks = data["figures"]["tasks"]
    tasks["rows"] = [[f"{row[0]}-{n}", *row[1:]] for n in range(700) for row in tasks["rows"]]
    began = perf_counter()
    made = write_xlsx(data, make_book())
    assert perf_counter() - began < 5
    assert len(values_in(made)["Nhiệm vụ"]) == len(tasks["rows"]) + 4
