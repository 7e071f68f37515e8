import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex

from cchc_workflow.store.tables import Row
from cchc_workflow.store.tables.columns import partial_index
from cchc_workflow.store.types import Key

TABLES = list(Row.metadata.sorted_tables)


def test_every_table_is_listed() -> None:
    assert len(TABLES) >= 18


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_constraints_have_names_for_migrations_to_find(table: Table) -> None:
    assert all(constraint.name for constraint in table.constraints)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_generated_keys_and_references_have_64_bits(table: Table) -> None:
    own = [column for column in table.c if column.name == "id"]
    references = [
        column
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for column in constraint.columns
    ]
    assert all(column.type is Key for column in (*own, *references))


@pytest.mark.parametrize("dialect", [sqlite.dialect, postgresql.dialect])
def test_partial_index_holds_only_some_rows(dialect: type) -> None:
    index = partial_index("ix", "a", where="a IS NOT NULL", unique=True)
    Table("t", MetaData(), Column("a", Integer), index)
    assert isinstance(index, Index)
    assert str(CreateIndex(index).compile(dialect=dialect())) == (
        "CREATE UNIQUE INDEX ix ON t (a) WHERE a IS NOT NULL"
    )
