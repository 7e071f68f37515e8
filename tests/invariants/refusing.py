"""Owns a database that refuses: what would insert into a table, or change it, fails at that very point."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from cchc_workflow.store.database import Database

Verb = Literal["INSERT", "UPDATE", "DELETE"]

_SQLITE = (
    "CREATE TRIGGER refused_{verb}_{table} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END"
)
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RAISE EXCEPTION ''refused''; END'
"""
_POSTGRESQL = (
    "CREATE TRIGGER refused_{verb}_{table} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
)


@contextmanager
def refusing(database: Database, table: str, *verbs: Verb) -> Iterator[None]:
    """Let `table` refuse these statements for a while."""
    create = _POSTGRESQL if database.is_postgresql else _SQLITE
    drop = "DROP TRIGGER refused_{verb}_{table}" + (" ON {table}" if database.is_postgresql else "")
    if database.is_postgresql:
        _run(database, _FUNCTION)
    for verb in verbs:
        _run(database, create.format(verb=verb, table=table))
    try:
        yield
    finally:
        for verb in verbs:
            _run(database, drop.format(verb=verb, table=table))


def _run(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
