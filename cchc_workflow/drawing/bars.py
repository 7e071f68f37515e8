"""Owns the drawing of shares against a line: a bar each, all on one scale, with the line across them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cchc_workflow.drawing.scale import part_of, round_up

TENTH: Final = 10


@dataclass(frozen=True, slots=True)
class Share:
    """What is drawn: a name and its percent; `over` and `near` say how it stands to the line."""

    name: str
    percent: Decimal
    over: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: `length` is in percent of the width."""

    share: Share
    length: Decimal

    @property
    def tone(self) -> str:
        """Return the tone of the bar, which its pattern and the words beside it repeat."""
        return "late" if self.share.over else "soon" if self.share.near else "plain"


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars with their scale: `top` percent is the whole width, the line stands at `line_at` of it."""

    bars: tuple[Bar, ...]
    top: Decimal
    line: Decimal
    line_at: Decimal
    over: int
    near: int


def draw_bars(shares: Sequence[Share], line: Decimal) -> Bars:
    """Return the bars in the order given; the line is in the middle unless a share is beyond it twice."""
    worst = max((share.percent for share in shares), default=Decimal(0))
    top = min(max(2 * line, round_up(worst, TENTH), Decimal(TENTH)), Decimal(100))
    return Bars(
        bars=tuple(Bar(share, part_of(share.percent, top)) for share in shares),
        top=top,
        line=line,
        line_at=part_of(line, top),
        over=sum(share.over for share in shares),
        near=sum(share.near for share in shares),
    )
