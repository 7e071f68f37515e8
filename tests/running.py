"""Owns the running office of the tests that need the whole: the real plan of 2021 in a folder of its own."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cchc_workflow.bootstrap import open_database, open_office, open_program, system_clock
from cchc_workflow.cli.stage import LINK_KEY
from cchc_workflow.definitions.plan import read_folder
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.secrets import LINKS
from cchc_workflow.mail.envelope import Envelope, Outcome
from cchc_workflow.settings import Settings
from cchc_workflow.shipped import shipped
from cchc_workflow.store.outbox import list_outbox
from cchc_workflow.store.schema import upgrade
from cchc_workflow.store.secrets import keep_secret
from tests.builders import vn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import Any

    from cchc_workflow.bootstrap import Program
    from cchc_workflow.engine.office import Office
    from cchc_workflow.mail.envelope import Sender

ORGANIZATION = 1
ISSUED_AT = vn(15, 4, 9)
"""A Thursday morning."""
DATABASE = "cchc.sqlite3"


def issue_real_plan(home: Path) -> None:
    """Put a database into `home` in which the plan of 2021 runs since ISSUED_AT."""
    (home / DATABASE).write_bytes(_issued())


def run_program(
    home: Path,
    sender: Sender | None = None,
    clock: Callable[[], datetime] = system_clock,
    **settings: Any,  # noqa: ANN401 - a value of any setting
) -> Program:
    """Open the program in `home`, where the plan has been issued."""
    return open_program(Settings(home=home, synchronous="NORMAL", **settings), sender=sender, clock=clock)


def read_outbox(office: Office, *states: str) -> list[Any]:
    """Return the outbox, oldest first."""
    with office.database.read() as tx:
        return list_outbox(tx, ORGANIZATION, states=states, most=1_000_000)[::-1]


class FakeSender:
    """Accepts every mail, or none while it is down; keeps what it was given."""

    def __init__(self, *, down: bool = False) -> None:
        self.down = down
        self.accepted: list[Envelope] = []
        self.refused = 0
        self.closed = 0

    async def send(self, envelope: Envelope) -> Outcome:
        if self.down:
            self.refused += 1
            return Outcome(envelope.message_id, accepted=False, trouble="unreachable", reason="nobody there")
        self.accepted.append(envelope)
        return Outcome(envelope.message_id, accepted=True)

    async def send_all(self, envelopes: Sequence[Envelope], report: Callable[[Outcome], object]) -> None:
        for envelope in envelopes:
            report(await self.send(envelope))

    async def aclose(self) -> None:
        self.closed += 1

    def of(self, address: str) -> list[Envelope]:
        """Return what one person got."""
        return [envelope for envelope in self.accepted if envelope.recipients == (address,)]


def set_up(settings: Settings) -> None:
    """Make the settings' database, with the plan issued."""
    with closing(open_database(settings)) as database:
        upgrade(database)
        with database.begin() as tx:
            keep_secret(tx, LINKS, LINK_KEY)  # two offices that are compared write the same links
        office = open_office(settings, database)
        plan = read_folder(shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021")
        issue_plan(office, load_plan(office, plan, ISSUED_AT), None, ISSUED_AT)


@cache
def _issued() -> bytes:
    """Return the file of a database with the plan issued, made once a process."""
    with TemporaryDirectory() as folder:
        set_up(Settings(home=Path(folder), synchronous="NORMAL"))
        return (Path(folder) / DATABASE).read_bytes()
