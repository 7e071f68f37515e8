from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from cchc_workflow.domain.decide import permit
from cchc_workflow.domain.guards import Case
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Act
from cchc_workflow.errors import IncompleteError, WrongRoleError
from tests.builders import make_actor, make_extension, make_task, shipped_workflow

WORKFLOW = shipped_workflow("extension")


def test_request_is_undecided_and_can_not_be_changed() -> None:
    extension = make_extension()
    assert (extension.granted_due_on, extension.decided_by, extension.decided_at) == (None, None, None)
    with pytest.raises(FrozenInstanceError):
        extension.state = "approved"  # type: ignore[misc]


def test_request_needs_a_later_date_and_a_reason() -> None:
    case = Case(make_task(), Act(name="request"), make_actor(Role.OFFICER))
    with pytest.raises(IncompleteError) as caught:
        permit(WORKFLOW, WORKFLOW.initial, case)
    assert list(caught.value.missing) == ["due_on", "reason"]


def test_request_for_an_undated_task_is_refused() -> None:
    act = Act(name="request", value="30/7/2021", note="Chờ ý kiến")
    with pytest.raises(IncompleteError) as caught:
        permit(WORKFLOW, WORKFLOW.initial, Case(make_task(due_on=None), act, make_actor(Role.OFFICER)))
    assert list(caught.value.missing) == ["deadline"]


def test_rejection_needs_a_reason() -> None:
    case = Case(make_task(), Act(name="reject"), make_actor(Role.DIRECTOR, person_id=1), make_extension())
    with pytest.raises(IncompleteError) as caught:
        permit(WORKFLOW, "requested", case)
    assert list(caught.value.missing) == ["reason"]


def test_request_is_overtaken_by_a_later_deadline() -> None:
    task = make_task(due_on=date(2021, 8, 15))
    case = Case(task, Act(name="approve"), make_actor(Role.DIRECTOR, person_id=1), make_extension())
    with pytest.raises(IncompleteError) as caught:
        permit(WORKFLOW, "requested", case)
    assert list(caught.value.missing) == ["later_due_on"]


def test_only_the_requester_withdraws() -> None:
    colleague = make_actor(Role.UNIT_HEAD, person_id=101)
    with pytest.raises(WrongRoleError) as caught:
        permit(WORKFLOW, "requested", Case(make_task(), Act(name="withdraw"), colleague, make_extension()))
    assert list(caught.value.needed) == ["is_the_requester"]
