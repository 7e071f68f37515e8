"""Every state x action x role of the shipped workflows, against a table written by hand from DOMAIN's rules.

A cell says where the action leads; the column's head says who may take it.
"""

from collections.abc import Iterator

import pytest

from cchc_workflow.domain.decide import decide, offers, permit
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.guards import Case
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Act
from cchc_workflow.errors import WrongRoleError, WrongStateError
from tests.builders import (
    OTHER_UNIT,
    make_actor,
    make_evidence,
    make_extension,
    make_moment,
    make_task,
    shipped_workflow,
)

UNIT = {Role.UNIT_HEAD, Role.OFFICER}
OFFICE = {Role.COORDINATOR, Role.VERIFIER}
CHIEFS = {Role.CHIEF_OF_OFFICE, Role.DIRECTOR}
LEADERS = {*CHIEFS, Role.DEPUTY_DIRECTOR}

TASK_ROLES = {
    "start": UNIT,
    "report": UNIT,
    "verify": OFFICE,
    "return": OFFICE,
    "suspend": LEADERS,
    "resume": LEADERS,
    "cancel": CHIEFS,
    "reopen": CHIEFS,
    "excuse": CHIEFS,
}
TASK_TABLE = """
state       start       report   verify   return      suspend   resume      cancel    reopen      excuse
assigned    in_progress -        -        -           suspended -           cancelled -           assigned
in_progress -           reported -        -           suspended -           cancelled -           in_progress
reported    -           -        verified in_progress -         -           cancelled -           reported
verified    -           -        -        -           -         -           -         in_progress verified
suspended   -           -        -        -           -         in_progress cancelled -           -
cancelled   -           -        -        -           -         -           -         -           -
"""
EXTENSION_ROLES = {"request": UNIT, "approve": CHIEFS, "reject": CHIEFS, "withdraw": UNIT}
EXTENSION_TABLE = """
state         request    approve   reject    withdraw
draft         requested  -         -         -
requested     -          approved  rejected  withdrawn
approved      -          -         -         -
rejected      -          -         -         -
withdrawn     -          -         -         -
"""


def cells(table: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield (state, action, next state or None) of each cell."""
    (_, *actions), *rows = (line.split() for line in table.strip().splitlines())
    for state, *successors in rows:
        for action, successor in zip(actions, successors, strict=True):
            yield state, action, None if successor == "-" else successor


TASK_CELLS = list(cells(TASK_TABLE))
EXTENSION_CELLS = list(cells(EXTENSION_TABLE))


def sources(table: list[tuple[str, str, str | None]], action: str) -> list[str]:
    return [state for state, name, successor in table if name == action and successor]


def full_act(name: str) -> Act:
    """Return an act that lacks nothing whatever it is."""
    return Act(
        name=name,
        value="2021-07-30",
        note="Lý do",
        document="45/QĐ-SNNPTNT",
        evidence=(make_evidence(),),
    )


@pytest.mark.parametrize(
    ("name", "table", "roles"),
    [("task", TASK_CELLS, TASK_ROLES), ("extension", EXTENSION_CELLS, EXTENSION_ROLES)],
)
def test_table_is_about_all_that_the_shipped_workflow_has(
    name: str, table: list[tuple[str, str, str | None]], roles: dict[str, set[Role]]
) -> None:
    workflow = shipped_workflow(name)
    assert list(dict.fromkeys(state for state, _, _ in table)) == list(workflow.states)
    assert list(dict.fromkeys(action for _, action, _ in table)) == list(workflow.actions) == list(roles)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("state", "name", "successor"), TASK_CELLS)
def test_task_action(state: str, name: str, successor: str | None, role: Role) -> None:
    workflow = shipped_workflow("task")
    phase = workflow.states[state].phase
    task = make_task(state=state, phase=phase, reported_by=999)
    actor = make_actor(role)
    offer = next(offer for offer in offers(workflow, task, actor) if offer.action.name == name)
    assert offer.allowed is (successor is not None and role in TASK_ROLES[name])
    if successor is None:
        with pytest.raises(WrongStateError) as state_error:
            decide(workflow, task, full_act(name), actor, make_moment())
        assert list(state_error.value.allowed) == sources(TASK_CELLS, name)
    elif role in TASK_ROLES[name]:
        decision = decide(workflow, task, full_act(name), actor, make_moment())
        assert decision.task.state == successor
        assert decision.task.phase is workflow.states[successor].phase
        assert [(event.from_state, event.to_state) for event in decision.events] == [(state, successor)]
    else:
        with pytest.raises(WrongRoleError) as role_error:
            decide(workflow, task, full_act(name), actor, make_moment())
        assert set(role_error.value.needed) == TASK_ROLES[name]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("state", "name", "successor"), EXTENSION_CELLS)
def test_extension_action(state: str, name: str, successor: str | None, role: Role) -> None:
    workflow = shipped_workflow("extension")
    extension = make_extension(state=state, requested_by=100 if name == "withdraw" else 999)
    case = Case(make_task(), full_act(name), make_actor(role), extension)
    assert is_offered(case, extension, name) is (successor is not None and role in EXTENSION_ROLES[name])
    if successor is None:
        with pytest.raises(WrongStateError) as state_error:
            permit(workflow, state, case)
        assert list(state_error.value.allowed) == sources(EXTENSION_CELLS, name)
    elif role in EXTENSION_ROLES[name]:
        assert workflow.successor(state, permit(workflow, state, case).name) == successor
    else:
        with pytest.raises(WrongRoleError) as role_error:
            permit(workflow, state, case)
        assert set(role_error.value.needed) == EXTENSION_ROLES[name]


def is_offered(case: Case, extension: Extension, name: str) -> bool:
    offered = offers(shipped_workflow("extension"), case.task, case.actor, extension)
    return next(offer.allowed for offer in offered if offer.action.name == name)


@pytest.mark.parametrize("role", sorted(UNIT))
@pytest.mark.parametrize(
    ("state", "name"), [(state, name) for state, name, to in TASK_CELLS if to and TASK_ROLES[name] is UNIT]
)
def test_unit_role_of_another_unit_is_refused(state: str, name: str, role: Role) -> None:
    workflow = shipped_workflow("task")
    task = make_task(state=state, phase=workflow.states[state].phase)
    with pytest.raises(WrongRoleError):
        decide(workflow, task, full_act(name), make_actor(role, unit_id=OTHER_UNIT), make_moment())


@pytest.mark.parametrize(("state", "name"), [(state, name) for state, name, to in TASK_CELLS if to])
def test_everybody_of_another_organization_is_refused(state: str, name: str) -> None:
    workflow = shipped_workflow("task")
    task = make_task(state=state, phase=workflow.states[state].phase, organization_id=2)
    with pytest.raises(WrongRoleError):
        decide(workflow, task, full_act(name), make_actor(*Role), make_moment())
