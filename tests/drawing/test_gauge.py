import itertools
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.index import AreaWork, ProjectedIndex, project_index
from cchc_workflow.drawing.gauge import Gauge, draw_area, draw_index


def index_of(*works: AreaWork, survey: str = "32.5") -> ProjectedIndex:
    return project_index(works, Decimal(survey), Decimal(85))


def whole(index: ProjectedIndex) -> Gauge:
    points = index.points + index.survey_points
    return draw_index(index.tasks, index.survey_points, points, index.goal)


def make_work(points: str = "67.5", previous: str | None = "60", **counts: int) -> AreaWork:
    return AreaWork(
        code="a",
        title="",
        points=Decimal(points),
        previous_points=Decimal(previous) if previous else None,
        assigned=counts.get("assigned", 10),
        verified_on_time=counts.get("verified", 0),
        late=counts.get("late", 0),
    )


def test_index_begins_with_what_is_secured_and_ends_with_what_is_lost() -> None:
    gauge = whole(index_of(make_work(verified=2, late=2)))
    assert [(part.name, part.points) for part in gauge.parts] == [
        ("secured", Decimal("13.50")),
        ("expected", Decimal("20.25")),
        ("survey", Decimal("32.5")),
        ("reachable", Decimal("20.25")),
        ("lost", Decimal("13.50")),
    ]
    marks = {name: at for name, _, at in gauge.marks}
    assert marks["goal"] == Decimal("85.00")
    assert marks["forecast"] == gauge.parts[2].x + gauge.parts[2].width == Decimal("66.25")


def test_area_is_drawn_on_the_scale_of_the_greatest() -> None:
    (area,) = index_of(make_work("6.5", previous="6", late=10)).areas
    gauge = draw_area(area.points, area.work.previous_points, Decimal(13))
    assert sum(part.width for part in gauge.parts) == Decimal("50.00")
    assert gauge.marks == (("previous", Decimal(6), Decimal("46.15")),)


def test_area_without_a_year_before_has_no_mark() -> None:
    (area,) = index_of(make_work(previous=None)).areas
    assert draw_area(area.points, None, Decimal(13)).marks == ()


@given(verified=st.integers(0, 50), late=st.integers(0, 50), ahead=st.integers(0, 50))
def test_parts_lie_side_by_side_without_a_gap(verified: int, late: int, ahead: int) -> None:
    work = make_work(assigned=verified + late + ahead, verified=verified, late=late)
    parts = whole(index_of(work)).parts
    assert parts[0].x == 0
    assert all(one.x + one.width == other.x and one.width >= 0 for one, other in itertools.pairwise(parts))
    assert parts[-1].x + parts[-1].width == 100
