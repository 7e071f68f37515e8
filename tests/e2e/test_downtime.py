"""What the program, or the mail server, missed while it was away is caught up once, in one message."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from cchc_workflow.scheduler.stepped import Stepped
from tests.builders import vn
from tests.running import ISSUED_AT, FakeSender, issue_real_plan, read_outbox, run_program

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cchc_workflow.bootstrap import Program

STOPPED_AT = vn(1, 6, 20)
STARTED_AT = vn(22, 6, 9, 12, 7)
"""A Tuesday, three weeks later; the week's report was due on Monday."""

HOUR = timedelta(hours=1)


def alerts(program: Program, now: datetime) -> list[str]:
    program.watchdog.look(now)
    return [alert.kind for alert in program.watchdog.health(now).alerts]


def run_for_a_while(home: Path, sender: FakeSender, start: datetime, end: datetime) -> None:
    with closing(run_program(home, sender)) as program:
        Stepped(program.jobs, start).advance(end)


def test_three_weeks_away_are_caught_up_in_one_mail_each(tmp_path: Path) -> None:
    issue_real_plan(tmp_path)
    before, after = FakeSender(), FakeSender()
    run_for_a_while(tmp_path, before, ISSUED_AT, STOPPED_AT)
    run_for_a_while(tmp_path, after, STARTED_AT, STARTED_AT + HOUR)
    with closing(run_program(tmp_path)) as program:
        rows = [row for row in read_outbox(program.office) if row.created_at >= STARTED_AT]
        assert read_outbox(program.office, "held", "queued", "sending", "dead") == []
        assert alerts(program, STARTED_AT + HOUR) == []
    steps = [row for row in rows if row.key.startswith("step:")]
    digests = Counter(row.address for row in rows if row.key.startswith("digest:"))
    assert set(digests) == {row.address for row in steps}
    assert set(digests.values()) == {1}
    told = Counter((row.task_id, row.address) for row in steps if row.state == "bundled")
    assert set(told.values()) == {1}
    assert {(row.task_id, row.address) for row in steps if row.state == "missed"} < set(told)
    reports = Counter(row.address for row in rows if row.message == "weekly_report")
    assert set(reports.values()) == {1}


def test_nobody_is_told_again_after_a_restart(tmp_path: Path) -> None:
    issue_real_plan(tmp_path)
    once, twice = FakeSender(), FakeSender()
    run_for_a_while(tmp_path, once, ISSUED_AT, vn(20, 4, 9))
    run_for_a_while(tmp_path, twice, vn(20, 4, 9, 1), vn(20, 4, 17))
    assert len(once.accepted) > 0
    assert twice.accepted == []


def test_mail_server_away_for_days_gets_everything_once(tmp_path: Path) -> None:
    issue_real_plan(tmp_path)
    sender = FakeSender(down=True)
    with closing(run_program(tmp_path, sender)) as program:
        stepped = Stepped(program.jobs, ISSUED_AT)
        stepped.advance(vn(21, 4, 12))
        assert sender.accepted == []
        assert alerts(program, stepped.now) == ["mail_fault"]
        waiting = {row.key for row in read_outbox(program.office, "queued")}
        assert any(key.startswith("digest:") for key in waiting)
        sender.down = False
        stepped.advance(vn(22, 4, 12))
        assert read_outbox(program.office, "queued", "sending", "dead") == []
        assert {row.key for row in read_outbox(program.office, "sent")} >= waiting
        assert alerts(program, stepped.now) == []
    sent = Counter(envelope.message_id for envelope in sender.accepted)
    assert len(sent) >= len(waiting)
    assert set(sent.values()) == {1}


def test_mail_waits_in_sight_until_there_is_a_way_out(tmp_path: Path) -> None:
    issue_real_plan(tmp_path)
    with closing(run_program(tmp_path)) as program:
        assert program.sender is None
        stepped = Stepped(program.jobs, ISSUED_AT)
        stepped.advance(vn(20, 4, 12))
        waiting = len(read_outbox(program.office, "queued"))
        assert alerts(program, stepped.now) == ["mail_waiting"]
    sender = FakeSender()
    run_for_a_while(tmp_path, sender, vn(20, 4, 13), vn(20, 4, 14))
    assert len(sender.accepted) == waiting > 0
