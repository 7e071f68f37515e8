from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.errors import SettingsError
from cchc_workflow.mail.envelope import Envelope, Outcome
from cchc_workflow.mail.smtp import SmtpSender, SmtpServer

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

    from tests.mail.conftest import Deliver, StartPeer

SENDER = "cchc@so.example"
PASSWORD = "mật khẩu"
BODY = b"Subject: thu\r\n\r\n.dau cham\r\n..hai\r\nhet\r\n"


def make_envelope(*recipients: str, name: str = "") -> Envelope:
    to = recipients or ("head@so.example",)
    return Envelope(SENDER, to, BODY, f"<{name or to[0]}>")


def make_envelopes(count: int) -> list[Envelope]:
    return [make_envelope(f"head{number}@so.example") for number in range(count)]


def test_mail_arrives_byte_for_byte(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer()
    outcomes = deliver(peer.as_server(), [make_envelope("a@so.example", "b@so.example", name="m")])
    assert outcomes == {"<m>": Outcome("<m>", accepted=True)}
    [mail] = peer.received
    assert (mail.sender, mail.recipients) == (SENDER, ["a@so.example", "b@so.example"])
    assert mail.data == BODY


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_travels_encrypted_and_logged_in(
    security: str, start_peer: StartPeer, deliver: Deliver, server_tls: ssl.SSLContext, ca_file: str
) -> None:
    peer = start_peer(security=security, tls=server_tls, password=PASSWORD)
    server = peer.as_server(ca_file=ca_file, username="cchc", password=PASSWORD)
    deliver(server, make_envelopes(3))
    assert [(mail.encrypted, mail.authenticated) for mail in peer.received] == [(True, True)] * 3


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_untrusted_certificate_is_reported_and_the_mail_kept(
    security: str, start_peer: StartPeer, deliver: Deliver, server_tls: ssl.SSLContext, foreign_ca_file: str
) -> None:
    peer = start_peer(security=security, tls=server_tls)
    for outcome in deliver(peer.as_server(ca_file=foreign_ca_file), make_envelopes(3)).values():
        assert (outcome.accepted, outcome.permanent, outcome.trouble) == (False, False, "tls")
        assert outcome.reason.startswith("certificate: ")
    assert peer.received == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_server_without_encryption_gets_no_mail(
    security: str, start_peer: StartPeer, deliver: Deliver
) -> None:
    peer = start_peer()
    [outcome] = deliver(peer.as_server(security=security), make_envelopes(1)).values()
    assert (outcome.trouble, outcome.permanent) == ("tls", False)
    assert peer.received == []


def test_refused_login_keeps_the_mail_and_the_secret(
    start_peer: StartPeer, deliver: Deliver, server_tls: ssl.SSLContext, ca_file: str
) -> None:
    refusal = "535 5.7.8 cchc and sesame: AGNjaGMAc2VzYW1l or c2VzYW1l are wrong"
    peer = start_peer(security="starttls", tls=server_tls, password="other", login_refusal=refusal)
    server = peer.as_server(ca_file=ca_file, username="cchc", password="sesame")
    for outcome in deliver(server, make_envelopes(2)).values():
        assert (outcome.trouble, outcome.permanent, outcome.code) == ("login", False, 535)
        assert outcome.reason == "5.7.8 cchc and ***: *** or *** are wrong"
    assert "sesame" not in repr(server)


def test_missing_login_is_not_the_fault_of_the_mail(
    start_peer: StartPeer, deliver: Deliver, server_tls: ssl.SSLContext, ca_file: str
) -> None:
    peer = start_peer(security="starttls", tls=server_tls, password=PASSWORD)
    [outcome] = deliver(peer.as_server(ca_file=ca_file), make_envelopes(1)).values()
    assert (outcome.trouble, outcome.permanent, outcome.code) == ("login", False, 530)


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
@pytest.mark.parametrize(
    ("reply", "permanent", "reason"),
    [
        ("550 5.1.1 no such user", True, "5.1.1 no such user"),
        ("552 mailbox full", True, "mailbox full"),
        ("450 4.2.0 greylisted", False, "4.2.0 greylisted"),
        ("451 try later", False, "try later"),
    ],
)
def test_refused_mail_is_classified_and_the_next_one_passes(
    *, stage: str, reply: str, permanent: bool, reason: str, start_peer: StartPeer, deliver: Deliver
) -> None:
    peer = start_peer(**{stage: {"bad@so.example": reply}})
    outcomes = deliver(
        peer.as_server(), [make_envelope("bad@so.example"), make_envelope("good@so.example")], connections=1
    )
    assert outcomes["<bad@so.example>"] == Outcome(
        "<bad@so.example>",
        accepted=False,
        permanent=permanent,
        trouble="refused",
        reason=reason,
        code=int(reply[:3]),
    )
    assert outcomes["<good@so.example>"].accepted
    assert peer.opened == 1
    assert [mail.recipients for mail in peer.received] == [["good@so.example"]]


def test_one_refused_recipient_keeps_the_mail_from_all(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer(at_rcpt={"bad@so.example": "450 later"})
    [outcome] = deliver(peer.as_server(), [make_envelope("good@so.example", "bad@so.example")]).values()
    assert (outcome.accepted, outcome.permanent) == (False, False)
    assert peer.received == []


def test_refused_sender_is_a_fault_of_the_settings(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer(at_mail={SENDER: ["553 sender not owned by user"]})
    [outcome] = deliver(peer.as_server(), make_envelopes(1)).values()
    assert (outcome.trouble, outcome.permanent, outcome.code) == ("sender", False, 553)


def test_sender_refused_on_a_reused_connection_is_not_tried_again(
    start_peer: StartPeer, deliver: Deliver
) -> None:
    peer = start_peer(at_mail={SENDER: ["250 OK", "553 sender not owned by user"]})
    outcomes = deliver(peer.as_server(), make_envelopes(2), connections=1)
    assert [each.trouble for each in outcomes.values()] == ["", "sender"]
    assert peer.opened == 1


def test_server_that_knows_only_helo_gets_its_mail(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer(at_ehlo="502 not implemented")
    [outcome] = deliver(peer.as_server(), make_envelopes(1)).values()
    assert outcome.accepted


@pytest.mark.parametrize("farewell", ["drop", "500 what"])
def test_unfriendly_goodbye_is_no_trouble(farewell: str, start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer(at_quit=farewell)
    [outcome] = deliver(peer.as_server(), make_envelopes(1)).values()
    assert outcome.accepted


@pytest.mark.parametrize("reply", ["drop", "500 what"])
def test_server_that_can_not_forget_a_refused_mail_is_left(
    reply: str, start_peer: StartPeer, deliver: Deliver
) -> None:
    peer = start_peer(at_rset=reply, at_rcpt={"bad@so.example": "550 no"})
    envelopes = [make_envelope("bad@so.example"), make_envelope("good@so.example")]
    outcomes = deliver(peer.as_server(), envelopes, connections=1)
    assert [each.accepted for each in outcomes.values()] == [False, True]
    assert ([mail.recipients for mail in peer.received], peer.opened) == ([["good@so.example"]], 2)


def test_too_big_a_mail_is_permanent(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer(at_mail={SENDER: ["552 message size exceeds limit"]})
    [outcome] = deliver(peer.as_server(), make_envelopes(1)).values()
    assert (outcome.trouble, outcome.permanent, outcome.code) == ("refused", True, 552)


@pytest.mark.parametrize(
    ("behaviour", "trouble", "timeout_s"), [("hang", "timeout", 0.5), ("drop", "dropped", 10.0)]
)
@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_lost_server_leaves_the_mail_for_later_and_the_next_one_passes(
    stage: str, behaviour: str, trouble: str, timeout_s: float, start_peer: StartPeer, deliver: Deliver
) -> None:
    peer = start_peer(**{stage: {"bad@so.example": behaviour}})
    outcomes = deliver(
        peer.as_server(timeout_s=timeout_s),
        [make_envelope("bad@so.example"), make_envelope("good@so.example")],
        connections=1,
    )
    bad = outcomes["<bad@so.example>"]
    assert (bad.accepted, bad.permanent, bad.trouble, bad.code) == (False, False, trouble, None)
    assert outcomes["<good@so.example>"].accepted
    assert len(peer.received) == 1


def test_server_that_keeps_hanging_is_left_in_peace(start_peer: StartPeer, deliver: Deliver) -> None:
    envelopes = make_envelopes(50)
    peer = start_peer(at_data={each.recipients[0]: "hang" for each in envelopes})
    outcomes = deliver(peer.as_server(timeout_s=0.2), envelopes, connections=2)
    assert {each.trouble for each in outcomes.values()} == {"timeout"}
    assert peer.opened <= 6


def test_refused_connection_is_reported_for_every_mail(deliver: Deliver) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        server = SmtpServer("127.0.0.1", closed.getsockname()[1], security="none", ehlo_name="client.example")
        outcomes = deliver(server, make_envelopes(20))
    assert {(each.trouble, each.permanent, each.code) for each in outcomes.values()} == {
        ("unreachable", False, None)
    }


def test_server_too_busy_to_talk_is_reported_with_its_code(start_peer: StartPeer, deliver: Deliver) -> None:
    peer = start_peer(most_connections=0)
    outcomes = deliver(peer.as_server(), make_envelopes(5)).values()
    assert {(each.trouble, each.permanent, each.code) for each in outcomes} == {("unreachable", False, 421)}
    assert {each.reason for each in outcomes} == {"too many connections"}


def test_silent_server_times_out(deliver: Deliver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = SmtpServer(
            "127.0.0.1", silent.getsockname()[1], "none", timeout_s=0.2, ehlo_name="client.example"
        )
        [outcome] = deliver(server, make_envelopes(1)).values()
    assert (outcome.trouble, outcome.permanent) == ("timeout", False)


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
