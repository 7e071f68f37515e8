"""Owns the scores of all units beside each other, for their ranking."""

from decimal import Decimal
from typing import Any

from cchc_workflow.definitions.scoring import pinned_tree
from cchc_workflow.engine.score.sheet import serves
from cchc_workflow.store import scores
from cchc_workflow.store.database import Transaction

UnitScore = tuple[Decimal | None, Decimal | None, Decimal]
"""The self-score, the appraised score (None while nothing was given) and the points that there are."""


def unit_scores(tx: Transaction, plan: Any) -> dict[str, UnitScore]:  # noqa: ANN401
    """Return each unit's scores by its code: the sums over the criteria that its own tasks serve.

    Units serve different criteria, so it is the share of their points that compares them.
    """
    leaves = pinned_tree(plan.source).leaves()
    given: dict[str, dict[str, Any]] = {}
    for row in scores.scores_of_units(tx, plan.id):
        given.setdefault(row.subject, {})[row.criterion] = row
    found: dict[str, UnitScore] = {}
    for unit, duties in sorted(scores.duties_of_units(tx, plan.id).items()):
        served = [leaf for leaf in leaves if serves(leaf, duties)]
        rows = [row for leaf in served if (row := given.get(unit, {}).get(leaf.code)) is not None]
        found[unit] = (
            _sum([row.self_points for row in rows]),
            _sum([row.appraised_points for row in rows]),
            sum((leaf.points for leaf in served), Decimal(0)),
        )
    return found


def _sum(points: list[Decimal | None]) -> Decimal | None:
    known = [each for each in points if each is not None]
    return sum(known, Decimal(0)) if known else None
