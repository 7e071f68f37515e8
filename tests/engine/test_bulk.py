import pytest

from cchc_workflow.domain.task import Act, Evidence
from cchc_workflow.engine.bulk import Pick, Result, act_on_all, look_at_all
from cchc_workflow.errors import (
    ConflictError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
    WrongStateError,
)
from tests.builders import vn
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, HEAD_TCCB, VERIFIER, SmallOffice

NOON = vn(1, 6, 12)


def picks(desk: SmallOffice, *codes: str) -> list[Pick]:
    return [Pick(task.id, task.version) for task in map(desk.task, codes)]


def run(desk: SmallOffice, who: str, act: Act, *codes: str) -> Result:
    return act_on_all(desk.office, desk.actor(who, NOON), picks(desk, *codes), act, NOON)


def refusals(result: Result) -> list[type[Exception] | None]:
    return [type(each.refused) if each.refused else None for each in result.outcomes]


def test_all_are_done_at_once(desk: SmallOffice) -> None:
    result = run(desk, HEAD, Act(name="start"), "A1", "A2", "A3")
    assert result.done
    assert [each.task.state for each in result.outcomes if each.task] == ["in_progress"] * 3
    assert [desk.task(code).state for code in ("A1", "A2", "A3", "A4")] == ["in_progress"] * 3 + ["assigned"]
    assert desk.task("A1").event_count == 2


def test_nothing_is_done_where_one_is_refused_and_each_says_why(desk: SmallOffice) -> None:
    desk.start("A2", vn(1, 6, 8))
    result = run(desk, HEAD, Act(name="start"), "A1", "A2", "A3")
    assert not result.done
    assert refusals(result) == [None, WrongStateError, None]
    assert desk.task("A1").state == desk.task("A3").state == "assigned"
    assert desk.task("A1").event_count == 1


def test_every_row_is_looked_at(desk: SmallOffice) -> None:
    desk.start("A1", vn(1, 6, 8))
    given = Act(name="cancel", note="Không còn cần")
    result = run(desk, CHIEF, given, "A1", "A2", "B1")
    assert refusals(result) == [IncompleteError] * 3
    result = run(desk, COORDINATOR, given, "A1", "A2")
    assert refusals(result) == [WrongRoleError] * 2


def test_stale_version_and_what_is_out_of_sight_stop_it(desk: SmallOffice) -> None:
    stale = picks(desk, "A1", "A2")
    desk.start("A2", vn(1, 6, 8))
    head = desk.actor(HEAD, NOON)
    result = act_on_all(desk.office, head, stale, Act(name="start"), NOON)
    assert refusals(result) == [None, ConflictError]
    foreign = [*picks(desk, "A1", "B1"), Pick(2**63 - 1, 0)]
    result = act_on_all(desk.office, head, foreign, Act(name="start"), NOON)
    assert refusals(result) == [None, NotFoundError, NotFoundError]
    assert [each.task for each in result.outcomes[1:]] == [None, None]
    assert desk.task("A1").state == "assigned"


def test_task_that_is_ticked_twice_is_done_once(desk: SmallOffice) -> None:
    result = run(desk, HEAD, Act(name="start"), "A1", "A1")
    assert result.done
    assert len(result.outcomes) == 1


def test_second_submit_changes_nothing(desk: SmallOffice) -> None:
    chosen = picks(desk, "A1", "A2")
    head = desk.actor(HEAD, NOON)
    assert act_on_all(desk.office, head, chosen, Act(name="start"), NOON).done
    again = act_on_all(desk.office, head, chosen, Act(name="start"), NOON)
    assert refusals(again) == [ConflictError] * 2
    assert desk.task("A1").event_count == 2


def test_verifier_is_never_the_reporter(desk: SmallOffice) -> None:
    for code in ("A1", "A2"):
        desk.report(code, vn(1, 6, 9))
    assert run(desk, VERIFIER, Act(name="verify"), "A1", "A2").done


def test_evidence_may_be_one_document_for_all(desk: SmallOffice) -> None:
    assert run(desk, HEAD, Act(name="start"), "A1", "A2").done
    given = Act(name="report", evidence=(Evidence(document="12/BC-VP"),))
    assert run(desk, HEAD, given, "A1", "A2").done


def test_look_says_what_is_asked_for_and_what_is_barred(desk: SmallOffice) -> None:
    desk.start("A1", vn(1, 6, 8))
    chief = desk.actor(CHIEF, NOON)
    looked = look_at_all(desk.office, chief, picks(desk, "A1", "A2"), "cancel")
    assert [(each.asks, each.refused) for each in looked] == [(("note", "document"), None)] * 2
    looked = look_at_all(desk.office, chief, picks(desk, "A1"), "resume")
    assert isinstance(looked[0].refused, WrongStateError)
    looked = look_at_all(desk.office, desk.actor(HEAD_TCCB, NOON), picks(desk, "A2", "B1"), "start")
    assert [type(each.refused) for each in looked] == [NotFoundError, type(None)]
    with pytest.raises(NotFoundError):
        look_at_all(desk.office, chief, picks(desk, "A1"), "fly")
