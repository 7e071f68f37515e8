from datetime import date, datetime

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.appoint import Appointment, appoint
from cchc_workflow.engine.digest import digest, digest_time
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.database import Database
from cchc_workflow.store.outbox import Item, OutboxState, add_item, claim
from tests.builders import vn
from tests.engine.rivals import Rival, at_once
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    SmallOffice,
    duty,
    issue_small,
)

MORNING = vn(9, 6, 7, 30)
"""Fifteen working days before 30/6/2021."""


def test_digest_makes_one_mail_a_person_a_day(desk: SmallOffice) -> None:
    sweep(desk.office, vn(9, 6, 7))
    assert digest(desk.office, MORNING) == 6
    letters = {mail.to: mail for mail in desk.mails("digest", "queued")}
    assert set(letters) == {HEAD, HEAD_TCCB, COORDINATOR}
    assert [item["task"]["code"] for item in letters[HEAD_TCCB].items] == [f"B{n}" for n in range(1, 6)]
    bundled = [mail for mail in desk.mails("reminder", "bundled") if mail.to == HEAD_TCCB]
    assert {mail.row.bundle_id for mail in bundled} == {letters[HEAD_TCCB].row.id}
    assert letters[HEAD_TCCB].row.not_before == MORNING
    assert digest(desk.office, MORNING) == 0


def test_digest_leaves_for_tomorrow_what_comes_after_it(desk: SmallOffice) -> None:
    sweep(desk.office, vn(9, 6, 7))
    digest(desk.office, MORNING)
    desk.report("A1", vn(9, 6, 9))
    desk.report("A2", vn(9, 6, 9))
    desk.verify("A2", vn(9, 6, 10))
    assert digest(desk.office, vn(9, 6, 11)) == 0
    assert (desk.told("verified", "held"), desk.told("reported", "held")) == ([HEAD], [COORDINATOR] * 2)
    assert digest(desk.office, vn(10, 6, 7, 30)) == 2
    (letter,) = desk.mails("verified", "queued")
    assert [item["task"]["code"] for item in letter.items] == ["A2"]
    (letter,) = desk.mails("reported", "queued")
    assert [item["task"]["code"] for item in letter.items] == ["A1"]


def test_digest_puts_the_overdue_first_and_copies_last(database: Database) -> None:
    desk = issue_small(
        database,
        duty("A1", "VP", date(2021, 6, 25)),
        duty("A2", "VP", date(2021, 7, 7)),
        duty("A3", "VP", date(2021, 7, 2)),
        duty("A4", "VP", date(2021, 6, 29)),
        *(duty(f"Z{number}", "VP", date(2021, 12, 31)) for number in range(10)),
        duty("B1", "TCCB", date(2021, 6, 29)),
        *(duty(f"Y{number}", "TCCB", date(2021, 12, 31)) for number in range(10)),
    )
    appoint(desk.office, 1, Appointment(address=HEAD, role=Role.COORDINATOR, from_on=date(2021, 5, 1)))
    sweep(desk.office, vn(29, 6, 7))
    digest(desk.office, vn(29, 6, 7, 30))
    sweep(desk.office, vn(2, 7, 7))
    digest(desk.office, vn(2, 7, 7, 30))
    (letter,) = [mail for mail in desk.mails("digest") if mail.to == HEAD and mail.row.created_at > vn(2, 7)]
    told = [
        (item["kind"], item["task"]["code"], item["task"]["days"], item["is_copy"]) for item in letter.items
    ]
    assert told == [
        ("overdue", "A1", -7, False),
        ("overdue", "A4", -3, False),
        ("reminder", "A3", 0, False),
        ("reminder", "A2", 5, False),
        ("overdue", "B1", -3, True),
    ]


def test_digest_says_how_the_task_stands_this_morning(desk: SmallOffice) -> None:
    sweep(desk.office, vn(9, 6, 7))
    desk.start("B1", vn(9, 6, 7, 10), HEAD_TCCB)
    digest(desk.office, vn(10, 6, 7, 30))
    (letter,) = [mail for mail in desk.mails("digest") if mail.to == HEAD_TCCB]
    first = letter.items[0]["task"]
    assert (first["code"], first["state"], first["days"]) == ("B1", "in_progress", 20)
    assert letter.facts["on"] == "2021-06-10"


def test_digest_after_a_missed_one_says_each_task_once(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 7, 1)))
    for on in (vn(30, 6, 7), vn(1, 7, 7)):
        sweep(desk.office, on)
    digest(desk.office, vn(1, 7, 7, 30))
    (letter,) = [mail for mail in desk.mails() if mail.to == HEAD and mail.row.created_at == vn(1, 7, 7, 30)]
    told = [(item["task"]["code"], item["step"]["name"]) for item in letter.items]
    assert told == [("A1", "T+1"), ("A2", "T")]
    settled = {(mail.row.step, mail.state, mail.row.bundle_id) for mail in desk.mails("reminder")}
    assert ("T", "missed", None) in settled
    assert {mail.to for mail in desk.mails(state="held")} == set()


@pytest.mark.parametrize("how", ["report", "extend", "suspend", "cancel"])
def test_digest_drops_what_no_longer_holds(desk: SmallOffice, how: str) -> None:
    sweep(desk.office, vn(31, 5, 7))
    assert desk.told("reminder", "held") == [HEAD_CCKL]
    now = vn(31, 5, 7, 10)
    if how == "report":
        desk.report("C1", now, HEAD_CCKL)
    elif how == "extend":
        desk.extend("C1", date(2021, 7, 30), now, HEAD_CCKL)
    else:
        desk.do(DIRECTOR, how, "C1", now, note="Chờ", document="45/QĐ-SVD")
    digest(desk.office, vn(31, 5, 7, 30))
    assert desk.told("reminder", "dropped") == [HEAD_CCKL]
    assert [mail.to for mail in desk.mails("digest") if mail.to == HEAD_CCKL] == []


def test_digest_drops_a_report_that_was_dealt_with(desk: SmallOffice) -> None:
    desk.report("A1", vn(8, 6, 9))
    desk.report("A2", vn(8, 6, 9))
    desk.verify("A1", vn(8, 6, 10))
    desk.do(COORDINATOR, "return", "A2", vn(8, 6, 10), note="Thiếu")
    desk.report("A2", vn(8, 6, 15))
    desk.report("A3", vn(8, 6, 16))
    digest(desk.office, MORNING)
    (letter,) = desk.mails("reported", "queued")
    assert [(item["task"]["code"], item["event"]["at"]) for item in letter.items] == [
        ("A2", vn(8, 6, 15).isoformat()),
        ("A3", vn(8, 6, 16).isoformat()),
    ]
    assert [mail.state for mail in desk.mails("reported")].count("dropped") == 2


@pytest.mark.parametrize(
    "now",
    [
        vn(9, 6, 7, 29),
        vn(9, 6, 17, 30),
        vn(9, 6, 23, 0),
        vn(12, 6, 9),
        vn(13, 6, 9),
    ],
)
def test_digest_is_not_made_at_night_nor_on_a_day_off(desk: SmallOffice, now: datetime) -> None:
    sweep(desk.office, vn(9, 6, 7))
    assert digest(desk.office, now) == 0
    assert digest(desk.office, now, whatever_the_hour=True) > 0
    (letter,) = [mail for mail in desk.mails("digest") if mail.to == HEAD]
    assert letter.row.not_before == desk.office.next_opening(now)


def test_digest_is_not_made_on_a_holiday(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", date(2021, 5, 11)))
    sweep(desk.office, vn(29, 4, 7))
    assert digest(desk.office, vn(30, 4, 9)) == 0
    assert digest(desk.office, vn(3, 5, 9)) == 0
    assert digest(desk.office, vn(4, 5, 9)) > 0


def test_digest_missed_in_the_morning_is_made_during_the_day(desk: SmallOffice) -> None:
    sweep(desk.office, vn(9, 6, 15))
    assert digest(desk.office, vn(9, 6, 15)) == 6
    assert {mail.row.not_before for mail in desk.mails("digest")} == {vn(9, 6, 15)}


def test_digest_is_a_message_of_its_own_kind_where_it_holds_one_kind(desk: SmallOffice) -> None:
    sweep(desk.office, vn(14, 6, 7))
    digest(desk.office, vn(14, 6, 7, 30))
    letters = {mail.to: mail for mail in desk.mails(state="queued") if mail.row.created_at > vn(14, 6)}
    assert letters[CHIEF].message == letters[DIRECTOR].message == "escalation"
    assert letters[CHIEF].row.task_id == desk.task("C1").id
    assert letters[HEAD_TCCB].message == "digest", "mere reminders"
    assert letters[HEAD_TCCB].row.task_id is None
    assert letters[COORDINATOR].message == "digest", "copies"
    assert letters[COORDINATOR].items[0]["is_copy"] is True


def test_digest_tells_of_a_cleared_flag(desk: SmallOffice) -> None:
    sweep(desk.office, vn(1, 6, 7))
    desk.extend("C1", date(2021, 12, 31), vn(1, 6, 9), HEAD_CCKL)
    digest(desk.office, vn(2, 6, 7, 30))
    (letter,) = [mail for mail in desk.mails("flag_cleared", "queued") if mail.to == HEAD_CCKL]
    assert letter.items[0]["flag"]["reason"] == "extension_approved"


def test_digest_twice_at_once_makes_one_mail_a_person(desk: SmallOffice) -> None:
    sweep(desk.office, vn(9, 6, 7))
    made = at_once(*[lambda: digest(desk.office, MORNING)] * 3)
    assert sorted(made, key=str) == [0, 0, 6]
    assert desk.told("digest") == [COORDINATOR, HEAD_TCCB, HEAD]
    bundled = desk.mails(state="bundled")
    assert {mail.row.bundle_id for mail in bundled} <= {mail.row.id for mail in desk.mails(state="queued")}
    assert desk.mails(state="held") == []


def test_digest_of_another_node_loses_nothing_that_came_between(postgresql_database: Database) -> None:
    """The other made its mail of what was there: what has come since stays for tomorrow."""
    desk = issue_small(postgresql_database, duty("A1", "VP", date(2021, 6, 30)))
    sweep(desk.office, vn(9, 6, 7))
    head = desk.actor(HEAD).person_id
    with postgresql_database.begin() as tx:
        letter = Item(
            organization_id=1,
            key=f"digest:{head}:2021-06-09",
            message="digest",
            person_id=head,
            facts={"items": []},
            state=OutboxState.QUEUED,
            not_before=MORNING,
            created_at=MORNING,
        )
        add_item(tx, letter)
        slow = Rival(lambda: digest(desk.office, MORNING))
        slow.wait_until_blocked(postgresql_database)
    assert slow.outcome() == 0
    assert desk.told("reminder", "held") == [HEAD]
    assert digest(desk.office, vn(10, 6, 7, 30)) == 1


def test_digest_can_be_claimed_when_it_is_made(desk: SmallOffice) -> None:
    sweep(desk.office, vn(9, 6, 7))
    digest(desk.office, MORNING)
    with desk.database.begin() as tx:
        rows = claim(tx, MORNING, vn(9, 6, 8), 100)
    assert {row.message for row in rows} >= {"assigned", "digest"}


@pytest.mark.parametrize(
    ("now", "next_at"),
    [
        (vn(9, 6, 7, 29), vn(9, 6, 7, 30)),
        (vn(9, 6, 7, 30), vn(10, 6, 7, 30)),
        (vn(11, 6, 9), vn(14, 6, 7, 30)),
        (vn(12, 6, 3), vn(14, 6, 7, 30)),
        (vn(29, 4, 9), vn(4, 5, 7, 30)),
    ],
)
def test_digest_time_is_the_next_working_morning(desk: SmallOffice, now: datetime, next_at: datetime) -> None:
    assert digest_time(desk.office, now) == next_at
