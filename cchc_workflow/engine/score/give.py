"""Owns giving a score: the self-score, the appraised score and the explanation of one criterion."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from unicodedata import normalize

from cchc_workflow.definitions.scoring import pinned_tree
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.scoring import Criterion, fits
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.score.rights import (
    APPRAISE,
    SCORE,
    may_appraise,
    may_score,
    require_appraiser,
    require_scorer,
)
from cchc_workflow.engine.score.sheet import see_subject, serves
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError
from cchc_workflow.store import scores
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note
from cchc_workflow.store.plans import load_plan_row

LONGEST_EXPLANATION: Final = 4000


class Kept(Enum):
    """A value of its own for what stays as it is."""

    KEPT = "kept"


KEPT: Final = Kept.KEPT


@dataclass(frozen=True, slots=True)
class Place:
    """What is scored: a criterion of a plan, of the whole office ("") or of a unit by its code."""

    plan_id: int
    criterion: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is given; what is KEPT stays, None takes points back."""

    self_points: Decimal | Kept | None = KEPT
    appraised_points: Decimal | Kept | None = KEPT
    explanation: str | Kept = KEPT


def give_score(office: Office, actor: Actor, place: Place, marks: Marks, version: int, now: datetime) -> int:
    """Give a criterion's scores and return their new version; `version` is what the giver saw, 0 for none.

    The explanation is written by whoever gives one of the two scores. What changes nothing writes nothing.

    Raises:
        NotFoundError: no such plan, criterion or unit in the actor's sight, or the unit has no task that
            serves the criterion.
        WrongRoleError: somebody else gives this score.
        IncompleteError: the points are negative, above the criterion's, or have more than two decimals; the
            explanation is too long.
        ConflictError: somebody else scored it first.
    """
    with office.database.begin() as tx:
        plan = issued_plan(tx, actor, place.plan_id)
        criterion, unit_id = _find(tx, actor, plan, place)
        _require(actor, unit_id, marks)
        row = scores.scores_of(tx, place.plan_id, place.subject).get(place.criterion)
        if version != (row.version if row is not None else 0):
            raise ConflictError("score", place.criterion)
        before = _values(row)
        after = before | _given(marks, criterion)
        if after == before:
            return version
        _write(tx, actor, place, row, after, now)
        changed = {name: value for name, value in after.items() if value != before[name]}
        said = {
            "plan": plan.code,
            "unit": place.subject,
            **{key: _told(each) for key, each in changed.items()},
        }
        note(tx, actor.organization_id, actor.person_id, "criterion_scored", place.criterion, now, said)
        return version + 1


def issued_plan(tx: Transaction, actor: Actor, plan_id: int) -> Any:  # noqa: ANN401
    """Return the plan's row.

    Raises:
        NotFoundError: the actor's organization has issued no such plan.
    """
    plan = load_plan_row(tx, plan_id)
    if plan.organization_id != actor.organization_id or plan.state != "issued":
        raise NotFoundError("plan", plan_id)
    return plan


def _find(
    tx: Transaction,
    actor: Actor,
    plan: Any,  # noqa: ANN401
    place: Place,
) -> tuple[Criterion, int | None]:
    unit = see_subject(tx, scope_of(actor), place.subject)
    criterion = pinned_tree(plan.source).find(place.criterion)
    if criterion is None:
        raise NotFoundError("criterion", place.criterion)
    if unit is None:
        return criterion, None
    if not serves(criterion, scores.duties_of_units(tx, plan.id).get(unit.code, ())):
        raise NotFoundError("criterion", place.criterion)
    return criterion, unit.id


def _require(actor: Actor, unit_id: int | None, marks: Marks) -> None:
    if marks.self_points is not KEPT:
        require_scorer(actor, unit_id)
    if marks.appraised_points is not KEPT:
        require_appraiser(actor, unit_id)
    if not may_score(actor, unit_id) and not may_appraise(actor, unit_id):
        require_scorer(actor, unit_id)


def _values(row: Any | None) -> dict[str, Decimal | str | None]:  # noqa: ANN401
    names = ("self_points", "appraised_points", "explanation")
    if row is None:
        return dict(zip(names, (None, None, ""), strict=True))
    return {name: getattr(row, name) for name in names}


def _given(marks: Marks, criterion: Criterion) -> dict[str, Decimal | str | None]:
    given: dict[str, Decimal | str | None] = {}
    for name, points, action in (
        ("self_points", marks.self_points, SCORE),
        ("appraised_points", marks.appraised_points, APPRAISE),
    ):
        if not isinstance(points, Kept):
            given[name] = _check_points(points, criterion, action)
    if not isinstance(marks.explanation, Kept):
        text = normalize("NFC", marks.explanation).strip()
        if len(text) > LONGEST_EXPLANATION:
            raise IncompleteError(SCORE, ["explanation"], {"most": LONGEST_EXPLANATION})
        given["explanation"] = text
    return given


def _check_points(points: Decimal | None, criterion: Criterion, action: str) -> Decimal | None:
    if points is not None and not fits(points, criterion.points):
        raise IncompleteError(action, ["points"], {"most": criterion.points})
    return points


def _write(
    tx: Transaction,
    actor: Actor,
    place: Place,
    row: Any | None,  # noqa: ANN401
    after: dict[str, Decimal | str | None],
    now: datetime,
) -> None:
    if row is None:
        first = {
            "plan_id": place.plan_id,
            "subject": place.subject,
            "criterion": place.criterion,
            "changed_by": actor.person_id,
            "changed_at": now,
            "version": 1,
        }
        written = scores.add_score(tx, {**first, **after})
    else:
        new = {f"new_{name.removesuffix('_points')}": value for name, value in after.items()}
        written = scores.save_score(tx, row.id, row.version, {**new, "by": actor.person_id, "now": now})
    if not written:
        raise ConflictError("score", place.criterion)


def _told(value: Decimal | str | None) -> str | None:
    return str(value) if isinstance(value, Decimal) else value
