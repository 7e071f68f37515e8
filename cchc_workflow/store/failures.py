"""Owns telling from a driver's error what is wrong with the database; it neither retries nor repairs."""

import sqlite3

import psycopg
from psycopg import errors as postgresql
from sqlalchemy.exc import DBAPIError

from cchc_workflow.errors import StorageError

DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)
"""What a statement, a commit or a rollback may raise on either database."""

_SQLITE = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "disk_error",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_CANTOPEN: "cannot_open",
    sqlite3.SQLITE_PERM: "cannot_open",
    sqlite3.SQLITE_NOTADB: "not_a_database",
    sqlite3.SQLITE_CORRUPT: "corrupt",
}
_PRIMARY_CODE = 0xFF
"""The lower byte of SQLite's extended result codes (https://www.sqlite.org/rescode.html)."""

_POSTGRESQL: tuple[tuple[type[psycopg.Error], str], ...] = (
    (postgresql.UndefinedTable, "schema_missing"),
    (postgresql.DiskFull, "disk_full"),
    (postgresql.IoError, "disk_error"),
    (postgresql.ReadOnlySqlTransaction, "read_only"),
    (postgresql.InsufficientPrivilege, "read_only"),
    (postgresql.LockNotAvailable, "locked"),
    (postgresql.DeadlockDetected, "locked"),
    (postgresql.SerializationFailure, "locked"),
    (postgresql.DataCorrupted, "corrupt"),
    (postgresql.IndexCorrupted, "corrupt"),
    (psycopg.OperationalError, "unreachable"),
)


def explain(error: BaseException) -> StorageError:
    """Return what a driver's error (or SQLAlchemy's around it) means for whoever runs the program.

    The reason is one of disk_full, disk_error, read_only, locked, cannot_open, not_a_database, corrupt,
    schema_missing, unreachable, and failed for everything else; the detail is the driver's own text.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return StorageError(_reason(cause), str(cause).strip())


def _reason(cause: BaseException) -> str:
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_OK) & _PRIMARY_CODE
        if code == sqlite3.SQLITE_ERROR and "no such table" in str(cause):
            return "schema_missing"
        return _SQLITE.get(code, "failed")
    return next((reason for kind, reason in _POSTGRESQL if isinstance(cause, kind)), "failed")
