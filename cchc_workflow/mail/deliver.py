"""Owns taking mail from the outbox to the sender and noting what became of it; it words nothing."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from cchc_workflow.engine.outgoing import LEASE, claim_mail, next_delivery, note_failed, note_sent
from cchc_workflow.errors import DeliveryError, StorageError
from cchc_workflow.mail.retry import next_try
from cchc_workflow.store.outbox import OutboxState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cchc_workflow.engine.office import Office
    from cchc_workflow.mail.envelope import Envelope, Outcome, Sender, Trouble

BATCH = 100
"""Mails claimed at a time."""
NOTE_BATCH = 20
"""Accepted mails noted in one transaction at most: a killed process sends these and no more twice."""
ROUND = timedelta(minutes=1)
"""No new mails are claimed after this: the instant given at the start would be too old for their leases."""
LONGEST_BATCH = LEASE - ROUND - timedelta(minutes=1)
"""Sending ends well before the lease, after which another deliverer takes the mails over."""

_OF_ONE_MAIL: frozenset[Trouble] = frozenset({"", "address", "refused"})
"""All other troubles are the way out's."""

_log = logging.getLogger(__name__)


class Composes(Protocol):
    """What makes the finished mail of a row; DeliveryError where it can't be made."""

    def compose(self, row: Any) -> Envelope:  # noqa: ANN401
        """Return the finished mail."""
        ...


@dataclass(slots=True)
class Delivered:
    """What became of the mails of one delivery.

    Attributes:
        sent: how many were accepted.
        again: how many are tried again later.
        dead: how many were given up, where a person must look.
        troubles: how often the way out itself failed, by (trouble, reason).
        next_at: when the next mail may go (`now` where some were left), or None where none waits.
    """

    sent: int = 0
    again: int = 0
    dead: int = 0
    troubles: Counter[tuple[str, str]] = field(default_factory=Counter)
    next_at: datetime | None = None


def deliver(
    office: Office,
    composer: Composes,
    sender: Sender | None,
    now: datetime,
    *,
    stopping: Callable[[], bool] = lambda: False,
    longest_batch: timedelta = LONGEST_BATCH,
) -> Delivered:
    """Send every mail whose time has come; without a sender it goes on waiting, where people see it.

    A mail is noted as sent right after it was accepted. If the process is killed between the two, it is sent
    again after its lease, with the same Message-ID; nobody else sends it meanwhile. A mail that can't be
    composed goes to the dead letters and stops no other.

    Args:
        office: whose outbox it is.
        composer: makes the mails.
        sender: the way out; nobody else uses it during the call, and it is closed at the end.
        now: the instant that is noted, and from which leases and further tries count.
        stopping: asked between two batches; True ends the delivery early.
        longest_batch: after which the mails of a batch that were not sent are left to their lease.

    Raises:
        StorageError: outcomes could not be noted; their mails are sent again after their lease.
    """
    delivered = Delivered()
    if sender is None:
        return delivered
    rows = claim_mail(office, now, BATCH)
    if rows:
        asyncio.run(
            _deliver(_Batches(office, composer, sender, now, longest_batch, delivered), rows, stopping)
        )
    delivered.next_at = next_delivery(office, now)
    return delivered


async def _deliver(batches: _Batches, rows: list[Any], stopping: Callable[[], bool]) -> None:
    until = monotonic() + ROUND.total_seconds()
    try:
        while rows and await batches.send(rows) and monotonic() < until and not stopping():
            rows = claim_mail(batches.office, batches.now, BATCH)
    finally:
        await batches.sender.aclose()


@dataclass(slots=True)
class _Batches:
    """Sends claimed mails batch by batch, noting outcomes in a thread while the next mails are under way."""

    office: Office
    composer: Composes
    sender: Sender
    now: datetime
    longest: timedelta
    delivered: Delivered
    _claimed: dict[str, tuple[Any, bytes]] = field(default_factory=dict)
    _outcomes: deque[Outcome] = field(default_factory=deque)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, rows: list[Any]) -> bool:
        """Send one batch and note all of it; False where the way out is closed and more would be in vain."""
        before = self.delivered.sent, self.delivered.troubles.total()
        envelopes = [envelope for row in rows if (envelope := self._compose(row)) is not None]
        sending = asyncio.create_task(self._send_in_time(envelopes))
        sending.add_done_callback(lambda _: self._news.set())
        try:
            while not sending.done() or self._outcomes:
                await self._news.wait()
                self._news.clear()
                while self._outcomes:
                    await asyncio.to_thread(self._note, self._take())
            await sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        sent, troubled = self.delivered.sent - before[0], self.delivered.troubles.total() - before[1]
        return sent > 0 or troubled < len(envelopes)

    async def _send_in_time(self, envelopes: list[Envelope]) -> None:
        try:
            async with asyncio.timeout(self.longest.total_seconds()):
                await self.sender.send_all(envelopes, self._report)
        except TimeoutError:
            _log.warning("mail server too slow: the rest of the batch is sent after its lease")

    def _report(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._news.set()

    def _take(self) -> list[Outcome]:
        return [self._outcomes.popleft() for _ in range(min(NOTE_BATCH, len(self._outcomes)))]

    def _compose(self, row: Any) -> Envelope | None:  # noqa: ANN401
        try:
            envelope = self.composer.compose(row)
        except DeliveryError as error:
            reason = error.reason
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - one mail's trouble, whatever it is, must not hold up all others
            reason = f"{type(error).__name__}: {error}"
            _log.error("mail could not be composed", exc_info=error, extra={"row": row.id})
        else:
            self._claimed[envelope.message_id] = (row, envelope.data)
            return envelope
        self._note_failed(row, None, reason, permanent=True)
        return None

    def _note(self, outcomes: list[Outcome]) -> None:
        accepted = [self._claimed[each.message_id] for each in outcomes if each.accepted]
        if accepted:
            note_sent(self.office, accepted, self.now)
            self.delivered.sent += len(accepted)
        for outcome in outcomes:
            if not outcome.accepted:
                row, mail = self._claimed[outcome.message_id]
                self._note_failed(row, mail, _explain(outcome), permanent=outcome.permanent)
                if outcome.trouble not in _OF_ONE_MAIL:
                    self.delivered.troubles[outcome.trouble, outcome.reason] += 1

    def _note_failed(self, row: Any, mail: bytes | None, reason: str, *, permanent: bool) -> None:  # noqa: ANN401
        state = note_failed(self.office, row, mail, reason, self.now, permanent=permanent, later=next_try)
        if state is OutboxState.DEAD:
            self.delivered.dead += 1
        else:
            self.delivered.again += 1


def _explain(outcome: Outcome) -> str:
    code = f"{outcome.code} " if outcome.code is not None else ""
    return f"{outcome.trouble}: {code}{outcome.reason}"
