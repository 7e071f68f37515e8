from datetime import datetime, timedelta

import pytest

from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.outgoing import claim_mail, note_failed, note_sent, retry_mail
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.watch import Alert, note_run, watch
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, ISSUED_AT, SmallOffice


@pytest.fixture
def quiet(desk: SmallOffice) -> SmallOffice:
    """Give the office with the mails of the issue sent, and nothing amiss."""
    note_sent(desk.office, [(row, b"bytes") for row in claim_mail(desk.office, ISSUED_AT)], ISSUED_AT)
    return desk


def alerts_at(desk: SmallOffice, now: datetime) -> list[tuple[str, datetime, int]]:
    return [(alert.kind, alert.since, alert.count) for alert in watch(desk.office, now).alerts]


def test_watch_finds_nothing_amiss(quiet: SmallOffice) -> None:
    health = watch(quiet.office, ISSUED_AT)
    assert (health.alerts, health.well, health.outbox, health.ticks) == ((), True, {"sent": 3}, {})


def test_watch_says_that_the_sweep_is_late(quiet: SmallOffice) -> None:
    due = vn(10, 5, 7)
    assert alerts_at(quiet, due + timedelta(minutes=30)) == []
    assert alerts_at(quiet, due + timedelta(minutes=31)) == [("sweep_late", due, 0)]
    sweep(quiet.office, due + timedelta(minutes=31))
    assert alerts_at(quiet, due + timedelta(minutes=31)) == []


def test_watch_gives_the_sweep_time_for_a_task_that_came_back(quiet: SmallOffice) -> None:
    quiet.report("A1", vn(7, 6, 9))
    swept_at, returned_at = vn(10, 6, 8, 59), vn(10, 6, 9)
    sweep(quiet.office, swept_at)
    note_run(quiet.office, "sweep", swept_at)
    returned = quiet.do(COORDINATOR, "return", "A1", returned_at, note="Thiếu")
    assert returned.next_check_at == vn(9, 6, 7)
    late = swept_at + timedelta(minutes=31)
    assert "sweep_late" not in [kind for kind, *_ in alerts_at(quiet, returned_at)]
    assert ("sweep_late", swept_at, 0) in alerts_at(quiet, late)
    note_run(quiet.office, "sweep", late + timedelta(days=1))
    assert "sweep_late" in [kind for kind, *_ in alerts_at(quiet, late)], "that tick lies ahead"


def test_watch_says_that_the_digest_is_late(quiet: SmallOffice) -> None:
    sweep(quiet.office, vn(10, 5, 7))
    morning = vn(10, 5, 7, 30)
    assert alerts_at(quiet, vn(10, 5, 8)) == []
    assert alerts_at(quiet, vn(10, 5, 8, 1)) == [("digest_late", morning, 1)]
    note_run(quiet.office, "digest", vn(10, 5, 0, 5))
    assert [kind for kind, *_ in alerts_at(quiet, vn(10, 5, 8, 1))] == ["digest_late"], "too early to count"
    digest(quiet.office, vn(10, 5, 8, 2))
    assert alerts_at(quiet, vn(10, 5, 8, 2)) == []


def test_watch_lets_what_came_after_the_digest_wait(quiet: SmallOffice) -> None:
    sweep(quiet.office, vn(10, 5, 7))
    assert digest(quiet.office, vn(10, 5, 6), whatever_the_hour=True) == 0
    quiet.report("A1", vn(10, 5, 7, 1))
    digest(quiet.office, vn(10, 5, 7, 30))
    note_run(quiet.office, "digest", vn(10, 5, 7, 30))
    quiet.report("A2", vn(10, 5, 7, 31))
    quiet.verify("A1", vn(10, 5, 9))
    assert "digest_late" not in [kind for kind, *_ in alerts_at(quiet, vn(10, 5, 17))]


def test_watch_counts_a_digest_made_by_hand_before_the_steps_came(quiet: SmallOffice) -> None:
    quiet.report("A1", vn(10, 5, 5))
    digest(quiet.office, vn(10, 5, 6), whatever_the_hour=True)
    quiet.report("A2", vn(10, 5, 7))
    assert digest(quiet.office, vn(10, 5, 7, 30)) == 0
    assert quiet.told("reported", "held") == [COORDINATOR]
    note_run(quiet.office, "digest", vn(10, 5, 7, 30))
    kinds = [kind for kind, *_ in alerts_at(quiet, vn(10, 5, 9))]
    assert "digest_late" not in kinds


def test_watch_expects_no_digest_on_a_day_off(quiet: SmallOffice) -> None:
    friday = vn(7, 5, 18)
    quiet.report("A1", friday)
    assert alerts_at(quiet, vn(9, 5, 12)) == []
    assert [kind for kind, *_ in alerts_at(quiet, vn(10, 5, 8, 1))] == ["sweep_late", "digest_late"]


def test_watch_says_that_mail_waits(desk: SmallOffice) -> None:
    assert alerts_at(desk, ISSUED_AT + timedelta(minutes=30)) == []
    late = ISSUED_AT + timedelta(minutes=31)
    assert alerts_at(desk, late) == [("mail_waiting", ISSUED_AT, 3)]
    rows = claim_mail(desk.office, late)
    assert alerts_at(desk, late) == [("mail_waiting", ISSUED_AT, 3)], "taken, and never settled"
    note_sent(desk.office, [(row, b"bytes") for row in rows], late)
    assert alerts_at(desk, late) == []


@pytest.mark.parametrize(
    ("now", "late"),
    [(vn(7, 5, 22), False), (vn(9, 5, 12), False), (vn(10, 5, 8), False), (vn(10, 5, 8, 1), True)],
)
def test_watch_lets_mail_wait_while_the_office_is_closed(
    quiet: SmallOffice,
    now: datetime,
    late: bool,  # noqa: FBT001  # a row of the table
) -> None:
    quiet.report("A1", vn(7, 5, 17, 20))
    quiet.do(COORDINATOR, "return", "A1", vn(7, 5, 17, 20), note="Thiếu")
    assert ("mail_waiting" in [kind for kind, *_ in alerts_at(quiet, now)]) is late


def test_watch_says_that_mail_is_dead_until_it_is_sent_again(desk: SmallOffice) -> None:
    rows = claim_mail(desk.office, ISSUED_AT)
    (row,) = [row for row in rows if row.address == HEAD]
    note_sent(desk.office, [(other, b"bytes") for other in rows if other is not row], ISSUED_AT)
    note_failed(desk.office, row, None, "550", ISSUED_AT, permanent=True, later=lambda *_: None)
    assert alerts_at(desk, ISSUED_AT) == [("mail_dead", ISSUED_AT, 1)]
    assert not watch(desk.office, ISSUED_AT).well
    retry_mail(desk.office, 1, row.id, ISSUED_AT)
    assert alerts_at(desk, ISSUED_AT) == []


def test_watch_says_that_the_clock_was_set_back(quiet: SmallOffice) -> None:
    note_run(quiet.office, "sweep", vn(20, 4, 9))
    note_run(quiet.office, "sweep", vn(20, 4, 10))
    assert watch(quiet.office, vn(20, 4, 9, 30)).alerts == ()
    assert watch(quiet.office, vn(20, 4, 9, 29)).alerts == (Alert("clock_back", vn(20, 4, 10)),)
    assert watch(quiet.office, vn(20, 4, 11)).ticks == {"sweep": vn(20, 4, 10)}
