"""Owns the measure of the charts: shares of a width in percent, to two decimals; every chart says them alike.

Lengths along a chart are percents of its width and heights are pixels, so that one drawing fits a phone, a
screen and a sheet of paper without its letters growing or shrinking.
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

HUNDREDTH: Final = Decimal("0.01")
WHOLE: Final = Decimal(100)


def part_of(value: Decimal | int, whole: Decimal | int) -> Decimal:
    """Return which percent of `whole` a value is, between 0 and 100; 0 of nothing."""
    if whole <= 0:
        return Decimal("0.00")
    share = (Decimal(value) * 100 / Decimal(whole)).quantize(HUNDREDTH, ROUND_HALF_UP)
    return min(max(share, Decimal("0.00")), WHOLE)


def round_up(value: Decimal, step: int) -> Decimal:
    """Return the least multiple of `step` that is not below the value."""
    return (value / step).to_integral_value(ROUND_CEILING) * step
