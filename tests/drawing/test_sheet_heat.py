from decimal import Decimal

from cchc_workflow.drawing.rows import MOST
from cchc_workflow.drawing.sheet_heat import HeatRow, QuarterCell, draw_heat_picture, tell_heat
from cchc_workflow.drawing.svg import Look
from tests.drawing.seen import SPACE, assert_inside, read, texts

LINE = Decimal(30)
LOOK = Look(family="serif")
QUARTERS = ("Quý 1", "Quý 2")


def row(name: str, *cells: tuple[int, int]) -> HeatRow:
    return HeatRow(name, tuple(QuarterCell(*cell) for cell in cells))


ROWS = (row("Thanh tra Sở", (1, 4), (3, 5)), row("Văn phòng Sở", (0, 7), (0, 0)))


def test_share_of_a_quarter_without_deadlines_is_none() -> None:
    assert QuarterCell(0, 0).percent is None
    assert QuarterCell(1, 3).percent == Decimal("33.33")


def test_finding_names_the_worst_cell_and_counts_those_over_the_line() -> None:
    assert tell_heat(ROWS, QUARTERS, LINE) == (
        "Chậm nhiều nhất là Thanh tra Sở, Quý 2: 60 % (3/5 nhiệm vụ đến hạn trong quý). 1 ô từ 30 % trở lên."
    )
    assert tell_heat([row("A", (0, 3))], QUARTERS, LINE) == "Không quý nào có nhiệm vụ chậm."
    assert tell_heat([], QUARTERS, LINE) == "Chưa đơn vị nào có nhiệm vụ."


def test_figure_stands_in_every_cell() -> None:
    written = texts(draw_heat_picture(ROWS, QUARTERS, LINE, LOOK))
    assert {"25 %", "60 %", "0 %", "–", *QUARTERS} <= set(written)


def test_cells_over_the_line_have_a_dark_edge_and_bold_figures() -> None:
    root = read(draw_heat_picture(ROWS, QUARTERS, LINE, LOOK))
    edged = [each for each in root.iter(f"{SPACE}rect") if "edge-ink" in each.attrib["class"]]
    assert [each.attrib["class"] for each in edged] == ["fill-heat-4 edge-ink"]
    (bold,) = [
        each
        for each in root.iter(f"{SPACE}text")
        if each.attrib.get("font-weight") and each.text not in QUARTERS
    ]
    assert (bold.text, bold.attrib["class"]) == ("60 %", "fill-on-heat-4")


def test_keys_name_the_levels_there_are() -> None:
    assert texts(draw_heat_picture(ROWS, QUARTERS, LINE, LOOK))[-2:] == ["dưới 30 %", "từ 60 %"]


def test_many_units_are_summed_up_below() -> None:
    rows = [row(f"Đơn vị số {number}", (1, 4), (0, 2)) for number in range(60)]
    picture = draw_heat_picture(rows, QUARTERS, LINE, LOOK)
    assert f"Còn {60 - MOST} đơn vị khác, cộng {60 - MOST} nhiệm vụ chậm." in texts(picture)
    assert_inside(picture)
