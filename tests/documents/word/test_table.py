from itertools import pairwise

import pytest
from docx.document import Document as WordDocument
from docx.table import Table as WordTable

from cchc_workflow.documents.paper import Annex, Column, Table
from cchc_workflow.documents.word.document import write_docx
from cchc_workflow.documents.word.table import share_width
from tests.documents.opened import MM, open_word
from tests.documents.sheets import TASKS, make_layout, make_paper, make_rows

SHARES = [((1,), 100), ((1, 2), 100), ((5, 38, 18, 18, 11, 14, 8), 9354), ((0, 1), 10), ((3, 3, 3), 100)]


def write(*blocks: Table | Annex) -> WordDocument:
    return open_word(write_docx(make_paper(blocks=blocks), make_layout()))


def lined(document: WordDocument) -> list[WordTable]:
    return [
        table for table in document.tables if table.style is not None and table.style.name == "Table Grid"
    ]


@pytest.mark.parametrize(("shares", "width"), SHARES)
def test_share_width_gives_all_of_it_away(shares: tuple[int, ...], width: int) -> None:
    widths = share_width([Column("", share) for share in shares], width)
    assert sum(widths) == width
    assert all(each > 0 for each in widths)


def test_table_has_lines_on_all_sides() -> None:
    (table,) = lined(write(Table("", TASKS, make_rows(2))))
    assert table.style is not None
    edges = table.style.element.xpath(".//w:tblBorders/*")
    assert {edge.tag.rpartition("}")[2] for edge in edges} == {
        "top",
        "left",
        "bottom",
        "right",
        "insideH",
        "insideV",
    }


def test_header_is_repeated_and_no_row_is_split() -> None:
    (table,) = lined(write(Table("", TASKS, make_rows(3))))
    assert [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows] == [True, False, False, False]
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)


def test_cells_hold_the_texts_aligned_as_their_columns() -> None:
    rows = make_rows(1)
    (table,) = lined(write(Table("", TASKS, rows)))
    assert tuple(cell.text for cell in table.rows[1].cells) == rows[0]
    aligned = {"left": "TableText", "center": "TableMiddle", "right": "TableNumber"}
    styles = table.rows[1]._tr.xpath(".//w:pStyle/@w:val")
    assert styles == [aligned[column.align] for column in TASKS]


@pytest.mark.parametrize(("wide", "width"), [(False, 165), (True, 252)])
def test_table_is_as_wide_as_its_page(width: int, *, wide: bool) -> None:
    (table,) = lined(write(Annex("Phụ lục", "A", wide=wide), Table("", TASKS, make_rows(1))))
    grid = [int(each) for each in table._tbl.xpath("./w:tblGrid/w:gridCol/@w:w")]
    assert sum(grid) / MM == pytest.approx(width, abs=0.1)
    assert [int(each) for each in table._tbl.xpath("./w:tr[2]/w:tc/w:tcPr/w:tcW/@w:w")] == grid


def test_columns_of_a_group_stand_under_its_heading() -> None:
    columns = (
        Column("TT", 1),
        Column("Đúng hạn", 2, "right", "Đã xong"),
        Column("Quá hạn", 2, "right", "Đã xong"),
    )
    (table,) = lined(write(Table("", columns, (("1", "2", "3"),))))
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["TT", "Đã xong", "Đã xong"],
        ["TT", "Đúng hạn", "Quá hạn"],
        ["1", "2", "3"],
    ]
    assert len(table._tbl.xpath(".//w:tblHeader")) == 2


def test_last_row_is_bold() -> None:
    (table,) = lined(write(Table("", (Column("A", 1), Column("B", 1)), (("x", "1"),), ("Tổng", "1"))))
    assert [bool(row._tr.xpath(".//w:r/w:rPr/w:b")) for row in table.rows] == [False, False, True]


def test_table_without_rows_says_so() -> None:
    (table,) = lined(write(Table("", TASKS, ())))
    assert {cell.text for cell in table.rows[1].cells} == {"Không có"}


def test_table_of_signatures_has_no_lines() -> None:
    document = write(
        Annex("Phụ lục", "A"), Table("", (Column("BÊN GIAO", 1), Column("BÊN NHẬN", 1)), (), ruled=False)
    )
    assert lined(document) == []
    table = document.tables[-1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["BÊN GIAO", "BÊN NHẬN"]]


def test_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        write(Table("", TASKS, (("1", "2"),)))


def test_tables_one_after_the_other_stay_apart() -> None:
    assert len(lined(write(Table("", TASKS, ()), Table("", TASKS, ())))) == 2
    tags = [
        child.tag.rpartition("}")[2]
        for child in write(Table("", TASKS, ()), Table("", TASKS, ())).element.body
    ]
    assert ("tbl", "tbl") not in pairwise(tags)
