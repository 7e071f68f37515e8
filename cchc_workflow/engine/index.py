"""Owns reading what the projected index is made of: a plan's areas and how their tasks stand today."""

from collections import defaultdict
from datetime import date
from typing import Any

from cchc_workflow.domain.index import AreaWork, ProjectedIndex, project_index
from cchc_workflow.domain.people import Scope
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.plans import read_areas
from cchc_workflow.store.steering import sum_months


def read_index(tx: Transaction, scope: Scope, plan: Any, on: date) -> ProjectedIndex:  # noqa: ANN401
    """Return a plan's projected index on the day `on`; tasks of no area carry no points."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sum_months(tx, scope, plan, on, "area"):
        found[row.group_id].append(row)
    works = [_work(area, found[area.id]) for area in read_areas(tx, plan.id)]
    return project_index(works, plan.survey_points, plan.goal)


def _work(area: Any, rows: list[Any]) -> AreaWork:  # noqa: ANN401
    return AreaWork(
        code=area.code,
        title=area.title,
        points=area.points,
        previous_points=area.previous_points,
        assigned=sum(row.assigned for row in rows),
        verified_on_time=sum(row.verified_on_time for row in rows),
        reported_on_time=sum(row.reported_on_time for row in rows),
        late=sum(row.late for row in rows),
    )
