"""Owns running SQLAlchemy Core statements on the driver's own cursor; knows no table.

The statement is built and compiled by SQLAlchemy, once; what is saved at each run is its execution
layer, which costs more than the database does (docs/decisions/0003-statements-on-the-cursor.md).
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

from sqlalchemy import BindParameter, Dialect
from sqlalchemy.sql import ClauseElement, Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import cloned_traverse

Convert = Callable[[Any], Any]


class Cursor(Protocol):
    """What sqlite3's and psycopg's cursors have in common."""

    @property
    def rowcount(self) -> int:
        """Return how many rows the last statement changed."""
        ...

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> object:
        """Run one statement."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]], /) -> object:
        """Run one statement for each row of parameters."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rest of the rows."""
        ...


class Statement:
    """A statement compiled for one database: `bind` makes its parameters, `rows` reads its answer."""

    __slots__ = ("_binds", "_converts", "_make", "_own", "sql")

    def __init__(self, source: Executable, dialect: Dialect) -> None:
        """Compile `source`; lists in it are written out, so it holds for those lists only."""
        compiled, asked = _compile(source, dialect)
        self.sql: str = str(compiled)
        values = compiled.construct_params()
        self._own = {name: value for name, value in values.items() if name not in asked}
        self._binds = [
            (name, _bind_converter(compiled, name, dialect)) for name in compiled.positiontup or ()
        ]
        columns = _columns(source)
        names = tuple(column.key or f"value_{place}" for place, column in enumerate(columns))
        self._make = _record(names)._make if columns else tuple
        self._converts = [
            (place, convert)
            for place, column in enumerate(columns)
            if (convert := _result_converter(column.type, dialect)) is not None
        ]

    def bind(self, values: Mapping[str, object]) -> list[object]:
        """Return the parameters in order; the values that the statement brings itself are added.

        Raises:
            KeyError: the statement asks for a value that is not in `values`.
        """
        given = {**self._own, **values} if self._own else values
        return [convert(given[name]) if convert is not None else given[name] for name, convert in self._binds]

    def rows(self, fetched: list[tuple[Any, ...]]) -> list[Any]:
        """Return the rows as named tuples, values converted."""
        if not self._converts:
            return [self._make(row) for row in fetched]
        answer = []
        for row in fetched:
            values = list(row)
            for place, convert in self._converts:
                values[place] = convert(values[place])
            answer.append(self._make(values))
        return answer


def _compile(source: Executable, dialect: Dialect) -> tuple[SQLCompiler, frozenset[str]]:
    """Return the compiled statement and the names of the values that it asks for.

    To write out its lists the compiler wants every value to be there, so it gets a copy that asks for none.
    """
    asked: set[str] = set()

    def let_off(bind: BindParameter[object]) -> None:
        if bind.required:
            asked.add(bind.key)
            bind.required = False

    copy = cloned_traverse(cast("ClauseElement", source), {}, {"bindparam": let_off})
    compiled = copy.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    return cast("SQLCompiler", compiled), frozenset(asked)


def _columns(source: Executable) -> list[Any]:
    described = getattr(source, "exported_columns", None)
    return list(described) if described is not None else []


def _bind_converter(compiled: SQLCompiler, name: str, dialect: Dialect) -> Convert | None:
    bind = compiled.binds.get(name)
    if bind is None:  # one of a written-out list: "id_1" of "id"
        bind = compiled.binds[name.rsplit("_", 1)[0]]
    return bind.type.dialect_impl(dialect).bind_processor(dialect)


def _result_converter(kind: Any, dialect: Dialect) -> Convert | None:  # noqa: ANN401
    return kind.dialect_impl(dialect).result_processor(dialect, None)  # type: ignore[no-any-return]


@lru_cache(maxsize=512)
def _record(names: tuple[str, ...]) -> Any:  # noqa: ANN401
    return namedtuple("Row", names)  # noqa: PYI024 - the fields are known only when the statement is
