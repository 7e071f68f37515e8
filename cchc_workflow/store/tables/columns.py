"""Owns what every table is made of: the base that lists them all, the key columns, the partial index."""

from sqlalchemy import Column, ForeignKey, Index, MetaData, text
from sqlmodel import Field, SQLModel

from cchc_workflow.store.types import Key


class Row(SQLModel):
    """The base of the tables; constraints get names, and the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


def key() -> int | None:
    """Return a row's own, generated key."""
    made: int | None = Field(default=None, sa_column=Column("id", Key, primary_key=True, autoincrement=True))
    return made


def ref(table: str, *, index: bool = False, primary_key: bool = False) -> int:
    """Return a reference to a row of `table`."""
    column = Column(Key, ForeignKey(f"{table}.id"), nullable=False, index=index, primary_key=primary_key)
    made: int = Field(sa_column=column)
    return made


def optional_ref(table: str) -> int | None:
    """Return a reference that may be empty."""
    made: int | None = Field(default=None, sa_column=Column(Key, ForeignKey(f"{table}.id"), nullable=True))
    return made


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over only those rows for which `where` holds: small however long the table grows."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
