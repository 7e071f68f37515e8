import sqlite3
from pathlib import Path

import psycopg
import pytest
from psycopg import errors as postgresql
from sqlalchemy import Integer, text
from sqlalchemy.exc import DBAPIError, OperationalError

from cchc_workflow.store.database import IDLE_SECONDS, Database
from cchc_workflow.store.failures import explain
from tests.store.words import add, reason, texts, use


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


def test_lock_of_another_process_is_told(sqlite_database: Database) -> None:
    other = Database(str(sqlite_database.url), patience=0.01)
    with sqlite_database.begin():
        assert reason(lambda: use(other)) == "locked"
    use(other)
    other.close()


def test_full_disk_is_told_and_leaves_nothing_half_written(sqlite_database: Database) -> None:
    with sqlite_database.begin() as tx:
        add(tx, "a")
        pages = tx.scalar(text("PRAGMA page_count").columns(pages=Integer))
        tx.all(text(f"PRAGMA max_page_count = {pages + 2}").columns(pages=Integer))

    def fill() -> None:
        with sqlite_database.begin() as tx:
            add(tx, "b")
            with tx.savepoint():
                add(tx, *(str(number) + "x" * 4000 for number in range(9)))

    assert reason(fill) == "disk_full"
    assert texts(sqlite_database) == ["a"]
    with sqlite_database.begin() as tx:
        add(tx, "c")
    assert texts(sqlite_database) == ["a", "c"]


def test_full_disk_that_somebody_swallowed_never_passes_for_committed(sqlite_database: Database) -> None:
    with sqlite_database.begin() as tx:
        pages = tx.scalar(text("PRAGMA page_count").columns(pages=Integer))
        tx.all(text(f"PRAGMA max_page_count = {pages + 2}").columns(pages=Integer))

    def swallow() -> None:
        with sqlite_database.begin() as tx:
            add(tx, "a")
            with pytest.raises(sqlite3.OperationalError, match="full"), tx.savepoint():
                add(tx, *(str(number) + "x" * 4000 for number in range(9)))

    assert reason(swallow) == "failed"
    assert texts(sqlite_database) == []


def test_missing_folder_is_told(tmp_path: Path) -> None:
    assert reason(lambda: use(Database(f"sqlite:///{tmp_path / 'none' / 'x.sqlite3'}"))) == "cannot_open"


def test_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(b"PK\x03\x04" * 1000)
    assert reason(lambda: use(Database(f"sqlite:///{path}"))) == "not_a_database"
    assert path.read_bytes() == b"PK\x03\x04" * 1000


def test_read_only_database_is_told(sqlite_database: Database) -> None:
    frozen = Database(f"sqlite:///file:{sqlite_database.url.database}?mode=ro&uri=true")

    def write() -> None:
        with frozen.begin() as tx:
            add(tx, "a")

    assert reason(write) == "read_only"
    frozen.close()


def test_server_that_does_not_answer_is_told() -> None:
    assert reason(lambda: use(Database("postgresql://cchc@127.0.0.1:1/cchc"))) == "unreachable"


@pytest.mark.postgresql
def test_missing_database_is_told(postgresql_database: Database) -> None:
    missing = Database(postgresql_database.url.set(database="none").render_as_string(hide_password=False))
    assert reason(lambda: use(missing)) == "unreachable"


def cut_off_others(database: Database) -> None:
    with database.begin() as tx:
        tx.all(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


@pytest.mark.postgresql
def test_dead_connection_is_told_and_the_next_transaction_works(
    postgresql_database: Database,
) -> None:
    other = Database(postgresql_database.url.render_as_string(hide_password=False))

    def die() -> None:
        with postgresql_database.begin() as tx:
            add(tx, "a")
            cut_off_others(other)
            add(tx, "b")

    assert reason(die) == "unreachable"
    assert texts(postgresql_database) == []
    other.close()


@pytest.mark.postgresql
def test_connection_that_died_at_rest_is_replaced_unseen(postgresql_database: Database) -> None:
    held = postgresql_database.engine.raw_connection()
    record = held._connection_record
    held.close()
    record.info["rests_since"] -= IDLE_SECONDS
    other = Database(postgresql_database.url.render_as_string(hide_password=False))
    cut_off_others(other)
    other.close()
    assert texts(postgresql_database) == []
