from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.board import Board, UnitLine
from cchc_workflow.web.overview import STRIP, lay_out, near_line, scale_of, strip_of
from tests.builders import NOW, RULE, make_calendar


def make_unit(**over: Any) -> UnitLine:  # noqa: ANN401
    unit = UnitLine(
        code="VP", name="Văn phòng Sở", late=1, assigned=10, excused=0, percent=Decimal("10.00"),
        flagged=False, flagged_on=None, tips_with=2,
    )  # fmt: skip
    return replace(unit, **over)


def make_board(*units: UnitLine, **over: Any) -> Board:  # noqa: ANN401
    board = Board(
        plan=None, organization=None, on=make_calendar().today(NOW), rule=RULE, late=1, assigned=10,
        percent=Decimal("10.00"), units=units, states=(), timeliness=dict.fromkeys(Timeliness, 0), dormant=0,
        overdue=(), upcoming=(), news=(), mails=(), report=None,
    )  # fmt: skip
    return replace(board, **over)


@pytest.mark.parametrize(
    ("worst", "top", "mark"),
    [("0.00", 60, "50.00"), ("60.00", 60, "50.00"), ("60.01", 70, "42.86"), ("100.00", 100, "30.00")],
)
def test_scale_holds_the_worst_and_keeps_the_line_in_the_middle(worst: str, top: int, mark: str) -> None:
    scale = scale_of(make_board(make_unit(percent=Decimal(worst))))
    assert (scale.top, scale.mark) == (Decimal(top), mark)


@pytest.mark.parametrize(
    ("percent", "length"), [("0", "0.00"), ("30", "50.00"), ("60", "100.00"), ("90", "100.00")]
)
def test_scale_cuts_what_is_too_long(percent: str, length: str) -> None:
    assert scale_of(make_board()).length(Decimal(percent)) == length


def test_scale_of_a_line_at_nothing_still_has_a_length() -> None:
    assert scale_of(make_board(rule=replace(RULE, threshold=0))).top == 10


def test_strip_shows_every_kind_once() -> None:
    assert set(STRIP) == set(Timeliness)
    assert len(STRIP) == len(Timeliness)


def test_strip_parts_lie_side_by_side_and_fill_it() -> None:
    some = {Timeliness.OVERDUE: 1, Timeliness.ON_TRACK: 2, Timeliness.VOID: 1}
    parts = strip_of(dict.fromkeys(Timeliness, 0) | some)
    assert [(part.timeliness, part.tasks, part.start, part.length) for part in parts] == [
        (Timeliness.OVERDUE, 1, "0.00", "25.00"),
        (Timeliness.ON_TRACK, 2, "25.00", "50.00"),
        (Timeliness.VOID, 1, "75.00", "25.00"),
    ]


def test_strip_of_nothing_is_empty() -> None:
    assert strip_of(dict.fromkeys(Timeliness, 0)) == []


def test_near_units_are_few_tasks_from_the_line_nearest_first() -> None:
    units = (
        make_unit(code="A", tips_with=3),
        make_unit(code="B", tips_with=1),
        make_unit(code="C", tips_with=4),
        make_unit(code="D", tips_with=None),
        make_unit(code="E", tips_with=0, flagged=True),
    )
    assert [unit.code for unit in near_line(units)] == ["B", "A"]


def test_lay_out_gives_all_that_the_page_shows() -> None:
    shown = lay_out(make_board(make_unit(tips_with=1)))
    assert shown["board"].percent == Decimal("10.00")
    assert [unit.code for unit in shown["near"]] == ["VP"]
    assert shown["is_near"](make_unit(tips_with=1))
