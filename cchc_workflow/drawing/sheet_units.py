"""Owns the picture of the units against the line of the 30 % rule, the greatest share first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cchc_workflow.drawing.bars import Bars, Share, draw_bars
from cchc_workflow.drawing.ink import Tone
from cchc_workflow.drawing.legend import Key, draw_legend
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.rows import MOST, ROW, draw_name, draw_rest
from cchc_workflow.drawing.svg import SIZE, SMALL, Look, Sheet
from cchc_workflow.words import say, say_count, say_percent

_HEAD: Final = 22
_BAR: Final = 15


@dataclass(frozen=True, slots=True)
class UnitShare:
    """A unit's late tasks of those assigned, and how its share stands to the line."""

    share: Share
    late: int
    assigned: int


def draw_units(units: Sequence[UnitShare], line: Decimal, look: Look) -> Picture:
    """Return the picture of units in the order given, the greatest share first."""
    shown, left = units[:MOST], units[MOST:]
    sheet = Sheet("units", look)
    bars = draw_bars([unit.share for unit in shown], line)
    names, values = round(sheet.width * 0.36), round(sheet.measure("100,00 % (000/000)", SIZE)) + 4
    begins, ends = names + 10, sheet.width - values
    foot = _HEAD + ROW * len(shown)
    _draw_scale(sheet, bars, begins, ends, foot)
    for number, (unit, bar) in enumerate(zip(shown, bars.bars, strict=True)):
        top = _HEAD + ROW * number
        draw_name(sheet, unit.share.name, names, top)
        sheet.block(begins, top + 6, ends - begins, _BAR, "bed")
        sheet.area(begins, top + 6, float(bar.length) * (ends - begins) / 100, _BAR, _tone(unit.share))
        _draw_value(sheet, unit, top + 18)
    at = begins + float(bars.line_at) * (ends - begins) / 100
    sheet.line(at, _HEAD - 2, at, foot + 3, "ink", width=2)
    y = draw_rest(sheet, _say_rest(left) if units else say("chart.units_none"), foot + 6)
    y = draw_legend(sheet, y + 2, _keys(shown, line))
    return sheet.finish(y + 2, say("chart.units", line=line), tell_units(units, line))


def tell_units(units: Sequence[UnitShare], line: Decimal) -> str:
    """Return the finding: how many units reached the line, which is the furthest, how many are near."""
    if not any(unit.assigned for unit in units):
        return say("chart.units_none")
    over, near = (
        sum(unit.share.over for unit in units),
        sum(not unit.share.over and unit.share.near for unit in units),
    )
    worst = max(units, key=lambda unit: unit.share.percent)
    facts = {
        "over": say_count(over),
        "all": say_count(len(units)),
        "line": line,
        "near": say_count(near),
        "name": worst.share.name,
        "percent": say_percent(worst.share.percent),
        "late": say_count(worst.late),
        "assigned": say_count(worst.assigned),
    }
    if not worst.late:
        return say("chart.units_clean", **facts)
    found = say("chart.units_over" if over else "chart.units_below", **facts)
    return f"{found} {say('chart.units_near', **facts)}" if near else found


def _tone(share: Share) -> Tone:
    return "late" if share.over else "soon" if share.near else "plain"


def _draw_scale(sheet: Sheet, bars: Bars, begins: float, ends: float, foot: float) -> None:
    at = begins + float(bars.line_at) * (ends - begins) / 100
    words = say("chart.line", line=bars.line)
    half = sheet.measure(words, SMALL, bold=True) / 2
    middle = min(max(at, half), sheet.width - half)
    sheet.text(middle, _HEAD - 8, words, size=SMALL, anchor="middle", bold=True)
    for place, value in ((begins, Decimal(0)), (ends, bars.top)):
        sheet.line(place, _HEAD - 3, place, foot, "rule")
        if abs(place - middle) > half + sheet.measure(say_percent(value), SMALL):
            sheet.text(place, _HEAD - 8, say_percent(value), size=SMALL, anchor="middle", colour="soft")


def _draw_value(sheet: Sheet, unit: UnitShare, foot: float) -> None:
    if not unit.assigned:
        sheet.text(sheet.width, foot, say("chart.no_tasks"), size=SMALL, anchor="end", colour="soft")
        return
    part = f"({say_count(unit.late)}/{say_count(unit.assigned)})"
    sheet.text(sheet.width, foot, part, size=SMALL, anchor="end", colour="soft")
    room = max(sheet.measure(part, SMALL), sheet.measure("(00/000)", SMALL)) + 5
    sheet.text(sheet.width - room, foot, say_percent(unit.share.percent), anchor="end", bold=unit.share.over)


def _say_rest(left: Sequence[UnitShare]) -> str:
    if not left:
        return ""
    worst = max(left, key=lambda unit: unit.share.percent)
    return say(
        "chart.units_left",
        units=say_count(len(left)),
        late=say_count(sum(unit.late for unit in left)),
        assigned=say_count(sum(unit.assigned for unit in left)),
        percent=say_percent(worst.share.percent),
    )


def _keys(shown: Sequence[UnitShare], line: Decimal) -> list[Key]:
    """Only what is in the picture has a key."""
    tones = {_tone(unit.share) for unit in shown if unit.late}
    words: tuple[tuple[Tone, str], ...] = (
        ("late", say("chart.key_over", line=line)),
        ("soon", say("chart.key_near")),
        ("plain", say("chart.key_below")),
    )
    return [Key(text, tone=tone) for tone, text in words if tone in tones]
