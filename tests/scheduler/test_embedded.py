from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from queue import Queue
from threading import Event, get_ident
from typing import TYPE_CHECKING

import pytest
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from cchc_workflow.bootstrap import Program, system_clock
from cchc_workflow.errors import StorageError
from cchc_workflow.scheduler.embedded import AFTER_ERROR, AFTER_STORAGE_ERROR, Embedded
from cchc_workflow.scheduler.jobs import Job
from cchc_workflow.scheduler.watchdog import Fault
from tests.builders import vn
from tests.running import ISSUED_AT, FakeSender, read_outbox

if TYPE_CHECKING:
    from typing import Literal

PATIENCE_S = 20.0
SOON = timedelta(milliseconds=120)
HOURLY = CronTrigger(minute=0, timezone=UTC)
EACH_SECOND = IntervalTrigger(seconds=1, start_date=vn(1, 1), timezone=UTC)

MORNINGS = CronTrigger(hour=7, minute=30, timezone="Asia/Ho_Chi_Minh")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)

Start = Callable[..., Embedded]


class Clock:
    """A clock that goes at the machine's speed from where it was set."""

    def __init__(self, shown: datetime) -> None:
        self._ahead = shown - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, by: timedelta) -> None:
        self._ahead += by


def make_job(
    name: str,
    run: Callable[[datetime], datetime | None],
    *,
    trigger: object = HOURLY,
    lane: Literal["office", "mail"] = "office",
) -> Job:
    return Job(name=name, run=run, trigger=trigger, lane=lane)


@pytest.fixture
def start(program: Program) -> Iterator[Start]:
    """Return a function that starts jobs; they are stopped at the end of the test."""
    started: list[Embedded] = []

    def start_jobs(*jobs: Job, clock: Callable[[], datetime] = system_clock) -> Embedded:
        embedded = Embedded(jobs, clock, program.watchdog)
        embedded.start()
        started.append(embedded)
        return embedded

    yield start_jobs
    for embedded in started:
        embedded.stop()


@contextmanager
def released(gate: Event) -> Iterator[None]:
    """Let whoever waits at the gate go on, whatever happens in between."""
    try:
        yield
    finally:
        gate.set()


def test_every_job_runs_when_started_in_their_order(start: Start) -> None:
    ran: Queue[str] = Queue()
    jobs = [make_job(name, lambda _, name=name: ran.put(name)) for name in ("sweep", "digest", "anchor")]  # type: ignore[misc]  # a lambda's default
    start(*jobs)
    assert [ran.get(timeout=PATIENCE_S) for _ in jobs] == ["sweep", "digest", "anchor"]


def test_job_runs_again_when_it_wishes(start: Start) -> None:
    ran: Queue[datetime] = Queue()

    def run(now: datetime) -> datetime | None:
        ran.put(now)
        return now + SOON

    start(make_job("wishing", run))
    first, second, third = (ran.get(timeout=PATIENCE_S) for _ in range(3))
    assert second >= first + SOON
    assert third >= second + SOON


def test_job_that_wishes_for_the_past_waits_for_its_trigger(start: Start) -> None:
    ran: Queue[datetime] = Queue()

    def run(now: datetime) -> datetime | None:
        ran.put(now)
        return now - SOON

    start(make_job("hasty", run, trigger=EACH_SECOND))
    _, second, third = (ran.get(timeout=PATIENCE_S) for _ in range(3))
    assert third - second > timedelta(seconds=0.5)


def test_poke_runs_a_job_now(start: Start) -> None:
    ran: Queue[datetime] = Queue()
    embedded = start(make_job("resting", ran.put))
    ran.get(timeout=PATIENCE_S)
    for _ in range(20):
        embedded.poke("resting")
        ran.get(timeout=PATIENCE_S)


def test_poke_of_a_running_job_is_followed_by_another_run(start: Start) -> None:
    begun: Queue[int] = Queue()
    gate = Event()

    def run(_: datetime) -> None:
        begun.put(1)
        gate.wait(PATIENCE_S)

    with released(gate):
        embedded = start(make_job("busy", run))
        begun.get(timeout=PATIENCE_S)
        embedded.poke("busy")
        assert begun.empty()
        gate.set()
        begun.get(timeout=PATIENCE_S)


def test_slow_mail_holds_up_nothing_else(start: Start) -> None:
    gate, mailing = Event(), Event()
    ran: Queue[int] = Queue()

    def deliver(_: datetime) -> None:
        mailing.set()
        gate.wait(PATIENCE_S)

    with released(gate):
        embedded = start(
            make_job("deliver", deliver, lane="mail"), make_job("sweep", lambda _: ran.put(get_ident()))
        )
        assert mailing.wait(PATIENCE_S)
        threads = {ran.get(timeout=PATIENCE_S)}
        embedded.poke("sweep")
        threads.add(ran.get(timeout=PATIENCE_S))
        assert not gate.is_set()
    assert len(threads) == 1


def test_failed_job_is_seen_until_it_is_well(
    start: Start, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ran: Queue[int] = Queue()
    ill = True

    def run(now: datetime) -> None:
        ran.put(1)
        if ill:
            raise KeyError(now)

    embedded = start(make_job("ailing", run))
    ran.get(timeout=PATIENCE_S)
    embedded.poke("ailing")
    ran.get(timeout=PATIENCE_S)
    embedded.stop()
    (fault,) = program.watchdog.health(ISSUED_AT).alerts
    assert isinstance(fault, Fault)
    assert (fault.kind, fault.of, fault.count) == ("job_failed", "ailing", 2)
    failures = [record for record in caplog.records if record.getMessage() == "job failed: ailing"]
    assert [(record.levelname, bool(record.exc_info)) for record in failures] == [("ERROR", True)] * 2
    ill = False
    start(make_job("ailing", run)).stop()
    assert program.watchdog.health(ISSUED_AT).well


@pytest.mark.parametrize(
    ("error", "wait"),
    [(StorageError("disk_full"), AFTER_STORAGE_ERROR), (KeyError("a mistake"), AFTER_ERROR)],
)
def test_failed_job_runs_again_before_its_trigger(start: Start, error: Exception, wait: timedelta) -> None:
    clock = Clock(vn(15, 4, 12, 1))
    ran: Queue[datetime] = Queue()

    def run(now: datetime) -> None:
        ran.put(now)
        raise error

    embedded = start(make_job("failing", run), make_job("waking", lambda _: None), clock=clock)
    failed_at = ran.get(timeout=PATIENCE_S)
    embedded.poke("failing")  # the turn has ended when this one begins
    failed_at = ran.get(timeout=PATIENCE_S)
    clock.move(wait - SECOND)
    embedded.poke("waking")
    again_at = ran.get(timeout=PATIENCE_S)
    assert wait <= again_at - failed_at < HOUR / 2


def test_stop_waits_for_the_job_that_runs(start: Start) -> None:
    begun, gate = Event(), Event()
    ended: list[int] = []

    def run(_: datetime) -> None:
        begun.set()
        gate.wait(PATIENCE_S)
        ended.append(1)

    embedded = start(make_job("long", run))
    assert begun.wait(PATIENCE_S)
    with ThreadPoolExecutor() as pool:
        stopping = pool.submit(embedded.stop)
        gate.set()
        stopping.result(PATIENCE_S)
    assert ended == [1]


def test_jobs_are_told_the_time_of_their_own_clock(start: Start) -> None:
    clock = Clock(vn(15, 4, 12, 1))
    ran: Queue[datetime] = Queue()

    def run(now: datetime) -> datetime:
        ran.put(now)
        return now + SOON

    start(make_job("old", run), clock=clock)
    first, second = ran.get(timeout=PATIENCE_S), ran.get(timeout=PATIENCE_S)
    assert vn(15, 4, 12, 1) <= first < second < vn(15, 4, 12, 10)


def test_trigger_follows_the_jobs_own_clock_and_is_never_early(start: Start) -> None:
    clock = Clock(vn(15, 4, 7, 29, 59))
    ran: Queue[datetime] = Queue()
    start(make_job("digest", ran.put, trigger=MORNINGS), clock=clock)
    ran.get(timeout=PATIENCE_S)
    assert vn(15, 4, 7, 30) <= ran.get(timeout=PATIENCE_S) < vn(15, 4, 7, 31)


@pytest.mark.parametrize("years", [-5, 5])
def test_jobs_go_on_when_the_clock_is_set(start: Start, years: int) -> None:
    clock = Clock(vn(15, 4, 12, 1))
    ran: Queue[datetime] = Queue()
    embedded = start(
        make_job("digest", ran.put, trigger=MORNINGS), make_job("waking", lambda _: None), clock=clock
    )
    ran.get(timeout=PATIENCE_S)
    set_to = vn(15, 4, 7, 29, 59) + years * timedelta(days=365)
    clock.move(set_to - clock())
    embedded.poke("waking")
    assert set_to < ran.get(timeout=PATIENCE_S) < set_to + HOUR


def test_fixed_jobs_catch_up_by_themselves(program: Program, sender: FakeSender, start: Start) -> None:
    """Started on the morning after a holiday, three weeks after the plan was issued."""
    ended: Queue[str] = Queue()

    def note(job: Job) -> Job:
        def run(now: datetime) -> datetime | None:
            again_at = job.run(now)
            ended.put(job.name)
            return again_at

        return replace(job, run=run)

    def wait_for(name: str) -> None:
        while ended.get(timeout=PATIENCE_S) != name:
            pass

    clock = Clock(vn(4, 5, 9))
    embedded = start(*(note(job) for job in program.jobs), clock=clock)
    wait_for("watch")  # the last of its lane
    embedded.poke("deliver")
    while read_outbox(program.office, "queued", "sending"):
        wait_for("deliver")
    embedded.poke("watch")
    wait_for("watch")
    embedded.stop()
    assert {row.message for row in read_outbox(program.office, "sent")} == {
        "assigned", "digest", "weekly_report",
    }  # fmt: skip
    assert len(sender.accepted) == len(read_outbox(program.office, "sent"))
    assert program.watchdog.health(clock()).well
