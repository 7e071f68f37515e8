"""Owns the lines that hatch a rectangle: each ends at its edge, so that nothing has to be clipped."""

from collections.abc import Iterator

from cchc_workflow.drawing.ink import Hatch

Box = tuple[float, float, float, float]
"""x, y, width, height."""


def hatch_box(box: Box, hatch: Hatch) -> Iterator[Box]:
    """Yield the lines as (x, y, to x, to y): slanting ones, or points without a slope.

    The lines of two boxes in one row go on from one to the other.
    """
    x, y, width, height = box
    if hatch.slope == 0:
        yield from _points(box, hatch.step)
        return
    shift = hatch.slope * height
    first = x - max(shift, 0)
    start = first + hatch.step - first % hatch.step
    while start < x + width + max(-shift, 0):
        yield from _clip((start, y + height, start + shift, y), x, x + width)
        start += hatch.step


def _points(box: Box, step: float) -> Iterator[Box]:
    x, y, width, height = box
    columns, rows = int((width - 2) // step) + 1, int((height - 2) // step) + 1
    for row in range(max(rows, 1)):
        for column in range(max(columns, 1)):
            at, down = x + (column + 0.5) * width / max(columns, 1), y + (row + 0.5) * height / max(rows, 1)
            yield at, down, at, down


def _clip(line: Box, left: float, right: float) -> Iterator[Box]:
    """Yield the part of a slanting line between two upright ones, if any."""
    x, y, to_x, to_y = line
    fall = (to_y - y) / (to_x - x)
    ends = [min(max(place, left), right) for place in (x, to_x)]
    if ends[0] != ends[1]:
        yield ends[0], y + (ends[0] - x) * fall, ends[1], y + (ends[1] - x) * fall
