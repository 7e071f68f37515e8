"""Owns the drawing of columns side by side: what is open in each month, with the overdue part below."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from cchc_workflow.drawing.scale import part_of

HEIGHT: Final = 88
"""Pixels of the tallest column."""

ROOM: Final = Decimal("0.68")
"""How much of its place a column fills."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What is drawn: a name, the whole, the part of it that is marked, and what is told below."""

    name: str
    whole: int
    part: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `x` and `width` are percents of the width, `middle` too; heights and tops are pixels."""

    amount: Amount
    x: Decimal
    width: Decimal
    middle: Decimal
    top: int
    height: int
    part_top: int
    part_height: int


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns over a ground at `height` pixels; `tallest` is the first of the greatest, None of none."""

    columns: tuple[Column, ...]
    height: int
    tallest: Amount | None


def draw_columns(amounts: Sequence[Amount], height: int = HEIGHT) -> Columns:
    """Return the columns in the order given, all on one scale from 0."""
    most = max((amount.whole for amount in amounts), default=0)
    place = part_of(1, len(amounts) or 1)
    columns = []
    for number, amount in enumerate(amounts):
        tall, marked = (_pixels(value, most, height) for value in (amount.whole, amount.part))
        width = (place * ROOM).quantize(Decimal("0.01"))
        middle = part_of(2 * number + 1, 2 * len(amounts))
        columns.append(
            Column(
                amount=amount,
                x=middle - (width / 2).quantize(Decimal("0.01")),
                width=width,
                middle=middle,
                top=height - tall,
                height=tall,
                part_top=height - marked,
                part_height=marked,
            )
        )
    tallest = max(amounts, key=lambda amount: amount.whole, default=None)
    return Columns(tuple(columns), height, tallest if most else None)


def _pixels(value: int, most: int, height: int) -> int:
    """Something is seen of whatever is not nothing."""
    if not value or not most:
        return 0
    return max(int((Decimal(value) * height / most).quantize(Decimal(1), ROUND_HALF_UP)), 2)
