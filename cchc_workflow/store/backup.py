"""Owns taking a whole database into an archive and bringing it back, between either kind of database."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Date, LargeBinary, Select, String, Table, bindparam, func, select, tuple_
from sqlalchemy import insert as sql_insert
from sqlalchemy.sql import ColumnElement
from sqlmodel import AutoString

from cchc_workflow.errors import StorageError
from cchc_workflow.store.archive import (
    ArchiveReader,
    Manifest,
    damage_told,
    digest_lines,
    read_archive,
    write_archive,
)
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.schema import HEAD, check_schema, current, upgrade
from cchc_workflow.store.tables import Row
from cchc_workflow.store.types import Exact, UtcDateTime

Progress = Callable[[int, int], None]
"""Told (steps done, steps in all) now and then; a step is a row read, written or proved."""

Steps = Callable[[Iterable[bytes]], Iterator[bytes]]

_BATCH = 1000
_TABLES = tuple(Row.metadata.sorted_tables)
"""Every table, after those that it refers to."""


def backup(database: Database, target: Path, progress: Progress | None = None) -> Manifest:
    """Write the whole database as it is at one moment to `target`, while others go on writing.

    Raises:
        StorageError: disk_full or cannot_write, and then `target` is as it was; a schema that is not this
            program's; else what is wrong with the database.
    """
    check_schema(database)
    if not database.is_postgresql and Path(database.url.database or "").resolve() == target.resolve():
        raise StorageError("cannot_write", "the target is the database itself")
    with write_archive(target) as archive, database.read() as tx:
        steps = _counting(progress, sum(_count(tx, table) for table in _TABLES))
        for table in _TABLES:
            archive.add(table.name, table.c.keys(), steps(_lines(tx, table)))
        return archive.finish(HEAD)


def restore(database: Database, source: Path, progress: Progress | None = None) -> Manifest:
    """Bring an archive into an empty database, all of it or nothing; an absent schema is made first.

    What was brought in is read back and compared with the manifest's hashes, and every reference holds.

    Raises:
        StorageError: cannot_open; archive_damaged; schema_older or schema_newer where the archive or the
            database is of another schema; not_empty; else what is wrong with the database.
    """
    with read_archive(source) as archive:
        manifest = archive.manifest
        _check_manifest(manifest)
        steps = _counting(progress, 3 * manifest.rows)
        for entry in manifest.tables:
            archive.check(entry, steps)
        if current(database) is None:
            upgrade(database)
        check_schema(database)
        with database.begin() as tx:
            _refuse_filled(tx)
            for table in _TABLES:
                _bring_in(tx, table, archive, steps)
            _prove(tx, manifest, steps)
        return manifest


def _check_manifest(manifest: Manifest) -> None:
    if manifest.revision != HEAD:
        raise StorageError("schema_older" if manifest.revision < HEAD else "schema_newer", manifest.revision)
    found = {entry.name: set(entry.columns) for entry in manifest.tables}
    if found != {table.name: set(table.c.keys()) for table in _TABLES}:
        raise StorageError("archive_damaged", "the manifest's tables")


def _refuse_filled(tx: Transaction) -> None:
    for table in _TABLES:
        if _count(tx, table):
            raise StorageError("not_empty", table.name)


def _bring_in(tx: Transaction, table: Table, archive: ArchiveReader, steps: Steps) -> None:
    (columns,) = (entry.columns for entry in archive.manifest.tables if entry.name == table.name)
    fill = sql_insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in columns})
    lines = steps(archive.lines(table.name))
    while batch := [_decode(line, table, columns) for line in islice(lines, _BATCH)]:
        tx.run_many(fill.inline(), batch)
    if tx.is_postgresql and table.autoincrement_column is not None:
        tx.all(_go_on_after(table))


def _prove(tx: Transaction, manifest: Manifest, steps: Steps) -> None:
    for entry in manifest.tables:
        found = digest_lines(steps(_lines(tx, Row.metadata.tables[entry.name], entry.columns)))
        if found != (entry.rows, entry.sha256):
            raise StorageError("corrupt", f"{entry.name} reads back differently")


def _go_on_after(table: Table) -> Select[Any]:
    """Return the statement that lets PostgreSQL number new rows after those that were brought in."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    last = func.max(table.c.id)
    return select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None)))


def _count(tx: Transaction, table: Table) -> int:
    rows: int = tx.scalar(select(func.count()).select_from(table))
    return rows


def _lines(tx: Transaction, table: Table, columns: Iterable[str] | None = None) -> Iterator[bytes]:
    """Yield the rows in the order of the primary key as JSON arrays, a batch at a time."""
    names = tuple(columns or table.c.keys())
    keys = [_ordered(column, tx) for column in table.primary_key]
    after = [bindparam(f"after_{column.name}", type_=column.type) for column in table.primary_key]
    first = select(*(table.c[name] for name in names)).order_by(*keys).limit(_BATCH)
    further = first.where(tuple_(*keys) > tuple_(*after))
    batch = tx.all(first)
    while batch:
        for row in batch:
            yield _encode(row)
        last = {f"after_{column.name}": getattr(batch[-1], column.name) for column in table.primary_key}
        batch = tx.all(further, last) if len(batch) == _BATCH else []


def _ordered(column: Column[Any], tx: Transaction) -> ColumnElement[Any]:
    """Order text by its bytes, as SQLite does: PostgreSQL would go by the language."""
    return (
        column.collate("C") if tx.is_postgresql and isinstance(column.type, String | AutoString) else column
    )


def _encode(row: Iterable[object]) -> bytes:
    return json.dumps([_to_json(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode()


def _to_json(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            return b64encode(value).decode()
        case _:
            return value


def _decode(line: bytes, table: Table, columns: Iterable[str]) -> dict[str, object]:
    with damage_told(table.name):
        values = zip(columns, json.loads(line), strict=True)
        return {name: _from_json(value, table.c[name]) for name, value in values}


def _from_json(value: Any, column: Column[Any]) -> object:  # noqa: ANN401
    if value is None:
        return None
    match column.type:
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case Exact():
            return Decimal(value)
        case LargeBinary():
            return b64decode(value, validate=True)
        case _:
            return value


def _counting(progress: Progress | None, total: int) -> Steps:
    """Return what passes lines on and counts them for `progress`."""
    done = 0

    def steps(lines: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal done
        for line in lines:
            yield line
            done += 1
            if progress is not None and (done % _BATCH == 0 or done == total):
                progress(done, total)

    return steps
