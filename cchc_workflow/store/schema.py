"""Owns bringing a database to this program's schema and telling whether it is there; knows no table."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Select, String, column, select, table
from sqlalchemy.exc import DBAPIError

from cchc_workflow.errors import StorageError
from cchc_workflow.store.failures import DRIVER_ERRORS, explain

if TYPE_CHECKING:  # Alembic takes longer to import than most commands take to run
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection

    from cchc_workflow.store.database import Database

HEAD = "0001"
"""The newest revision in migrations/versions; revisions are numbers of four digits, one after the other."""

_LOCK = 0x63636863
"""The key of PostgreSQL's advisory lock for migrations: "cchc" in ASCII."""

_ONE_AT_A_TIME = Lock()
"""Alembic keeps what it is doing in its module, so the threads of a process take turns."""

_VERSION: Select[str] = select(column("version_num", String)).select_from(table("alembic_version"))


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to `revision`; nothing happens where it is there already.

    Two processes that start at once don't both migrate: the second one waits, and finds it done. Either the
    whole of it happens or nothing.

    Raises:
        StorageError: schema_newer where a newer program migrated the database; unknown_revision; else what is
            wrong with the database.
    """
    _migrate(database, "upgrade", revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision`, or to nothing with "base"; what only newer tables hold is lost.

    Raises:
        StorageError: as `upgrade`.
    """
    _migrate(database, "downgrade", revision)


def current(database: Database) -> str | None:
    """Return the database's revision, or None where it has no schema (or isn't there yet)."""
    if _is_absent(database):
        return None
    try:
        with database.read() as tx:
            found: str | None = tx.scalar(_VERSION)
    except StorageError as error:
        if error.reason == "schema_missing":
            return None
        raise
    return found


def check_schema(database: Database) -> None:
    """Make sure that the database is at this program's revision.

    Raises:
        StorageError: schema_missing, schema_older or schema_newer; else what is wrong with the database.
    """
    found = current(database)
    if found is None:
        raise StorageError("schema_missing", HEAD)
    if found != HEAD:
        raise StorageError("schema_older" if found < HEAD else "schema_newer", found)


def make_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the migrations of this package, to run on an open connection."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "cchc_workflow.store:migrations")
    return config


def _migrate(database: Database, direction: Literal["upgrade", "downgrade"], revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.util import CommandError  # noqa: PLC0415 - see above

    go = command.upgrade if direction == "upgrade" else command.downgrade
    held = _hold_postgresql if database.is_postgresql else _hold_sqlite
    try:
        with _ONE_AT_A_TIME, held(database) as connection:
            _refuse_newer(connection)
            go(make_config(connection), revision)
    except CommandError as error:
        raise StorageError("unknown_revision", revision) from error
    except (DBAPIError, *DRIVER_ERRORS) as error:
        raise explain(error) from error


@contextmanager
def _hold_postgresql(database: Database) -> Iterator[Connection]:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield connection


@contextmanager
def _hold_sqlite(database: Database) -> Iterator[Connection]:
    """Hold the write lock with foreign keys off: an altered table is made anew, and the old one dropped."""
    with database.engine.connect() as connection:
        connection.detach()  # nobody is to get it with foreign keys off
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if lost is not None:
            raise StorageError("failed", f"a row of {lost[0]} refers to nothing in {lost[2]}")
        connection.commit()


def _refuse_newer(connection: Connection) -> None:
    from alembic.migration import MigrationContext  # noqa: PLC0415 - see above

    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found > HEAD:
        raise StorageError("schema_newer", found)


def _is_absent(database: Database) -> bool:
    """Tell whether the SQLite file is missing: to connect would make an empty one."""
    name = database.url.database
    return not (database.is_postgresql or name is None or name.startswith("file:") or Path(name).exists())
