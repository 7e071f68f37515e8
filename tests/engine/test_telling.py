from dataclasses import replace
from datetime import date

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Event, Notice, Timing
from cchc_workflow.engine.telling import Telling, event_facts, letter_facts, make_item, task_facts, tell
from cchc_workflow.store.outbox import OutboxState
from cchc_workflow.store.people import end_appointments, read_directory
from tests.builders import make_task, vn
from tests.engine.small_office import ADMIN, CHIEF, COORDINATOR, DIRECTOR, HEAD, OFFICER, SmallOffice

NOW = vn(20, 5, 9)


def vacate(desk: SmallOffice, *roles: Role) -> None:
    with desk.database.begin() as tx:
        for role in roles:
            assert end_appointments(tx, 1, role, None, date(2021, 4, 30)) == 1


def tell_of(desk: SmallOffice, *notices: Notice, by: str | None = None, key: str = "occasion:1") -> None:
    telling = Telling(
        organization_id=1,
        unit_id=desk.unit_id("VP"),
        key=key,
        facts={"event": {}},
        now=NOW,
        task=desk.task("A1"),
        by=desk.actor(by).person_id if by else None,
    )
    with desk.database.begin() as tx:
        tell(tx, desk.office, notices, telling)


def test_tell_at_once_queues_a_whole_letter(desk: SmallOffice) -> None:
    tell_of(desk, Notice("changed", ("unit_head",), ("coordinator",), Timing.AT_ONCE))
    mails = desk.mails("changed", "queued")
    assert [(mail.to, mail.row.is_copy) for mail in mails] == [(HEAD, False), (COORDINATOR, True)]
    assert mails[0].facts == {
        "items": [{"kind": "changed", "is_copy": False, "event": {}}],
        "on": "2021-05-20",
    }


def test_tell_in_the_morning_holds_an_item(desk: SmallOffice) -> None:
    tell_of(desk, Notice("changed", ("unit_head",)))
    (mail,) = desk.mails("changed", "held")
    assert mail.facts == {"kind": "changed", "is_copy": False, "event": {}}
    assert mail.row.not_before == NOW


def test_tell_gives_nobody_a_copy_of_their_own_mail(desk: SmallOffice) -> None:
    tell_of(desk, Notice("changed", ("unit_head", "director"), ("director", "unit_head", "chief_of_office")))
    assert [(mail.to, mail.row.is_copy) for mail in desk.mails("changed")] == [
        (HEAD, False),
        (DIRECTOR, False),
        (CHIEF, True),
    ]


def test_tell_does_not_tell_the_one_who_did_it(desk: SmallOffice) -> None:
    tell_of(desk, Notice("changed", ("unit_head",), ("coordinator",)), by=HEAD)
    assert desk.told("changed") == [COORDINATOR]


def test_tell_reaches_the_officer_only_who_does_the_task(desk: SmallOffice) -> None:
    tell_of(desk, Notice("changed", ("officer",)))
    assert desk.told("changed") == []
    desk.amend(HEAD, "A1", NOW, assignee=OFFICER)
    tell_of(desk, Notice("verified", ("officer",)))
    assert desk.told("verified") == [OFFICER]


def test_tell_falls_back_where_nobody_holds_the_office(desk: SmallOffice) -> None:
    vacate(desk, Role.DIRECTOR, Role.DEPUTY_DIRECTOR)
    notice = Notice("weekly_report", ("director", "deputy_director"), ("chief_of_office", "coordinator"))
    tell_of(desk, notice)
    mails = [(mail.to, mail.row.is_copy) for mail in desk.mails("weekly_report")]
    assert mails == [(COORDINATOR, False), (CHIEF, True)]
    vacate(desk, Role.COORDINATOR)
    tell_of(desk, notice, key="occasion:2")
    assert [(mail.to, mail.row.is_copy) for mail in desk.mails("weekly_report")[2:]] == [
        (ADMIN, False),
        (CHIEF, True),
    ]


def test_tell_twice_of_one_occasion_tells_once(desk: SmallOffice) -> None:
    notice = Notice("changed", ("unit_head",))
    tell_of(desk, notice)
    tell_of(desk, notice)
    assert desk.told("changed") == [HEAD]
    tell_of(desk, notice, key="occasion:2")
    assert desk.told("changed") == [HEAD, HEAD]


def test_tell_nothing_asks_nobody(desk: SmallOffice) -> None:
    before = desk.mails()
    tell_of(desk)
    assert desk.mails() == before


def test_tell_reads_a_directory_that_is_given(desk: SmallOffice) -> None:
    telling = Telling(organization_id=1, unit_id=desk.unit_id("VP"), key="occasion:1", facts={}, now=NOW)
    with desk.database.begin() as tx:
        directory = read_directory(tx, 1, date(2021, 5, 20))
        tell(tx, desk.office, (Notice("changed", ("unit_head",)),), telling, directory)
    assert desk.told("changed") == [HEAD]


@pytest.mark.parametrize(
    ("timing", "state", "not_before"),
    [
        (Timing.AT_ONCE, OutboxState.QUEUED, vn(24, 5, 7, 30)),
        (Timing.MORNING, OutboxState.HELD, vn(22, 5, 9)),
    ],
)
def test_make_item_waits_for_the_next_working_hour(
    desk: SmallOffice, timing: Timing, state: OutboxState, not_before: object
) -> None:
    saturday = vn(22, 5, 9)
    telling = Telling(organization_id=1, unit_id=1, key="k", facts={}, now=saturday, task=make_task())
    item = make_item(desk.office, Notice("changed", ("unit_head",), (), timing), telling, 5, is_copy=False)
    assert (item.state, item.not_before, item.created_at) == (state, not_before, saturday)
    assert (item.key, item.task_id) == ("k:changed:5", 11)


def test_task_facts_count_calendar_days() -> None:
    task = make_task()
    assert task_facts(task, date(2021, 6, 28))["days"] == 2
    assert task_facts(task, date(2021, 7, 3))["days"] == -3
    undated = replace(task, due_on=None, original_due_on=None)
    facts = task_facts(undated, date(2021, 7, 3))
    assert (facts["days"], facts["due_on"], facts["original_due_on"]) == (None, None, None)
    assert (facts["id"], facts["code"], facts["unit"], facts["state"]) == (
        11,
        "A4",
        task.lead_unit_name,
        "in_progress",
    )


def test_event_facts_hold_all_that_was_given() -> None:
    event = Event(
        name="returned",
        task_id=1,
        number=2,
        at=NOW,
        actor_id=3,
        from_state="reported",
        to_state="in_progress",
        data={"note": "Thiếu phụ lục"},
    )
    assert event_facts(event, "Người thẩm định") == {
        "name": "returned",
        "at": NOW.isoformat(),
        "actor": "Người thẩm định",
        "note": "Thiếu phụ lục",
    }


def test_letter_facts_say_the_local_day(desk: SmallOffice) -> None:
    assert letter_facts(desk.office, [], vn(21, 5, 0, 10)) == {"items": [], "on": "2021-05-21"}
