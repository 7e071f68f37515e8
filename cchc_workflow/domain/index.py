"""Owns the projected index: what the tasks' state means in points of a plan's areas; it reads no evidence.

No law and no paper says how a task's delay lowers the index: the formula is the project's own proposal
(docs/decisions/0007-projected-index.md). It rests on one assumption, that the tasks of an area carry equal
parts of its points, and on the plan's own numbers (plan 2021, II.1: the points of the areas, those of the
sociological survey, the goal).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWork:
    """An area's points and its tasks on one day, cancelled and dormant ones left out.

    `verified_on_time` are accepted, `reported_on_time` wait for that; `late` were finished late or are
    overdue. The rest of the `assigned` lies ahead.
    """

    code: str
    title: str
    points: Decimal
    previous_points: Decimal | None = None
    assigned: int = 0
    verified_on_time: int = 0
    reported_on_time: int = 0
    late: int = 0

    @property
    def judged(self) -> int:
        """Return the tasks that are done or due."""
        return self.verified_on_time + self.reported_on_time + self.late

    @property
    def ahead(self) -> int:
        """Return the tasks that are not judged yet."""
        return self.assigned - self.judged


@dataclass(frozen=True, slots=True)
class Points:
    """Points to two decimals: what is had, what is likely, what is still possible, what is gone."""

    secured: Decimal
    expected: Decimal
    reachable: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class AreaIndex:
    """An area's share of the index. `per_late_task` is what one more late task costs, 0 without tasks."""

    work: AreaWork
    points: Points
    per_late_task: Decimal


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

    With P the points of an area and n its tasks, each task is worth P / n:

        secured   = P * verified on time / n
        lost      = P * late / n
        reachable = P - lost
        expected  = P * (on time + ahead * r) / n

    where on time is verified or reported on time, and r is the share on time among all tasks of the plan that
    are done or due so far: those ahead go as those behind. One rate for the whole plan, for an area has too
    few tasks to judge by; without any judged task r is 1. An area without tasks can't lose any points here:
    all are expected, none is secured.
    """
    judged = sum(work.judged for work in works)
    rate = 1 - Fraction(sum(work.late for work in works), judged) if judged else Fraction(1)
    areas = tuple(_project_area(work, rate) for work in works)
    return ProjectedIndex(
        areas=areas,
        points=sum((work.points for work in works), Decimal(0)),
        survey_points=survey_points,
        goal=goal,
        rate=rate,
        tasks=Points(
            *(
                sum((getattr(area.points, name) for area in areas), Decimal("0.00"))
                for name in ("secured", "expected", "reachable", "lost")
            )
        ),
    )


def _project_area(work: AreaWork, rate: Fraction) -> AreaIndex:
    points = Fraction(work.points)
    if not work.assigned:
        whole = _round(points)
        return AreaIndex(work, Points(Decimal("0.00"), whole, whole, Decimal("0.00")), Decimal("0.00"))
    share = points / work.assigned
    reachable = _round(points - share * work.late)
    on_time = work.verified_on_time + work.reported_on_time
    return AreaIndex(
        work,
        Points(
            secured=_round(share * work.verified_on_time),
            expected=_round(share * (on_time + work.ahead * rate)),
            reachable=reachable,
            lost=_round(points) - reachable,
        ),
        _round(share),
    )


def _round(value: Fraction) -> Decimal:
    """Return a value that is not negative to two decimals, half up."""
    return Decimal((value * 200 + 1) // 2).scaleb(-2)
