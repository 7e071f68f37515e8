"""Owns how a picture is written down as SVG: elements, colours, escaping; it lays nothing out."""

from dataclasses import dataclass, field
from typing import Final, Literal
from xml.sax.saxutils import escape, quoteattr

from cchc_workflow.drawing.hatch import hatch_box
from cchc_workflow.drawing.ink import COLOURS, TONES, Tone
from cchc_workflow.drawing.letters import BOLD, PAPER, SCREEN, clean, cut, width_of, wrap
from cchc_workflow.drawing.picture import Picture

WIDTH: Final = 640
"""As wide as the text of a sheet of A4, so that letters come out there about as large as they are here."""

NARROW: Final = 312
"""The room on a phone 360 pixels wide."""

SIZE: Final = 12
"""Of most letters, in pixels."""

SMALL: Final = 11

EDGE: Final = 4

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Look:
    """Where a picture goes: how wide it is, and in which typefaces; none is the one of the page around it."""

    width: int = WIDTH
    family: str = ""

    @property
    def narrow(self) -> bool:
        """Tell whether it is for a phone."""
        return self.width < WIDTH * 3 // 4

    @property
    def spread(self) -> float:
        """Return how wide letters are."""
        return PAPER if self.family else SCREEN


LOOKS: Final = (Look(), Look(NARROW))
"""How a page shows a picture: wide where there is room for it, narrow where there is not."""


@dataclass(slots=True)
class Sheet:
    """A picture being drawn; `name` begins the ids in it, which no other picture on its page may have.

    Places are pixels from the upper left; EDGE of them are kept free on either side.
    """

    name: str
    look: Look
    _parts: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Return how wide it is between its edges, in pixels."""
        return self.look.width - 2 * EDGE

    def area(self, x: float, y: float, width: float, height: float, tone: Tone) -> None:
        """Draw a rectangle that means something."""
        if width <= 0 or height <= 0:
            return
        drawn = TONES[tone]
        if isinstance(drawn, str):
            self.block(x, y, width, height, drawn)
            return
        self.block(x, y, width, height, drawn.base)
        ends = "round" if drawn.slope == 0 else "butt"
        path = "".join(
            f"M{number(from_x)} {number(from_y)}L{number(to_x)} {number(to_y)}"
            for from_x, from_y, to_x, to_y in hatch_box((x, y, width, height), drawn)
        )
        inks = _inks(edge=drawn.mark, width=drawn.width)
        self._parts.append(f'<path d="{path}" fill="none" stroke-linecap="{ends}" {inks}/>')

    def shape(self, path: str, colour: str) -> None:
        """Draw a closed shape."""
        self._parts.append(f'<path d="{path}" {_inks(colour)}/>')

    def block(self, x: float, y: float, width: float, height: float, colour: str, edge: str = "") -> None:
        """Draw a rectangle in a colour, with an edge in another."""
        self._parts.append(f"<rect {_box(x, y, width, height)} {_inks(colour, edge, 1.5)}/>")

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the edge of a rectangle, thin and dark, so that pale areas end somewhere."""
        self._parts.append(f'<rect {_box(x, y, width, height)} fill="none" {_inks(edge="soft", width=0.7)}/>')

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str = "ink", **more: float) -> None:
        """Draw a line; `width` of its stroke, `dash` of its pieces."""
        ends = f'x1="{number(x)}" y1="{number(y)}" x2="{number(to_x)}" y2="{number(to_y)}"'
        dash = f' stroke-dasharray="{number(more["dash"])}"' if "dash" in more else ""
        self._parts.append(f"<line {ends} {_inks(edge=colour, width=more.get('width', 1))}{dash}/>")

    def curve(self, path: str, colour: str, width: float, dash: str = "") -> None:
        """Draw a line through many points."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        inks = _inks(edge=colour, width=width)
        self._parts.append(f'<path d="{path}" fill="none" {inks}{dashed} stroke-linejoin="round"/>')

    def dot(self, x: float, y: float, radius: float, colour: str, edge: str = "paper") -> None:
        """Draw a point with a thin edge."""
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
        self._parts.append(f"<circle {place} {_inks(colour, edge, 1.5)}/>")

    def text(  # noqa: PLR0913
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = SIZE,
        anchor: Anchor = "start",
        bold: bool = False,
        colour: str = "ink",
        halo: bool = False,
    ) -> None:
        """Write a line whose foot is at `y`; `halo` keeps it legible over lines."""
        place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
        stands = "" if anchor == "start" else f' text-anchor="{anchor}"'
        weight = ' font-weight="bold"' if bold else ""
        inks = _inks(colour, "paper", 3) if halo else _inks(colour)
        around = ' paint-order="stroke" stroke-linejoin="round"' if halo else ""
        self._parts.append(f"<text {place}{stands}{weight} {inks}{around}>{escape(clean(words))}</text>")

    def measure(self, words: str, size: float = SIZE, *, bold: bool = False) -> float:
        """Return about how wide a text is here."""
        return width_of(words, size, self.look.spread * (BOLD if bold else 1))

    def fit(self, words: str, room: float, size: float = SIZE) -> str:
        """Return a text cut to the room."""
        return cut(clean(words), size, room, self.look.spread)

    def fold(self, words: str, room: float, size: float = SIZE) -> tuple[str, ...]:
        """Return a text in one or two lines of the room."""
        return wrap(clean(words), size, room, self.look.spread)

    def finish(self, height: float, title: str, told: str) -> Picture:
        """Return the picture; `told` is its finding in words."""
        tall = round(height)
        wide = self.look.width
        size = f'width="{wide}" height="{tall}" viewBox="-{EDGE} 0 {wide} {tall}"'
        letters = f" font-family={quoteattr(clean(self.look.family))}" if self.look.family else ""
        key = f"{self.name}-{wide}"
        named = f'role="img" aria-labelledby="{key}-title {key}-told"'
        head = f'<title id="{key}-title">{escape(clean(title))}</title>'
        finding = f'<desc id="{key}-told">{escape(clean(told))}</desc>'
        body = "".join(self._parts)
        return Picture(
            svg=f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}{letters}>'
            f"{head}{finding}{body}</svg>",
            width=self.look.width,
            height=tall,
            told=clean(told),
        )


def number(value: float) -> str:
    """Return a length as SVG has it: at most one decimal, without idle zeros."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'


def _inks(fill: str = "", edge: str = "", width: float = 1) -> str:
    """Return the colours as attributes, and the classes by which a page's sheet chooses others."""
    filled = f'fill="{COLOURS[fill]}" ' if fill else ""
    drawn = f'stroke="{COLOURS[edge]}" stroke-width="{number(width)}" ' if edge else ""
    classes = " ".join(f"{kind}-{colour}" for kind, colour in (("fill", fill), ("edge", edge)) if colour)
    return f'{filled}{drawn}class="{classes}"'
