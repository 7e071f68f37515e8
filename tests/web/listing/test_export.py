import csv
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import load_workbook
from starlette.testclient import TestClient

from cchc_workflow.web.listing.export import COLUMNS, Cell, write_csv, write_workbook
from cchc_workflow.words import say
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD_TCCB, SmallOffice
from tests.web.browsers import open_browser
from tests.web.listing.conftest import HOSTILE

NOW = vn(15, 6, 9)
HEADINGS = [say(f"listing.column_{name}") for name in COLUMNS]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]


@pytest.fixture
def browse(listed: SmallOffice) -> Callable[[str], TestClient]:
    return lambda address: open_browser(listed.office, NOW, address)


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def as_csv(*rows: list[Cell]) -> list[list[str]]:
    return read_csv(b"".join(write_csv(rows)))[1:]


def as_workbook(*rows: list[Cell]) -> list[list[Any]]:
    file = BytesIO()
    write_workbook(rows, file)
    sheet = load_workbook(BytesIO(file.getvalue())).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python()[1:]]


def test_csv_has_what_the_table_shows_in_its_order(browse: Callable[[str], TestClient]) -> None:
    answer = browse(COORDINATOR).get("/nhiem-vu/xuat.csv?don-vi=VP&xep=-ma")
    rows = read_csv(answer.content)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="nhiem-vu-2021-06-15.csv"'
    assert rows[0] == HEADINGS
    assert [row[0] for row in rows[1:]] == ["A4", "A3", "A2", "A1"]
    assert rows[4] == [
        "A1", "Nhiệm vụ A1", "Văn phòng Sở", "Phòng Tổ chức - Cán bộ", "a", "II.2.2.a1", "", "Báo cáo",
        "30/6/2021", "30/6/2021", "15", "Đã giao", "trong hạn", "", "",
    ]  # fmt: skip


def test_workbook_has_typed_dates_and_a_heading_that_stays(browse: Callable[[str], TestClient]) -> None:
    answer = browse(COORDINATOR).get("/nhiem-vu/xuat.xlsx?don-vi=VP&xep=ma")
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    rows = load_workbook(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == HEADINGS
    assert [row[0] for row in rows[1:]] == ["A1", "A2", "A3", "A4"]
    assert (rows[1][9], rows[1][10], rows[4][9]) == (date(2021, 6, 30), 15.0, "")
    sheet = ZipFile(BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="1"' in sheet
    assert "<autoFilter " in sheet
    assert "<f>" not in sheet


def test_export_stays_within_sight(browse: Callable[[str], TestClient]) -> None:
    rows = read_csv(browse(HEAD_TCCB).get("/nhiem-vu/xuat.csv").content)
    assert [row[0] for row in rows[1:]] == ["A1", "B1"]
    content = browse(HEAD_TCCB).get("/nhiem-vu/xuat.xlsx?don-vi=CCKL").content
    assert len(load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()) == 1


def test_hostile_title_is_the_text_that_it_is(browse: Callable[[str], TestClient]) -> None:
    rows = read_csv(browse(COORDINATOR).get("/nhiem-vu/xuat.csv?don-vi=CCKL").content)
    assert rows[1][1] == HOSTILE
    content = browse(COORDINATOR).get("/nhiem-vu/xuat.xlsx?don-vi=CCKL").content
    assert load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()[1][1] == HOSTILE


@pytest.mark.parametrize("text", FORMULAS, ids=repr)
def test_formula_is_a_text_in_csv(text: str) -> None:
    ((cell,),) = as_csv([text])
    assert cell == f"'{text}"


TEXTS = [*FORMULAS[:5], "http://so.example", "007", "x" * 40_000, "a\x00b\x0b\ufffe"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:9]))
def test_text_is_a_text_in_a_workbook(text: str) -> None:
    (row,) = as_workbook([text])
    assert row[0] == text.replace("\x00", "").replace("\x0b", "").replace("\ufffe", "")[:32_767]


def test_cells_are_written_by_their_kind() -> None:
    cells: list[Cell] = ["a;b", 7, date(2021, 6, 30), None, date(1800, 1, 2), -3, 'c"d\ne']
    assert as_csv(cells) == [["a;b", "7", "30/6/2021", "", "2/1/1800", "-3", 'c"d\ne']]
    (row,) = as_workbook(cells)
    assert row[:7] == ["a;b", 7.0, date(2021, 6, 30), "", "2/1/1800", -3.0, 'c"d\ne']


def test_csv_comes_piece_by_piece() -> None:
    pieces = list(write_csv([["A1"]] * 1200))
    assert len(pieces) == 3
    assert b"".join(pieces).count(b"A1") == 1200


@pytest.mark.parametrize("path", ["/nhiem-vu/xuat.csv", "/nhiem-vu/xuat.xlsx"])
def test_nobody_exports_nothing(listed: SmallOffice, path: str) -> None:
    assert open_browser(listed.office, NOW).get(path).headers["location"].startswith("/dang-nhap")
