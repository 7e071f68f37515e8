from decimal import Decimal

import pytest

from cchc_workflow.drawing.heat import LEVELS, draw_heat, level_of

LINE = Decimal(30)


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        (None, 0), ("0.00", 0), ("0.01", 1), ("15.00", 1), ("15.01", 2), ("29.99", 2), ("30.00", 3),
        ("59.99", 3), ("60.00", 4), ("100.00", 4),
    ],
)  # fmt: skip
def test_level_is_told_by_the_line(percent: str | None, level: int) -> None:
    found = level_of(None if percent is None else Decimal(percent), LINE)
    assert found == level < LEVELS


def test_heat_names_the_first_of_the_worst() -> None:
    heat = draw_heat([[Decimal(10), None], [Decimal(0), Decimal(50)], [Decimal(50), None]], LINE)
    assert heat.worst == (1, 1)
    assert [[cell.level for cell in row] for row in heat.rows] == [[1, 0], [0, 3], [3, 0]]


@pytest.mark.parametrize("rows", [[], [[None]], [[Decimal(0), None]]])
def test_heat_of_nothing_late_has_no_worst(rows: list[list[Decimal | None]]) -> None:
    assert draw_heat(rows, LINE).worst is None
