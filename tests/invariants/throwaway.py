"""Owns a migrated SQLite database for each example that Hypothesis tries."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_workflow.store.database import Database
from cchc_workflow.store.schema import upgrade


@contextmanager
def throwaway_database() -> Iterator[Database]:
    """Give a migrated SQLite database that is gone afterwards."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cchc.sqlite3"
        path.write_bytes(_migrated())
        database = Database(f"sqlite:///{path}", synchronous="NORMAL")
        try:
            yield database
        finally:
            database.close()


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cchc.sqlite3"
        database = Database(f"sqlite:///{path}")
        upgrade(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return path.read_bytes()
