from decimal import Decimal

import pytest

from cchc_workflow.domain.standing import percent
from cchc_workflow.drawing.bars import Share
from cchc_workflow.drawing.rows import MOST
from cchc_workflow.drawing.sheet_units import UnitShare, draw_units, tell_units
from cchc_workflow.drawing.svg import Look
from tests.drawing.seen import SPACE, hatched, read, texts

LINE = Decimal(30)
LOOK = Look(family="serif")


def unit(name: str, late: int, assigned: int, *, near: bool = False) -> UnitShare:
    over = bool(assigned) and late * 100 >= LINE * assigned
    return UnitShare(Share(name, percent(late, assigned), over, near), late, assigned)


FOREST = unit("Chi cục Kiểm lâm", 7, 15)
OFFICE = unit("Văn phòng Sở", 5, 20, near=True)
INSPECTION = unit("Thanh tra Sở", 1, 12)
IDLE = unit("Trung tâm Giống", 0, 0)


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (
            [FOREST, OFFICE, INSPECTION, IDLE],
            (
                "1 trong 4 đơn vị đã chạm ngưỡng 30 %; "
                "cao nhất là Chi cục Kiểm lâm: 46,67 % (7/15 nhiệm vụ). "
                "1 đơn vị sắp chạm ngưỡng."
            ),
        ),
        (
            [INSPECTION],
            (
                "Chưa đơn vị nào trong 1 đơn vị chạm ngưỡng 30 %; "
                "cao nhất là Thanh tra Sở: 8,33 % (1/12 nhiệm vụ)."
            ),
        ),
        ([unit("A", 0, 3)], "Không đơn vị nào trong 1 đơn vị có nhiệm vụ chậm."),
        ([IDLE], "Chưa đơn vị nào có nhiệm vụ."),
        ([], "Chưa đơn vị nào có nhiệm vụ."),
    ],
)
def test_finding_counts_and_names_the_furthest(units: list[UnitShare], told: str) -> None:
    assert tell_units(units, LINE) == draw_units(units, LINE, LOOK).told == told


def test_values_stand_at_the_bars() -> None:
    written = texts(draw_units([FOREST, OFFICE, IDLE], LINE, LOOK))
    assert {"46,67 %", "(7/15)", "25 %", "(5/20)", "không có nhiệm vụ", "ngưỡng 30 %", "60 %"} <= set(written)


def test_bars_are_told_by_hatching_and_keys_name_only_what_is_there() -> None:
    picture = draw_units([FOREST, OFFICE, INSPECTION], LINE, LOOK)
    assert hatched(picture) == 4, "two bars and their keys"
    assert texts(picture)[-3:] == ["từ ngưỡng 30 % trở lên", "sắp chạm ngưỡng", "dưới ngưỡng"]
    assert texts(draw_units([INSPECTION], LINE, LOOK))[-1:] == ["dưới ngưỡng"]


def test_line_is_dark_and_crosses_every_bar() -> None:
    picture = draw_units([FOREST, OFFICE], LINE, LOOK)
    (line,) = [each for each in read(picture).iter(f"{SPACE}line") if each.attrib["class"] == "edge-ink"]
    assert (line.attrib["x1"], line.attrib["stroke-width"]) == (line.attrib["x2"], "2")
    bars = [each for each in read(picture).iter(f"{SPACE}rect") if each.attrib["class"] == "fill-bed"]
    begins, wide = float(bars[0].attrib["x"]), float(bars[0].attrib["width"])
    assert float(line.attrib["x1"]) == pytest.approx(begins + wide / 2, abs=0.1)
    assert float(line.attrib["y2"]) > max(float(bar.attrib["y"]) for bar in bars)


def test_many_units_are_summed_up_below() -> None:
    units = [unit(f"Đơn vị số {number}", 60 - number, 100) for number in range(60)]
    written = texts(draw_units(units, LINE, LOOK))
    assert f"Đơn vị số {MOST - 1}" in written
    assert f"Đơn vị số {MOST}" not in written
    assert "Còn 40 đơn vị khác, mỗi đơn vị không quá 40 %; cộng 820/4.000 nhiệm vụ chậm." in written
