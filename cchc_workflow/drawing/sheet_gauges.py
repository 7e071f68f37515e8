"""Owns the pictures of points: the whole index against its goal, and the areas beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cchc_workflow.domain.scoring import Points
from cchc_workflow.drawing.gauge import Gauge, draw_area, draw_index
from cchc_workflow.drawing.ink import Tone
from cchc_workflow.drawing.legend import Key, draw_legend
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.rows import MOST, draw_rest
from cchc_workflow.drawing.svg import SIZE, SMALL, Look, Sheet
from cchc_workflow.words import say, say_count, say_number

_ROW: Final = 34
_TALL: Final = 16
_INDEX_TALL: Final = 34
_TONES: Final[dict[str, Tone]] = {
    "secured": "secured",
    "expected": "plain",
    "survey": "survey",
    "reachable": "reachable",
    "lost": "late",
}
"""How the parts of a gauge are drawn, in the order in which they stand side by side."""


@dataclass(frozen=True, slots=True)
class AreaPoints:
    """An area's points on one day: `whole` is what it can bring, `previous` what it had the year before."""

    code: str
    title: str
    whole: Decimal
    previous: Decimal | None
    points: Points


@dataclass(frozen=True, slots=True)
class IndexPoints:
    """The index on one day: `tasks` without the survey, `whole` with it."""

    tasks: Points
    survey: Decimal
    whole: Decimal
    goal: Decimal

    @property
    def expected(self) -> Decimal:
        """Return the index to be expected."""
        return self.tasks.expected + self.survey

    @property
    def reachable(self) -> Decimal:
        """Return the index if nothing more turns late."""
        return self.tasks.reachable + self.survey


def draw_areas(areas: Sequence[AreaPoints], look: Look) -> Picture:
    """Return the picture of areas in the order given, all on one scale of points."""
    sheet = Sheet("areas", look)
    shown, left = areas[:MOST], areas[MOST:]
    top = max((area.whole for area in shown), default=Decimal(0))
    names, values = round(sheet.width * 0.36), round(sheet.measure("00,00/00,00", SIZE, bold=True)) + 8
    begins, wide = names + 10, sheet.width - values - names - 10
    sheet.text(sheet.width, 12, say("chart.expected_of"), size=SMALL, anchor="end", colour="soft")
    y = 20.0
    for area in shown:
        gauge = draw_area(area.points, area.previous, top)
        _draw_name(sheet, f"{area.code}. {area.title}", names, y)
        _draw_parts(sheet, gauge, (begins, y + 8, wide, _TALL))
        for _, _, at in gauge.marks:
            _draw_mark(sheet, begins + float(at) * wide / 100, y + 4, y + _TALL + 12)
        value = f"{say_number(area.points.expected)}/{say_number(area.whole)}"
        sheet.text(sheet.width, y + 21, value, anchor="end", bold=True)
        y += _ROW
    y = draw_rest(sheet, _say_rest(left) if areas else say("chart.areas_none"), y)
    marked = any(area.previous is not None for area in shown)
    used = {name for area in shown for name in _used(draw_area(area.points, None, top))}
    keys = [*_keys(used), *([Key(say("chart.previous"))] if marked else [])]
    y = draw_legend(sheet, y + 4, keys)
    return sheet.finish(y + 2, say("chart.areas"), tell_areas(areas))


def tell_areas(areas: Sequence[AreaPoints]) -> str:
    """Return the finding: what all areas are expected to bring, and where most points are lost."""
    if not areas:
        return say("chart.areas_none")
    worst = max(areas, key=lambda area: area.points.lost)
    facts = {
        "areas": say_count(len(areas)),
        "expected": sum((area.points.expected for area in areas), Decimal(0)),
        "whole": sum((area.whole for area in areas), Decimal(0)),
        "name": worst.title,
        "lost": worst.points.lost,
    }
    return say("chart.areas_lost" if worst.points.lost else "chart.areas_kept", **facts)


def draw_index_picture(index: IndexPoints, look: Look) -> Picture:
    """Return the picture of the whole index: its parts side by side, the goal as a dark line across."""
    sheet = Sheet("index", look)
    gauge = draw_index(index.tasks, index.survey, index.whole, index.goal)
    begins, wide, top = 8.0, sheet.width - 16.0, 26.0
    _draw_parts(sheet, gauge, (begins, top, wide, _INDEX_TALL))
    marks = {name: begins + float(at) * wide / 100 for name, _, at in gauge.marks}
    goal, forecast = marks["goal"], marks["forecast"]
    _draw_mark(sheet, goal, top - 8, top + _INDEX_TALL + 4)
    _write_at(sheet, goal, top - 12, say("chart.goal", goal=index.goal), bold=True)
    foot = top + _INDEX_TALL
    sheet.shape(f"M{forecast:.1f} {foot + 2}l6 9h-12z", "secured")
    _write_at(sheet, forecast, foot + 25, say("chart.forecast", points=index.expected), bold=True)
    for place, value in ((begins, Decimal(0)), (begins + wide, index.whole)):
        if abs(place - forecast) > sheet.width / 4:
            _write_at(sheet, place, foot + 25, say_number(value))
    values = {part.name: part.points for part in gauge.parts}
    y = draw_legend(sheet, foot + 36, _keys(_used(gauge), values))
    return sheet.finish(y + 2, say("chart.index"), tell_index(index))


def tell_index(index: IndexPoints) -> str:
    """Return the finding: the index to be expected beside its goal, what is possible, what is lost."""
    margin = index.expected - index.goal
    key = "chart.index_below" if margin < 0 else "chart.index_above" if margin else "chart.index_even"
    facts = {
        "expected": index.expected,
        "whole": index.whole,
        "goal": index.goal,
        "margin": abs(margin),
        "reachable": index.reachable,
        "lost": index.tasks.lost,
    }
    return f"{say(key, **facts)} {say('chart.index_rest', **facts)}"


def _draw_parts(sheet: Sheet, gauge: Gauge, box: tuple[float, float, float, float]) -> None:
    begins, top, wide, tall = box
    sheet.block(begins, top, wide, tall, "bed")
    for part in gauge.parts:
        x, width = begins + float(part.x) * wide / 100, float(part.width) * wide / 100
        sheet.area(x, top, width, tall, _TONES[part.name])
        if width:
            sheet.frame(x, top, width, tall)


def _draw_mark(sheet: Sheet, x: float, top: float, foot: float) -> None:
    sheet.line(x, top, x, foot, "paper", width=5)
    sheet.line(x, top, x, foot, "ink", width=2)


def _draw_name(sheet: Sheet, name: str, room: float, top: float) -> None:
    lines = sheet.fold(name, room)
    for number, words in enumerate(lines):
        sheet.text(0, top + (21 if len(lines) == 1 else 14 + 14 * number), words)


def _write_at(sheet: Sheet, x: float, foot: float, words: str, *, bold: bool = False) -> None:
    """Write a text about a place, as far as the edges allow."""
    half = sheet.measure(words, bold=bold) / 2
    middle = min(max(x, half), sheet.width - half)
    sheet.text(middle, foot, words, anchor="middle", bold=bold, colour="ink" if bold else "soft")


def _used(gauge: Gauge) -> set[str]:
    return {part.name for part in gauge.parts if part.width > 0}


def _keys(used: set[str], values: dict[str, Decimal] | None = None) -> list[Key]:
    names = {
        "secured": say("chart.part_secured"),
        "expected": say("chart.part_expected"),
        "survey": say("chart.part_survey"),
        "reachable": say("chart.part_reachable"),
        "lost": say("chart.part_lost"),
    }
    return [
        Key(words if values is None else f"{words}: {say_number(values[name])}", tone=_TONES[name])
        for name, words in names.items()
        if name in used
    ]


def _say_rest(left: Sequence[AreaPoints]) -> str:
    if not left:
        return ""
    expected = sum((area.points.expected for area in left), Decimal(0))
    whole = sum((area.whole for area in left), Decimal(0))
    return say("chart.areas_left", areas=say_count(len(left)), expected=expected, whole=whole)
