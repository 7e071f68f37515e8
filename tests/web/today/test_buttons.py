from dataclasses import replace

from cchc_workflow.domain.moves import moves
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Phase
from cchc_workflow.web.today.buttons import Button, buttons
from tests.builders import make_actor, make_task, shipped_workflow

WORKFLOW = shipped_workflow("task")
REPORTED = make_task(state="reported", phase=Phase.REPORTED, reported_by=1)


def offered(*roles: Role) -> tuple[Button, ...]:
    return buttons(moves(WORKFLOW, REPORTED, make_actor(*roles)), {"action.verify": "Duyệt"})


def test_button_has_the_label_of_its_own_workflow() -> None:
    verify, back = offered(Role.VERIFIER)
    assert (verify.action, verify.label, verify.asks, verify.here) == ("verify", "Duyệt", (), True)
    assert (back.label, back.asks, back.here) == ("Trả lại để bổ sung", ("note",), True)


def test_button_that_is_not_there_says_for_whom_it_is() -> None:
    verify, _ = offered(Role.UNIT_HEAD)
    assert (verify.here, verify.why_not) == (False, "dành cho đầu mối CCHC, người thẩm định")


def test_button_that_asks_for_more_than_a_reason_is_for_the_tasks_page() -> None:
    assert not replace(offered(Role.VERIFIER)[0], asks=("evidence",)).here
