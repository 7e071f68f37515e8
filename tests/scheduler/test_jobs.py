from datetime import UTC, date, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger

from cchc_workflow.bootstrap import Program
from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.watch import note_run
from cchc_workflow.scheduler.jobs import Job
from cchc_workflow.store.events import last_anchor
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.tasks import earliest_check
from cchc_workflow.store.ticks import read_ticks
from tests.builders import vn
from tests.running import ISSUED_AT, FakeSender, read_outbox

MORNING = vn(4, 5, 7, 30)
"""The Tuesday after the holidays of 30/4 and 3/5."""


def job(program: Program, name: str) -> Job:
    return next(each for each in program.jobs if each.name == name)


def ticks(program: Program) -> dict[str, datetime]:
    with program.office.database.read() as tx:
        return read_ticks(tx)


def made(program: Program, *messages: str) -> list[datetime]:
    return [row.created_at for row in read_outbox(program.office) if row.message in messages]


def digests(program: Program) -> list[str]:
    return [row.key for row in read_outbox(program.office) if row.key.startswith("digest:")]


def test_jobs_run_in_this_order(program: Program) -> None:
    assert [each.name for each in program.jobs] == [
        "sweep",
        "digest",
        "reports",
        "anchor",
        "deliver",
        "watch",
    ]


def test_mail_alone_has_a_lane_of_its_own(program: Program) -> None:
    assert [each.name for each in program.jobs if each.lane == "mail"] == ["deliver"]


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("sweep", vn(15, 4, 9), vn(15, 4, 9, 5)),
        ("sweep", vn(15, 4, 9, 3, 20), vn(15, 4, 9, 5)),
        ("watch", vn(15, 4, 9, 4, 59), vn(15, 4, 9, 5)),
        ("deliver", vn(15, 4, 9, 0, 1), vn(15, 4, 9, 0, 15)),
        ("deliver", vn(15, 4, 9, 0, 15), vn(15, 4, 9, 0, 30)),
        ("digest", vn(15, 4, 7, 29, 59), vn(15, 4, 7, 30)),
        ("digest", vn(15, 4, 7, 30), vn(16, 4, 7, 30)),
        ("digest", vn(16, 4, 23, 59), vn(17, 4, 7, 30)),
        ("reports", vn(17, 4, 12), vn(18, 4, 7, 30)),
        ("anchor", vn(15, 4, 9), vn(15, 4, 23, 50)),
        ("anchor", vn(15, 4, 23, 50), vn(16, 4, 23, 50)),
    ],
)
def test_job_after_is_the_next_tick(program: Program, name: str, at: datetime, expected: datetime) -> None:
    assert job(program, name).after(at) == expected


def test_job_after_is_in_utc() -> None:
    daily = Job(name="daily", run=lambda _: None, trigger=CronTrigger(hour=7, timezone="Asia/Ho_Chi_Minh"))
    assert daily.after(vn(15, 4)).tzinfo is UTC


def test_job_since_counts_the_instant_itself(program: Program) -> None:
    assert job(program, "digest").since(MORNING) == MORNING


def test_sweep_asks_to_run_when_the_next_task_is_due(program: Program) -> None:
    again_at = job(program, "sweep").run(ISSUED_AT)
    with program.office.database.read() as tx:
        assert again_at == earliest_check(tx)
    assert again_at is not None
    assert again_at > ISSUED_AT


@pytest.mark.parametrize("name", ["sweep", "reports", "anchor", "deliver", "watch"])
def test_run_leaves_a_tick(program: Program, name: str) -> None:
    job(program, name).run(ISSUED_AT)
    assert ticks(program) == {name: ISSUED_AT}


def test_digest_sweeps_first(program: Program) -> None:
    job(program, "digest").run(MORNING)
    assert digests(program)
    assert ticks(program) == {"digest": MORNING}


@pytest.mark.parametrize("at", [vn(4, 5, 7, 29, 59), vn(4, 5, 17, 30), vn(30, 4, 8), vn(2, 5, 8)])
def test_digest_waits_for_the_hours_of_a_working_day(program: Program, at: datetime) -> None:
    job(program, "digest").run(at)
    assert digests(program) == []
    assert ticks(program) == {}


def test_digest_is_made_later_where_the_hour_was_missed(program: Program) -> None:
    job(program, "digest").run(MORNING + timedelta(hours=4))
    assert digests(program)


def test_digest_is_made_once_a_day(program: Program) -> None:
    run = job(program, "digest").run
    note_run(program.office, "digest", MORNING)
    run(MORNING + timedelta(hours=1))
    assert digests(program) == []
    run(MORNING + timedelta(days=1))
    assert digests(program)


def test_digest_that_did_not_end_goes_on(program: Program) -> None:
    job(program, "sweep").run(MORNING)
    digest(program.office, MORNING)  # its people are done, its tick is not
    before = digests(program)
    job(program, "digest").run(MORNING + timedelta(minutes=5))
    assert digests(program) == before
    assert ticks(program)["digest"] == MORNING + timedelta(minutes=5)


def test_digest_is_not_held_off_by_a_tick_of_the_future(program: Program) -> None:
    note_run(program.office, "digest", MORNING + timedelta(days=400))
    job(program, "digest").run(MORNING)
    assert digests(program)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(vn(17, 4, 8), False), (vn(18, 4, 8), False), (vn(19, 4, 7, 29), False), (vn(19, 4, 7, 30), True)],
)
def test_weekly_report_waits_for_a_working_day(program: Program, at: datetime, expected: bool) -> None:  # noqa: FBT001 - a row of the table
    job(program, "reports").run(at)
    assert bool(made(program, "weekly_report")) is expected


def test_reports_of_the_day_are_drafted_and_told(program: Program) -> None:
    job(program, "reports").run(vn(15, 6, 7, 30))
    facts = [from_json(row.facts) for row in read_outbox(program.office) if row.message == "report"]
    told = {item["report"]["kind"] for letter in facts for item in letter["items"]}
    assert told == {"half_year", "unit", "urging"}
    assert set(made(program, "weekly_report")) == {vn(15, 6, 7, 30)}


def test_deliver_sends_and_asks_for_the_next_opening(program: Program, sender: FakeSender) -> None:
    deliver = job(program, "deliver").run
    waiting = len(read_outbox(program.office, "queued"))
    assert deliver(ISSUED_AT) is None
    assert len(sender.accepted) == waiting > 0


def test_deliver_asks_to_run_when_mail_may_leave(program: Program, sender: FakeSender) -> None:
    sender.down = True
    again_at = job(program, "deliver").run(ISSUED_AT)
    assert again_at is not None
    assert ISSUED_AT < again_at <= ISSUED_AT + timedelta(minutes=1)


def test_anchor_seals_what_happened(program: Program) -> None:
    job(program, "anchor").run(vn(15, 4, 23, 50))
    with program.office.database.read() as tx:
        anchor = last_anchor(tx)
    assert anchor is not None
    assert (anchor.on, anchor.events) == (date(2021, 4, 15), 417)
