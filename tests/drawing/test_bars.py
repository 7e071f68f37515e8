from decimal import Decimal

import pytest

from cchc_workflow.drawing.bars import Share, draw_bars

LINE = Decimal(30)


def share(percent: str, *, over: bool = False, near: bool = False) -> Share:
    return Share("Văn phòng Sở", Decimal(percent), over, near)


@pytest.mark.parametrize(
    ("worst", "top", "line_at"),
    [
        ("0.00", 60, "50.00"),
        ("60.00", 60, "50.00"),
        ("60.01", 70, "42.86"),
        ("100.00", 100, "30.00"),
    ],
)
def test_bars_hold_the_worst_and_keep_the_line_in_the_middle(worst: str, top: int, line_at: str) -> None:
    bars = draw_bars([share(worst)], LINE)
    assert (bars.top, bars.line_at) == (Decimal(top), Decimal(line_at))


def test_bars_of_nothing_still_have_a_scale() -> None:
    bars = draw_bars([], LINE)
    assert bars.bars == ()
    assert (bars.top, bars.over, bars.near) == (Decimal(60), 0, 0)


@pytest.mark.parametrize("line", [1, 60, 100])
def test_bars_of_any_line_end_at_all_there_is(line: int) -> None:
    bars = draw_bars([share("100")], Decimal(line))
    assert bars.top == 100
    assert bars.bars[0].length == 100


def test_bars_are_as_long_as_their_share_and_told_by_a_tone() -> None:
    bars = draw_bars([share("45", over=True), share("20", near=True), share("0")], LINE)
    assert [bar.length for bar in bars.bars] == [Decimal("75.00"), Decimal("33.33"), Decimal("0.00")]
    assert [bar.tone for bar in bars.bars] == ["late", "soon", "plain"]
    assert (bars.over, bars.near) == (1, 1)
