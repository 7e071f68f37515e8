import pytest

from cchc_workflow.domain.moves import moves
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Phase
from tests.builders import make_actor, make_task, shipped_workflow

WORKFLOW = shipped_workflow("task")


@pytest.mark.parametrize(
    ("state", "phase", "expected"),
    [
        ("assigned", Phase.OPEN, ["start"]),
        ("in_progress", Phase.OPEN, ["report"]),
        ("reported", Phase.REPORTED, ["verify", "return"]),
        ("verified", Phase.DONE, []),
        ("suspended", Phase.PAUSED, []),
        ("cancelled", Phase.VOID, []),
    ],
)
def test_moves_are_what_leads_a_task_on(state: str, phase: Phase, expected: list[str]) -> None:
    task = make_task(state=state, phase=phase)
    found = moves(WORKFLOW, task, make_actor(*Role))
    assert [offer.action.name for offer in found] == expected


@pytest.mark.parametrize(("role", "allowed"), [(Role.UNIT_HEAD, True), (Role.VERIFIER, False)])
def test_a_move_that_is_refused_is_there_with_its_reason(role: Role, allowed: bool) -> None:  # noqa: FBT001
    (report,) = moves(WORKFLOW, make_task(), make_actor(role))
    assert report.allowed is allowed
    assert report.asks == ("evidence",)
