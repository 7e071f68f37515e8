from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.task import Phase
from cchc_workflow.drawing.lifeline import Span, Step, draw_life

ON = date(2021, 8, 1)
DUE = date(2021, 6, 30)


def day(month: int, number: int) -> date:
    return date(2021, month, number)


def step(on: date, phase: Phase = Phase.OPEN, *, begun: bool = True) -> Step:
    return Step(phase, on, phase, begun)


ASSIGNED = step(day(4, 15), begun=False)
STARTED = step(day(5, 3))
REPORTED = step(day(6, 20), Phase.REPORTED)
VERIFIED = step(day(6, 25), Phase.DONE)


def test_life_in_time_is_worked_on_and_verified() -> None:
    life = draw_life([ASSIGNED, STARTED, REPORTED, VERIFIED], [DUE], ON)
    assert life.spans == (
        Span(day(4, 15), day(5, 3), "done"),
        Span(day(5, 3), day(6, 20), "plain"),
        Span(day(6, 20), day(6, 25), "waits"),
    )
    assert (life.ended, life.reported_on, life.days_late, life.due_on) == (True, day(6, 20), -10, DUE)


def test_open_life_is_late_from_the_day_after_the_deadline() -> None:
    life = draw_life([ASSIGNED, STARTED], [DUE], ON)
    assert life.spans[-2:] == (Span(day(5, 3), day(7, 1), "plain"), Span(day(7, 1), ON, "late"))
    assert (life.ended, life.reported_on, life.days_late) == (False, None, 32)


def test_life_is_late_by_the_deadline_that_holds() -> None:
    life = draw_life([ASSIGNED, STARTED], [day(5, 31), DUE, day(5, 31), day(7, 31)], ON)
    assert life.dues == (DUE, day(5, 31), day(7, 31))
    assert life.spans[-1] == Span(day(5, 3), ON, "plain")


def test_days_of_a_pause_are_not_late() -> None:
    life = draw_life([STARTED, step(day(6, 1), Phase.PAUSED), step(day(7, 20))], [DUE], ON)
    assert [span.tone for span in life.spans] == ["plain", "idle", "late"]
    assert life.spans[-1].from_on == day(7, 20)


def test_returned_report_does_not_stand() -> None:
    life = draw_life([STARTED, REPORTED, step(day(6, 22))], [DUE], ON)
    assert (life.reported_on, life.days_late) == (None, 32)


def test_cancelled_life_ends_without_a_report() -> None:
    life = draw_life([ASSIGNED, step(day(5, 1), Phase.VOID)], [DUE], ON)
    assert (life.ended, life.reported_on) == (True, None)
    assert life.spans[-1].to_on == day(5, 1)


def test_life_of_one_day_or_of_nothing_has_no_spans() -> None:
    assert draw_life([step(ON)], [], ON).spans == ()
    nothing = draw_life([], [], ON)
    assert (nothing.ended, nothing.days_late, nothing.due_on) == (False, 0, None)


@pytest.mark.parametrize("dues", [[], [DUE], [day(5, 31), DUE]])
@given(days=st.lists(st.integers(0, 200), min_size=1, max_size=8), data=st.data())
def test_spans_follow_each_other(dues: list[date], days: list[int], data: st.DataObject) -> None:
    phases = data.draw(st.lists(st.sampled_from(Phase), min_size=len(days), max_size=len(days)))
    steps = [
        step(date.fromordinal(day(1, 1).toordinal() + at), phase)
        for at, phase in zip(sorted(days), phases, strict=True)
    ]
    spans = draw_life(steps, dues, ON).spans
    assert all(span.from_on < span.to_on for span in spans)
    assert all(one.to_on <= other.from_on for one, other in pairwise(spans))
