"""Owns how the director's screen is laid out: which figure is drawn how; asks no database."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from cchc_workflow.domain.standing import percent
from cchc_workflow.drawing.bars import Bars, Share, draw_bars
from cchc_workflow.drawing.burnup import Mark
from cchc_workflow.drawing.columns import Amount, draw_columns
from cchc_workflow.drawing.gauge import draw_area, draw_index
from cchc_workflow.drawing.heat import draw_heat
from cchc_workflow.drawing.sheet_burnup import draw_burnup_picture
from cchc_workflow.drawing.svg import LOOKS
from cchc_workflow.engine.ranking import UnitLine
from cchc_workflow.engine.steering import Steering

UNITS: Final = 24
"""Units of the screen, the nearest to the line or furthest beyond it; the others are on their own page."""

FLAGGED: Final = 24


def lay_out(found: Steering) -> dict[str, Any]:
    """Return what the template shows of a plan's screen."""
    units = found.units[:UNITS]
    line = Decimal(found.rule.threshold)
    index = found.index
    marks = [Mark(week.on, week.planned, week.done) for week in found.burnup]
    top = max((area.work.points for area in index.areas), default=Decimal(0))
    heat = draw_heat([[quarter.percent for quarter in unit.quarters] for unit in units], line)
    return {
        "found": found,
        "units": units,
        "bars": draw_unit_bars(units, line),
        "heat": heat,
        "gauge": draw_index(index.tasks, index.survey_points, index.points + index.survey_points, index.goal),
        "rate": percent(index.rate.numerator, index.rate.denominator),
        "areas": [(area, draw_area(area.points, area.work.previous_points, top)) for area in index.areas],
        "columns": draw_columns(
            [Amount(str(month.period.index), month.open, month.overdue) for month in found.months]
        ),
        "burnup": [draw_burnup_picture(marks, look) for look in LOOKS],
        "flagged": found.flagged[:FLAGGED],
        "to_confirm": sum(each.flag.confirmed_at is None for each in found.flagged),
    }


def draw_unit_bars(units: Sequence[UnitLine], line: Decimal) -> Bars:
    """Return the bars of units against the line."""
    return draw_bars([Share(unit.name, unit.percent, unit.flagged, unit.near) for unit in units], line)
