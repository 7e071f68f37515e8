"""Delivery of waiting mail over loopback SMTP, beside a bare aiosmtplib loop that sends the same bytes.

Ours takes the mails from the outbox, sends them and notes each as sent, on SQLite at synchronous=FULL; both
use as many connections, each opened once. Beside it stands ours with every digest rendered on the way.
"""

import asyncio
import json
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import aiosmtplib

from benchmarks.bench_compose import OFFICE, SENDER
from benchmarks.figures import Figure, seconds, show
from cchc_workflow.bootstrap import open_office
from cchc_workflow.engine.office import Office
from cchc_workflow.mail.compose import Composer
from cchc_workflow.mail.deliver import deliver
from cchc_workflow.mail.envelope import Envelope
from cchc_workflow.mail.smtp import SmtpSender, SmtpServer
from cchc_workflow.mail.templates import Templates
from cchc_workflow.settings import Settings
from cchc_workflow.shipped import shipped
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.outbox import Item, OutboxState, add_items
from cchc_workflow.store.people import INSERT_PERSON
from cchc_workflow.store.rows import insert_returning_id
from cchc_workflow.store.schema import upgrade
from cchc_workflow.store.tables import OrganizationRow

MAILS = 600
ROUNDS = 5
CONNECTIONS = 2
TARGET = 0.7
CLIENT = "client.example"
NOW = datetime(2021, 6, 15, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Ready:
    """Gives mails that were made before."""

    envelopes: Mapping[str, Envelope]

    def compose(self, row: Any) -> Envelope:  # noqa: ANN401 - a row
        """Return the mail of this row."""
        return self.envelopes[row.key]


def run() -> list[Figure]:
    """Return the figure: ours over the bare loop, alternated, the median of the ratios."""
    composer = Composer(
        templates=Templates([shipped("notifications")]),
        sender=SENDER,
        organizations={1: OFFICE},
        base_url="https://cchc.so.example",
        domain="so.example",
    )
    ready = Ready({row.key: composer.compose(row) for row in map(make_row, range(MAILS))})
    with TemporaryDirectory() as folder, sink() as port:

        def ours(name: str, composer: Ready | Composer) -> float:
            with waiting_office(Path(folder) / name) as office:
                return seconds_ours(office, composer, port)

        rounds = [
            (
                seconds(lambda: send_bare(list(ready.envelopes.values()), port)),
                ours(f"ready-{number}", ready),
                ours(f"composed-{number}", composer),
            )
            for number in range(ROUNDS)
        ]
    bare, own, composed = (MAILS / median(column) for column in zip(*rounds, strict=True))
    ratio = median(theirs / mine for theirs, mine, _ in rounds)
    detail = f"ours {own:,.0f}/s, bare {bare:,.0f}/s; rendered on the way {composed:,.0f}/s"
    return [Figure("delivery beside a bare aiosmtplib loop", ratio, TARGET, detail=detail)]


def seconds_ours(office: Office, composer: Ready | Composer, port: int) -> float:
    """Return how long the delivery of all waiting mail takes."""
    server = SmtpServer("127.0.0.1", port, "none", ehlo_name=CLIENT, max_per_connection=MAILS)
    sender = SmtpSender(server, CONNECTIONS)
    started = perf_counter()
    delivered = deliver(office, composer, sender, NOW)
    taken = perf_counter() - started
    assert delivered.sent == MAILS
    return taken


def send_bare(envelopes: Sequence[Envelope], port: int) -> None:
    """Send these with aiosmtplib alone."""
    asyncio.run(_send_bare(deque(envelopes), port))


async def _send_bare(waiting: deque[Envelope], port: int) -> None:
    async def work() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, local_hostname=CLIENT, start_tls=False)
        async with client:
            while waiting:
                envelope = waiting.popleft()
                await client.sendmail(envelope.sender, envelope.recipients, envelope.data)

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))


@contextmanager
def sink() -> Iterator[int]:
    """Run the sink and yield its port."""
    command = [sys.executable, "-m", "benchmarks.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate()


@contextmanager
def waiting_office(home: Path) -> Iterator[Office]:
    """Yield an office in whose outbox MAILS digests wait."""
    home.mkdir()
    settings = Settings(home=home)
    with closing(Database(settings.database_url, synchronous="FULL")) as database:
        upgrade(database)
        with database.begin() as tx:
            tx.scalar(insert_returning_id(OrganizationRow), {"code": "so-vi-du", **OFFICE})
            add_items(tx, [_make_item(tx, make_row(number)) for number in range(MAILS)])
        yield open_office(settings, database)


def make_row(number: int) -> Any:  # noqa: ANN401 - stands for a row of the outbox
    """Return a digest of five items to one of many people."""
    facts = json.loads((shipped("notifications") / "samples" / "digest.json").read_text("utf-8"))["head"]
    return SimpleNamespace(
        key=f"digest:{number}:2021-06-15",
        organization_id=1,
        message="digest",
        facts=json.dumps(facts, ensure_ascii=False),
        address=f"donvi{number}@so.example",
        name=f"Trưởng phòng {number}",
        task_id=None,
        created_at=NOW,
    )


def _make_item(tx: Transaction, row: Any) -> Item:  # noqa: ANN401 - see make_row
    person = {"organization_id": row.organization_id, "address": row.address, "name": row.name}
    return Item(
        organization_id=row.organization_id,
        key=row.key,
        message=row.message,
        person_id=tx.scalar(INSERT_PERSON, person),
        facts=json.loads(row.facts),
        state=OutboxState.QUEUED,
        not_before=NOW,
        created_at=NOW,
    )


if __name__ == "__main__":
    show(run())
