"""Owns the projected index of a plan: its areas and their criteria against the goal; it reads no evidence.

What a task is worth is said in domain/scoring.py: a criterion's tasks carry equal parts of its points; an
area without criteria is one criterion (docs/decisions/0007-projected-index.md, 0011-scoring-tree.md). The
points of the areas, those of the sociological survey and the goal are the plan's (plan 2021, II.1, II.2.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cchc_workflow.domain.scoring import (
    NOTHING,
    Criterion,
    CriterionIndex,
    Points,
    Work,
    project_criterion,
    rate_of,
    round_points,
    sum_points,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWork(Work):
    """An area's points and all its tasks; `criteria` are what is scored in it, each with its own tasks.

    Without criteria the area's tasks share its points equally.
    """

    code: str
    title: str
    points: Decimal
    previous_points: Decimal | None = None
    criteria: tuple[tuple[Criterion, Work], ...] = ()


@dataclass(frozen=True, slots=True)
class AreaIndex:
    """An area's share of the index, the sum of its criteria.

    `per_late_task` is what one more late task costs on average, 0 without tasks.
    """

    work: AreaWork
    points: Points
    per_late_task: Decimal
    criteria: tuple[CriterionIndex, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectedIndex:
    """The index as it stands: of the tasks alone, and with the survey taken as planned.

    `rate` is the share on time so far, by which the tasks ahead are expected to go.
    Every total is the sum of the figures shown, so that whoever adds them up gets it to the last digit.
    """

    areas: tuple[AreaIndex, ...]
    points: Decimal
    survey_points: Decimal
    goal: Decimal
    rate: Fraction
    tasks: Points

    @property
    def secured(self) -> Decimal:
        """Return the points had for certain: the survey's are not, before it is taken."""
        return self.tasks.secured

    @property
    def expected(self) -> Decimal:
        """Return the index to be expected, with the survey as planned."""
        return self.tasks.expected + self.survey_points

    @property
    def reachable(self) -> Decimal:
        """Return the index if nothing more turns late, with the survey as planned."""
        return self.tasks.reachable + self.survey_points

    @property
    def margin(self) -> Decimal:
        """Return by how much the expected index is above the goal, negative when it is below."""
        return self.expected - self.goal


def project_index(works: Sequence[AreaWork], survey_points: Decimal, goal: Decimal) -> ProjectedIndex:
    """Return the projected index of a plan's areas, in the order given.

    Each criterion is projected by `domain.scoring.project_criterion`, with one rate for the whole plan, for
    an area has too few tasks to judge by: the share on time among all its tasks that are done or due so far.
    """
    rate = rate_of(works)
    areas = tuple(_project_area(work, rate) for work in works)
    return ProjectedIndex(
        areas=areas,
        points=sum((work.points for work in works), Decimal(0)),
        survey_points=survey_points,
        goal=goal,
        rate=rate,
        tasks=sum_points(area.points for area in areas),
    )


def _project_area(area: AreaWork, rate: Fraction) -> AreaIndex:
    whole = Criterion(code=area.code, area=area.code, title=area.title, points=area.points)
    scored = area.criteria or ((whole, area),)
    criteria = tuple(project_criterion(criterion, work, rate) for criterion, work in scored)
    return AreaIndex(area, sum_points(each.points for each in criteria), _average_loss(criteria), criteria)


def _average_loss(criteria: Sequence[CriterionIndex]) -> Decimal:
    """Return the points that hang on tasks, by task."""
    served = [each for each in criteria if each.work.assigned]
    if not served:
        return NOTHING
    points = sum((Fraction(each.criterion.points) for each in served), Fraction(0))
    return round_points(points / sum(each.work.assigned for each in served))
