import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.sheet_months import MonthLoad, draw_months, tell_months
from cchc_workflow.drawing.svg import LOOKS, Look
from tests.drawing.seen import SPACE, assert_inside, hatched, read, texts

LOOK = Look(family="serif")
JUNE = MonthLoad(6, 64, 20, 20)
DECEMBER = MonthLoad(12, 190, 188, 0)


@pytest.mark.parametrize(
    ("months", "told"),
    [
        (
            [JUNE, DECEMBER],
            "Thời hạn dồn nhiều nhất vào tháng 12: 190 trong 254 nhiệm vụ, còn 188 chưa hoàn thành.",
        ),
        (
            [JUNE],
            (
                "Thời hạn dồn nhiều nhất vào tháng 6: 64 trong 64 nhiệm vụ, còn 20 chưa hoàn thành, "
                "trong đó 20 đã quá hạn."
            ),
        ),
        ([MonthLoad(1, 0, 0, 0)], "Chưa nhiệm vụ nào có thời hạn."),
        ([], "Chưa nhiệm vụ nào có thời hạn."),
    ],
)
def test_finding_names_the_busiest_month(months: list[MonthLoad], told: str) -> None:
    assert tell_months(months) == draw_months(months, LOOK).told == told


def test_columns_are_written_with_their_figures() -> None:
    written = texts(draw_months([JUNE, DECEMBER], LOOK))
    assert {"T6", "T12", "64", "190", "188", "đã quá hạn"} <= set(written)


def test_overdue_part_is_hatched() -> None:
    assert hatched(draw_months([JUNE, DECEMBER], LOOK)) == 2, "the part and its key"
    assert hatched(draw_months([DECEMBER], LOOK)) == 0


def test_parts_of_a_column_add_up_to_it() -> None:
    root = read(draw_months([MonthLoad(6, 64, 30, 10)], LOOK))
    rects = [each.attrib for each in root.iter(f"{SPACE}rect")]
    whole = next(float(each["height"]) for each in rects if each.get("fill") == "none")
    parts = [float(each["height"]) for each in rects if each.get("fill") != "none"][:3]
    assert sum(parts) == pytest.approx(whole, abs=0.2)


LOADS = st.lists(st.integers(0, 100_000), min_size=3, max_size=3).map(sorted)


@given(loads=st.lists(LOADS, max_size=12))
def test_any_year_stays_within_the_edges(loads: list[list[int]]) -> None:
    months = [MonthLoad(number, due, still, over) for number, (over, still, due) in enumerate(loads, 1)]
    for look in LOOKS:
        assert_inside(draw_months(months, look))
