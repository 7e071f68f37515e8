import pytest

from cchc_workflow.domain.people import UNIT_ROLES, Actor, Grant, Role, Scope, scope_of
from tests.builders import OTHER_UNIT, UNIT, make_actor


def test_unit_role_holds_in_its_unit_only() -> None:
    head = make_actor(Role.UNIT_HEAD)
    assert head.roles_in(UNIT) == {Role.UNIT_HEAD}
    assert head.roles_in(OTHER_UNIT) == set()
    assert head.holds([Role.OFFICER, Role.UNIT_HEAD], UNIT)
    assert not head.holds([Role.OFFICER], UNIT)
    assert not head.holds([Role.UNIT_HEAD], OTHER_UNIT)
    assert not head.holds([], UNIT)


@pytest.mark.parametrize("role", sorted(set(Role) - UNIT_ROLES))
def test_office_role_holds_towards_every_unit(role: Role) -> None:
    actor = make_actor(role)
    assert actor.holds([role], UNIT)
    assert actor.holds([role], OTHER_UNIT)


def test_two_hats_are_worn_by_one_head() -> None:
    chief = make_actor(Role.CHIEF_OF_OFFICE, Role.UNIT_HEAD)
    assert chief.roles_in(UNIT) == {Role.CHIEF_OF_OFFICE, Role.UNIT_HEAD}
    assert chief.roles_in(OTHER_UNIT) == {Role.CHIEF_OF_OFFICE}


def test_substitute_holds_own_and_lent_roles_apart() -> None:
    substitute = Actor(
        person_id=1,
        organization_id=1,
        address="pho@so.example",
        grants=frozenset({Grant(Role.OFFICER, UNIT), Grant(Role.UNIT_HEAD, OTHER_UNIT)}),
    )
    assert substitute.roles_in(UNIT) == {Role.OFFICER}
    assert substitute.roles_in(OTHER_UNIT) == {Role.UNIT_HEAD}
    assert scope_of(substitute) == Scope(1, frozenset({UNIT, OTHER_UNIT}))


def test_scope_of_office_role_is_the_whole_organization() -> None:
    assert scope_of(make_actor(Role.AUDITOR, organization_id=4)) == Scope(4, None)
    assert scope_of(make_actor(Role.COORDINATOR, Role.OFFICER)) == Scope(1, None)


def test_scope_of_unit_role_is_its_units() -> None:
    assert scope_of(make_actor(Role.OFFICER)) == Scope(1, frozenset({UNIT}))


def test_scope_of_nobody_sees_nothing() -> None:
    scope = scope_of(make_actor())
    assert scope == Scope(1, frozenset())
    assert not scope.sees([UNIT, OTHER_UNIT])


@pytest.mark.parametrize(
    ("unit_ids", "task_units", "seen"),
    [
        (None, [], True),
        (None, [UNIT], True),
        ({UNIT}, [UNIT], True),
        ({UNIT}, [OTHER_UNIT, UNIT], True),
        ({UNIT}, [OTHER_UNIT], False),
        ({UNIT}, [], False),
    ],
)
def test_scope_sees_tasks_that_its_units_lead_or_support(
    unit_ids: set[int] | None, task_units: list[int], *, seen: bool
) -> None:
    scope = Scope(1, None if unit_ids is None else frozenset(unit_ids))
    assert scope.sees(task_units) is seen
