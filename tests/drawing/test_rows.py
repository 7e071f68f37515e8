import pytest

from cchc_workflow.drawing.rows import draw_name, draw_rest
from cchc_workflow.drawing.svg import Look, Sheet
from tests.drawing.seen import COMBINING, HOSTILE, assert_inside, texts


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Văn phòng Sở", ["Văn phòng Sở"]),
        (
            "Chi cục Quản lý chất lượng nông lâm sản và thủy sản",
            ["Chi cục Quản lý chất lượng nông lâm", "sản và thủy sản"],
        ),
        ("Phòng Quản lý xây dựng công trình nông", ["Phòng Quản lý xây dựng công trình nông"]),
    ],
)
def test_name_stands_in_one_line_or_in_two_smaller_ones(name: str, lines: list[str]) -> None:
    sheet = Sheet("x", Look(family="serif"))
    draw_name(sheet, name, 190, 0)
    assert texts(sheet.finish(27, "", "")) == lines


@pytest.mark.parametrize("name", ["x" * 2000, "Trung tâm " * 200, HOSTILE, COMBINING, ""])
def test_name_of_any_length_stays_in_its_row(name: str) -> None:
    sheet = Sheet("x", Look(312))
    draw_name(sheet, name, 110, 0)
    picture = sheet.finish(27, "", "")
    assert len(texts(picture)) <= 2
    assert_inside(picture)


def test_rest_takes_a_line_if_there_is_one() -> None:
    sheet = Sheet("x", Look())
    assert draw_rest(sheet, "", 5) == 5
    assert draw_rest(sheet, "Còn 40 đơn vị khác", 5) == 25
    assert texts(sheet.finish(30, "", "")) == ["Còn 40 đơn vị khác"]
