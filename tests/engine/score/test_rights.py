import pytest

from cchc_workflow.domain.people import Actor, Grant, Role
from cchc_workflow.engine.score.rights import (
    may_appraise,
    may_prove,
    may_score,
    require_appraiser,
    require_prover,
    require_scorer,
)
from cchc_workflow.errors import WrongRoleError


def make_actor(*grants: tuple[Role, int | None]) -> Actor:
    return Actor(1, 1, "ai@so.example", frozenset(Grant(role, unit) for role, unit in grants))


@pytest.mark.parametrize(
    ("grants", "office", "unit", "appraise_office", "appraise_unit"),
    [
        ([(Role.COORDINATOR, None)], True, False, True, True),
        ([(Role.CHIEF_OF_OFFICE, None)], True, False, True, True),
        ([(Role.VERIFIER, None)], False, False, True, True),
        ([(Role.DIRECTOR, None)], False, False, False, False),
        ([(Role.ADMIN, None)], False, False, False, False),
        ([(Role.UNIT_HEAD, 7)], False, True, False, False),
        ([(Role.UNIT_HEAD, 8)], False, False, False, False),
        ([(Role.OFFICER, 7)], False, False, False, False),
        ([(Role.CHIEF_OF_OFFICE, None), (Role.UNIT_HEAD, 7)], True, True, True, False),
        ([(Role.CHIEF_OF_OFFICE, None), (Role.UNIT_HEAD, 8)], True, False, True, True),
        ([], False, False, False, False),
    ],
)
def test_who_may_give_which_score(
    grants: list[tuple[Role, int | None]],
    office: bool,  # noqa: FBT001
    unit: bool,  # noqa: FBT001
    appraise_office: bool,  # noqa: FBT001
    appraise_unit: bool,  # noqa: FBT001
) -> None:
    actor = make_actor(*grants)
    assert (may_score(actor, None), may_score(actor, 7)) == (office, unit)
    assert (may_appraise(actor, None), may_appraise(actor, 7)) == (appraise_office, appraise_unit)
    assert may_prove(actor) is office


def test_who_may_not_is_told_whose_task_it_is() -> None:
    chief = make_actor((Role.CHIEF_OF_OFFICE, None), (Role.UNIT_HEAD, 7))
    with pytest.raises(WrongRoleError) as refused:
        require_appraiser(chief, 7)
    assert list(refused.value.needed) == [Role.COORDINATOR, Role.VERIFIER], "they may not judge themselves"
    with pytest.raises(WrongRoleError) as refused:
        require_scorer(make_actor((Role.COORDINATOR, None)), 7)
    assert list(refused.value.needed) == [Role.UNIT_HEAD]
    with pytest.raises(WrongRoleError):
        require_scorer(make_actor((Role.VERIFIER, None)), None)
    with pytest.raises(WrongRoleError):
        require_prover(make_actor((Role.VERIFIER, None)))
    require_scorer(chief, None)
    require_prover(chief)
