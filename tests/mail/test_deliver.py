from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from cchc_workflow.engine.outgoing import LEASE, claim_mail
from cchc_workflow.errors import DeliveryError, StorageError
from cchc_workflow.mail.deliver import BATCH, Delivered
from cchc_workflow.mail.envelope import Envelope, Outcome
from cchc_workflow.mail.smtp import SmtpSender, SmtpServer
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import OutboxRow
from tests.builders import vn
from tests.mail.post import NOW, Post, open_post
from tests.running import FakeSender

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.mail.conftest import StartPeer

KEPT = select(table_of(OutboxRow).c.mail).order_by(table_of(OutboxRow).c.id)
REFUSE_SENT = text(
    "CREATE TRIGGER refuse BEFORE UPDATE ON outbox WHEN NEW.state = 'sent' "
    "BEGIN SELECT RAISE(ABORT, 'no'); END"
)
PATIENCE_S = 20.0


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with open_post(tmp_path) as opened:
        yield opened


class Sender(FakeSender):
    """A way out that calls `before` ahead of each mail, which may say what becomes of it."""

    def __init__(self, before: Callable[[Envelope], Outcome | None]) -> None:
        super().__init__()
        self._before = before

    async def send(self, envelope: Envelope) -> Outcome:
        found = await asyncio.to_thread(self._before, envelope)
        return found or await super().send(envelope)


def test_deliver_sends_what_waits_and_keeps_the_bytes(post: Post) -> None:
    post.put("an", "binh")
    sender = FakeSender()
    assert post.deliver(sender) == Delivered(sent=2)
    assert [envelope.recipients[0] for envelope in sender.accepted] == ["an@so.example", "binh@so.example"]
    assert sender.closed == 1
    rows = post.rows("sent")
    assert {row.sent_at for row in rows.values()} == {NOW}
    with post.office.database.read() as tx:
        kept = [row.mail for row in tx.all(KEPT)]
    assert kept == [envelope.data for envelope in sender.accepted]


def test_deliver_sends_once(post: Post) -> None:
    post.put("an")
    sender = FakeSender()
    post.deliver(sender)
    assert post.deliver(sender) == Delivered()
    assert len(sender.accepted) == 1


def test_deliver_without_a_sender_leaves_mail_where_it_is_seen(post: Post) -> None:
    post.put("an")
    assert post.deliver(None) == Delivered()
    assert post.states() == {"an": "queued"}


def test_deliver_opens_nothing_where_nothing_waits(post: Post) -> None:
    sender = FakeSender()
    assert post.deliver(sender) == Delivered()
    assert sender.closed == 0


@pytest.mark.parametrize("at", [vn(1, 6, 22), vn(5, 6, 9), vn(2, 9, 9)])
def test_deliver_rests_while_the_office_is_closed(post: Post, at: Any) -> None:  # noqa: ANN401 - an instant
    post.put("an")
    delivered = post.deliver(FakeSender(), now=at)
    assert delivered == Delivered(next_at=post.office.next_opening(at))


def test_deliver_goes_on_until_nothing_waits(post: Post) -> None:
    names = [f"nguoi{number}" for number in range(2 * BATCH + 1)]
    post.put(*names)
    sender = FakeSender()
    assert post.deliver(sender) == Delivered(sent=len(names))
    assert set(post.states().values()) == {"sent"}


def test_deliver_stops_between_batches_when_told_to(post: Post) -> None:
    post.put(*(f"nguoi{number}" for number in range(BATCH + 1)))
    assert post.deliver(FakeSender(), stopping=lambda: True) == Delivered(sent=BATCH, next_at=NOW)
    assert list(post.states().values()).count("queued") == 1


def test_way_out_that_is_closed_is_not_tried_with_every_batch(post: Post) -> None:
    post.put(*(f"nguoi{number}" for number in range(BATCH + 1)))
    sender = FakeSender(down=True)
    delivered = post.deliver(sender)
    assert (delivered.sent, delivered.again, sender.refused) == (0, BATCH, BATCH)
    assert delivered.troubles == {("unreachable", "nobody there"): BATCH}
    assert delivered.next_at == NOW  # the one that was not tried
    rows = post.rows("queued").values()
    assert {row.attempts for row in rows} == {0, 1}
    tried = [row.not_before for row in rows if row.attempts]
    assert NOW < min(tried) <= max(tried) <= NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("trouble", "code", "permanent", "state", "told"),
    [
        ("refused", 451, False, "queued", []),
        ("refused", 550, True, "dead", ["undeliverable"]),
        ("address", None, True, "dead", ["undeliverable"]),
        ("login", 535, False, "queued", []),
    ],
)
def test_mail_that_is_not_accepted_is_tried_again_or_shown_to_people(
    post: Post, trouble: Any, code: int | None, permanent: bool, state: str, told: list[str]  # noqa: ANN401, FBT001
) -> None:  # fmt: skip
    post.put("an", "binh")

    def refuse(envelope: Envelope) -> Outcome | None:
        if envelope.recipients != ("an@so.example",):
            return None
        return Outcome(envelope.message_id, False, permanent, trouble, "không nhận", code)  # noqa: FBT003

    delivered = post.deliver(Sender(refuse))
    row = post.rows()["an"]
    expected = f"{trouble}: {code} không nhận" if code else f"{trouble}: không nhận"
    assert (row.state, row.error, row.attempts) == (state, expected, 1)
    assert post.states()["binh"] == "sent"
    notices = [row for row in post.rows().values() if row.message == "undeliverable"]
    assert [row.message for row in notices] == told
    assert (delivered.again, delivered.dead) == ((0, 1) if permanent else (1, 0))
    assert delivered.sent == 1 + len(told)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DeliveryError(permanent=True, reason="not a mailbox: 'x'"), "not a mailbox: 'x'"),
        (LookupError("mistake"), "LookupError: mistake"),
    ],
)
def test_mail_that_cannot_be_made_holds_up_no_other(post: Post, error: Exception, reason: str) -> None:
    post.put("an", "binh", "chi")
    post.composer.troubles["binh"] = error
    delivered = post.deliver(FakeSender())
    row = post.rows()["binh"]
    assert (row.state, row.error) == ("dead", reason)
    assert {key: post.states()[key] for key in ("an", "chi")} == {"an": "sent", "chi": "sent"}
    assert (delivered.dead, delivered.troubles.total()) == (1, 0)


def test_database_that_fails_while_mail_is_made_buries_no_mail(post: Post) -> None:
    post.put("an", "binh")
    post.composer.troubles["binh"] = StorageError("locked")
    with pytest.raises(StorageError):
        post.deliver(FakeSender())
    assert set(post.states().values()) == {"sending"}
    post.composer.troubles.clear()
    assert post.deliver(FakeSender(), now=NOW + LEASE).sent == 2


def test_what_is_accepted_is_noted_while_the_next_is_under_way(post: Post) -> None:
    """Else a killed process would send a whole batch twice."""
    post.put("an", "binh")
    seen: list[str] = []

    def look(envelope: Envelope) -> None:
        until = monotonic() + PATIENCE_S
        while envelope.recipients == ("binh@so.example",) and monotonic() < until:
            seen.append(post.states()["an"])
            if seen[-1] == "sent":
                return

    post.deliver(Sender(look))
    assert seen[-1] == "sent"


def test_mail_under_way_belongs_to_one_deliverer(post: Post) -> None:
    post.put("an", "binh")
    others: list[int] = []

    def claim_too(_: Envelope) -> None:
        others.extend(len(claim_mail(post.office, at)) for at in (NOW, NOW + LEASE - timedelta(seconds=1)))

    assert post.deliver(Sender(claim_too)).sent == 2
    assert others == [0, 0, 0, 0]


def test_mail_of_a_killed_deliverer_is_taken_over_after_its_lease(post: Post) -> None:
    post.put("an")
    claim_mail(post.office, NOW)
    sender = FakeSender()
    assert post.deliver(sender, now=NOW + LEASE - timedelta(seconds=1)) == Delivered()
    assert post.deliver(sender, now=NOW + LEASE) == Delivered(sent=1)


def test_outcomes_that_cannot_be_noted_stop_the_sending(post: Post) -> None:
    post.put(*(f"nguoi{number}" for number in range(BATCH)))
    with post.office.database.begin() as tx:
        tx.run(REFUSE_SENT)
    sender = Sender(lambda _: None)
    with pytest.raises(StorageError):
        post.deliver(sender)
    assert 0 < len(sender.accepted) < BATCH
    assert sender.closed == 1
    assert set(post.states().values()) == {"sending"}


def test_server_that_takes_for_ever_is_left_before_the_lease_ends(post: Post, start_peer: StartPeer) -> None:
    post.put("an", "kho", "binh")
    peer = start_peer(at_data={"kho@so.example": "hang"})
    sender = SmtpSender(peer.as_server(timeout_s=PATIENCE_S), connections=1)
    assert post.deliver(sender, longest_batch=timedelta(seconds=1)) == Delivered(sent=1)
    assert post.states() == {"an": "sent", "kho": "sending", "binh": "sending"}
    peer.at_data.clear()
    assert post.deliver(SmtpSender(peer.as_server()), now=NOW + LEASE).sent == 2


@pytest.mark.parametrize(("script", "trouble"), [("hang", "timeout"), ("drop", "dropped")])
def test_mail_on_which_the_server_fails_holds_up_no_other(
    post: Post, start_peer: StartPeer, script: str, trouble: str
) -> None:
    post.put("an", "kho", "binh")
    peer = start_peer(at_data={"kho@so.example": script})
    delivered = post.deliver(SmtpSender(peer.as_server(timeout_s=1.0), connections=1))
    assert (delivered.sent, delivered.again) == (2, 1)
    assert [each for each, _ in delivered.troubles] == [trouble]
    assert post.states() == {"an": "sent", "kho": "queued", "binh": "sent"}
    assert {mail.recipients[0] for mail in peer.received} == {"an@so.example", "binh@so.example"}
    peer.at_data.clear()
    assert post.deliver(SmtpSender(peer.as_server()), now=NOW + timedelta(minutes=2)).sent == 1
    assert set(post.states().values()) == {"sent"}


def test_server_that_is_not_there_leaves_all_mail_waiting(post: Post) -> None:
    post.put("an", "binh")
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        host, port = unheard.getsockname()
        server = SmtpServer(host, port, security="none", ehlo_name="client.example")
        delivered = post.deliver(SmtpSender(server))
    assert (delivered.again, [trouble for trouble, _ in delivered.troubles]) == (2, ["unreachable"])
    assert post.states() == {"an": "queued", "binh": "queued"}
