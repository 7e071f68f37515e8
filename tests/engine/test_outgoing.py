from datetime import datetime, timedelta
from typing import Any

import pytest

from cchc_workflow.engine.outgoing import LEASE, claim_mail, next_delivery, note_failed, note_sent, retry_mail
from cchc_workflow.engine.recovery import ask_for_link
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.outbox import OutboxState, read_row
from tests.builders import vn
from tests.engine.small_office import (
    ADMIN,
    COORDINATOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    ISSUED_AT,
    SmallOffice,
)

NOW = ISSUED_AT


def in_an_hour(attempts: int, now: datetime, _key: str) -> datetime | None:
    return now + timedelta(hours=1) if attempts < 3 else None


def claim_for(desk: SmallOffice, address: str, now: datetime) -> Any:  # noqa: ANN401
    """Claim all that may go, and return the one for this address."""
    (row,) = [row for row in claim_mail(desk.office, now) if row.address == address]
    return row


def fail(desk: SmallOffice, row: Any, now: datetime, *, permanent: bool) -> OutboxState:  # noqa: ANN401
    return note_failed(
        desk.office, row, b"mail", "550 no such user", now, permanent=permanent, later=in_an_hour
    )


def assigned_to(desk: SmallOffice, address: str) -> Any:  # noqa: ANN401
    (mail,) = [mail for mail in desk.mails("assigned") if mail.to == address]
    return mail.row


def test_claim_mail_gives_each_mail_to_one_deliverer(desk: SmallOffice) -> None:
    first = claim_mail(desk.office, NOW, most=2)
    second = claim_mail(desk.office, NOW)
    assert len(first) == 2
    assert {row.address for row in (*first, *second)} == {HEAD, HEAD_TCCB, HEAD_CCKL}
    assert claim_mail(desk.office, NOW) == []


def test_claim_mail_waits_for_its_time(desk: SmallOffice) -> None:
    claim_mail(desk.office, NOW)
    desk.report("A1", vn(21, 5, 22))
    desk.do(COORDINATOR, "return", "A1", vn(21, 5, 22), note="Thiếu")
    for too_early in (vn(21, 5, 22), vn(22, 5, 9), vn(24, 5, 7, 29)):
        assert [row for row in claim_mail(desk.office, too_early) if row.message == "returned"] == []
    assert [row.message for row in claim_mail(desk.office, vn(24, 5, 7, 30)) if row.attempts == 0] == [
        "returned"
    ]


@pytest.mark.parametrize("now", [vn(15, 4, 17, 30), vn(16, 4, 3), vn(17, 4, 10), vn(21, 4, 10)])
def test_claim_mail_lets_what_was_left_over_wait_until_the_office_opens(
    desk: SmallOffice, now: datetime
) -> None:
    assert claim_mail(desk.office, now) == []
    assert len(claim_mail(desk.office, desk.office.next_opening(now))) == 3


def test_claim_mail_takes_over_when_the_lease_has_run_out(desk: SmallOffice) -> None:
    row = claim_for(desk, HEAD, NOW)
    assert claim_mail(desk.office, NOW + LEASE - timedelta(seconds=1)) == []
    again = claim_for(desk, HEAD, NOW + LEASE)
    assert (again.id, again.key, again.attempts) == (row.id, row.key, 1)
    note_sent(desk.office, [(row, b"from the one who was too slow")], NOW + LEASE)
    assert assigned_to(desk, HEAD).state == "sending", "its claim was lost"
    note_sent(desk.office, [(again, b"bytes")], NOW + LEASE)
    assert assigned_to(desk, HEAD).state == "sent"


def test_password_link_leaves_at_night_and_alone(desk: SmallOffice) -> None:
    saturday = vn(17, 4, 3)
    ask_for_link(desk.office, HEAD, "10.0.0.7", saturday)
    assert next_delivery(desk.office, saturday) == saturday
    (row,) = claim_mail(desk.office, saturday)
    assert (row.message, row.address) == ("password_link", HEAD)
    assert next_delivery(desk.office, saturday) == vn(19, 4, 7, 30)
    assert fail(desk, row, saturday, permanent=False) is OutboxState.QUEUED
    assert next_delivery(desk.office, saturday) == saturday + timedelta(hours=1)


@pytest.mark.parametrize("sent", [True, False])
def test_password_link_is_not_kept_as_it_was_sent(desk: SmallOffice, sent: bool) -> None:  # noqa: FBT001
    ask_for_link(desk.office, HEAD, "10.0.0.7", NOW)
    (row,) = [row for row in claim_mail(desk.office, NOW) if row.message == "password_link"]
    if sent:
        note_sent(desk.office, [(row, b"with the link in it")], NOW)
    else:
        fail(desk, row, NOW, permanent=False)
    with desk.database.read() as tx:
        assert read_row(tx, desk.organization_id, row.id).mail is None


def test_note_sent_settles_it(desk: SmallOffice) -> None:
    rows = claim_mail(desk.office, NOW)
    note_sent(desk.office, [(row, b"bytes") for row in rows], NOW)
    sent = assigned_to(desk, HEAD)
    assert (sent.state, sent.sent_at, sent.attempts, sent.error) == ("sent", NOW, 1, None)
    assert claim_mail(desk.office, NOW + LEASE) == []


def test_note_failed_tries_again_later(desk: SmallOffice) -> None:
    assert fail(desk, claim_for(desk, HEAD, NOW), NOW, permanent=False) is OutboxState.QUEUED
    row = assigned_to(desk, HEAD)
    assert (row.state, row.not_before, row.error) == ("queued", NOW + timedelta(hours=1), "550 no such user")
    again = claim_for(desk, HEAD, NOW + timedelta(hours=1))
    assert (again.attempts, again.mail) == (1, b"mail")


def test_note_failed_never_tries_at_night(desk: SmallOffice) -> None:
    friday = vn(16, 4, 17)
    fail(desk, claim_for(desk, HEAD, friday), friday, permanent=False)
    assert assigned_to(desk, HEAD).not_before == vn(19, 4, 7, 30)


def test_note_failed_gives_up_after_the_last_try(desk: SmallOffice) -> None:
    now = NOW
    for expected in (OutboxState.QUEUED, OutboxState.QUEUED, OutboxState.DEAD):
        assert fail(desk, claim_for(desk, HEAD, now), now, permanent=False) is expected
        now += timedelta(hours=1)
    assert assigned_to(desk, HEAD).state == "dead"


def test_note_failed_tells_people_of_a_dead_letter(desk: SmallOffice) -> None:
    row = claim_for(desk, HEAD, NOW)
    assert fail(desk, row, NOW, permanent=True) is OutboxState.DEAD
    notices = desk.mails("undeliverable", "queued")
    assert [mail.to for mail in notices] == [COORDINATOR, ADMIN]
    assert notices[0].items[0]["mail"] == {
        "id": row.id,
        "to": HEAD,
        "to_name": "truongphong.vp",
        "message": "assigned",
        "error": "550 no such user",
        "attempts": 1,
    }


def test_note_failed_gives_no_notice_of_a_notice(desk: SmallOffice) -> None:
    fail(desk, claim_for(desk, HEAD, NOW), NOW, permanent=True)
    fail(desk, claim_for(desk, COORDINATOR, NOW), NOW, permanent=True)
    assert desk.told("undeliverable") == [COORDINATOR, ADMIN]
    assert desk.told("undeliverable", "dead") == [COORDINATOR]


def test_note_failed_does_not_write_to_the_one_who_is_not_reached(desk: SmallOffice) -> None:
    desk.report("A1", vn(15, 4, 9))
    desk.extend("A2", desk.office.today(vn(29, 10)), vn(15, 4, 9))
    row = claim_for(desk, COORDINATOR, vn(15, 4, 9))
    fail(desk, row, vn(15, 4, 9), permanent=True)
    assert desk.told("undeliverable") == [ADMIN]


def test_note_failed_after_the_claim_was_lost_changes_nothing(desk: SmallOffice) -> None:
    slow = claim_for(desk, HEAD, NOW)
    claim_mail(desk.office, NOW + LEASE)
    fail(desk, slow, NOW + LEASE, permanent=True)
    assert (assigned_to(desk, HEAD).state, desk.mails("undeliverable")) == ("sending", [])


def test_retry_mail_lets_a_dead_letter_go_out_again(desk: SmallOffice) -> None:
    fail(desk, claim_for(desk, HEAD, NOW), NOW, permanent=True)
    row_id = assigned_to(desk, HEAD).id
    retry_mail(desk.office, 1, row_id, vn(16, 4, 20))
    row = assigned_to(desk, HEAD)
    assert (row.state, row.attempts, row.error, row.not_before) == ("queued", 0, None, vn(19, 4, 7, 30))


def test_retry_mail_that_dies_again_is_told_again(desk: SmallOffice) -> None:
    for now in (NOW, NOW + timedelta(hours=1)):
        fail(desk, claim_for(desk, HEAD, now), now, permanent=True)
        retry_mail(desk.office, 1, assigned_to(desk, HEAD).id, now)
    assert desk.told("undeliverable").count(ADMIN) == 2


def test_retry_mail_knows_dead_letters_only(desk: SmallOffice) -> None:
    living = assigned_to(desk, HEAD).id
    for organization, row_id in ((1, living), (1, 999), (2, living)):
        with pytest.raises(NotFoundError):
            retry_mail(desk.office, organization, row_id, NOW)


@pytest.mark.parametrize(
    ("now", "next_at"),
    [(vn(15, 4, 8), NOW), (NOW, NOW), (vn(15, 4, 12), vn(15, 4, 12)), (vn(16, 4, 18), vn(19, 4, 7, 30))],
)
def test_next_delivery_is_when_the_office_is_open(
    desk: SmallOffice, now: datetime, next_at: datetime
) -> None:
    assert next_delivery(desk.office, now) == next_at


def test_next_delivery_is_none_when_nothing_waits(desk: SmallOffice) -> None:
    note_sent(desk.office, [(row, b"bytes") for row in claim_mail(desk.office, NOW)], NOW)
    assert next_delivery(desk.office, NOW) is None
