from datetime import date, datetime

import pytest

from cchc_workflow.engine.remind import may_remind, remind_now
from cchc_workflow.errors import ConflictError, NotFoundError, WrongRoleError, WrongStateError
from cchc_workflow.store.database import Database
from cchc_workflow.store.journal import broken_entry, read_journal
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    OFFICER,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
)

NOW = vn(1, 6, 8)


def remind(
    desk: SmallOffice, by: str = COORDINATOR, code: str = "A1", now: datetime = NOW
) -> tuple[str, ...]:
    return remind_now(desk.office, desk.actor(by, now), desk.task(code).id, now)


def test_the_head_is_reminded_at_once(desk: SmallOffice) -> None:
    assert remind(desk) == ("truongphong.vp",)
    (mail,) = desk.mails("reminder", "queued")
    assert (mail.to, mail.row.task_id, mail.row.not_before) == (HEAD, desk.task("A1").id, NOW)
    (item,) = mail.items
    assert (item["kind"], item["task"]["code"], item["task"]["days"]) == ("reminder", "A1", 29)


def test_who_does_the_task_is_reminded_too(desk: SmallOffice) -> None:
    desk.amend(HEAD, "A1", NOW, assignee=OFFICER)
    remind(desk)
    assert desk.told("reminder", "queued") == [OFFICER, HEAD]


def test_an_overdue_task_is_urged(desk: SmallOffice) -> None:
    remind(desk, now=vn(5, 7, 9))
    (mail,) = desk.mails("overdue", "queued")
    assert mail.items[0]["task"]["days"] == -5


def test_an_undated_task_can_be_reminded_of(desk: SmallOffice) -> None:
    remind(desk, code="A9")
    assert desk.mails("reminder", "queued")[0].items[0]["task"]["due_on"] is None


def test_a_reminder_in_the_night_waits_for_the_morning(desk: SmallOffice) -> None:
    remind(desk, now=vn(1, 6, 22))
    assert desk.mails("reminder", "queued")[0].row.not_before == vn(2, 6, 7, 30)


def test_each_role_reminds_once_a_day(desk: SmallOffice) -> None:
    remind(desk)
    with pytest.raises(ConflictError) as refused:
        remind(desk, now=vn(1, 6, 16))
    assert (refused.value.kind, refused.value.id) == ("reminder", "A1")
    remind(desk, CHIEF)
    remind(desk, DIRECTOR)
    remind(desk, code="A2")
    remind(desk, now=vn(2, 6, 8))
    assert len(desk.mails("reminder", "queued")) == 5


@pytest.mark.parametrize(("by", "error"), [
    (HEAD, WrongRoleError), (OFFICER, WrongRoleError), (VERIFIER, WrongRoleError), (HEAD_CCKL, NotFoundError),
])  # fmt: skip
def test_others_do_not_remind(desk: SmallOffice, by: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        remind(desk, by)
    assert desk.mails("reminder") == []
    assert not may_remind(desk.task("A1"), desk.actor(by, NOW))


def test_a_reported_task_is_left_in_peace(desk: SmallOffice) -> None:
    task = desk.report("A1", NOW)
    assert not may_remind(task, desk.actor(COORDINATOR, NOW))
    with pytest.raises(WrongStateError):
        remind(desk)


def test_a_vacant_office_falls_back_to_the_coordinator(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)), heads=False)
    assert remind(desk, CHIEF) == ("daumoi",)
    with pytest.raises(NotFoundError, match="receiver"):
        remind(desk, COORDINATOR)


def test_the_journal_keeps_it(desk: SmallOffice) -> None:
    remind(desk)
    with desk.database.read() as tx:
        (entry,) = [row for row in read_journal(tx, 1) if row.name == "task_reminded"]
        assert (entry.subject, entry.actor_address) == ("A1", COORDINATOR)
        assert broken_entry(tx, 1) is None


def test_a_reminder_is_no_event(desk: SmallOffice) -> None:
    before = desk.task("A1")
    remind(desk)
    assert desk.task("A1") == before
