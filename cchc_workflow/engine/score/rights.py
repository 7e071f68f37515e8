"""Owns who scores: the office by its coordinator, a unit by its head, and who appraises both."""

from collections.abc import Sequence

from cchc_workflow.domain.people import Actor, Grant, Role
from cchc_workflow.errors import WrongRoleError

SCORE = "score"
APPRAISE = "appraise"
PROVE = "prove"

SCORERS = (Role.COORDINATOR, Role.CHIEF_OF_OFFICE)
"""Who scores the office, and puts evidence to its criteria (plan 2021, II.3.3: Văn phòng Sở)."""
APPRAISERS = (Role.COORDINATOR, Role.VERIFIER, Role.CHIEF_OF_OFFICE)


def may_score(actor: Actor, unit_id: int | None) -> bool:
    """Tell whether the actor gives the self-score of a unit, or of the office without one."""
    if unit_id is not None:
        return Grant(Role.UNIT_HEAD, unit_id) in actor.grants
    return any(grant.role in SCORERS for grant in actor.grants)


def may_appraise(actor: Actor, unit_id: int | None) -> bool:
    """Tell whether the actor gives the appraised score: nobody appraises the unit that they head."""
    heads = unit_id is not None and may_score(actor, unit_id)
    return not heads and any(grant.role in APPRAISERS for grant in actor.grants)


def may_prove(actor: Actor) -> bool:
    """Tell whether the actor may put evidence to a criterion, beside what the tasks bring."""
    return may_score(actor, None)


def require_scorer(actor: Actor, unit_id: int | None) -> None:
    """Let nobody else give the self-score.

    Raises:
        WrongRoleError: the actor may not.
    """
    if not may_score(actor, unit_id):
        raise WrongRoleError(SCORE, actor.address, SCORERS if unit_id is None else (Role.UNIT_HEAD,))


def require_appraiser(actor: Actor, unit_id: int | None) -> None:
    """Let nobody else give the appraised score.

    Raises:
        WrongRoleError: the actor may not; who heads the unit is told whose task it is instead.
    """
    if not may_appraise(actor, unit_id):
        raise WrongRoleError(APPRAISE, actor.address, _others(actor))


def require_prover(actor: Actor) -> None:
    """Let nobody else put evidence to a criterion.

    Raises:
        WrongRoleError: the actor may not.
    """
    if not may_prove(actor):
        raise WrongRoleError(PROVE, actor.address, SCORERS)


def _others(actor: Actor) -> Sequence[Role]:
    held = {grant.role for grant in actor.grants}
    return tuple(role for role in APPRAISERS if role not in held)
