from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.index import AreaIndex, AreaWork, project_index

GOAL = Decimal(85)
SURVEY = Decimal("32.5")


def make_work(points: str = "10", **over: Any) -> AreaWork:  # noqa: ANN401
    return AreaWork(code="a", title="Chỉ đạo điều hành", points=Decimal(points), **over)


def project(work: AreaWork) -> AreaIndex:
    (area,) = project_index([work], SURVEY, GOAL).areas
    return area


def test_project_index_by_hand() -> None:
    """13 points over 26 tasks are half a point each: 6 late, 4 accepted, 6 reported, 10 ahead."""
    area = project(make_work("13", assigned=26, verified_on_time=4, reported_on_time=6, late=6))
    assert area.work.ahead == 10
    assert area.per_late_task == Decimal("0.50")
    assert area.points.secured == Decimal("2.00")
    assert area.points.lost == Decimal("3.00")
    assert area.points.reachable == Decimal("10.00")
    assert area.points.expected == Decimal("8.13"), "13 x 10/16 = 8,125, half up"


@pytest.mark.parametrize(
    ("work", "secured", "expected", "reachable", "lost"),
    [
        (make_work(), "0.00", "10.00", "10.00", "0.00"),
        (make_work(assigned=4), "0.00", "10.00", "10.00", "0.00"),
        (make_work(assigned=4, late=4), "0.00", "0.00", "0.00", "10.00"),
        (make_work(assigned=4, late=1), "0.00", "0.00", "7.50", "2.50"),
        (make_work(assigned=4, reported_on_time=1, late=1), "0.00", "5.00", "7.50", "2.50"),
        (make_work(assigned=4, verified_on_time=4), "10.00", "10.00", "10.00", "0.00"),
        (make_work(assigned=3, verified_on_time=1, late=1), "3.33", "5.00", "6.67", "3.33"),
    ],
)
def test_project_index_at_the_edges(
    work: AreaWork, secured: str, expected: str, reachable: str, lost: str
) -> None:
    points = project(work).points
    assert [points.secured, points.expected, points.reachable, points.lost] == [
        Decimal(secured),
        Decimal(expected),
        Decimal(reachable),
        Decimal(lost),
    ]


def test_project_index_adds_the_survey_as_planned_and_compares_with_the_goal() -> None:
    works = [make_work("10", assigned=10, verified_on_time=1), make_work("57.5", assigned=10, late=5)]
    index = project_index(works, SURVEY, GOAL)
    assert index.points == Decimal("67.5")
    assert index.secured == Decimal("1.00"), "nothing of a survey is secured before it is taken"
    assert index.rate == Fraction(1, 6), "one of six judged was on time"
    assert index.expected == Decimal("39.79"), "10 x (1 + 9/6)/10 + 57,5 x (5/6)/10 + 32,5"
    assert index.reachable == Decimal("71.25")
    assert index.margin == Decimal("-45.21")


@st.composite
def works(draw: st.DrawFn) -> AreaWork:
    counts = [draw(st.integers(0, 500)) for _ in range(4)]
    points = draw(st.decimals(0, 100, places=2))
    verified, reported, late, ahead = counts
    return AreaWork(
        code="a",
        title="",
        points=points,
        assigned=verified + reported + late + ahead,
        verified_on_time=verified,
        reported_on_time=reported,
        late=late,
    )


def test_half_a_hundredth_does_not_lift_the_expected_above_the_reachable() -> None:
    points = project(make_work("1", assigned=8, verified_on_time=7, late=1)).points
    assert (points.expected, points.reachable, points.lost) == (
        Decimal("0.88"),
        Decimal("0.88"),
        Decimal("0.12"),
    )


@given(work=works())
def test_points_stand_in_order_and_add_up(work: AreaWork) -> None:
    points = project(work).points
    assert Decimal(0) <= points.secured <= points.expected <= points.reachable <= work.points
    assert points.lost + points.reachable == work.points


@given(found=st.lists(works(), max_size=9))
def test_points_stand_in_order_beside_other_areas(found: list[AreaWork]) -> None:
    for area in project_index(found, SURVEY, GOAL).areas:
        assert area.points.secured <= area.points.expected <= area.points.reachable


@given(found=st.lists(works(), max_size=9))
def test_totals_are_the_sums_of_what_is_shown(found: list[AreaWork]) -> None:
    index = project_index(found, SURVEY, GOAL)
    assert index.tasks.expected == sum(area.points.expected for area in index.areas)
    assert index.tasks.lost + index.tasks.reachable == index.points


@given(work=works())
def test_one_more_late_task_never_raises_the_index(work: AreaWork) -> None:
    if work.ahead == 0:
        return
    worse = make_work(
        str(work.points),
        assigned=work.assigned,
        verified_on_time=work.verified_on_time,
        reported_on_time=work.reported_on_time,
        late=work.late + 1,
    )
    before, after = project(work).points, project(worse).points
    assert after.expected <= before.expected
    assert after.reachable <= before.reachable
