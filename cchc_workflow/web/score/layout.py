"""Owns how a score sheet is laid out: areas, criteria and their parts as rows, with their bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cchc_workflow.domain.scoring import Criterion, Points, Proof, sum_points
from cchc_workflow.drawing.gauge import Gauge, draw_area
from cchc_workflow.engine.score.sheet import ScoreLine, ScoreSheet, ScoreSums, sum_lines

SHOWN_MISSING = 6
"""Criteria in the list of what lacks evidence, above the sheet; a filter shows the rest."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A row of a sheet: what is scored, or, without a `line`, a criterion that only has parts."""

    criterion: Criterion
    line: ScoreLine | None
    depth: int
    points: Points
    gauge: Gauge
    sums: ScoreSums


@dataclass(frozen=True, slots=True)
class ScoreArea:
    """An area with its rows; the bars of the rows have one scale, that of the area's greatest criterion."""

    area: Any
    rows: tuple[ScoreRow, ...]
    points: Points
    gauge: Gauge
    sums: ScoreSums


def lay_out_areas(sheet: ScoreSheet, area: str = "", *, missing: bool = False) -> tuple[ScoreArea, ...]:
    """Return the sheet's areas, of one area or only with what lacks evidence where that is asked for."""
    wanted = [each for each in sheet.areas if area in {"", each.code}]
    top = max((each.points for each in sheet.areas), default=Decimal(1))
    found = (_lay_out_area(sheet, each, top, missing=missing) for each in wanted)
    return tuple(each for each in found if each.rows)


def _lay_out_area(sheet: ScoreSheet, area: Any, top: Decimal, *, missing: bool) -> ScoreArea:  # noqa: ANN401
    lines = {line.criterion.code: line for line in sheet.of_area(area.code)}
    if missing:
        lines = {code: line for code, line in lines.items() if line.proof is not Proof.WHOLE}
    criteria = sheet.tree.of_area(area.code)
    most = max((criterion.points for criterion in criteria), default=Decimal(1))
    rows = tuple(row for criterion in criteria for row in _rows(criterion, lines, most, 0))
    points = sum_points(line.index.points for line in lines.values())
    previous = None if missing or sheet.unit is not None else area.previous_points
    return ScoreArea(area, rows, points, draw_area(points, previous, top), sum_lines(lines.values()))


def _rows(criterion: Criterion, lines: dict[str, ScoreLine], most: Decimal, depth: int) -> Iterator[ScoreRow]:
    own: Sequence[ScoreLine] = [lines[leaf.code] for leaf in criterion.leaves() if leaf.code in lines]
    if not own:
        return
    points = sum_points(line.index.points for line in own)
    line = None if criterion.parts else own[0]
    yield ScoreRow(criterion, line, depth, points, draw_area(points, None, most), sum_lines(own))
    for part in criterion.parts:
        yield from _rows(part, lines, most, depth + 1)
