from decimal import Decimal

import pytest

from cchc_workflow.drawing.scale import part_of, round_up


@pytest.mark.parametrize(
    ("value", "whole", "expected"),
    [
        (0, 10, "0.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (5, 5, "100.00"),
        (9, 5, "100"),
        (-1, 5, "0.00"),
        (1, 0, "0.00"),
        (Decimal("6.5"), Decimal(13), "50.00"),
    ],
)
def test_part_of_stays_between_nothing_and_all(
    value: Decimal | int, whole: Decimal | int, expected: str
) -> None:
    assert part_of(value, whole) == Decimal(expected)


@pytest.mark.parametrize(("value", "expected"), [("0", 0), ("0.01", 10), ("10", 10), ("31.03", 40)])
def test_round_up_gives_the_next_step(value: str, expected: int) -> None:
    assert round_up(Decimal(value), 10) == expected
