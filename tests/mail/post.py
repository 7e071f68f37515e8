"""Owns an office with an outbox and nothing else, for the tests of its way out."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cchc_workflow.bootstrap import open_office
from cchc_workflow.domain.people import Role
from cchc_workflow.mail.deliver import Delivered, deliver
from cchc_workflow.mail.envelope import Envelope
from cchc_workflow.settings import Settings
from cchc_workflow.store.database import Database
from cchc_workflow.store.outbox import Item, OutboxState, add_items, list_outbox
from cchc_workflow.store.people import INSERT_PERSON
from cchc_workflow.store.schema import upgrade
from tests.builders import vn
from tests.store.office import appoint, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cchc_workflow.engine.office import Office

NOW = vn(1, 6, 9)
FROM = "cchc@so.example"


class PlainComposer:
    """Makes a small mail of a row; what is said of an address in `troubles` is raised instead."""

    def __init__(self, **troubles: Exception) -> None:
        self.troubles = troubles

    def compose(self, row: Any) -> Envelope:  # noqa: ANN401 - a row
        name = row.address.partition("@")[0]
        if name in self.troubles:
            raise self.troubles[name]
        message_id = f"<{row.key}@so.example>"
        data = f"From: {FROM}\r\nTo: {row.address}\r\nMessage-ID: {message_id}\r\n\r\n{row.message}\r\n"
        return Envelope(FROM, (row.address,), data.encode(), message_id)


@dataclass
class Post:
    """An office and its outbox, ready to be filled."""

    office: Office
    organization_id: int
    composer: PlainComposer = field(default_factory=PlainComposer)

    def put(self, *names: str) -> None:
        """Let one mail to each of these people wait since NOW."""
        with self.office.database.begin() as tx:
            for name in names:
                values = {
                    "organization_id": self.organization_id, "address": f"{name}@so.example", "name": name
                }  # fmt: skip
                person_id = tx.scalar(INSERT_PERSON, values)
                item = Item(
                    organization_id=self.organization_id,
                    key=name,
                    message="assigned",
                    person_id=person_id,
                    facts={"items": []},
                    state=OutboxState.QUEUED,
                    not_before=NOW,
                    created_at=NOW,
                )
                add_items(tx, [item])

    def rows(self, *states: str) -> dict[str, Any]:
        """Return the rows by key, oldest first."""
        with self.office.database.read() as tx:
            rows = list_outbox(tx, self.organization_id, states=states, most=100_000)
        return {row.key: row for row in reversed(rows)}

    def states(self) -> dict[str, str]:
        return {key: row.state for key, row in self.rows().items()}

    def deliver(self, sender: Any, **over: Any) -> Delivered:  # noqa: ANN401 - what is passed on
        arguments: dict[str, Any] = {"now": NOW, "composer": self.composer} | over
        return deliver(self.office, sender=sender, **arguments)


@contextmanager
def open_post(home: Path) -> Iterator[Post]:
    """Make an office in a folder; its coordinator hears of what can't be delivered."""
    settings = Settings(home=home, synchronous="NORMAL")
    with closing(Database(settings.database_url)) as database:
        upgrade(database)
        with database.begin() as tx:
            keys = fill(tx)
            values = {"organization_id": keys.organization_id, "address": "dau-moi@so.example", "name": "x"}
            coordinator_id = tx.scalar(INSERT_PERSON, values)
            appoint(tx, keys.organization_id, coordinator_id, None, Role.COORDINATOR)
        yield Post(open_office(settings, database), keys.organization_id)
