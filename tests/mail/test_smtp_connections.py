from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.errors import SettingsError
from cchc_workflow.mail.envelope import Envelope, Outcome
from cchc_workflow.mail.smtp import SmtpSender, SmtpServer
from tests.mail.envelopes import BODY, SENDER, make_envelope, make_envelopes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mail.conftest import Deliver, StartPeer


def test_connections_are_reused(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer()
    outcomes = deliver(peer.as_server(), make_envelopes(40), connections=2)
    assert all(each.accepted for each in outcomes.values())
    assert sorted(mail.recipients[0] for mail in peer.received) == sorted(
        f"head{n}@so.example" for n in range(40)
    )
    assert peer.opened == 2
    assert peer.commands == ["QUIT", "QUIT"]


def test_worn_connection_is_renewed(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer()
    deliver(peer.as_server(max_per_connection=3), make_envelopes(7), connections=1)
    assert (len(peer.received), peer.opened) == (7, 3)


def test_connection_that_may_not_be_opened_leaves_its_mail_to_the_other(
    start_peer: StartPeer, deliver: Deliver
) -> None:
    peer = start_peer(most_connections=1)
    outcomes = deliver(peer.as_server(), make_envelopes(30), connections=3)
    assert all(each.accepted for each in outcomes.values())
    assert len(peer.received) == 30


@pytest.mark.parametrize("farewell", ["drop", "421 4.4.2 idle too long"])
def test_connection_lost_while_idle_is_replaced_once(
    farewell: str, start_peer: StartPeer, deliver: Deliver
) -> None:
    peer = start_peer(at_mail={SENDER: ["250 OK", farewell]})
    outcomes = deliver(peer.as_server(), make_envelopes(2), connections=1)
    assert all(each.accepted for each in outcomes.values())
    assert (len(peer.received), peer.opened) == (2, 2)


def test_server_that_drops_every_mail_is_not_tried_for_ever(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer(at_mail={SENDER: ["250 OK", "drop", "drop"]})
    outcomes = deliver(peer.as_server(), make_envelopes(2), connections=1)
    assert [(each.accepted, each.trouble) for each in outcomes.values()] == [(True, ""), (False, "dropped")]


@pytest.mark.parametrize("stale_after_s", [0.0, 3600.0])
def test_hung_up_connection_is_replaced_between_calls(stale_after_s: float, start_peer: StartPeer) -> None:
    peer = start_peer()

    async def send_twice() -> list[Outcome]:
        sender = SmtpSender(peer.as_server(stale_after_s=stale_after_s))
        first = await sender.send(make_envelope("a@so.example"))
        peer.hang_up()
        second = await sender.send(make_envelope("b@so.example"))
        await sender.aclose()
        return [first, second]

    assert [each.accepted for each in asyncio.run(send_twice())] == [True, True]
    assert (len(peer.received), peer.opened) == (2, 2)


def test_stale_connection_is_asked_before_it_is_used(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer()
    deliver(peer.as_server(stale_after_s=0.0), make_envelopes(3), connections=1)
    assert (peer.commands, peer.opened) == (["NOOP", "NOOP", "QUIT"], 1)


def test_sender_may_be_used_again_after_closing(start_peer: StartPeer) -> None:
    peer = start_peer()

    async def send_close_send() -> list[Outcome]:
        sender = SmtpSender(peer.as_server())
        outcomes = []
        for envelope in make_envelopes(2):
            outcomes.append(await sender.send(envelope))
            await sender.aclose()
        return outcomes

    assert [each.accepted for each in asyncio.run(send_close_send())] == [True, True]
    assert peer.opened == 2


def test_cancelled_call_has_reported_all_that_was_accepted(start_peer: StartPeer) -> None:
    envelopes = [*make_envelopes(10), make_envelope("stuck@so.example"), *make_envelopes(3)]
    peer = start_peer(at_data={"stuck@so.example": "hang"})

    async def cancel_when_stuck() -> tuple[list[Outcome], Outcome]:
        outcomes: list[Outcome] = []
        sender = SmtpSender(peer.as_server(), connections=1)
        call = asyncio.create_task(sender.send_all(envelopes, outcomes.append))
        await asyncio.to_thread(peer.hanging.wait, 10)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        after = await sender.send(make_envelope("after@so.example"))
        await sender.aclose()
        return outcomes, after

    outcomes, after = asyncio.run(cancel_when_stuck())
    assert [each.message_id for each in outcomes] == [each.message_id for each in envelopes[:10]]
    assert all(each.accepted for each in outcomes)
    assert after.accepted
    assert [mail.recipients[0] for mail in peer.received[10:]] == ["after@so.example"]


def test_failing_report_stops_the_call(start_peer: StartPeer) -> None:
    peer = start_peer()

    def fail(outcome: Outcome) -> None:
        raise LookupError(outcome.message_id)

    async def send() -> None:
        sender = SmtpSender(peer.as_server(), connections=1)
        try:
            await sender.send_all(make_envelopes(5), fail)
        finally:
            await sender.aclose()

    with pytest.raises(LookupError):
        asyncio.run(send())
    assert len(peer.received) == 1


def test_concurrent_calls_share_the_connections(start_peer: StartPeer) -> None:
    peer = start_peer()

    async def send() -> list[Outcome]:
        sender = SmtpSender(peer.as_server(), connections=1)
        outcomes = await asyncio.gather(*(sender.send(each) for each in make_envelopes(10)))
        await sender.aclose()
        return outcomes

    assert all(each.accepted for each in asyncio.run(send()))
    assert (len(peer.received), peer.opened) == (10, 1)


def test_mixed_fates_are_each_reported_once(start_peer: StartPeer, deliver: Deliver) -> None:
    fates = ["250 OK", "550 no", "450 later", "drop", "250 OK", "421 going"]
    envelopes = make_envelopes(60)
    script = {each.recipients[0]: fates[number % len(fates)] for number, each in enumerate(envelopes)}
    peer = start_peer(at_data=script)
    outcomes = deliver(peer.as_server(), envelopes, connections=3)
    expected = {
        "250 OK": (True, False, ""),
        "550 no": (False, True, "refused"),
        "450 later": (False, False, "refused"),
        "drop": (False, False, "dropped"),
        "421 going": (False, False, "refused"),
    }
    for envelope in envelopes:
        outcome = outcomes[envelope.message_id]
        assert (outcome.accepted, outcome.permanent, outcome.trouble) == expected[
            script[envelope.recipients[0]]
        ]
    accepted = [each.recipients[0] for each in envelopes if outcomes[each.message_id].accepted]
    assert sorted(mail.recipients[0] for mail in peer.received) == sorted(accepted)


@pytest.mark.parametrize(
    "recipients",
    [
        (),
        ("",),
        ("head",),
        ("a@so.example> SIZE=1\r\nRCPT TO:<b@so.example",),
        ("a@so.example, b@so.example",),
        ("Trưởng phòng <a@so.example>",),
        ("trưởng@so.example",),
        ("good@so.example", "bad\n@so.example"),
    ],
)
def test_unfit_recipients_never_reach_the_wire(recipients: tuple[str, ...], deliver: Deliver) -> None:
    server = SmtpServer("127.0.0.1", 1, security="none")
    [outcome] = deliver(server, [Envelope(SENDER, recipients, BODY, "<m>")]).values()
    assert (outcome.permanent, outcome.trouble) == (True, "address")
    assert outcome.reason.isprintable()


def test_nothing_to_send_opens_nothing(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer()
    assert deliver(peer.as_server(), []) == {}
    assert peer.opened == 0


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_unreadable_authority_is_refused_at_once(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SettingsError) as caught:
        SmtpSender(SmtpServer("127.0.0.1", 1, ca_file=str(path)))
    assert caught.value.key == "ca_file"
