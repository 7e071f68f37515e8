"""Owns the shape of a finished picture: an SVG document that stands alone, its size, its finding in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its `width` and `height` are in CSS pixels.

    `svg` is a whole document without script and style sheet: every colour is a presentation attribute, and a
    class beside it lets a page's own sheet choose another. `told` is the finding in one or two sentences, for
    those who don't see the picture; it never says only what kind of picture it is.
    """

    svg: str
    width: int
    height: int
    told: str
