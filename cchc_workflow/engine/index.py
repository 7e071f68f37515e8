"""Owns reading what the projected index is made of: areas, criteria, and how their tasks stand."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from cchc_workflow.definitions.scoring import pinned_tree
from cchc_workflow.domain.index import AreaWork, ProjectedIndex, project_index
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.scoring import DutyWork, ScoringTree, Work, sum_work
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.plans import read_areas
from cchc_workflow.store.steering import sum_duties


def read_index(tx: Transaction, scope: Scope, plan: Any, on: date) -> ProjectedIndex:  # noqa: ANN401
    """Return a plan's projected index on the day `on`; tasks of no area carry no points."""
    areas = read_areas(tx, plan.id)
    works = area_works(pinned_tree(plan.source), areas, read_duties(tx, scope, plan, on))
    return project_index(works, plan.survey_points, plan.goal)


def read_duties(
    tx: Transaction,
    scope: Scope,
    plan: Any,  # noqa: ANN401
    on: date,
    lead_unit_id: int | None = None,
) -> tuple[DutyWork, ...]:
    """Return how the tasks in sight of each duty stand on the day; of one unit only those that it leads."""
    codes = {area.id: area.code for area in read_areas(tx, plan.id)}
    return tuple(
        DutyWork(
            duty=row.duty,
            area=codes.get(row.area_id),
            assigned=row.assigned,
            verified_on_time=row.verified_on_time,
            reported_on_time=row.reported_on_time,
            late=row.late,
        )
        for row in sum_duties(tx, scope, plan, on, lead_unit_id)
    )


def area_works(tree: ScoringTree, areas: Iterable[Any], duties: Sequence[DutyWork]) -> tuple[AreaWork, ...]:
    """Return each area, given as a row, with its tasks and those that serve each of its criteria."""
    return tuple(
        _area_work(tree, area, [duty for duty in duties if duty.area == area.code]) for area in areas
    )


def criterion_work(duties: Iterable[DutyWork], served_by: Sequence[str]) -> Work:
    """Return the tasks that serve a criterion."""
    return sum_work(duty for duty in duties if duty.duty in served_by)


def _area_work(tree: ScoringTree, area: Any, duties: Sequence[DutyWork]) -> AreaWork:  # noqa: ANN401
    leaves = [leaf for criterion in tree.of_area(area.code) for leaf in criterion.leaves()]
    whole = sum_work(duties)
    return AreaWork(
        code=area.code,
        title=area.title,
        points=area.points,
        previous_points=area.previous_points,
        criteria=tuple((leaf, criterion_work(duties, leaf.duties)) for leaf in leaves),
        assigned=whole.assigned,
        verified_on_time=whole.verified_on_time,
        reported_on_time=whole.reported_on_time,
        late=whole.late,
    )
