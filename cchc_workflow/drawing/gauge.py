"""Owns the drawing of points along a scale: parts side by side, with marks to compare them with."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc_workflow.domain.scoring import Points
from cchc_workflow.drawing.scale import part_of


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a gauge: `name` says what it is, `x` and `width` are percents of the width."""

    name: str
    points: Decimal
    x: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class Gauge:
    """A gauge: its parts from left to right, and the places of its marks by name."""

    parts: tuple[Part, ...]
    marks: tuple[tuple[str, Decimal, Decimal], ...]


def draw_index(tasks: Points, survey: Decimal, whole: Decimal, goal: Decimal) -> Gauge:
    """Return the whole index: what is secured, expected beyond it, the survey, still possible, lost.

    So the survey's end is the expected index and stands beside the goal. `tasks` are the points without the
    survey's; the scale is all points there are.
    """
    return _draw(
        [
            ("secured", tasks.secured),
            ("expected", tasks.expected - tasks.secured),
            ("survey", survey),
            ("reachable", tasks.reachable - tasks.expected),
            ("lost", tasks.lost),
        ],
        whole,
        [("goal", goal), ("forecast", tasks.expected + survey)],
    )


def draw_area(points: Points, previous: Decimal | None, top: Decimal) -> Gauge:
    """Return an area's points on a scale of `top` points, with what it had the year before, if known."""
    return _draw(
        [
            ("secured", points.secured),
            ("expected", points.expected - points.secured),
            ("reachable", points.reachable - points.expected),
            ("lost", points.lost),
        ],
        top,
        [] if previous is None else [("previous", previous)],
    )


def _draw(parts: Sequence[tuple[str, Decimal]], top: Decimal, marks: Sequence[tuple[str, Decimal]]) -> Gauge:
    drawn, before = [], Decimal(0)
    for name, points in parts:
        begins, ends = part_of(before, top), part_of(before + points, top)
        drawn.append(Part(name, points, begins, ends - begins))
        before += points
    return Gauge(tuple(drawn), tuple((name, points, part_of(points, top)) for name, points in marks))
