from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.interval import IntervalTrigger
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.bootstrap import Program
from cchc_workflow.errors import ClockError, StorageError
from cchc_workflow.scheduler.jobs import Job
from cchc_workflow.scheduler.stepped import Stepped
from tests.builders import vn
from tests.running import FakeSender, read_outbox

START = datetime(2021, 6, 1, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HANOI = timedelta(hours=7)

Log = list[tuple[datetime, str]]


def make_job(
    name: str, run: Callable[[datetime], datetime | None], every: timedelta = HOUR, *, polls: bool = False
) -> Job:
    trigger = IntervalTrigger(seconds=every.total_seconds(), start_date=START - 100 * HOUR, timezone=UTC)
    return Job(name=name, run=run, trigger=trigger, polls=polls)


def recorded(log: Log, jobs: tuple[Job, ...]) -> list[Job]:
    def record(job: Job) -> Job:
        def run(now: datetime) -> datetime | None:
            log.append((now, job.name))
            return job.run(now)

        return replace(job, run=run)

    return [record(job) for job in jobs]


def test_advance_runs_each_job_at_its_own_instant() -> None:
    log: Log = []
    jobs = make_job("often", lambda _: None, 20 * MINUTE), make_job("seldom", lambda _: None)
    stepped = Stepped(recorded(log, jobs), START)
    stepped.advance(START + 70 * MINUTE)
    assert [(int((at - START) / MINUTE), name) for at, name in log] == [
        (0, "often"), (0, "seldom"), (20, "often"), (40, "often"), (60, "often"), (60, "seldom"),
    ]  # fmt: skip
    assert stepped.now == START + 70 * MINUTE


def test_advance_includes_its_end_and_goes_on_after_it() -> None:
    log: Log = []
    stepped = Stepped(recorded(log, (make_job("hourly", lambda _: None),)), START)
    stepped.advance(START + HOUR)
    stepped.advance(START + HOUR)
    stepped.advance(START + 2 * HOUR)
    assert [at for at, _ in log] == [START, START + HOUR, START + 2 * HOUR]


def test_advance_runs_a_job_earlier_where_it_asks_to() -> None:
    log: Log = []
    wishes = iter([START + MINUTE, None, START + 65 * MINUTE, START - HOUR])
    stepped = Stepped(recorded(log, (make_job("wishing", lambda _: next(wishes)),)), START)
    stepped.advance(START + 119 * MINUTE)
    assert [int((at - START) / MINUTE) for at, _ in log] == [0, 1, 60, 65]


def test_advance_refuses_to_go_back() -> None:
    stepped = Stepped([make_job("hourly", lambda _: None)], START)
    with pytest.raises(ClockError):
        stepped.advance(START - MINUTE)


def test_what_a_job_raises_reaches_the_caller_and_it_runs_again() -> None:
    log: Log = []

    def fail_once(_: datetime) -> None:
        if len(log) == 1:
            raise StorageError("disk_full")

    stepped = Stepped(recorded(log, (make_job("failing", fail_once),)), START)
    with pytest.raises(StorageError):
        stepped.advance(START + 2 * HOUR)
    assert stepped.now == START
    stepped.advance(START + HOUR)
    assert [at for at, _ in log] == [START, START, START + HOUR]


def test_next_at_is_when_something_runs_by_itself() -> None:
    stepped = Stepped([make_job("hourly", lambda _: None)], START)
    assert stepped.next_at() == START
    stepped.advance(START)
    assert stepped.next_at() == START + HOUR


def test_polling_job_rests_while_nobody_can_have_left_it_work() -> None:
    log: Log = []
    jobs = (
        make_job("polling", lambda _: START + 5 * HOUR if len(log) == 1 else None, MINUTE, polls=True),
        make_job("hourly", lambda _: None, 3 * HOUR),
        make_job("after", lambda _: None, 10 * MINUTE, polls=True),
    )
    stepped = Stepped(recorded(log, jobs), START)
    stepped.advance(START + 7 * HOUR)
    stepped.advance(START + 8 * HOUR)
    assert [(int((at - START) / MINUTE), name) for at, name in log] == [
        (0, "polling"), (0, "hourly"), (0, "after"),
        (120, "hourly"), (120, "after"),
        (300, "polling"), (300, "hourly"), (300, "after"),
        (421, "polling"), (430, "after"),  # the caller may have acted at 420
        (480, "hourly"), (480, "after"),
    ]  # fmt: skip


class World:
    """Work that falls due by itself, and what it makes: `sort` what is due, `send` what is sorted."""

    def __init__(self, due: list[int]) -> None:
        self.due = sorted(START + minute * MINUTE for minute in due)
        self.sorted: list[datetime] = []
        self.did: list[tuple[datetime, str, int]] = []

    def sort(self, now: datetime) -> datetime | None:
        ripe = [at for at in self.due if at <= now]
        self.due = [at for at in self.due if at > now]
        self.sorted += ripe
        self._note(now, "sort", len(ripe))
        return self.due[0] if self.due else None

    def gather(self, now: datetime) -> None:
        self.sorted += [now]
        self._note(now, "gather", 1)

    def send(self, now: datetime) -> None:
        self._note(now, "send", len(self.sorted))
        self.sorted = []

    def act(self, now: datetime, minute: int) -> None:
        self.due = sorted([*self.due, now + minute * MINUTE])

    def _note(self, now: datetime, what: str, count: int) -> None:
        if count:
            self.did.append((now, what, count))


@given(
    due=st.lists(st.integers(0, 600), max_size=12),
    steps=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 90)), max_size=6),
)
def test_ticks_that_are_passed_over_would_have_found_nothing(
    due: list[int], steps: list[tuple[int, int]]
) -> None:
    worlds = []
    for polls in (True, False):
        world = World(due)
        jobs = [
            make_job("sort", world.sort, 5 * MINUTE, polls=polls),
            make_job("gather", world.gather, 3 * HOUR),
            make_job("send", world.send, MINUTE, polls=polls),
        ]
        stepped = Stepped(jobs, START)
        for length, minute in steps:
            world.act(stepped.now, minute)
            stepped.advance(stepped.now + length * MINUTE)
        stepped.advance(stepped.now + 12 * HOUR)
        worlds.append(world)
    assert worlds[0].did == worlds[1].did


def test_week_with_holidays_in_the_office(program: Program, sender: FakeSender) -> None:
    """30/4 (Friday) and 3/5 (Monday) are days off: the next week's report comes on Tuesday.

    The steps T-15 fall on 20/4 (missed, for a deadline of 14/5), 27/4 (20/5) and 28/4 (21/5).
    """
    stepped = Stepped(program.jobs, vn(26, 4))
    stepped.advance(vn(5, 5))
    made = {
        f"{row.created_at + HANOI:%d/%m %H:%M} {row.key.partition(':')[0]}"
        for row in read_outbox(program.office)
        if row.key.startswith(("digest:", "report:"))
    }
    assert made == {
        "26/04 07:30 report",
        "26/04 07:30 digest",
        "27/04 07:30 digest",
        "28/04 07:30 digest",
        "04/05 07:30 report",
    }
    waiting = read_outbox(program.office, "queued", "held", "sending", "dead")
    assert waiting == []
    assert len(sender.accepted) == len(read_outbox(program.office, "sent"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(
            27,
            [
                "00:00:15 deliver", "00:05:00 sweep", "00:05:00 deliver", "00:05:00 watch",
                "07:00:00 sweep", "07:00:00 deliver", "07:00:00 watch",
                "07:30:00 digest", "07:30:00 reports", "07:30:00 deliver", "07:30:00 watch",
                "23:50:00 anchor", "23:50:00 deliver", "23:50:00 watch",
            ],
            id="working day with a step",
        ),
        pytest.param(
            30,
            [
                "00:00:15 deliver", "00:05:00 sweep", "00:05:00 deliver", "00:05:00 watch",
                "07:30:00 digest", "07:30:00 reports", "07:30:00 deliver", "07:30:00 watch",
                "23:50:00 anchor", "23:50:00 deliver", "23:50:00 watch",
            ],
            id="holiday",
        ),
    ],
)  # fmt: skip
def test_day_in_the_office(program: Program, day: int, expected: list[str]) -> None:
    stepped = Stepped(program.jobs, vn(15, 4, 9))
    stepped.advance(vn(day, 4))
    log: Log = []
    stepped = Stepped(recorded(log, program.jobs), vn(day, 4))
    stepped.advance(vn(day, 4))
    assert [name for _, name in log] == ["sweep", "digest", "reports", "anchor", "deliver", "watch"]
    log.clear()
    stepped.advance(vn(day, 4, 23, 59))
    assert [f"{at + HANOI:%H:%M:%S} {name}" for at, name in log] == expected
