"""Owns letting what opens its own transaction take part in one that is open already."""

from collections.abc import Iterator
from contextlib import contextmanager

from cchc_workflow.store.database import Database, Transaction


class JoinedDatabase(Database):
    """A database whose every transaction is the one that is open: all that is done stands or falls as one.

    It must not outlive the transaction. Nothing that it is asked for commits.
    """

    def __init__(self, tx: Transaction) -> None:
        self.is_postgresql = tx.is_postgresql
        self._tx = tx

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Give the open transaction."""
        yield self._tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Give the open transaction, which sees what was written in it."""
        yield self._tx
