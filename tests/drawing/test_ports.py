from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.ports import NUDGE, End, place_ports


def test_a_line_alone_leaves_in_the_middle() -> None:
    assert place_ports([End("a", "box", 100, 300)]) == {("a", "box"): 100}


def test_lines_stand_in_the_order_of_where_they_go() -> None:
    places = place_ports(
        [End("far", "box", 100, 300), End("left", "box", 100, 0), End("near", "box", 100, 200)]
    )
    assert places["left", "box"] < places["near", "box"] < places["far", "box"]


def test_nested_lines_go_round_each_other() -> None:
    """Of two lines to the right the farther one leaves first: it runs above and comes down outside."""
    ends = [End("near", "box", 100, 200), End("far", "box", 100, 300), End("left", "box", 100, 0)]
    places = place_ports(ends, nested=True)
    assert places["left", "box"] < places["far", "box"] < places["near", "box"]


def test_ends_of_one_line_share_a_place() -> None:
    places = place_ports(
        [End("bus", "box", 100, 0), End("bus", "box", 100, 300), End("other", "box", 100, 200)]
    )
    assert len(places) == 2


@given(
    st.lists(
        st.builds(
            End,
            st.integers(0, 5),
            st.sampled_from("ab"),
            st.just(100),
            st.integers(0, 400),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_no_two_lines_run_into_one(ends: list[End], nested: bool) -> None:  # noqa: FBT001
    places = place_ports(ends, nested=nested)
    assert set(places) == {(end.line, end.box) for end in ends}
    for box in "ab":
        here = sorted(place for (_, at), place in places.items() if at == box)
        assert all(after - before >= NUDGE - 1 for before, after in pairwise(here))
