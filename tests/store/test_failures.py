import sqlite3

import psycopg
import pytest
from psycopg import errors as postgresql
from sqlalchemy.exc import DBAPIError, OperationalError

from cchc_workflow.store.failures import explain


def sqlite_error(code: int, text: str = "") -> sqlite3.Error:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), "disk_full"),
        (sqlite_error(sqlite3.SQLITE_IOERR_FSYNC), "disk_error"),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), "read_only"),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), "locked"),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN_ISDIR), "cannot_open"),
        (sqlite_error(sqlite3.SQLITE_NOTADB), "not_a_database"),
        (sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX), "corrupt"),
        (sqlite_error(sqlite3.SQLITE_ERROR, "no such table: task"), "schema_missing"),
        (sqlite_error(sqlite3.SQLITE_ERROR, "no such column: full"), "failed"),
        (sqlite3.ProgrammingError("Cannot operate on a closed database."), "failed"),
        (postgresql.UndefinedTable(), "schema_missing"),
        (postgresql.DiskFull(), "disk_full"),
        (postgresql.ReadOnlySqlTransaction(), "read_only"),
        (postgresql.DeadlockDetected(), "locked"),
        (postgresql.AdminShutdown(), "unreachable"),
        (psycopg.OperationalError("connection refused"), "unreachable"),
        (postgresql.UniqueViolation(), "failed"),
    ],
    ids=repr,
)
def test_explain_finds_the_reason(error: Exception, reason: str) -> None:
    assert explain(error).reason == reason


@pytest.mark.parametrize("kind", [DBAPIError, OperationalError])
def test_explain_looks_through_sqlalchemy(kind: type[DBAPIError]) -> None:
    found = explain(kind("SELECT 1", {}, sqlite_error(sqlite3.SQLITE_FULL, "database or disk is full")))
    assert (found.reason, found.detail) == ("disk_full", "database or disk is full")
