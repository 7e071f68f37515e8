"""Owns the index of words behind the search: its DDL for each database; knows no query.

On SQLite each table that is searched has an FTS5 table over its column `search`, kept by triggers: whatever
writes a row, within whatever transaction, its words stand or fall with it. On PostgreSQL it is a GIN index.
Words are those of the letters a to z and the digits, for the column is folded (see domain/text.py).
"""

SEARCHED = ("task", "evidence")
"""The tables with a column `search`."""

WORDS = "_words"
"""What the names of an index of words end with; those of SQLite's own tables below it go on after it."""


def make_words(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the index of every searched table."""
    make = _make_gin if dialect == "postgresql" else _make_fts
    return tuple(statement for table in SEARCHED for statement in make(table))


def drop_words(dialect: str) -> tuple[str, ...]:
    """Return the statements that take it away; the searched tables are still there."""
    drop = _drop_gin if dialect == "postgresql" else _drop_fts
    return tuple(statement for table in SEARCHED for statement in drop(table))


def vector(column: str = "search") -> str:
    """Return PostgreSQL's words of a column; left as it is, "12/kh-svd" would be taken for a file's path."""
    return f"to_tsvector('simple', regexp_replace({column}, '[^a-z0-9]+', ' ', 'g'))"


def is_of_words(name: str) -> bool:
    """Tell whether a table or an index of the database belongs to the index of words."""
    return any(name.removeprefix("ix_").startswith(f"{table}{WORDS}") for table in SEARCHED)


def _make_gin(table: str) -> tuple[str, ...]:
    return (f"CREATE INDEX ix_{table}{WORDS} ON {table} USING gin ({vector()})",)


def _drop_gin(table: str) -> tuple[str, ...]:
    return (f"DROP INDEX ix_{table}{WORDS}",)


def _make_fts(table: str) -> tuple[str, ...]:
    """Return the FTS5 table, which keeps no text of its own, and the triggers that fill it."""
    words = f"{table}{WORDS}"
    add = f"INSERT INTO {words} (rowid, search) VALUES (new.id, new.search)"  # noqa: S608 - our own names
    forget = f"INSERT INTO {words} ({words}, rowid, search) VALUES ('delete', old.id, old.search)"  # noqa: S608
    options = f"content='{table}', content_rowid='id', detail='none', columnsize=0, tokenize='unicode61'"
    return (
        f"CREATE VIRTUAL TABLE {words} USING fts5 (search, {options})",
        f"CREATE TRIGGER {words}_added AFTER INSERT ON {table} BEGIN {add}; END",
        f"CREATE TRIGGER {words}_removed AFTER DELETE ON {table} BEGIN {forget}; END",
        f"CREATE TRIGGER {words}_changed AFTER UPDATE OF search ON {table} BEGIN {forget}; {add}; END",
    )


def _drop_fts(table: str) -> tuple[str, ...]:
    words = f"{table}{WORDS}"
    return (
        *(f"DROP TRIGGER {words}_{when}" for when in ("changed", "removed", "added")),
        f"DROP TABLE {words}",
    )
