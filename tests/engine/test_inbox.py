from dataclasses import replace
from datetime import date

import pytest

from cchc_workflow.engine.inbox import (
    KINDS,
    Inbox,
    read_inbox,
    read_mail_line,
    read_overdue_line,
    read_request_line,
    read_task_line,
    read_undated_line,
    what_changed,
)
from cchc_workflow.engine.outgoing import claim_mail, note_failed
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import (
    COORDINATOR,
    DIRECTOR,
    HEAD_TCCB,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
)

NOW = vn(21, 5, 9)


@pytest.fixture
def busy(database: Database) -> SmallOffice:
    """Give an office in which something of every kind waits but a dead mail."""
    small = issue_small(
        database,
        *(duty(f"A{number}", "VP", date(2021, 6, 10 + number)) for number in range(1, 5)),
        duty("A5", "VP", date(2021, 5, 12)),
        duty("A6", "VP"),
        duty("B1", "TCCB", date(2021, 5, 11)),
        duty("B2", "TCCB", date(2021, 9, 30)),
        duty("C1", "CCKL", date(2021, 9, 30)),
    )
    small.report("A2", vn(20, 5, 9))
    small.report("A1", vn(20, 5, 10))
    small.ask("A3", date(2021, 7, 30), vn(20, 5, 11))
    sweep(small.office, NOW)
    return small


def look(small: SmallOffice, address: str = COORDINATOR, most: int = 20) -> Inbox:
    return read_inbox(small.office, small.actor(address, NOW), NOW, most)


def fail_one_mail(small: SmallOffice) -> int:
    row = claim_mail(small.office, NOW, 1)[0]
    note_failed(small.office, row, None, "550 unknown", NOW, permanent=True, later=lambda *_: None)
    return int(row.id)


def test_inbox_holds_what_waits(busy: SmallOffice) -> None:
    inbox = look(busy)
    assert [line.task.code for line in inbox.reports.lines] == ["A1", "A2"]
    assert [line.task.code for line in inbox.overdue.lines] == ["B1", "A5"]
    assert [line.task.code for line in inbox.requests.lines] == ["A3"]
    assert [line.task.code for line in inbox.undated.lines] == ["A6"]
    assert [flag.unit_code for flag in inbox.flags.lines] == ["TCCB"]
    assert [line.unit_code for line in inbox.near.lines] == ["VP"]
    assert list(inbox.totals) == list(KINDS)
    assert inbox.total == sum(inbox.totals.values()) == 8


def test_inbox_is_bounded_and_counts_the_rest(busy: SmallOffice) -> None:
    inbox = look(busy, most=1)
    assert [line.task.code for line in inbox.reports.lines] == ["A1"]
    assert inbox.totals == look(busy).totals == look(busy, most=0).totals


def test_inbox_of_a_unit_shows_its_own_tasks(busy: SmallOffice) -> None:
    inbox = look(busy, HEAD_TCCB)
    assert [line.task.code for line in inbox.overdue.lines] == ["B1"]
    assert (inbox.reports.total, inbox.requests.total, inbox.undated.total) == (0, 0, 0)


def test_inbox_of_another_organization_is_empty(busy: SmallOffice) -> None:
    stranger = replace(busy.actor(COORDINATOR, NOW), organization_id=2)
    assert read_inbox(busy.office, stranger, NOW).total == 0


def test_inbox_without_work_is_empty(database: Database) -> None:
    small = issue_small(database, duty("A1", "VP", date(2021, 9, 30)))
    assert look(small).total == 0


def test_dead_mail_waits_until_it_is_sent_again(busy: SmallOffice) -> None:
    row_id = fail_one_mail(busy)
    (line,) = look(busy).mails.lines
    assert (line.mail.id, line.mail.error, line.may_retry) == (row_id, "550 unknown", True)
    assert read_mail_line(busy.office, busy.actor(DIRECTOR, NOW), row_id).may_retry is False
    with pytest.raises(NotFoundError):
        read_mail_line(busy.office, busy.actor(COORDINATOR, NOW), row_id + 1)


def test_a_line_is_read_again_whatever_became_of_it(busy: SmallOffice) -> None:
    actor = busy.actor(COORDINATOR, NOW)
    busy.verify("A1", NOW)
    assert read_task_line(busy.office, actor, busy.task("A1").id).task.state == "verified"
    assert read_overdue_line(busy.office, actor, busy.task("A1").id, NOW).next_step is None
    assert read_undated_line(busy.office, actor, busy.task("A6").id).may_date
    assert read_request_line(busy.office, actor, 1).requester == "truongphong.vp"


def test_a_line_out_of_sight_is_not_found(busy: SmallOffice) -> None:
    actor = busy.actor(HEAD_TCCB, NOW)
    for read in (read_task_line, read_undated_line):
        with pytest.raises(NotFoundError):
            read(busy.office, actor, busy.task("A6").id)
    with pytest.raises(NotFoundError):
        read_overdue_line(busy.office, actor, busy.task("A5").id, NOW)
    with pytest.raises(NotFoundError):
        read_request_line(busy.office, actor, 1)


def test_what_changed_are_the_events_since(busy: SmallOffice) -> None:
    seen = busy.task("A1").version
    assert what_changed(busy.office, busy.task("A1"), seen) == []
    busy.verify("A1", NOW)
    (event,) = what_changed(busy.office, busy.task("A1"), seen)
    assert (event.name, event.actor_address) == ("verified", VERIFIER)
    assert what_changed(busy.office, busy.task("A1"), None) == []
    assert what_changed(busy.office, busy.task("A1"), 99) == []
