from io import BytesIO
from operator import itemgetter

from xlsxwriter import Workbook

from cchc_workflow.documents.excel.rows import Filling, fill_in
from tests.documents.workbooks import find_in, values_in


def make_blank(*, total: bool) -> bytes:
    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True})
    sheet = workbook.add_worksheet("Một")
    workbook.add_worksheet("Hai").write_string(0, 0, "nguyên")
    sheet.write_string(0, 0, "TT")
    sheet.write_blank(1, 0, None, workbook.add_format({"bold": True}))
    sheet.write_blank(1, 1, None, workbook.add_format({"italic": True}))
    if total:
        sheet.write_string(4, 1, "hết")
    workbook.close()
    return target.getvalue()


def tell(value: object) -> str:
    return f' t="str"><v>{value}</v></c>'


def fill(rows: list[list[str]], *, total: bool = True, width: int = 0) -> bytes:
    number = (None, lambda value: f"><v>{value}</v></c>", 0)
    return fill_in(make_blank(total=total), {1: Filling(2, rows, [number, (itemgetter(0), tell, width)])})


def test_rows_come_where_the_blank_one_was() -> None:
    values = values_in(fill([["a"], ["b"], ["c"]]))
    assert values["Một"] == [["TT", ""], [1, "a"], [2, "b"], [3, "c"], ["", "hết"]]
    assert values["Hai"] == [["nguyên"]]


def test_cells_have_the_styles_of_the_blank_row_and_empty_ones_are_left_out() -> None:
    made = fill([["a"], [""], ["c"]])
    cells = {each.attrib["r"]: each.attrib.get("s") for each in find_in(made, "Một", ".//m:c")}
    assert cells == {"A1": None, "A2": "1", "B2": "2", "A3": "1", "A4": "1", "B4": "2", "B5": None}


def test_the_sheet_tells_how_far_it_reaches() -> None:
    for total, count, reach in ((True, 3, "A1:B5"), (False, 3, "A1:B4"), (False, 1, "A1:B2")):
        (dimension,) = find_in(fill([["a"]] * count, total=total), "Một", "m:dimension")
        assert dimension.attrib["ref"] == reach


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    made = fill([["a" * 10], ["a" * 11], ["a" * 9999]], width=10)
    heights = [each.attrib.get("ht") for each in find_in(made, "Một", ".//m:row")]
    assert heights == [None, "15", "30", "409", None]


def test_many_rows_are_written_a_part_at_a_time() -> None:
    rows = [[str(number)] for number in range(4001)]
    assert values_in(fill(rows, total=False))["Một"][1:] == [[n + 1, str(n)] for n in range(4001)]


def test_a_workbook_without_rows_stays_what_it_says() -> None:
    assert values_in(fill_in(make_blank(total=True), {})) == values_in(make_blank(total=True))
