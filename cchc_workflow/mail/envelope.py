"""Owns what every way of sending mail agrees on: envelope in, outcome out; sends nothing itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Trouble = Literal[
    "",
    "address",
    "refused",
    "sender",
    "login",
    "tls",
    "unreachable",
    "timeout",
    "dropped",
    "folder",
]
"""What kept a mail from being accepted; `sender`, `login` and mostly `tls` are faults of our own settings."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail as it travels: bare mailboxes, the finished bytes, and the Message-ID that identifies it."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    message_id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the envelope with this Message-ID: accepted for all its recipients, or for none.

    `permanent` says that another try would end the same way; `code` is the server's reply code, if any, and
    `reason` its own text in one line, never with a password in it.
    """

    message_id: str
    accepted: bool
    permanent: bool = False
    trouble: Trouble = ""
    reason: str = ""
    code: int | None = None


class Sender(Protocol):
    """A way out for mail. Trouble with a mail is an outcome, never an exception."""

    async def send(self, envelope: Envelope) -> Outcome:
        """Send one envelope."""
        ...

    async def send_all(self, envelopes: Sequence[Envelope], report: Callable[[Outcome], object]) -> None:
        """Send all, calling `report` exactly once for each, the moment its outcome is known.

        Nothing is awaited between the outcome and its report, so even a cancelled call has reported all that
        was known to be accepted.
        """
        ...

    async def aclose(self) -> None:
        """Give back what is held open; the sender may be used again."""
        ...
