import itertools
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.columns import HEIGHT, Amount, draw_columns


def test_columns_share_one_scale() -> None:
    columns = draw_columns([Amount("1", 10, 5), Amount("2", 20, 0), Amount("3", 0)])
    assert [column.height for column in columns.columns] == [44, 88, 0]
    assert [column.part_height for column in columns.columns] == [22, 0, 0]
    assert [column.top for column in columns.columns] == [44, 0, 88]
    assert columns.tallest == Amount("2", 20)


def test_columns_of_nothing_have_no_tallest() -> None:
    assert draw_columns([]).columns == ()
    assert draw_columns([Amount("1", 0)]).tallest is None


def test_something_is_seen_of_whatever_is_not_nothing() -> None:
    (small, _) = draw_columns([Amount("1", 1, 1), Amount("2", 100_000)]).columns
    assert (small.height, small.part_height) == (2, 2)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_columns_stay_on_their_ground_side_by_side(wholes: list[int]) -> None:
    columns = draw_columns([Amount(str(n), whole, whole // 2) for n, whole in enumerate(wholes)]).columns
    assert all(column.top + column.height == HEIGHT and column.top >= 0 for column in columns)
    assert all(column.x >= 0 and column.x + column.width <= 100 for column in columns)
    ends = [(column.x, column.x + column.width) for column in columns]
    assert all(end <= begin + Decimal("0.02") for (_, end), (begin, _) in itertools.pairwise(ends))
