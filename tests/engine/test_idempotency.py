from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from cchc_workflow.domain.task import Act
from cchc_workflow.engine.act import Command, act
from cchc_workflow.engine.idempotency import KEPT_FOR, Answer, Wish, do_once
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import ConflictError, WrongStateError
from cchc_workflow.store.idempotency import find_answer
from tests.builders import vn
from tests.engine.small_office import HEAD, HEAD_TCCB, SmallOffice

NOW = vn(20, 5, 9)


class Starting:
    """Starts a task and answers with its state; counts how often it was called."""

    def __init__(self, desk: SmallOffice, code: str = "A1") -> None:
        self._actor = desk.actor(HEAD, NOW)
        self._code = code
        self.calls = 0

    def __call__(self, office: Office) -> Answer:
        self.calls += 1
        task = act(office, self._actor, Command(self._code, Act(name="start")), NOW)
        return Answer(200, task.state, {"ETag": str(task.version)})


def wish(desk: SmallOffice, key: str = "k", asked: object = "start", who: str = HEAD) -> Wish:
    return Wish(desk.actor(who, NOW).person_id, key, asked)


def test_a_wish_is_done_once_and_answered_again(desk: SmallOffice) -> None:
    start = Starting(desk)
    first = do_once(desk.office, wish(desk), NOW, start)
    second = do_once(desk.office, wish(desk), NOW + timedelta(hours=23), start)
    assert start.calls == 1
    assert (first.status, first.body, first.headers, first.replayed) == (
        200,
        "in_progress",
        {"ETag": "2"},
        False,
    )
    assert (second.status, second.body, second.headers, second.replayed) == (
        200, "in_progress", {"ETag": "2"}, True,
    )  # fmt: skip
    assert desk.task("A1").event_count == 2


def test_the_same_key_for_another_wish_is_refused(desk: SmallOffice) -> None:
    start = Starting(desk)
    do_once(desk.office, wish(desk), NOW, start)
    with pytest.raises(ConflictError) as refused:
        do_once(desk.office, wish(desk, asked="other"), NOW, start)
    assert refused.value.kind == "idempotency_key"
    assert start.calls == 1


def test_people_have_their_keys_to_themselves(desk: SmallOffice) -> None:
    start = Starting(desk)
    do_once(desk.office, wish(desk), NOW, start)
    with pytest.raises(WrongStateError):
        do_once(desk.office, wish(desk, who=HEAD_TCCB), NOW, start)
    assert start.calls == 2


def test_what_was_refused_leaves_its_key_free(desk: SmallOffice) -> None:
    desk.start("A1", NOW)
    with pytest.raises(WrongStateError):
        do_once(desk.office, wish(desk), NOW, Starting(desk))
    answer = do_once(desk.office, wish(desk, asked="something else"), NOW, Starting(desk, "A2"))
    assert (answer.body, answer.replayed) == ("in_progress", False)


def test_what_fails_after_the_deed_undoes_it(desk: SmallOffice) -> None:
    start = Starting(desk)

    def fail(office: Office) -> Answer:
        start(office)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do_once(desk.office, wish(desk), NOW, fail)
    assert desk.task("A1").state == "assigned"
    with desk.database.read() as tx:
        assert find_answer(tx, desk.actor(HEAD).person_id, "k") is None


def test_after_a_day_a_key_means_a_new_wish(desk: SmallOffice) -> None:
    do_once(desk.office, wish(desk), NOW, Starting(desk))
    later = NOW + KEPT_FOR + timedelta(seconds=1)
    answer = do_once(desk.office, wish(desk, asked="anew"), later, Starting(desk, "A2"))
    assert not answer.replayed


def test_of_two_at_once_one_does_it_and_both_are_answered(desk: SmallOffice) -> None:
    start, ready = Starting(desk), Barrier(4)

    def ask(_number: int) -> Answer:
        ready.wait()
        return do_once(desk.office, wish(desk), NOW, start)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert start.calls == 1
    assert sorted(answer.replayed for answer in answers) == [False, True, True, True]
    assert {answer.body for answer in answers} == {"in_progress"}


def test_outside_it_every_deed_has_its_own_transaction(desk: SmallOffice) -> None:
    do_once(desk.office, wish(desk), NOW, Starting(desk))
    desk.start("A2", NOW)
    assert desk.task("A2").state == "in_progress"
