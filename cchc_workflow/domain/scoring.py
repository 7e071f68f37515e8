"""Owns the scoring tree and what the tasks' state means in points of it; reads no evidence and no score.

The tree is data of a plan and a year. The formula is the project's own proposal, for no paper says what a
late task costs (docs/decisions/0011-scoring-tree.md, with an example done by hand).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

SURVEY: Final = "XHH"
"""The code of the sociological survey (điều tra xã hội học): scored by people, never from tasks."""
PLACES: Final = 2
"""Decimals of a point, as in the results that the province publishes (7,43)."""
NOTHING: Final = Decimal("0.00")

_POINTS: Final = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion, or a sub-criterion: a criterion with `parts` has nothing else of its own.

    Attributes:
        area: the code of its area, "" for the survey.
        evidence: what has to be shown for it, in words.
        duties: the codes of the plan's duties that serve it; their tasks share its points.
        assumed: it was derived by us, the official tree being out of reach.
    """

    code: str
    area: str
    title: str
    points: Decimal
    evidence: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    assumed: bool = False
    parts: tuple["Criterion", ...] = ()

    def leaves(self) -> Iterator["Criterion"]:
        """Yield what is scored: the criterion itself, or its parts."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringTree:
    """The criteria of one year's index, in the order of the plan; `survey` is None where it has no points.

    `by_area` tells that no criteria were given: every area is then one criterion, served by all its duties.
    """

    year: int
    version: str
    source: str
    criteria: tuple[Criterion, ...]
    survey: Criterion | None = None
    by_area: bool = False

    def leaves(self) -> tuple[Criterion, ...]:
        """Return all that is scored from tasks."""
        return tuple(leaf for criterion in self.criteria for leaf in criterion.leaves())

    def of_area(self, area: str) -> tuple[Criterion, ...]:
        """Return the criteria of an area."""
        return tuple(criterion for criterion in self.criteria if criterion.area == area)

    def scored(self) -> tuple[Criterion, ...]:
        """Return all that people score, the survey last."""
        return self.leaves() + ((self.survey,) if self.survey else ())

    def find(self, code: str) -> Criterion | None:
        """Return what is scored under this code, None where nothing is."""
        return next((leaf for leaf in self.scored() if leaf.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Tasks on one day, cancelled and dormant ones left out.

    `verified_on_time` are accepted, `reported_on_time` wait for that; `late` were finished late or are
    overdue. The rest of the `assigned` lies ahead.
    """

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWork(Work):
    """The tasks of one duty; `area` is None for a general one."""

    duty: str
    area: str | None


def sum_work(works: Iterable[Work]) -> Work:
    """Return several tasks' counts together."""
    found = tuple(works)
    return Work(
        assigned=sum(work.assigned for work in found),
        verified_on_time=sum(work.verified_on_time for work in found),
        reported_on_time=sum(work.reported_on_time for work in found),
        late=sum(work.late for work in found),
    )


@dataclass(frozen=True, slots=True)
class Points:
    """Points to two decimals: what is had, what is likely, what is still possible, what is gone."""

    secured: Decimal
    expected: Decimal
    reachable: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class CriterionIndex:
    """What is scored, with its tasks and their points. `per_late_task` is what one more late task costs."""

    criterion: Criterion
    work: Work
    points: Points
    per_late_task: Decimal


def rate_of(works: Iterable[Work]) -> Fraction:
    """Return the share on time among the tasks that are done or due, 1 while there are none."""
    judged = late = 0
    for work in works:
        judged += work.judged
        late += work.late
    return 1 - Fraction(late, judged) if judged else Fraction(1)


def project_criterion(criterion: Criterion, work: Work, rate: Fraction) -> CriterionIndex:
    """Return a criterion's projected points; the tasks ahead are expected to go by `rate`.

    With P its points and n the tasks that serve it, each is worth P / n:

        secured   = P * verified on time / n
        lost      = P - reachable
        reachable = P * (n - late) / n
        expected  = P * (on time + ahead * rate) / n

    where on time is verified or reported on time. A criterion that no task serves can't lose any points here:
    all are expected, none is secured.
    """
    points = Fraction(criterion.points)
    if not work.assigned:
        whole = round_points(points)
        return CriterionIndex(criterion, work, Points(NOTHING, whole, whole, NOTHING), NOTHING)
    share = points / work.assigned
    reachable = round_points(points - share * work.late)
    on_time = work.verified_on_time + work.reported_on_time
    return CriterionIndex(
        criterion,
        work,
        Points(
            secured=round_points(share * work.verified_on_time),
            expected=round_points(share * (on_time + work.ahead * rate)),
            reachable=reachable,
            lost=round_points(points) - reachable,
        ),
        round_points(share),
    )


def sum_points(all_points: Iterable[Points]) -> Points:
    """Return the sum of points as they are shown, so that whoever adds them up gets it to the last digit."""
    secured = expected = reachable = lost = NOTHING
    for points in all_points:
        secured += points.secured
        expected += points.expected
        reachable += points.reachable
        lost += points.lost
    return Points(secured, expected, reachable, lost)


def round_points(value: Fraction) -> Decimal:
    """Return a value that is not negative to two decimals, half up."""
    return Decimal((value * 200 + 1) // 2).scaleb(-PLACES)


def read_points(typed: str) -> Decimal | None:
    """Return points as people type them, 7,43 or 7.43; None for what is no such number."""
    text = typed.strip()
    return Decimal(text.replace(",", ".")) if _POINTS.fullmatch(text) else None


def fits(points: Decimal, most: Decimal) -> bool:
    """Tell whether points may be given where at most `most` are: two decimals, never negative."""
    return points.is_finite() and 0 <= points <= most and points == points.quantize(NOTHING)


class Proof(StrEnum):
    """How far a criterion is proven."""

    NONE = "none"
    SOME = "some"
    WHOLE = "whole"


def proof_of(tasks: int, proven: int, own: int) -> Proof:
    """Tell how far a criterion is proven: by `own` evidence, and by its tasks, `proven` of them with some."""
    if not proven and not own:
        return Proof.NONE
    return Proof.WHOLE if proven >= tasks else Proof.SOME
