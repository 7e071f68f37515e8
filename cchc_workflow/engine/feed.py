"""Owns a person's calendar feed: its signed address, a new one, and the tasks that it holds today."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.ticket import seal, unseal
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.secrets import signing_key
from cchc_workflow.errors import EntryError, NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note
from cchc_workflow.store.people import find_organization, load_actor
from cchc_workflow.store.planner import feed_number, feed_tasks, renew_feed_number

PURPOSE: Final = "feed"
FOR_EVER: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""A feed's address ends when the person asks for a new one or holds no office any more, not by time."""

MOST: Final = 1000
BACK: Final = timedelta(days=92)
"""How far back a feed goes: what is overdue for longer is in the task table."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds: whose it is, of which organization, its tasks as rows."""

    actor: Actor
    organization: Any
    tasks: list[Any]


def feed_token(office: Office, person_id: int) -> str:
    """Return the part of a person's feed address that nobody else can know."""
    key = signing_key(office)
    with office.database.read() as tx:
        number = feed_number(tx, person_id)
    return seal(key, PURPOSE, (person_id, number), FOR_EVER)


def open_feed(office: Office, token: str, now: datetime) -> Feed:
    """Return the feed behind an address: the tasks in sight of the person by the offices of today.

    Raises:
        NotFoundError: the address was never given, or a newer one was.
    """
    try:
        person_id, number = map(int, unseal(signing_key(office), PURPOSE, token, now))
    except EntryError as error:
        raise NotFoundError("feed", "") from error
    on = office.today(now)
    with office.database.read() as tx:
        if feed_number(tx, person_id) != number:
            raise NotFoundError("feed", "")
        return _read(tx, load_actor(tx, person_id, on), on - BACK)


def renew_feed(office: Office, actor: Actor, now: datetime) -> None:
    """End the address that a person's feed has: the next one they see is another."""
    with office.database.begin() as tx:
        renew_feed_number(tx, actor.person_id)
        note(tx, actor.organization_id, actor.person_id, "feed_renewed", actor.address, now)


def _read(tx: Transaction, actor: Actor, since: Any) -> Feed:  # noqa: ANN401
    return Feed(
        actor,
        find_organization(tx, actor.organization_id),
        feed_tasks(tx, scope_of(actor), since, MOST),
    )
