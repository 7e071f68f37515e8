import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.hatch import hatch_box
from cchc_workflow.drawing.ink import Hatch

BOX = (10.0, 20.0, 60.0, 14.0)


def hatch(slope: int) -> Hatch:
    return Hatch("late", "paper", 7, 1.7, slope)


def test_lines_lean_and_stand_a_step_apart() -> None:
    lines = list(hatch_box(BOX, hatch(1)))
    whole = [line for line in lines if line[3] == 20 and line[1] == 34]
    assert all(to_x - x == 14 for x, _, to_x, _ in whole)
    assert {other[0] - one[0] for one, other in itertools.pairwise(whole)} == {7}


def test_lines_of_boxes_side_by_side_go_on() -> None:
    together = {round(line[0], 6) for line in hatch_box((0, 0, 100, 14), hatch(1)) if 50 <= line[0] < 86}
    beside = {round(line[0], 6) for line in hatch_box((50, 0, 50, 14), hatch(1)) if 50 < line[0] < 86}
    assert beside <= together


def test_points_have_no_length() -> None:
    points = list(hatch_box(BOX, hatch(0)))
    assert points
    assert all(line[:2] == line[2:] for line in points)


@pytest.mark.parametrize("slope", [1, -1, 0])
@given(x=st.floats(0, 600), y=st.floats(0, 600), width=st.floats(0.5, 300), height=st.floats(0.5, 60))
def test_lines_never_leave_the_box(slope: int, x: float, y: float, width: float, height: float) -> None:
    for from_x, from_y, to_x, to_y in hatch_box((x, y, width, height), hatch(slope)):
        assert all(x - 1e-6 <= place <= x + width + 1e-6 for place in (from_x, to_x))
        assert all(y - 1e-6 <= place <= y + height + 1e-6 for place in (from_y, to_y))
