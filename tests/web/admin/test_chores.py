import logging
from threading import Event

import pytest

from cchc_workflow.errors import ConflictError, NotFoundError
from cchc_workflow.web.admin.chores import KEPT, Chores, Tick

PATIENCE = 20


def test_result_is_kept_when_the_work_is_done() -> None:
    chores = Chores()

    def work(tick: Tick) -> str:
        tick(1, 3)
        return "xong"

    chore = chores.begin("a", work)
    assert chore.ended.wait(PATIENCE)
    found = chores.find(chore.number)
    assert (found.result, found.running, found.percent, found.error, found.broken) == (
        "xong",
        False,
        33,
        None,
        False,
    )


def test_same_work_is_not_begun_twice_and_other_work_waits() -> None:
    chores, go_on = Chores(), Event()
    first = chores.begin("a", lambda _: go_on.wait(PATIENCE))
    assert chores.begin("a", lambda _: None) is first
    assert (first.running, first.percent) == (True, 0)
    with pytest.raises(ConflictError):
        chores.begin("b", lambda _: None)
    go_on.set()
    assert first.ended.wait(PATIENCE)
    assert chores.begin("b", lambda _: None).number == first.number + 1


def test_refusal_is_kept() -> None:
    def refuse(_tick: Tick) -> None:
        raise NotFoundError("plan", "x")

    chore = Chores().begin("a", refuse)
    assert chore.ended.wait(PATIENCE)
    assert isinstance(chore.error, NotFoundError)
    assert not chore.broken


def test_failure_of_the_program_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_tick: Tick) -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        chore = Chores().begin("a", fail)
        assert chore.ended.wait(PATIENCE)
    assert (chore.broken, chore.result) == (True, None)
    assert "ZeroDivisionError" in caplog.text


def test_old_results_are_forgotten() -> None:
    chores = Chores()
    for number in range(KEPT + 1):
        assert chores.begin(number, lambda _: None).ended.wait(PATIENCE)
    with pytest.raises(NotFoundError):
        chores.find(1)
    assert chores.find(KEPT + 1).about == KEPT
