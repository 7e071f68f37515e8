from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.burnup import TICKS, Mark, draw_burnup


def mark(day: int, planned: int, done: int | None = None) -> Mark:
    return Mark(date(2021, 1, 1) + timedelta(days=day), planned, done)


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (5, (0, 1, 2, 3, 4, 5)),
        (6, (0, 2, 4, 6)),
        (417, (0, 100, 200, 300, 400, 500)),
        (100_000, (0, 20_000, 40_000, 60_000, 80_000, 100_000)),
    ],
)
def test_scale_is_round(most: int, ticks: tuple[int, ...]) -> None:
    drawn = draw_burnup([mark(0, most)])
    assert (drawn.ticks, drawn.top) == (ticks, ticks[-1])


def test_gap_is_that_of_the_last_day_known() -> None:
    drawn = draw_burnup([mark(14, 30), mark(0, 0, 0), mark(7, 20, 8)])
    assert drawn.last == mark(7, 20, 8)
    assert (drawn.gap, drawn.planned) == (12, 30)
    assert draw_burnup([mark(0, 3, 5)]).gap == -2


def test_nothing_has_no_gap() -> None:
    drawn = draw_burnup([])
    assert (drawn.marks, drawn.last, drawn.gap, drawn.planned) == ((), None, 0, 0)
    assert draw_burnup([mark(0, 5)]).last is None


@given(most=st.integers(0, 10**9))
def test_scale_holds_the_greatest_in_few_steps(most: int) -> None:
    drawn = draw_burnup([mark(0, most)])
    assert most <= drawn.top
    assert len(drawn.ticks) <= TICKS + 1
