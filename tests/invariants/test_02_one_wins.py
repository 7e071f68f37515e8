"""Two people acting on one task at once: exactly one wins, the other gets ConflictError."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.task import Act, Task
from cchc_workflow.engine.act import Command, act, act_within
from cchc_workflow.engine.amend import Amendment, amend
from cchc_workflow.errors import ConflictError, WrongStateError
from cchc_workflow.store.database import Database
from cchc_workflow.store.events import read_events
from tests.builders import vn
from tests.engine.rivals import Rival, at_once
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
)

NOW = vn(20, 5, 9)


def history(desk: SmallOffice, code: str) -> list[str]:
    with desk.database.read() as tx:
        return [event.name for event in read_events(tx, desk.task(code).id)]


@pytest.mark.parametrize("round_", range(3))
def test_of_many_who_saw_the_same_version_one_wins(desk: SmallOffice, round_: int) -> None:
    code = f"A{round_ + 1}"
    seen, actor = desk.task(code).version, desk.actor(HEAD)
    start = Command(code, Act(name="start"), seen)
    outcomes = at_once(*[partial(act, desk.office, actor, start, NOW)] * 6)
    assert [type(outcome) for outcome in outcomes].count(Task) == 1
    assert [type(outcome) for outcome in outcomes].count(ConflictError) == 5
    assert history(desk, code) == ["assigned", "started"]
    assert desk.task(code).version == seen + 1


def test_of_two_who_verify_and_return_one_wins(desk: SmallOffice) -> None:
    desk.report("A1", NOW)
    seen = desk.task("A1").version
    verify = Command("A1", Act(name="verify"), seen)
    give_back = Command("A1", Act(name="return", note="Thiếu"), seen)
    outcomes = at_once(
        partial(act, desk.office, desk.actor(VERIFIER), verify, NOW),
        partial(act, desk.office, desk.actor(COORDINATOR), give_back, NOW),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "Task"]
    told = desk.told("verified") + desk.told("returned")
    assert told == [HEAD], "only the winner's mail is there"


def test_of_two_without_a_version_the_later_sees_the_new_state(desk: SmallOffice) -> None:
    """On SQLite writers queue, and the second finds the task started; on PostgreSQL it may lose the race."""
    outcomes = at_once(*[lambda: desk.start("A1", NOW)] * 2)
    (loser,) = [outcome for outcome in outcomes if not isinstance(outcome, Task)]
    assert isinstance(loser, (ConflictError, WrongStateError))
    assert history(desk, "A1") == ["assigned", "started"]


RIVALS: dict[str, Callable[[SmallOffice], object]] = {
    "act": lambda desk: desk.start("A1", NOW),
    "amend": lambda desk: desk.amend(HEAD, "A1", NOW, assignee=OFFICER),
    "ask": lambda desk: desk.ask("A1", date(2021, 7, 30), NOW),
}


@pytest.mark.parametrize("name", RIVALS)
def test_who_read_the_task_before_the_other_committed_gets_a_conflict(
    postgresql_database: Database, name: str
) -> None:
    """The second has read the old version and waits for the first: then it must not write over it."""
    desk = issue_small(postgresql_database, duty("A1", "VP", date(2021, 6, 30)))
    with postgresql_database.begin() as tx:
        suspend = Command("A1", Act(name="suspend", note="Chờ"))
        act_within(tx, desk.office, desk.actor(DIRECTOR), suspend, NOW)
        late = Rival(lambda: RIVALS[name](desk))
        late.wait_until_blocked(postgresql_database)
    assert isinstance(late.outcome(), ConflictError)
    assert history(desk, "A1") == ["assigned", "suspended"]


def test_of_two_who_decide_on_an_extension_one_wins(desk: SmallOffice) -> None:
    asked = desk.ask("A1", date(2021, 7, 30), NOW)
    outcomes = at_once(
        lambda: desk.decide(CHIEF, asked, "approve", NOW),
        lambda: desk.decide(DIRECTOR, asked, "reject", NOW, note="Không"),
    )
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Extension)]
    (loser,) = [outcome for outcome in outcomes if not isinstance(outcome, Extension)]
    assert isinstance(loser, (ConflictError, WrongStateError))
    assert desk.task("A1").due_version == (2 if winner.state == "approved" else 1)


def test_of_two_who_ask_for_more_time_one_wins(desk: SmallOffice) -> None:
    until = date(2021, 7, 30)
    outcomes = at_once(*[lambda: desk.ask("A1", until, NOW)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "Extension"]


def test_of_two_who_amend_one_wins(desk: SmallOffice) -> None:
    seen, actor = desk.task("A1").version, desk.actor(DIRECTOR)
    outcomes = at_once(
        *(
            partial(amend, desk.office, actor, "A1", Amendment(title=title, reason="Cho gọn"), NOW, seen)
            for title in ("Tên này", "Tên kia")
        )
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "Task"]


def test_those_who_act_on_different_tasks_do_not_meet(desk: SmallOffice) -> None:
    outcomes = at_once(
        lambda: desk.start("A1", NOW),
        lambda: desk.start("A2", NOW),
        lambda: desk.start("B1", NOW, HEAD_TCCB),
    )
    assert [type(outcome) for outcome in outcomes] == [Task, Task, Task]
