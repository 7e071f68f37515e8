"""Owns the picture of what is done against the plan, with today's gap between the two."""

from collections.abc import Sequence
from typing import Final

from cchc_workflow.drawing.axis import TALL, draw_axis
from cchc_workflow.drawing.burnup import BurnUp, Mark, draw_burnup
from cchc_workflow.drawing.legend import Key, draw_legend
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.svg import SMALL, Look, Sheet, number
from cchc_workflow.drawing.timeline import Timeline
from cchc_workflow.words import say, say_count

_TOP: Final = 26
_TALL: Final = 210
_TALL_NARROW: Final = 170
DASH: Final = "6 4"


def draw_burnup_picture(marks: Sequence[Mark], look: Look) -> Picture:
    """Return the picture of marks, one a week or so, over the whole plan."""
    drawn = draw_burnup(marks)
    sheet = Sheet("burnup", look)
    tall = _TALL_NARROW if look.narrow else _TALL
    begins = sheet.measure(say_count(drawn.top), SMALL) + 8
    frame = _Frame(sheet, drawn, begins, tall)
    frame.draw_scale()
    if drawn.marks:
        frame.draw_lines()
    foot = float(_TOP + tall + TALL)
    if not drawn.planned:
        sheet.text(begins + 8, _TOP + 20, say("chart.burnup_none"), colour="soft")
    keys = [Key(say("chart.burnup_planned"), dash=4), Key(say("chart.burnup_done"), colour="secured")]
    foot = draw_legend(sheet, foot + 6, keys)
    return sheet.finish(foot + 2, say("chart.burnup"), tell_burnup(drawn))


def tell_burnup(drawn: BurnUp) -> str:
    """Return the finding: what should be done by today, what is done, the gap."""
    if not drawn.planned:
        return say("chart.burnup_none")
    facts = {"all": say_count(drawn.planned)}
    if drawn.last is None:
        return say("chart.burnup_ahead", **facts)
    key = "chart.burnup_less" if drawn.gap > 0 else "chart.burnup_more" if drawn.gap else "chart.burnup_even"
    return say(
        key,
        on=drawn.last.on,
        planned=say_count(drawn.last.planned),
        done=say_count(drawn.last.done or 0),
        gap=say_count(abs(drawn.gap)),
        **facts,
    )


class _Frame:
    """The axes of one picture, and what is drawn between them."""

    def __init__(self, sheet: Sheet, drawn: BurnUp, begins: float, tall: float) -> None:
        self.sheet, self.drawn, self.begins, self.tall = sheet, drawn, begins, tall
        self.wide = sheet.width - begins - 8
        self.foot = _TOP + tall

    @property
    def days(self) -> Timeline:
        marks = self.drawn.marks
        return Timeline(marks[0].on, marks[-1].on, self.begins, self.wide)

    def height(self, value: int) -> float:
        return self.foot - self.tall * value / self.drawn.top

    def draw_scale(self) -> None:
        for tick in self.drawn.ticks:
            y = self.height(tick)
            self.sheet.line(self.begins, y, self.begins + self.wide, y, "rule" if tick else "soft")
            self.sheet.text(self.begins - 6, y + 4, say_count(tick), size=SMALL, anchor="end", colour="soft")

    def draw_lines(self) -> None:
        days, drawn, sheet = self.days, self.drawn, self.sheet
        draw_axis(sheet, days, self.foot)
        planned = [(days.place(mark.on), self.height(mark.planned)) for mark in drawn.marks]
        done = [
            (days.place(mark.on), self.height(mark.done)) for mark in drawn.marks if mark.done is not None
        ]
        if done:
            area = f"{_path(done)}V{number(self.foot)}H{number(done[0][0])}z"
            sheet.shape(area, "pale")
        sheet.curve(_path(planned), "ink", 1.8, DASH)
        if done:
            sheet.curve(_path(done), "secured", 2.6)
        self.name_end(planned[-1])
        if drawn.last is not None:
            self.draw_today(drawn.last)

    def name_end(self, end: tuple[float, float]) -> None:
        """Say how many tasks the plan has in all, unless today stands there."""
        last = self.drawn.last
        if last is not None and self.days.place(last.on) > self.begins + self.wide * 0.8:
            return
        words = say("chart.burnup_all", tasks=say_count(self.drawn.planned))
        x = max(end[0], self.begins + self.sheet.measure(words, SMALL))
        self.sheet.text(x, max(end[1] - 8, _TOP + 8), words, anchor="end", size=SMALL, halo=True)

    def draw_today(self, last: Mark) -> None:
        """Draw the day of the last count, and both counts beside their lines."""
        sheet, x, done = self.sheet, self.days.place(last.on), last.done or 0
        sheet.line(x, _TOP - 6, x, self.foot, "soft", dash=2)
        day = say("chart.on", on=last.on)
        half = sheet.measure(day, SMALL) / 2
        middle = min(max(x, self.begins + half), sheet.width - half)
        sheet.text(middle, _TOP - 11, day, size=SMALL, anchor="middle", bold=True)
        high, low = self.height(max(last.planned, done)), self.height(min(last.planned, done))
        if self.drawn.gap > 0:
            sheet.area(x - 3, high, 6, low - high, "late")
        planned = say("chart.burnup_due", tasks=say_count(last.planned))
        reported = say("chart.burnup_reported", tasks=say_count(done))
        for value, words in ((last.planned, planned), (done, reported)):
            upper = value == max(last.planned, done) if last.planned != done else words == planned
            self.name_point(x, self.height(value), words, upper=upper)
        sheet.dot(x, self.height(last.planned), 4, "ink")
        sheet.dot(x, self.height(done), 4.5, "secured")

    def name_point(self, x: float, y: float, words: str, *, upper: bool) -> None:
        """Name the upper one to the left above, the lower to the right below, or at the foot without room."""
        sheet, wide = self.sheet, self.sheet.measure(words, bold=True) + 12
        left = x - wide > self.begins if upper else x + wide > sheet.width
        foot = max(y - 8, _TOP + 8) if upper else min(y + 18, self.foot - 5)
        if left and not upper:
            foot = self.foot - 6
        place = x - 9 if left else x + 9
        sheet.text(place, foot, words, bold=True, anchor="end" if left else "start", halo=True)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
