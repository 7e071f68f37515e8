"""Owns the small grammar shared by every statement: a table's columns, full inserts, canonical JSON."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Column, Table, bindparam
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql import Executable
from sqlmodel import SQLModel

from cchc_workflow.domain.history import canonical

to_json = canonical
"""Returns the canonical JSON text of a value, as the history hashes it."""


def table_of(row: type[SQLModel]) -> Table:
    """Return the Core table behind an SQLModel class."""
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


def insert_into(row: type[SQLModel], *, quiet_on: Sequence[str] = ()) -> Executable:
    """Return an insert of every column but a generated key; `quiet_on` names a unique key to skip on.

    What is not given gets the column's default, else NULL where that is allowed.
    """
    full = _full_insert(row).inline()
    return full.on_conflict_do_nothing(index_elements=list(quiet_on)) if quiet_on else full


def insert_returning_id(row: type[SQLModel], *, quiet_on: Sequence[str] = ()) -> Executable:
    """Return an insert that answers with the new row's key, or with nothing where it was skipped."""
    full = _full_insert(row)
    if quiet_on:
        full = full.on_conflict_do_nothing(index_elements=list(quiet_on))
    return full.returning(table_of(row).c.id)


def insert_or_replace(row: type[SQLModel], *, key: Sequence[str]) -> Executable:
    """Return an insert that overwrites the row with the same `key` where there is one."""
    full = _full_insert(row).inline()
    others = {column.name: full.excluded[column.name] for column in table_of(row).c if column.name not in key}
    return full.on_conflict_do_update(index_elements=list(key), set_=others)


def from_json(text: str) -> Any:  # noqa: ANN401
    """Return the value that a JSON text holds."""
    return json.loads(text)


def _full_insert(row: type[SQLModel]) -> Insert:
    """Return PostgreSQL's kind of insert: SQLite understands the very same ON CONFLICT clause."""
    table = table_of(row)
    return insert(table).values(
        {column.name: _value_of(column) for column in table.c if not _is_generated(column)}
    )


def _value_of(column: Column[Any]) -> BindParameter[Any]:
    default = getattr(column.default, "arg", None)
    required = default is None and not column.nullable
    return bindparam(column.name, default, type_=column.type, required=required)


def _is_generated(column: Column[Any]) -> bool:
    return column.primary_key and column.name == "id"
