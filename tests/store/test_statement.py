from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import Integer, Select, String, UpdateBase, bindparam, literal_column, select, text
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

from cchc_workflow import store
from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import OutboxRow, TaskRow

NOW = datetime(2021, 4, 15, 0, 30, tzinfo=UTC)
_task = table_of(TaskRow)


def statements() -> Iterator[tuple[str, Select[Any] | UpdateBase]]:
    for found in iter_modules(store.__path__, f"{store.__name__}."):
        if not found.ispkg:
            for name, value in vars(import_module(found.name)).items():
                if isinstance(value, Select | UpdateBase):
                    yield f"{found.name.rsplit('.', 1)[-1]}.{name}", value


STATEMENTS = dict(statements())
UNTYPED = {"most"}  # of LIMIT, an integer anyway


def test_statements_are_found() -> None:
    assert len(STATEMENTS) > 50


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_gives_every_value_a_type(name: str) -> None:
    compiled = STATEMENTS[name].compile(dialect=Database("postgresql:///").engine.dialect)
    assert isinstance(compiled, SQLCompiler)
    assert {key for key, bind in compiled.binds.items() if isinstance(bind.type, NullType)} <= UNTYPED


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_is_understood_by_sqlite(sqlite_database: Database, name: str) -> None:
    explain(sqlite_database, name.removesuffix("_SHARED"))


@pytest.mark.postgresql
def test_statements_are_understood_by_postgresql(postgresql_database: Database) -> None:
    for name in STATEMENTS.keys() - {"schema._VERSION"}:
        explain(postgresql_database, name)


def explain(database: Database, name: str) -> None:
    """Let the database plan the statement, without a value in it."""
    statement = database.prepare(STATEMENTS[name])
    parameters = statement.bind(dict.fromkeys((name for name, _ in statement._binds), None) | statement._own)
    with database.engine.connect() as connection:
        connection.connection.cursor().execute(f"EXPLAIN {statement.sql}", parameters)


def test_statement_is_compiled_once_and_forgotten_with_its_source(sqlite_database: Database) -> None:
    source = select(_task.c.id)
    assert sqlite_database.prepare(source) is sqlite_database.prepare(source)
    assert len(sqlite_database._statements) == 1
    del source
    assert len(sqlite_database._statements) == 0


def test_statement_converts_values_both_ways(database: Database) -> None:
    statement = database.prepare(select(_task.c.due_set_at).where(_task.c.due_set_at < bindparam("now")))
    assert statement.bind({"now": NOW}) == [NOW if database.is_postgresql else "2021-04-15T00:30:00.000000Z"]
    stored = NOW if database.is_postgresql else "2021-04-15T00:30:00.000000Z"
    (row,) = statement.rows([(stored,)])
    assert row.due_set_at == NOW


def test_statement_asks_for_what_it_lacks(database: Database) -> None:
    statement = database.prepare(select(_task.c.id).where(_task.c.code == bindparam("code")))
    with pytest.raises(KeyError, match="code"):
        statement.bind({})


def test_statement_brings_its_own_values(database: Database) -> None:
    statement = database.prepare(
        select(_task.c.id).where(_task.c.code == "A4", _task.c.version == bindparam("version"))
    )
    assert statement.bind({"version": 5}) == ["A4", 5]


def test_statement_writes_lists_out_beside_values_asked_for(database: Database) -> None:
    source = select(_task.c.id).where(_task.c.code.in_(["A1", "A2"]), _task.c.version == bindparam("version"))
    assert database.prepare(source).bind({"version": 5}) == ["A1", "A2", 5]
    with database.read() as tx:
        assert tx.all(source, {"version": 5}) == []


def test_statement_finds_nothing_in_an_empty_list(database: Database) -> None:
    with database.read() as tx:
        assert tx.all(select(_task.c.id).where(_task.c.code.in_([]))) == []


def test_insert_takes_the_defaults_of_its_columns(database: Database) -> None:
    statement = database.prepare(insert_into(OutboxRow))
    given = {
        "organization_id": 1, "key": "k", "message": "m", "person_id": 1, "facts": "{}", "state": "held",
        "created_at": NOW, "not_before": NOW,
    }  # fmt: skip
    values = dict(zip((name for name, _ in statement._binds), statement.bind(given), strict=True))
    assert (values["attempts"], bool(values["is_copy"]), values["task_id"]) == (0, False, None)
    del given["facts"]
    with pytest.raises(KeyError, match="facts"):
        statement.bind(given)


def test_percent_sign_is_left_alone(database: Database) -> None:
    literal = select(literal_column("'30 %'", String).label("line"))
    with database.read() as tx:
        assert tx.scalar(literal) == "30 %"
        assert tx.scalar(text("SELECT '30 %s'").columns(line=String)) == "30 %s"
        given = select(bindparam("line", type_=String).label("same"))
        assert tx.scalar(given, {"line": "100 %s"}) == "100 %s"
        rest = select((bindparam("a", 7, Integer) % bindparam("b", 4, Integer)).label("rest"))
        assert tx.scalar(rest) == 3
