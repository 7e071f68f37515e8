from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.standing import (
    Counts,
    Duty,
    Projection,
    Rule,
    answers_for,
    count,
    is_flagged,
    is_near,
    lacking,
    percent,
    standing,
)
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import is_late
from tests.builders import RULE, make_duty

ON = date(2021, 7, 1)
DUE, LATER = date(2021, 6, 30), date(2021, 7, 31)


def late(number: int, due_on: date = DUE) -> list[Duty]:
    return [make_duty(code=f"L{n}", due_on=due_on) for n in range(number)]


def early(number: int, due_on: date = LATER) -> list[Duty]:
    return [make_duty(code=f"E{n}", due_on=due_on + timedelta(days=n)) for n in range(number)]


def done(number: int) -> list[Duty]:
    return [make_duty(code=f"D{n}", phase=Phase.DONE, reported_on=DUE) for n in range(number)]


def late_reports(number: int) -> list[Duty]:
    return [make_duty(code=f"R{n}", phase=Phase.REPORTED, reported_on=ON) for n in range(number)]


COUNTED: list[tuple[str, dict[str, object], Counts]] = [
    ("open, not yet due", {"due_on": LATER}, Counts(assigned=1, open_in_term=1)),
    ("open, due today", {"due_on": ON}, Counts(assigned=1, open_in_term=1)),
    ("open, due yesterday", {"due_on": DUE}, Counts(assigned=1, late=1, open_overdue=1)),
    ("open, undated", {"due_on": None}, Counts(assigned=1, open_in_term=1)),
    (
        "reported on its last day",
        {"phase": Phase.REPORTED, "reported_on": DUE},
        Counts(assigned=1, done_on_time=1),
    ),
    (
        "reported late",
        {"phase": Phase.REPORTED, "reported_on": ON},
        Counts(assigned=1, late=1, done_late=1),
    ),
    ("verified late", {"phase": Phase.DONE, "reported_on": ON}, Counts(assigned=1, late=1, done_late=1)),
    ("done, undated", {"phase": Phase.DONE, "due_on": None}, Counts(assigned=1, done_on_time=1)),
    ("suspended past its deadline", {"phase": Phase.PAUSED}, Counts(assigned=1, open_in_term=1)),
    ("cancelled past its deadline", {"phase": Phase.VOID}, Counts(cancelled=1)),
    ("overdue, excused", {"excused": True}, Counts(assigned=1, late=1, excused=1, open_overdue=1)),
    ("excused, in term", {"excused": True, "due_on": LATER}, Counts(assigned=1, open_in_term=1)),
    ("dormant", {"counted": False, "due_on": None}, Counts()),
    ("dormant and cancelled", {"counted": False, "phase": Phase.VOID}, Counts()),
]


@pytest.mark.parametrize(("duty", "expected"), [row[1:] for row in COUNTED], ids=[row[0] for row in COUNTED])
def test_count_of_one_task(duty: dict[str, object], expected: Counts) -> None:
    assert count([make_duty(**duty)], ON) == expected


def test_count_adds_up_and_judges_only_what_is_due() -> None:
    counts = count([make_duty(**duty) for _, duty, _ in COUNTED], ON)
    assert counts == Counts(11, 4, 1, 2, 2, 5, 2, 1)
    assert counts.done_on_time + counts.done_late + counts.open_in_term + counts.open_overdue == 11
    assert counts.judged == 6


@pytest.mark.parametrize(
    ("late_tasks", "assigned", "threshold", "flagged"),
    [
        (3, 10, 30, True),
        (2, 10, 30, False),
        (30, 100, 30, True),
        (29, 100, 30, False),
        (1, 3, 30, True),
        (1, 4, 30, False),
        (299_999_999, 1_000_000_000, 30, False),
        (0, 0, 30, False),
        (0, 5, 30, False),
        (5, 5, 100, True),
        (4, 5, 100, False),
        (1, 5, 20, True),
    ],
)
def test_exactly_the_threshold_is_flagged(
    late_tasks: int, assigned: int, threshold: int, *, flagged: bool
) -> None:
    assert is_flagged(late_tasks, assigned, Rule(threshold, "II.2.2.a1")) is flagged


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, "0.00"),
        (0, 7, "0.00"),
        (31, 75, "41.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),
        (1, 8000, "0.01"),
        (7, 7, "100.00"),
    ],
)
def test_percent_is_rounded_half_up(part: int, whole: int, expected: str) -> None:
    assert str(percent(part, whole)) == expected
    assert percent(part, whole) == Decimal(expected)


@pytest.mark.parametrize(
    ("late", "assigned", "more"), [(0, 10, 3), (2, 10, 1), (3, 10, 0), (0, 7, 3), (9, 10, -6)]
)
def test_lacking_is_how_many_more_flag_the_unit(late: int, assigned: int, more: int) -> None:
    assert lacking(late, assigned, RULE) == more
    assert is_flagged(late, assigned, RULE) == (more <= 0)


@pytest.mark.parametrize(
    ("late", "tips_with", "near"),
    [(1, 1, True), (1, 3, True), (1, 4, False), (0, 1, False), (4, 0, False), (2, None, False)],
)
def test_near_is_late_already_and_few_tasks_from_the_line(
    late: int,
    tips_with: int | None,
    near: bool,  # noqa: FBT001
) -> None:
    assert is_near(late, tips_with) is near


def test_standing_shows_the_raw_and_the_excused_judgement() -> None:
    duties = [*late(2), make_duty(code="X", excused=True), *done(7)]
    found = standing(duties, RULE, ON)
    assert (found.counts.late, found.counts.excused, found.counts.assigned) == (3, 1, 10)
    assert found.flagged
    assert not found.flagged_excused


def test_projection_names_the_next_tasks_that_tip() -> None:
    duties = [*late(1), *early(3), *done(6)]
    assert standing(duties, RULE, ON).projection == Projection(
        tips_with=2, tipping=("E0", "E1"), tips_on=LATER + timedelta(days=2), rescue=None
    )


def test_projection_begins_with_what_is_due_today() -> None:
    projection = standing([*early(1), make_duty(code="T", due_on=ON), *done(1)], RULE, ON).projection
    assert projection == Projection(1, ("T",), ON + timedelta(days=1), None)


def test_projection_of_a_flagged_unit_names_the_smallest_rescue() -> None:
    duties = [*late(2), make_duty(code="R", due_on=date(2021, 6, 15)), *late_reports(1), *done(6)]
    projection = standing(duties, RULE, ON).projection
    assert projection == Projection(tips_with=0, tipping=(), tips_on=None, rescue=("L1", "L0"))


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        ([], Projection(None, (), None, None)),
        ([make_duty(phase=Phase.VOID)], Projection(None, (), None, None)),
        (done(3), Projection(None, (), None, None)),
        ([*done(9), *early(1)], Projection(None, (), None, None)),
        ([*done(3), make_duty(phase=Phase.PAUSED, due_on=LATER)], Projection(None, (), None, None)),
        ([make_duty(due_on=None)], Projection(None, (), None, None)),
        ([*late_reports(1), *done(1)], Projection(0, (), None, None)),
        ([*late_reports(1), make_duty(due_on=ON)], Projection(0, (), None, None)),
    ],
    ids=[
        "no task",
        "cancelled",
        "all done",
        "too few ahead",
        "suspended",
        "undated",
        "nothing to save",
        "not late yet",
    ],
)
def test_projection_where_nothing_can_change(duties: list[Duty], expected: Projection) -> None:
    assert standing(duties, RULE, ON).projection == expected


days = st.dates(date(2021, 6, 20), date(2021, 7, 12))
rules = st.integers(1, 100).map(lambda threshold: Rule(threshold, "II.2.2.a1"))
units = st.lists(
    st.builds(
        Duty,
        code=st.just(""),
        phase=st.sampled_from(Phase),
        due_on=st.none() | days,
        reported_on=st.none() | days,
        excused=st.booleans(),
        counted=st.sampled_from([True, True, True, False]),
    ),
    max_size=12,
).map(lambda duties: [replace(duty, code=f"C{n}") for n, duty in enumerate(duties)])


def flagged_with(duties: list[Duty], late_codes: Iterable[str], rule: Rule) -> bool:
    """Tell whether the unit is flagged when these tasks too become late."""
    gone = set(late_codes)
    changed = [replace(duty, due_on=ON - timedelta(days=1)) if duty.code in gone else duty for duty in duties]
    return standing(changed, rule, ON).flagged


def flagged_without(duties: list[Duty], saved_codes: Iterable[str], rule: Rule) -> bool:
    """Tell whether the unit is flagged when these tasks are given more time."""
    saved = set(saved_codes)
    changed = [replace(duty, due_on=LATER) if duty.code in saved else duty for duty in duties]
    return standing(changed, rule, ON).flagged


@given(units, rules)
def test_projection_tips_with_its_number_of_tasks_and_not_with_one_fewer(
    duties: list[Duty], rule: Rule
) -> None:
    found = standing(duties, rule, ON)
    tips = found.projection.tips_with
    can_tip = [
        duty.code
        for duty in duties
        if duty.counted and duty.phase is Phase.OPEN and duty.due_on and duty.due_on >= ON
    ]
    assert (tips == 0) is found.flagged
    if tips is None:
        assert not flagged_with(duties, can_tip, rule)
    elif tips > 0:
        assert len(found.projection.tipping) == tips
        assert set(found.projection.tipping) <= set(can_tip)
        assert flagged_with(duties, found.projection.tipping, rule)
        assert all(
            not flagged_with(duties, fewer, rule)
            for fewer in combinations(found.projection.tipping, tips - 1)
        )


@given(units, rules)
def test_projection_comes_true_on_its_day_and_not_before(duties: list[Duty], rule: Rule) -> None:
    tips_on = standing(duties, rule, ON).projection.tips_on
    if tips_on is not None:
        assert tips_on > ON
        assert standing(duties, rule, tips_on).flagged
        assert not standing(duties, rule, tips_on - timedelta(days=1)).flagged


@given(units, rules)
def test_rescue_works_and_nothing_smaller_does(duties: list[Duty], rule: Rule) -> None:
    found = standing(duties, rule, ON)
    rescue = found.projection.rescue
    overdue = [
        duty.code
        for duty in duties
        if duty.counted and duty.phase is Phase.OPEN and is_late(duty.phase, duty.due_on, None, ON)
    ]
    if not found.flagged:
        assert rescue is None
    elif rescue is None:
        assert flagged_without(duties, overdue, rule)
    else:
        assert rescue
        assert set(rescue) <= set(overdue)
        assert not flagged_without(duties, rescue, rule)
        assert all(flagged_without(duties, fewer, rule) for fewer in combinations(overdue, len(rescue) - 1))


@pytest.mark.parametrize(
    ("due_on", "from_on", "to_on", "answers"),
    [
        (date(2021, 9, 30), date(2021, 4, 15), date(2021, 9, 30), True),
        (date(2021, 9, 30), date(2021, 10, 1), None, False),
        (date(2021, 10, 1), date(2021, 4, 15), date(2021, 9, 30), False),
        (date(2021, 10, 1), date(2021, 10, 1), None, True),
        (date(2021, 4, 14), date(2021, 4, 15), None, False),
        (None, date(2021, 4, 15), None, False),
    ],
)
def test_late_task_counts_for_who_held_the_office_on_its_last_day(
    due_on: date | None, from_on: date, to_on: date | None, *, answers: bool
) -> None:
    assert answers_for(due_on, from_on, to_on) is answers
