"""Owns how often the door may be tried: waits that grow, counted in the database for every node alike."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from cchc_workflow.engine.office import Office
from cchc_workflow.errors import EntryError
from cchc_workflow.store import attempts

WINDOW: Final = timedelta(hours=1)
"""What failed longer ago counts no more."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(minutes=15)
DOUBLINGS: Final = 4
"""So often a wait is doubled until it is the longest."""
KEPT: Final = timedelta(days=1)
"""How long a try is kept at all."""

AT_ADDRESS: Final = 5
FROM_SOURCE: Final = 50
"""How often a try may fail before the next has to wait; an office's people share one source."""

THROTTLED: Final = "throttled"


@dataclass(slots=True)
class Try:
    """One try at the door; it has failed unless `succeeded` is set while it lasts."""

    id: int
    succeeded: bool = False


@contextmanager
def trying(office: Office, address: str, source: str, now: datetime) -> Iterator[Try]:
    """Count a try at `address` (whatever it is that is tried, folded) from a network's `source`.

    It is counted as failed before anything is checked, so that a hundred at once are a hundred, and as
    succeeded at the end. What is refused because of the wait is not counted: the wait would never end.

    Raises:
        EntryError: `throttled`, with the minutes to wait.
    """
    with office.database.begin() as tx:
        attempts.hold_attempts(tx)
        since = now - WINDOW
        open_at = max(
            wait_until(attempts.failures_at(tx, address, since, AT_ADDRESS * 2), AT_ADDRESS, now),
            wait_until(attempts.failures_from(tx, source, since, FROM_SOURCE * 2), FROM_SOURCE, now),
        )
        if open_at > now:
            raise EntryError(THROTTLED, ceil((open_at - now) / timedelta(minutes=1)))
        attempts.forget_attempts(tx, now - KEPT)
        made = Try(attempts.add_attempt(tx, address, source, now))
    yield made
    if made.succeeded:
        with office.database.begin() as tx:
            attempts.note_success(tx, made.id)


def wait_until(failed_at: Sequence[datetime], free: int, now: datetime) -> datetime:
    """Return from when on the next try is taken: `now`, or later after `free` failures, given newest first.

    Each further failure doubles the wait: 1, 2, 4, 8, then 15 minutes.
    """
    beyond = len(failed_at) - free
    if beyond < 0:
        return now
    doubled = FIRST_WAIT * (1 << min(beyond, DOUBLINGS))
    return max(now, failed_at[0] + min(doubled, LONGEST_WAIT))
