import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.documents.excel.book import read_book
from cchc_workflow.errors import DefinitionError
from tests.documents.workbooks import BOOK_FILE, make_book, read_sample

SHIPPED = BOOK_FILE.read_text("utf-8")


def test_the_annex_that_comes_along_is_whole() -> None:
    book = make_book()
    assert [sheet.name for sheet in book.sheets][:2] == ["Đơn vị", "Lĩnh vực"]
    assert {line.figure for line in book.lines} <= set(read_sample()["figures"]["totals"])
    assert [field.title for field in book.sheets[0].fields if field.total == "share"] == ["Tỷ lệ chậm"]


def test_the_columns_of_tasks_are_those_of_the_snapshot() -> None:
    known = set(read_sample()["figures"]["tasks"]["columns"])
    for sheet in make_book().sheets:
        if sheet.of_tasks:
            assert {field.value for field in sheet.fields} - {""} <= known


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('name = "Tổng hợp"', 'name = "Tổng/hợp"', "summary.name", "must have at most 31 letters"),
        ('name = "Đơn vị"', f'name = "{"a" * 32}"', "sheet[1].name", "must have at most 31 letters"),
        ('name = "Đơn vị"', 'name = "tổng HỢP"', "sheet[1].name", "is used twice"),
        ('mark = "x"', 'mark = "*"', "words.mark", "must be letters or digits"),
        ("{plan}{subject}", "{plan.__class__}", "words.source", "unknown name"),
        ("{plan}{subject}", "{plan", "words.source", "in field name"),
        ("{plan}{subject}", "{plan:d}", "words.source", "format code 'd'"),
        ('counts = "excused"', 'counts = "exused"', "summary.line", "did you mean 'excused'"),
        ("{plan}{subject}", "{nobody}", "words.source", "unknown name"),
        ('columns = "units"', 'columns = "unit"', "sheet[1].columns", "did you mean 'units'"),
        ('kind = "order"', 'kind = "ordre"', "columns.tasks[1].kind", "did you mean 'order'"),
        ('of = ["late", "assigned"]', 'of = ["late"]', "columns.units[13].of", "must be two names"),
        ('of = ["late", "assigned"]', 'of = ["late", "all"]', "columns.units", "unknown name 'all'"),
        ('share = ["late", "assigned"]', 'share = ["late", "all"]', "summary.line", "unknown name 'all'"),
        ('total = "Tổng số"', 'totals = "Tổng số"', "words.total", "missing"),
    ],
)
def test_what_is_wrong_is_refused_with_its_key(old: str, new: str, key: str, reason: str) -> None:
    assert old in SHIPPED
    with pytest.raises(DefinitionError) as refused:
        read_book(toml.parse(SHIPPED.replace(old, new, 1), "sheets.toml"))
    assert (refused.value.path, refused.value.key) == ("sheets.toml", key)
    assert reason in refused.value.reason


def test_a_key_that_nobody_knows_is_refused() -> None:
    with pytest.raises(DefinitionError) as refused:
        read_book(toml.parse(SHIPPED + "\n[more]\n", "sheets.toml"))
    assert refused.value.key == "more"
