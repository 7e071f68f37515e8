import logging
from datetime import timedelta

import pytest

from cchc_workflow.bootstrap import Program
from cchc_workflow.engine.watch import PATIENCE, Alert, note_run
from cchc_workflow.scheduler.watchdog import STALE_AFTER, Fault, Watchdog
from tests.running import ISSUED_AT

MINUTE = timedelta(minutes=1)
LATER = ISSUED_AT + PATIENCE + MINUTE


@pytest.fixture
def watchdog(program: Program, caplog: pytest.LogCaptureFixture) -> Watchdog:
    caplog.set_level(logging.INFO)
    return program.watchdog


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "cchc_workflow.scheduler.watchdog"
    ]


def test_look_says_once_what_is_amiss_and_once_that_it_is_over(
    program: Program, watchdog: Watchdog, caplog: pytest.LogCaptureFixture
) -> None:
    watchdog.look(ISSUED_AT)
    assert said(caplog) == []
    watchdog.look(LATER)
    watchdog.look(LATER + MINUTE)
    assert said(caplog) == [("WARNING", "alert raised: mail_waiting")]
    next(job for job in program.jobs if job.name == "deliver").run(LATER)
    watchdog.look(LATER + 2 * MINUTE)
    watchdog.look(LATER + 3 * MINUTE)
    assert said(caplog)[1:] == [("INFO", "alert over: mail_waiting")]


def test_look_logs_the_facts(watchdog: Watchdog, caplog: pytest.LogCaptureFixture) -> None:
    watchdog.look(LATER)
    facts = vars(caplog.records[-1])["alert"]
    assert facts == {"kind": "mail_waiting", "since": ISSUED_AT.isoformat(), "count": facts["count"]}
    assert facts["count"] > 0


def test_health_is_the_last_look(program: Program, watchdog: Watchdog) -> None:
    watchdog.look(ISSUED_AT)
    note_run(program.office, "sweep", ISSUED_AT)
    assert watchdog.health(ISSUED_AT).ticks == {}
    watchdog.look(ISSUED_AT)
    assert watchdog.health(ISSUED_AT).ticks == {"sweep": ISSUED_AT}


def test_health_before_the_first_look_is_true_but_raises_no_alarm(
    watchdog: Watchdog, caplog: pytest.LogCaptureFixture
) -> None:
    """What is late when the program starts is being caught up."""
    assert [alert.kind for alert in watchdog.health(LATER).alerts] == ["mail_waiting"]
    assert said(caplog) == []


def test_health_does_not_trust_an_old_look(watchdog: Watchdog) -> None:
    watchdog.look(ISSUED_AT)
    assert watchdog.health(ISSUED_AT + STALE_AFTER).well
    assert watchdog.health(ISSUED_AT + STALE_AFTER + MINUTE).alerts == (Alert("watchdog_late", ISSUED_AT),)


def test_fault_stands_in_the_health_until_it_is_over(
    watchdog: Watchdog, caplog: pytest.LogCaptureFixture
) -> None:
    watchdog.note_fault("job_failed", "digest", "disk_full", ISSUED_AT)
    watchdog.note_fault("job_failed", "digest", "locked", ISSUED_AT + MINUTE)
    expected = Fault("job_failed", ISSUED_AT, 2, "digest", "locked")
    assert watchdog.health(ISSUED_AT + MINUTE).alerts == (expected,)
    watchdog.note_end("job_failed", "digest")
    watchdog.note_end("job_failed", "digest")
    assert watchdog.health(ISSUED_AT + MINUTE).well
    assert said(caplog) == [("WARNING", "alert raised: job_failed"), ("INFO", "alert over: job_failed")]
    assert vars(caplog.records[-1])["alert"]["reason"] == "locked"


@pytest.mark.parametrize(("of", "left"), [("login", {"tls"}), (None, set()), ("timeout", {"login", "tls"})])
def test_note_end_ends_one_fault_or_all_of_a_kind(watchdog: Watchdog, of: str | None, left: set[str]) -> None:
    for trouble in ("login", "tls"):
        watchdog.note_fault("mail_fault", trouble, "", ISSUED_AT)
    watchdog.note_fault("job_failed", "login", "", ISSUED_AT)
    watchdog.note_end("mail_fault", of)
    faults = [alert for alert in watchdog.health(ISSUED_AT).alerts if isinstance(alert, Fault)]
    assert {fault.of for fault in faults if fault.kind == "mail_fault"} == left
    assert [fault.of for fault in faults if fault.kind == "job_failed"] == ["login"]
