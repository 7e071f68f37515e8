from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.mail.envelope import Outcome
from cchc_workflow.mail.smtp import SmtpServer
from tests.mail.envelopes import BODY, PASSWORD, SENDER, make_envelope, make_envelopes

if TYPE_CHECKING:
    import ssl

    from tests.mail.conftest import Deliver, StartPeer


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
