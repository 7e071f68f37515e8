"""Owns the mails that the tests of sending send."""

from cchc_workflow.mail.envelope import Envelope

SENDER = "cchc@so.example"
PASSWORD = "mật khẩu"
BODY = b"Subject: thu\r\n\r\n.dau cham\r\n..hai\r\nhet\r\n"


def make_envelope(*recipients: str, name: str = "") -> Envelope:
    to = recipients or ("head@so.example",)
    return Envelope(SENDER, to, BODY, f"<{name or to[0]}>")


def make_envelopes(count: int) -> list[Envelope]:
    return [make_envelope(f"head{number}@so.example") for number in range(count)]
