"""Owns people and nodes that act at once: real threads, and one that is seen to wait for another's lock."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Generic, TypeVar

from sqlalchemy import text

from cchc_workflow.store.database import Database

T = TypeVar("T")

_WAITING = text("SELECT count(*) AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
_PATIENCE = 1000


class Rival(Generic[T]):
    """A thread that does one thing; `outcome` is what came of it: an answer or an exception."""

    def __init__(self, work: Callable[[], T], start_together: Barrier | None = None) -> None:
        self._work = work
        self._together = start_together
        self._outcome: T | BaseException | None = None
        self._thread = Thread(target=self._run)
        self._thread.start()

    def outcome(self) -> T | BaseException | None:
        """Return what came of it, when it is done."""
        self._thread.join()
        return self._outcome

    def wait_until_blocked(self, database: Database) -> None:
        """Return as soon as the thread waits for a lock of PostgreSQL; fail if it ends without."""
        for _ in range(_PATIENCE):
            with database.read() as tx:
                if tx.all(_WAITING)[0][0]:
                    return
            self._thread.join(0.01)
            assert self._thread.is_alive(), self._outcome
        raise AssertionError("waits for no lock")

    def _run(self) -> None:
        try:
            if self._together is not None:
                self._together.wait()
            self._outcome = self._work()
        except BaseException as error:  # noqa: BLE001 - it is the outcome
            self._outcome = error


def at_once(*works: Callable[[], T]) -> list[T | BaseException | None]:
    """Do these things at once, each in a thread of its own, and return what came of each."""
    together = Barrier(len(works))
    return [rival.outcome() for rival in [Rival(work, together) for work in works]]
