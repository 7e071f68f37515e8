"""Owns the connection to the database and its transactions; knows no rule and no row."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Any, Literal
from weakref import WeakKeyDictionary

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.sql import Executable

from cchc_workflow.errors import NotFoundError, SettingsError, StorageError
from cchc_workflow.store.failures import DRIVER_ERRORS, explain
from cchc_workflow.store.statement import Cursor, Statement

Synchronous = Literal["FULL", "NORMAL"]
PATIENCE = 30.0
IDLE_SECONDS = 5
"""A PostgreSQL connection that rested longer is tried before it is used: the server may have restarted."""

_KEYS = range(-(2**63), 2**63)


class Transaction:
    """One transaction: statements run in order and commit together or not at all."""

    __slots__ = ("_cursor", "_database")

    def __init__(self, database: "Database", cursor: Cursor) -> None:
        self._database = database
        self._cursor = cursor

    @property
    def is_postgresql(self) -> bool:
        """Tell the databases apart, for the few statements that must differ."""
        return self._database.is_postgresql

    def run(self, source: Executable, values: Mapping[str, object] | None = None) -> int:
        """Run a statement and return how many rows it changed.

        Raises:
            NotFoundError: a key is beyond 64 bits, or a text such as the database keeps none.
        """
        self._execute(self._database.prepare(source), values or {})
        return self._cursor.rowcount

    def run_many(self, source: Executable, rows: Iterable[Mapping[str, object]]) -> int:
        """Run a statement once for each row of values; return how many rows changed in all."""
        statement = self._database.prepare(source)
        parameters = [statement.bind(row) for row in rows]
        if not parameters:
            return 0
        if len(parameters) == 1:  # psycopg opens a pipeline for executemany, which one row does not repay
            self._cursor.execute(statement.sql, parameters[0])
        else:
            self._cursor.executemany(statement.sql, parameters)
        return self._cursor.rowcount

    def all(self, source: Executable, values: Mapping[str, object] | None = None) -> list[Any]:
        """Return every row of the answer, as named tuples.

        Raises:
            NotFoundError: a key is beyond 64 bits, or a text such as the database keeps none.
        """
        statement = self._database.prepare(source)
        self._execute(statement, values or {})
        return statement.rows(self._cursor.fetchall())

    def first(self, source: Executable, values: Mapping[str, object] | None = None) -> Any | None:  # noqa: ANN401
        """Return the first row of the answer, or None."""
        found = self.all(source, values)
        return found[0] if found else None

    def scalar(self, source: Executable, values: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401
        """Return the first value of the first row, or None."""
        found = self.all(source, values)
        return found[0][0] if found else None

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo only what is inside when it raises; the transaction goes on.

        After an error that ended the whole transaction (SQLite does so when the disk is full) that error is
        raised, and the transaction can't be committed any more.
        """
        self._cursor.execute("SAVEPOINT inner_step")
        try:
            yield
        except BaseException as error:
            try:
                self._cursor.execute("ROLLBACK TO SAVEPOINT inner_step")
                self._cursor.execute("RELEASE SAVEPOINT inner_step")
            except DRIVER_ERRORS:
                raise error from None
            raise
        self._cursor.execute("RELEASE SAVEPOINT inner_step")

    def _execute(self, statement: Statement, values: Mapping[str, object]) -> None:
        parameters = statement.bind(values)
        try:
            self._cursor.execute(statement.sql, parameters)
        except (OverflowError, psycopg.DataError) as error:
            if (missing := _nowhere(parameters)) is not None:
                raise missing from error
            raise


class Database:
    """An open database: SQLite (the embedded default) or PostgreSQL, behind one interface."""

    def __init__(self, url: str, *, synchronous: Synchronous = "FULL", patience: float = PATIENCE) -> None:
        """Open nothing yet; connect at the first transaction. SQLite's lock is waited for `patience` seconds.

        Raises:
            SettingsError: the address is none, or of another kind of database.
        """
        self.url = _parse_url(url)
        self.is_postgresql = self.url.get_backend_name() == "postgresql"
        self.engine = (
            _make_postgresql_engine(self.url)
            if self.is_postgresql
            else _make_sqlite_engine(self.url, synchronous, patience)
        )
        self._patience = patience
        self._statements: WeakKeyDictionary[Executable, Statement] = WeakKeyDictionary()
        self._turn = Lock()
        self._writer: PoolProxiedConnection | None = None

    def prepare(self, source: Executable) -> Statement:
        """Return the statement compiled for this database: once for as long as `source` lives.

        Two threads that ask at once may both compile it; the second answer is as good as the first.
        """
        found = self._statements.get(source)
        if found is None:
            found = self._statements[source] = Statement(source, self.engine.dialect)
        return found

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a transaction that writes; commit at the end, roll back when anything is raised.

        SQLite's busy handler is unfair among threads, so within the process writers queue up here, and all
        write by one connection that stays open: getting it from the pool costs as much as an insert.

        Raises:
            StorageError: the database is gone, full, locked or broken.
        """
        if self.is_postgresql:
            with self._borrowed("") as transaction:
                yield transaction
            return
        if not self._turn.acquire(timeout=self._patience):
            raise StorageError("locked", "another transaction of this process is still open")
        try:
            if self._writer is None:
                self._writer = self._connect()
            with self._transaction(self._writer, "BEGIN IMMEDIATE") as transaction:
                yield transaction
        except BaseException:
            self._let_go()
            raise
        finally:
            self._turn.release()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a transaction that only reads, one consistent view however long it takes.

        Raises:
            StorageError: the database is gone or broken.
        """
        opening = (
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY" if self.is_postgresql else "BEGIN"
        )
        with self._borrowed(opening) as transaction:
            yield transaction

    def close(self) -> None:
        """Close every connection."""
        with self._turn:
            self._let_go()
        self.engine.dispose()

    def _connect(self) -> PoolProxiedConnection:
        try:
            return self.engine.raw_connection()
        except PoolTimeoutError as error:
            raise StorageError("locked", "every connection is in use") from error
        except (DBAPIError, *DRIVER_ERRORS) as error:
            raise explain(error) from error

    def _let_go(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    @contextmanager
    def _borrowed(self, opening: str) -> Iterator[Transaction]:
        held = self._connect()
        try:
            with self._transaction(held, opening) as transaction:
                yield transaction
        finally:
            held.close()

    @contextmanager
    def _transaction(self, held: PoolProxiedConnection, opening: str) -> Iterator[Transaction]:
        connection: Any = held.dbapi_connection
        try:
            cursor = connection.cursor()
            if opening:
                cursor.execute(opening)
            yield Transaction(self, cursor)
            self._commit(connection)
        except BaseException as error:
            try:
                connection.rollback()
            except DRIVER_ERRORS:
                held.invalidate()
                self.engine.dispose()  # what ended this connection has ended the others in the pool too
            if isinstance(error, DRIVER_ERRORS):
                raise explain(error) from error
            raise

    def _commit(self, connection: Any) -> None:  # noqa: ANN401
        """Commit, but not what an error within has undone: drivers pass over that without a word."""
        if self.is_postgresql:
            undone = connection.pgconn.transaction_status == TransactionStatus.INERROR
        else:
            undone = not connection.in_transaction
        if undone:
            raise StorageError("failed", "an error within has undone the transaction")
        connection.commit()


def _nowhere(parameters: Sequence[object]) -> NotFoundError | None:
    """Return what names nothing: a key beyond 64 bits, or a text with NUL, which PostgreSQL keeps in none."""
    for value in parameters:
        if isinstance(value, int) and value not in _KEYS:
            return NotFoundError("key", value)
        if isinstance(value, str) and "\0" in value:
            return NotFoundError("text", value.replace("\0", ""))
    return None


def _parse_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError("database", "not a database address") from error
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite")
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise SettingsError("database", f"unknown kind {other!r}")


def _make_sqlite_engine(url: URL, synchronous: Synchronous, patience: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        try:
            connection.isolation_level = None
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {synchronous}")
            connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error:
            connection.close()
            raise

    return engine


def _make_postgresql_engine(url: URL) -> Engine:
    engine = create_engine(url, paramstyle="format", pool_recycle=1800)

    @event.listens_for(engine, "checkin")
    def _rest(_connection: psycopg.Connection[Any] | None, record: Any) -> None:  # noqa: ANN401
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _try_out(connection: psycopg.Connection[Any], record: Any, _proxy: object) -> None:  # noqa: ANN401
        if monotonic() - record.info.get("rests_since", monotonic()) < IDLE_SECONDS:
            return
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.Error as error:
            raise DisconnectionError from error

    return engine
