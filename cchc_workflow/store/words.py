"""Owns asking the index of words of either database; knows no row's meaning and no viewer."""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)

from cchc_workflow.store.tables.words import WORDS, vector

_SIMPLE: ColumnElement[str] = literal_column("'simple'")
SHORT = 1
"""A word of so many letters is looked for as it is: as a beginning it would find nearly everything."""


def match_of(words: Sequence[str], *, postgresql: bool) -> str:
    """Return the query of folded words that must all be there, each as a whole or as a beginning."""
    if postgresql:
        return " & ".join(word if len(word) <= SHORT else f"{word}:*" for word in words)
    return " ".join(f'"{word}"' if len(word) <= SHORT else f'"{word}"*' for word in words)


def hits_of(of: Table, *, postgresql: bool) -> FromClause:
    """Return a table of one column, `id`: the rows of a searched table with all words of the bind "words".

    PostgreSQL is made to find them first: to walk the rows in the order asked for and make the words of each
    anew, as it otherwise might, costs far more.
    """
    if postgresql:
        spoken: ColumnElement[bool] = literal_column(vector(f"{of.name}.search"))
        asked = func.to_tsquery(_SIMPLE, bindparam("words"))
        found = select(of.c.id).where(spoken.bool_op("@@")(asked)).cte(f"{of.name}_hits")
        return found.prefix_with("MATERIALIZED", dialect="postgresql")
    index = table(f"{of.name}{WORDS}", column("rowid", of.c.id.type))
    matches = column(index.name).bool_op("MATCH")(bindparam("words"))
    return select(index.c.rowid.label("id")).where(matches).subquery(f"{of.name}_hits")
