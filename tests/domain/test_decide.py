import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.domain.decide import advance, decide, describe_act, offers, permit
from cchc_workflow.domain.guards import Case
from cchc_workflow.domain.people import Actor, Grant, Role
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Act, Notice, Phase, Task, Timing
from cchc_workflow.errors import IncompleteError, NotFoundError, WrongRoleError, WrongStateError
from tests.builders import (
    NOW,
    OTHER_UNIT,
    UNIT,
    make_actor,
    make_evidence,
    make_extension,
    make_moment,
    make_task,
    shipped_workflow,
    vn,
)

WORKFLOW = shipped_workflow("task")
EXTENSION = shipped_workflow("extension")
HEAD = make_actor(Role.UNIT_HEAD)
COORDINATOR = make_actor(Role.COORDINATOR, person_id=200)
INSPECTED = Target(Measure.SHARE, Decimal(30), 16, label="Đơn vị được kiểm tra")
REPORT = Act(name="report", value="5/16", note="Đủ", evidence=(make_evidence(sha256="ab"),))


def reported(**over: object) -> Task:
    return make_task(
        **{"state": "reported", "phase": Phase.REPORTED, "reported_on": date(2021, 6, 1), "reported_by": 100}
        | over
    )


def test_decision_holds_the_next_task_its_event_and_who_is_told() -> None:
    task = make_task(target=INSPECTED)
    decision = decide(WORKFLOW, task, REPORT, HEAD, make_moment())
    assert decision.task == replace(
        task,
        state="reported",
        phase=Phase.REPORTED,
        version=6,
        event_count=3,
        last_event_at=NOW,
        reported_at=NOW,
        reported_on=date(2021, 6, 1),
        reported_by=100,
        value="5/16",
    )
    (event,) = decision.events
    assert (event.name, event.task_id, event.number, event.at) == ("reported", 11, 3, NOW)
    assert (event.actor_id, event.from_state, event.to_state) == (100, "in_progress", "reported")
    assert event.data == {
        "value": "5/16",
        "note": "Đủ",
        "evidence": [{"document": "12/BC-VP", "issued_on": "2021-05-31", "sha256": "ab"}],
    }
    assert decision.notices == (Notice("reported", ("coordinator",), (), Timing.MORNING),)


def test_decision_changes_nothing_of_what_it_was_given() -> None:
    task = make_task(target=INSPECTED)
    decide(WORKFLOW, task, REPORT, HEAD, make_moment())
    assert task == make_task(target=INSPECTED)


def test_action_that_keeps_the_state_changes_the_rest() -> None:
    act = Act(name="excuse", note="Bão số 9")
    decision = decide(WORKFLOW, make_task(), act, make_actor(Role.DIRECTOR), make_moment())
    assert (decision.task.state, decision.task.phase, decision.task.excused) == (
        "in_progress",
        Phase.OPEN,
        True,
    )


def test_resumption_tells_of_the_moved_deadline() -> None:
    task = make_task(state="suspended", phase=Phase.PAUSED, suspended_on=date(2021, 6, 10))
    director = make_actor(Role.DIRECTOR)
    decision = decide(WORKFLOW, task, Act(name="resume"), director, make_moment(vn(24, 6, 9)))
    assert (decision.task.due_on, decision.task.due_version) == (date(2021, 7, 14), 2)
    assert decision.task.original_due_on == date(2021, 6, 30)
    assert decision.events[0].data == {"due_on": "2021-07-14", "previous_due_on": "2021-06-30"}


def test_returned_task_is_judged_by_its_next_report() -> None:
    act = Act(name="return", note="Thiếu phụ lục")
    returned = decide(WORKFLOW, reported(value="5"), act, COORDINATOR, make_moment()).task
    assert (returned.state, returned.reported_on, returned.reported_by, returned.value) == (
        "in_progress",
        None,
        None,
        None,
    )
    again = decide(WORKFLOW, returned, REPORT, HEAD, make_moment(vn(5, 7, 9))).task
    assert again.reported_on == date(2021, 7, 5)


def test_unknown_action_is_not_found() -> None:
    with pytest.raises(NotFoundError) as caught:
        decide(WORKFLOW, make_task(), Act(name="fly"), HEAD, make_moment())
    assert caught.value.facts() == {"kind": "action", "id": "fly"}


def test_state_is_refused_before_role_and_role_before_guards() -> None:
    officer_elsewhere = make_actor(Role.OFFICER, unit_id=OTHER_UNIT)
    with pytest.raises(WrongStateError) as state_error:
        decide(WORKFLOW, make_task(), Act(name="return"), officer_elsewhere, make_moment())
    assert state_error.value.facts() == {"action": "return", "state": "in_progress", "allowed": ("reported",)}
    with pytest.raises(WrongRoleError) as role_error:
        decide(WORKFLOW, reported(), Act(name="return"), officer_elsewhere, make_moment())
    assert role_error.value.facts() == {
        "action": "return",
        "actor": "nguoi100@so.example",
        "needed": (Role.COORDINATOR, Role.VERIFIER),
    }


def test_all_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(IncompleteError) as caught:
        decide(WORKFLOW, make_task(target=INSPECTED), Act(name="report", value="4"), HEAD, make_moment())
    facts = caught.value.facts()
    assert facts == {
        "action": "report",
        "missing": ["evidence", "target"],
        "details": {"target": INSPECTED.label, "done": "4", "total": "16", "missing": "1"},
    }
    assert json.loads(json.dumps(facts)) == facts


def test_person_who_may_not_is_told_so_rather_than_what_is_missing() -> None:
    with pytest.raises(WrongRoleError) as caught:
        decide(
            WORKFLOW,
            reported(reported_by=200),
            Act(name="return"),
            COORDINATOR,
            make_moment(),
        )
    assert list(caught.value.needed) == ["not_the_reporter"]


@pytest.mark.parametrize("action", ["verify", "return"])
def test_coordinator_of_the_unit_does_not_judge_an_own_report(action: str) -> None:
    both = make_actor(Role.COORDINATOR, Role.OFFICER, person_id=300)
    task = decide(WORKFLOW, make_task(), REPORT, both, make_moment()).task
    act = Act(name=action, note="Đạt")
    with pytest.raises(WrongRoleError) as caught:
        decide(WORKFLOW, task, act, both, make_moment())
    assert list(caught.value.needed) == ["not_the_reporter"]
    assert decide(WORKFLOW, task, act, COORDINATOR, make_moment()).events[0].actor_id == 200


def test_substitute_acts_in_the_lent_role_and_in_no_other_unit() -> None:
    substitute = Actor(9, 1, "pho@so.example", frozenset({Grant(Role.UNIT_HEAD, UNIT)}))
    task = make_task(state="assigned")
    assert decide(WORKFLOW, task, Act(name="start"), substitute, make_moment()).task.state == "in_progress"
    with pytest.raises(WrongRoleError):
        decide(
            WORKFLOW,
            replace(task, lead_unit_id=OTHER_UNIT),
            Act(name="start"),
            substitute,
            make_moment(),
        )


@pytest.mark.parametrize("decider", [Role.DIRECTOR, Role.CHIEF_OF_OFFICE])
def test_requester_does_not_decide_on_an_own_request(decider: Role) -> None:
    both = make_actor(decider, Role.UNIT_HEAD)
    case = Case(make_task(), Act(name="approve"), both, make_extension(requested_by=both.person_id))
    with pytest.raises(WrongRoleError) as caught:
        permit(EXTENSION, "requested", case)
    assert list(caught.value.needed) == ["not_the_requester"]


def test_advance_numbers_and_dates_what_happened() -> None:
    decision = advance(make_task(), {"title": "Khác"}, "amended", None, make_moment(), {"title": "Khác"})
    assert (decision.task.title, decision.task.version, decision.task.event_count) == ("Khác", 6, 3)
    assert decision.task.last_event_at == NOW
    assert (decision.events[0].name, decision.events[0].actor_id) == ("amended", None)
    assert decision.notices == ()


def test_advance_refuses_a_field_that_a_task_lacks() -> None:
    with pytest.raises(TypeError):
        advance(make_task(), {"titel": "Khác"}, "amended", None, make_moment(), {})


def test_describe_act_leaves_out_what_is_empty() -> None:
    assert describe_act(Act(name="start", value="", note=None)) == {}
    act = Act(name="cancel", note="Trùng", document="45/QĐ", evidence=(make_evidence(issued_on=None),))
    assert describe_act(act) == {
        "note": "Trùng",
        "document": "45/QĐ",
        "evidence": [{"document": "12/BC-VP", "issued_on": None, "sha256": None}],
    }


def test_describe_act_keeps_all_that_an_act_can_carry() -> None:
    act = Act(name="x", value="1", note="2", document="3", evidence=(make_evidence(),))
    assert set(describe_act(act)) == {field.name for field in fields(Act)} - {"name"}


def asked(task: Task, actor: Actor) -> dict[str, tuple[str, ...]]:
    return {offer.action.name: offer.asks for offer in offers(WORKFLOW, task, actor) if offer.allowed}


def test_offers_say_what_must_be_given() -> None:
    director = make_actor(Role.DIRECTOR, person_id=1)
    assert asked(make_task(), HEAD) == {"report": ("evidence",)}
    assert asked(make_task(target=INSPECTED), HEAD) == {"report": ("evidence", "value")}
    assert asked(make_task(target=Target(Measure.UNITS)), HEAD) == {"report": ("evidence",)}
    assert asked(make_task(), director) == {
        "suspend": ("note",),
        "cancel": ("note", "document"),
        "excuse": ("note",),
    }
    assert asked(reported(), COORDINATOR) == {"verify": (), "return": ("note",)}


def test_offers_name_every_action_and_why_it_is_not_to_be_had() -> None:
    reporter = make_actor(Role.COORDINATOR, person_id=100)
    refused = {offer.action.name: offer.refused for offer in offers(WORKFLOW, reported(), reporter)}
    assert list(refused) == list(WORKFLOW.actions)
    assert isinstance(refused["start"], WrongStateError)
    assert isinstance(refused["cancel"], WrongRoleError)
    verify = refused["verify"]
    assert isinstance(verify, WrongRoleError)
    assert list(verify.needed) == ["not_the_reporter"]


def test_offers_of_an_extension_are_those_of_its_state() -> None:
    director = make_actor(Role.DIRECTOR, person_id=1)
    extension = make_extension()
    offered = offers(EXTENSION, make_task(), director, extension)
    assert {offer.action.name: offer.asks for offer in offered if offer.allowed} == {
        "approve": (),
        "reject": ("note",),
    }
    decided = offers(EXTENSION, make_task(), director, replace(extension, state="approved"))
    assert not any(offer.allowed for offer in decided)


def test_offer_is_refused_where_no_input_would_help() -> None:
    head = make_actor(Role.UNIT_HEAD)
    draft = make_extension(state="draft")
    offer = offers(EXTENSION, make_task(due_on=None), head, draft)[0]
    assert isinstance(offer.refused, IncompleteError)
    assert list(offer.refused.missing) == ["deadline"]
