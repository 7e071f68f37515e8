"""Nothing accepted is lost: every due message is sent or stands in the dead letters where a person sees it.

That it holds when the process is killed is proved in tests/e2e/test_kill.py.
"""

from datetime import date, datetime, timedelta
from typing import Any, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_workflow.engine.digest import digest, digest_time
from cchc_workflow.engine.outgoing import LEASE, claim_mail, next_delivery, note_failed, note_sent
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.watch import watch
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, ISSUED_AT, VERIFIER, SmallOffice, duty, issue_small
from tests.invariants.throwaway import throwaway_database

Fate = Literal["accepted", "later", "refused", "killed", "killed_after_sending"]

FATES = st.lists(
    st.sampled_from(["accepted", "later", "refused", "killed", "killed_after_sending"]),
    min_size=20,
    max_size=80,
)
SETTLED = {"sent", "dead", "bundled", "dropped", "missed"}


def later(attempts: int, now: datetime, _key: str) -> datetime | None:
    return now + timedelta(hours=attempts) if attempts < 4 else None


def deliver(desk: SmallOffice, now: datetime, fates: list[Fate], accepted: list[str]) -> None:
    """Claim what may go; each mail meets its fate, the last one over and over."""
    for row in claim_mail(desk.office, now, most=5):
        fate = fates.pop(0) if len(fates) > 1 else "accepted"
        if fate in {"accepted", "killed_after_sending"}:
            accepted.append(row.key)
        if fate == "accepted":
            note_sent(desk.office, [(row, b"bytes")], now)
        elif fate in {"later", "refused"}:
            gone = fate == "refused"
            note_failed(desk.office, row, None, "no", now, permanent=gone, later=later)


def deliver_all(desk: SmallOffice, now: datetime, fates: list[Fate]) -> tuple[datetime, list[str]]:
    """Deliver until nothing waits any more, jumping to the next instant at which something may go."""
    accepted: list[str] = []
    for _ in range(1000):
        deliver(desk, now, fates, accepted)
        if not {"queued", "sending"} & watch(desk.office, now).outbox.keys():
            return now, accepted
        waits_until = next_delivery(desk.office, now + timedelta(seconds=1))
        now = waits_until or desk.office.next_opening(now + LEASE)
    raise AssertionError("never ends")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(fates=FATES)
def test_every_mail_is_accepted_or_dead_in_the_end(fates: list[Fate]) -> None:
    with throwaway_database() as database:
        desk = issue_small(
            database, duty("A1", "VP", date(2021, 6, 30)), duty("B1", "TCCB", date(2021, 6, 30))
        )
        desk.report("A1", vn(16, 4, 9))
        desk.do(VERIFIER, "return", "A1", vn(16, 4, 9), note="Thiếu")
        sweep(desk.office, vn(5, 7, 7))
        digest(desk.office, vn(5, 7, 7, 30))
        end, accepted = deliver_all(desk, vn(5, 7, 7, 30), list(fates))
        mails = desk.mails()
        assert {mail.state for mail in mails} <= SETTLED
        for mail in mails:
            if mail.state == "sent":
                assert mail.row.key in accepted
        dead = [mail for mail in mails if mail.state == "dead"]
        alerts = {alert.kind: alert.count for alert in watch(desk.office, end).alerts}
        assert alerts.get("mail_dead", 0) == len(dead)
        for mail in dead:
            if mail.message != "undeliverable":
                assert mail.row.id in announced(desk)


def announced(desk: SmallOffice) -> set[Any]:
    """Return the keys of the dead letters that people were told of."""
    return {mail.items[0]["mail"]["id"] for mail in desk.mails("undeliverable")}


def test_what_is_bundled_lies_in_a_letter_that_is_there(desk: SmallOffice) -> None:
    now = ISSUED_AT
    for _ in range(70):
        now = digest_time(desk.office, now)
        sweep(desk.office, now)
        digest(desk.office, now)
    letters = {
        mail.row.id: mail for mail in desk.mails("digest") + desk.mails("overdue") + desk.mails("escalation")
    }
    bundled = desk.mails(state="bundled")
    assert bundled
    for mail in bundled:
        letter = letters[mail.row.bundle_id]
        assert (letter.to, letter.state) == (mail.to, "queued")
        told = [(item["kind"], item["task"]["code"]) for item in letter.items]
        assert (mail.facts["kind"], mail.facts["task"]["code"]) in told


def test_what_waits_for_the_morning_waits_through_days_off_and_an_outage(desk: SmallOffice) -> None:
    desk.report("A1", vn(29, 4, 16))
    assert digest(desk.office, vn(30, 4, 9)) == 0
    assert digest(desk.office, vn(2, 5, 9)) == 0
    assert desk.told("reported", "held") == [COORDINATOR]
    assert digest(desk.office, vn(10, 5, 14)) == 1, "the machine was off for a week"
    assert desk.told("reported", "bundled") == [COORDINATOR]
