from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.flags import Flag, fit_axis, hang_flags


def levels(*flags: tuple[float, float]) -> list[int]:
    return [hung.level for hung in hang_flags([Flag(x, "", wide) for x, wide in flags])]


def test_flags_with_room_hang_side_by_side() -> None:
    assert levels((0, 40), (50, 40), (100, 40)) == [0, 0, 0]


def test_flag_that_would_reach_another_mast_hangs_lower() -> None:
    assert levels((0, 80), (50, 40), (100, 40)) == [1, 0, 0]
    assert levels((0, 200), (50, 100), (100, 40)) == [2, 1, 0]
    assert levels((10, 5), (10, 5)) == [1, 0]
    assert levels() == []


def test_axis_ends_early_enough_for_its_labels() -> None:
    assert fit_axis([(0.0, 90), (1.0, 40)], 100) == 60
    assert fit_axis([(0.5, 80)], 100) == 40
    assert fit_axis([(0.0, 80)], 100) == 100
    assert fit_axis([], 100) == 100


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(10, 200)), max_size=12))
def test_no_two_flags_and_no_flag_and_mast_meet(places: list[tuple[float, float]]) -> None:
    hung = hang_flags([Flag(x, "", wide) for x, wide in places])
    for place, one in enumerate(hung):
        for other in hung[place + 1 :]:
            apart = one.flag.x + one.flag.wide <= other.flag.x
            assert apart or one.level > other.level


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(1, 150)), max_size=12))
def test_every_label_ends_within_the_room(labels: list[tuple[float, float]]) -> None:
    axis = fit_axis(labels, 300)
    assert 0 < axis <= 300
    assert all(at * axis + wide <= 300 + 1e-6 for at, wide in labels)
