"""Owns the score sheet of an office or a unit: each criterion with its points, scores and evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cchc_workflow.definitions.scoring import pinned_tree
from cchc_workflow.domain.index import AreaIndex, ProjectedIndex, project_index
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.scoring import (
    Criterion,
    CriterionIndex,
    DutyWork,
    Proof,
    ScoringTree,
    Work,
    project_criterion,
    proof_of,
    rate_of,
)
from cchc_workflow.engine.index import area_works, criterion_work, read_duties
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import scores
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.people import find_unit
from cchc_workflow.store.plans import read_areas


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """What is scored, and how it stands.

    Attributes:
        index: its projected points, by its tasks.
        version: that of its score, 0 before there is one.
        changer: who changed its score last, "" before anybody did.
        proven: its tasks that are reported with evidence.
        own: pieces of evidence that people put to it; a unit's sheet has none.
    """

    criterion: Criterion
    index: CriterionIndex
    self_points: Decimal | None = None
    appraised_points: Decimal | None = None
    explanation: str = ""
    version: int = 0
    changer: str = ""
    proven: int = 0
    own: int = 0

    @property
    def proof(self) -> Proof:
        """Return how far it is proven."""
        return proof_of(self.index.work.assigned, self.proven, self.own)


@dataclass(frozen=True, slots=True)
class ScoreSums:
    """Sums of a sheet's lines; a sum is None while nothing was given. `most` are all the points."""

    most: Decimal
    self_points: Decimal | None
    appraised_points: Decimal | None
    scored: int
    appraised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """The sheet of the whole office (`unit` is None) or of a unit: only what its own tasks serve.

    `index` is the office's, None on a unit's sheet.
    """

    plan: Any
    tree: ScoringTree
    areas: tuple[Any, ...]
    unit: Any | None
    lines: tuple[ScoreLine, ...]
    index: ProjectedIndex | None

    @property
    def subject(self) -> str:
        """Return the code under which its scores are kept."""
        return self.unit.code if self.unit is not None else ""

    @property
    def lacking(self) -> tuple[ScoreLine, ...]:
        """Return what is not proven, what has no evidence at all first; the survey is not ours to prove."""
        found = [line for line in self.lines if line.criterion.area and line.proof is not Proof.WHOLE]
        return tuple(sorted(found, key=lambda line: line.proof is not Proof.NONE))

    @property
    def sums(self) -> ScoreSums:
        """Return the sums of all lines."""
        return sum_lines(self.lines)

    def of_area(self, code: str) -> tuple[ScoreLine, ...]:
        """Return the lines of an area."""
        return tuple(line for line in self.lines if line.criterion.area == code)

    def area_index(self, code: str) -> AreaIndex | None:
        """Return an area's projected points, None on a unit's sheet."""
        areas = self.index.areas if self.index is not None else ()
        return next((area for area in areas if area.work.code == code), None)

    def line(self, code: str) -> ScoreLine:
        """Return the line of a criterion.

        Raises:
            NotFoundError: the sheet has none of this code.
        """
        found = next((line for line in self.lines if line.criterion.code == code), None)
        if found is None:
            raise NotFoundError("criterion", code)
        return found


def read_sheet(
    tx: Transaction,
    scope: Scope,
    plan: Any,  # noqa: ANN401
    on: date,
    subject: str = "",
) -> ScoreSheet:
    """Return the sheet of the whole office, or of the unit with this code.

    Raises:
        NotFoundError: the unit is not in sight; the office's own sheet is for who sees everything.
    """
    unit = see_subject(tx, scope, subject)
    unit_id = unit.id if unit is not None else None
    tree, areas = pinned_tree(plan.source), read_areas(tx, plan.id)
    duties = read_duties(tx, scope, plan, on, unit_id)
    index = None
    if unit is None:
        index = project_index(area_works(tree, areas, duties), plan.survey_points, plan.goal)
    rate = rate_of(duty for duty in duties if duty.area is not None)
    given = scores.scores_of(tx, plan.id, subject)
    proven = scores.count_proven(tx, scope, plan.id, unit_id)
    own: list[str] = [] if unit is not None else [row.criterion for row in scores.proofs_of(tx, plan.id)]
    return ScoreSheet(
        plan=plan,
        tree=tree,
        areas=tuple(areas),
        unit=unit,
        lines=tuple(
            _line(each, duties, rate, given.get(each.code), proven, own.count(each.code))
            for each in _scored(tree, None if unit is None else {duty.duty for duty in duties})
        ),
        index=index,
    )


def see_subject(tx: Transaction, scope: Scope, subject: str) -> Any | None:  # noqa: ANN401
    """Return the unit that is scored, None for the whole office ("").

    Raises:
        NotFoundError: it is not in sight.
    """
    if not subject:
        if scope.unit_ids is not None:
            raise NotFoundError("score_sheet", subject)
        return None
    unit = find_unit(tx, scope.organization_id, subject)
    if not scope.sees([unit.id]):
        raise NotFoundError("unit", subject)
    return unit


def sum_lines(lines: Iterable[ScoreLine]) -> ScoreSums:
    """Return what the lines have together."""
    found = tuple(lines)
    own = [line.self_points for line in found if line.self_points is not None]
    appraised = [line.appraised_points for line in found if line.appraised_points is not None]
    return ScoreSums(
        most=sum((line.criterion.points for line in found), Decimal(0)),
        self_points=sum(own, Decimal(0)) if own else None,
        appraised_points=sum(appraised, Decimal(0)) if appraised else None,
        scored=len(own),
        appraised=len(appraised),
    )


def serves(criterion: Criterion, duties: Iterable[str]) -> bool:
    """Tell whether any of the duties serves the criterion."""
    return not set(criterion.duties).isdisjoint(duties)


def _scored(tree: ScoringTree, duties: Iterable[str] | None) -> Sequence[Criterion]:
    if duties is None:
        return tree.scored()
    served = set(duties)
    return [leaf for leaf in tree.leaves() if serves(leaf, served)]


def _line(
    criterion: Criterion,
    duties: Sequence[DutyWork],
    rate: Fraction,
    row: Any | None,  # noqa: ANN401
    proven: dict[str, int],
    own: int,
) -> ScoreLine:
    work = criterion_work(duties, criterion.duties) if criterion.duties else Work()
    line = ScoreLine(
        criterion=criterion,
        index=project_criterion(criterion, work, rate),
        proven=sum(proven.get(duty, 0) for duty in criterion.duties),
        own=own,
    )
    if row is None:
        return line
    return ScoreLine(
        criterion=criterion,
        index=line.index,
        self_points=row.self_points,
        appraised_points=row.appraised_points,
        explanation=row.explanation,
        version=row.version,
        changer=row.changer,
        proven=line.proven,
        own=own,
    )
