"""Owns how the months are written below an axis of days, as many of them as there is room for."""

from typing import Final

from cchc_workflow.drawing.svg import SMALL, Sheet
from cchc_workflow.drawing.timeline import Timeline
from cchc_workflow.words import say

TALL: Final = 24
"""Pixels that the names take below the axis."""


def draw_axis(sheet: Sheet, days: Timeline, y: float) -> float:
    """Draw where the months begin, and their names right of that, and return where they end."""
    longest = "chart.month" if days.first_on.year == days.last_on.year else "chart.month_of"
    room = sheet.measure(say(longest, month=12, year=str(days.last_on.year)), SMALL) + 8
    for x, name in days.months(room):
        sheet.line(x, y, x, y + 4, "soft")
        if x + room <= sheet.width + 8:
            sheet.text(x + 2, y + 15, name, size=SMALL, colour="soft")
    return y + TALL
