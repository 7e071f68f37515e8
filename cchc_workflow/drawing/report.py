"""Owns which pictures a report has: each is drawn by its name, from the report's snapshot alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cchc_workflow.domain.scoring import Points
from cchc_workflow.drawing.bars import Share
from cchc_workflow.drawing.burnup import Mark
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.sheet_burnup import draw_burnup_picture
from cchc_workflow.drawing.sheet_gauges import AreaPoints, IndexPoints, draw_areas, draw_index_picture
from cchc_workflow.drawing.sheet_heat import HeatRow, QuarterCell, draw_heat_picture
from cchc_workflow.drawing.sheet_months import MonthLoad, draw_months
from cchc_workflow.drawing.sheet_units import UnitShare, draw_units
from cchc_workflow.drawing.svg import Look
from cchc_workflow.words import say

FAMILY: Final = "CCHC Serif, Times New Roman, Liberation Serif, serif"
"""The typeface of the papers, and what looks like it where a browser shows one."""

Figures = Mapping[str, Any]


def draw(name: str, data: Mapping[str, Any], look: Look | None = None) -> Picture:
    """Return a picture of a report's snapshot, as the papers have it unless told otherwise.

    Raises:
        KeyError: there is no picture of that name, or the report lacks its figures; its second argument are
            the names of those that this report has.
    """
    if name not in (known := pictures_of(data)):
        raise KeyError(name, known)
    return _DRAWN[name](data["figures"], Decimal(data["rules"]["threshold"]), look or Look(family=FAMILY))


def pictures_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the pictures that a snapshot has the figures of."""
    figures = data["figures"]
    return tuple(name for name, part in _PARTS.items() if figures.get(part) is not None)


_PARTS: Final[Mapping[str, str]] = {
    "units": "units",
    "areas": "areas",
    "index": "index",
    "burnup": "burnup",
    "heat": "units",
    "months": "months",
}
"""The part of the figures that each picture is drawn from."""


def _draw_units(figures: Figures, line: Decimal, look: Look) -> Picture:
    shares = [
        UnitShare(
            Share(unit["name"], Decimal(unit["percent"]), unit["flagged"], unit["near"]),
            unit["late"],
            unit["assigned"],
        )
        for unit in figures["units"]
    ]
    return draw_units(shares, line, look)


def _draw_areas(figures: Figures, _line: Decimal, look: Look) -> Picture:
    """The general tasks are of no area and carry no points."""
    return draw_areas([_area(area) for area in figures["areas"] if area["points"] is not None], look)


def _area(area: Figures) -> AreaPoints:
    previous = area["previous_points"]
    return AreaPoints(
        area["code"],
        area["title"],
        Decimal(area["points"]),
        None if previous is None else Decimal(previous),
        Points(*(Decimal(area[name]) for name in ("secured", "expected", "reachable", "lost"))),
    )


def _draw_index(figures: Figures, _line: Decimal, look: Look) -> Picture:
    """What is expected and reachable includes the survey, as `domain.index.ProjectedIndex` has it."""
    found = {name: Decimal(value) for name, value in figures["index"].items() if value is not None}
    survey = found["survey_points"]
    tasks = Points(found["secured"], found["expected"] - survey, found["reachable"] - survey, found["lost"])
    return draw_index_picture(IndexPoints(tasks, survey, found["points"] + survey, found["goal"]), look)


def _draw_burnup(figures: Figures, _line: Decimal, look: Look) -> Picture:
    marks = [
        Mark(date.fromisoformat(mark["on"]), mark["planned"], mark["done"]) for mark in figures["burnup"]
    ]
    return draw_burnup_picture(marks, look)


def _draw_heat(figures: Figures, line: Decimal, look: Look) -> Picture:
    units: Sequence[Figures] = figures["units"]
    labels = sorted({quarter["label"] for unit in units for quarter in unit.get("quarters", ())})
    years = len({label.partition("-")[0] for label in labels}) > 1
    rows = []
    for unit in units:
        cells = {
            quarter["label"]: QuarterCell(quarter["late"], quarter["assigned"])
            for quarter in unit.get("quarters", ())
        }
        rows.append(HeatRow(unit["name"], tuple(cells.get(label, QuarterCell(0, 0)) for label in labels)))
    return draw_heat_picture(rows, [_name_quarter(label, year=years) for label in labels], line, look)


def _name_quarter(label: str, *, year: bool) -> str:
    """Return "2021-q2" as people say it."""
    of, _, number = label.partition("-q")
    return say("chart.quarter_of" if year else "chart.quarter", number=number, year=of)


def _draw_months(figures: Figures, _line: Decimal, look: Look) -> Picture:
    months = [
        MonthLoad(month["month"], month["due"], month["open"], month["overdue"])
        for month in figures["months"]
    ]
    return draw_months(months, look)


_DRAWN: Final[Mapping[str, Callable[[Figures, Decimal, Look], Picture]]] = {
    "units": _draw_units,
    "areas": _draw_areas,
    "index": _draw_index,
    "burnup": _draw_burnup,
    "heat": _draw_heat,
    "months": _draw_months,
}
