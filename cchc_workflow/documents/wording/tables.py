"""Owns how a snapshot's figures become the long tables of a paper, laid out in `vi/papers/tables.toml`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, get_args

from jinja2 import Environment, Template, TemplateError

from cchc_workflow.definitions import toml
from cchc_workflow.documents.paper import Align, Column, Table
from cchc_workflow.documents.wording.filling import TROUBLE, explain
from cchc_workflow.documents.wording.phrases import clean
from cchc_workflow.errors import DefinitionError
from cchc_workflow.words import say_count

Row = Mapping[str, Any]
_MOST_SHARE: Final = 100


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column; without a text its cells hold the running number. `foot` is the last row's text, or None."""

    key: str
    column: Column
    text: Template | None
    foot: Template | None


@dataclass(frozen=True, slots=True)
class Form:
    """A table's form: which of the figures its rows are (of tasks: by index), and its columns.

    Of all tasks, `where` names the column by which some are chosen, `without` the list of those left out.
    Tasks with the same values in the columns `alike` share a row: it has the values of the first of them, and
    in `each` all of them. `more` says that not all rows are there.
    """

    path: str
    key: str
    rows: str
    of_tasks: bool
    where: str
    without: str
    alike: tuple[str, ...]
    cells: tuple[_Cell, ...]
    more: str

    def say_more(self, shown: int, count: int) -> str:
        """Return the sentence under a table that stops before its end."""
        return self.more.format(shown=say_count(shown), count=say_count(count))


def read_forms(table: toml.Table, environment: Environment) -> Mapping[str, Form]:
    """Return the forms of all tables by name.

    Raises:
        DefinitionError: with the file and the key.
    """
    columns = {
        name: tuple(_read_cell(cell, environment) for cell in table.table("columns").tables(name))
        for name in table.table("columns")
    }
    more = _read_more(table)
    forms = {name: _read_form(inner, columns, more) for name, inner in table.table("table").named()}
    table.finish()
    return forms


def list_tasks(figures: Row, indexes: Sequence[int]) -> list[Row]:
    """Return rows of the snapshot's tasks by the names of its columns."""
    names, rows = figures["tasks"]["columns"], figures["tasks"]["rows"]
    return [dict(zip(names, rows[index], strict=True)) for index in indexes]


def make_table(form: Form, figures: Row, caption: str, most: int) -> tuple[Table, int]:
    """Return a table of at most `most` rows, and how many rows there are.

    Raises:
        DefinitionError: the figures have no such rows, or a column asks for what they have not.
    """
    found = _find_rows(form, figures)
    rows = [_list_alike(figures, each) for each in found[:most]] if form.of_tasks else found[:most]
    made = [
        tuple(_fill(form, cell, cell.text, row, str(number)) for cell in form.cells)
        for number, row in enumerate(rows, start=1)
    ]
    has_foot = bool(made) and any(cell.foot for cell in form.cells)
    foot = tuple(_fill(form, cell, cell.foot, figures) for cell in form.cells) if has_foot else ()
    return Table(caption, tuple(cell.column for cell in form.cells), made, foot), len(found)


def _find_rows(form: Form, figures: Row) -> Sequence[Any]:
    """Return the rows, or of tasks for each row the indexes of those that share it."""
    found = _find(form, figures, form.rows)
    if not form.of_tasks:
        return [found] if isinstance(found, Mapping) else list(found)
    chosen = _choose_tasks(form, figures) if isinstance(found, Mapping) else found
    return _join_alike(form, figures["tasks"], chosen)


def _join_alike(form: Form, tasks: Row, chosen: Iterable[int]) -> list[list[int]]:
    """Return the tasks in groups of those that are alike, in the order in which each group begins."""
    if not form.alike:
        return [[place] for place in chosen]
    cells = itemgetter(*(_place(form, tasks, name, "alike") for name in form.alike))
    groups: dict[object, list[int]] = {}
    for place in chosen:
        groups.setdefault(cells(tasks["rows"][place]), []).append(place)
    return list(groups.values())


def _list_alike(figures: Row, indexes: Sequence[int]) -> Row:
    rows = list_tasks(figures, indexes)
    return {**rows[0], "each": rows}


def _choose_tasks(form: Form, figures: Row) -> Iterator[int]:
    table = figures["tasks"]
    without = frozenset(_find(form, figures, form.without) if form.without else ())
    column = _place(form, table, form.where, "where") if form.where else None
    for place, row in enumerate(table["rows"]):
        if place not in without and (column is None or row[column]):
            yield place


def _place(form: Form, tasks: Row, name: str, key: str) -> int:
    if name not in tasks["columns"]:
        reason = toml.unknown("column", name, tasks["columns"])
        raise DefinitionError(form.path, f"{form.key}.{key}", reason)
    place: int = tasks["columns"].index(name)
    return place


def _find(form: Form, figures: Row, name: str) -> Any:  # noqa: ANN401 - JSON values
    if name not in figures:
        raise DefinitionError(form.path, form.key, toml.unknown("figure", name, figures))
    return figures[name]


def _read_more(table: toml.Table) -> str:
    more = table.text("more")
    try:
        more.format(shown="", count="")
    except (LookupError, ValueError, AttributeError) as error:
        raise table.fail("more", "may only fill in {shown} and {count}") from error
    return more


def _read_form(table: toml.Table, columns: Mapping[str, tuple[_Cell, ...]], more: str) -> Form:
    name = table.choice("columns", tuple(columns))
    of_tasks = "tasks" in table
    rows = table.text("tasks" if of_tasks else "rows")
    return Form(
        path=table.path,
        key=table.key,
        rows=rows,
        of_tasks=of_tasks,
        where=table.text("where", ""),
        without=table.text("without", ""),
        alike=table.texts("alike", ()),
        cells=columns[name],
        more=more,
    )


def _read_cell(table: toml.Table, environment: Environment) -> _Cell:
    column = Column(
        title=table.text("title"),
        width=table.integer("width"),
        align=_read_align(table),
        group=table.text("group", ""),
    )
    if not 0 < column.width <= _MOST_SHARE:
        raise table.fail("width", f"must be from 1 to {_MOST_SHARE}")
    is_numbered = table.boolean("number", default=False)
    return _Cell(
        key=table.key,
        column=column,
        text=None if is_numbered else _compile(table, "text", table.text("text"), environment),
        foot=_compile(table, "foot", table.text("foot"), environment) if "foot" in table else None,
    )


def _read_align(table: toml.Table) -> Align:
    align: Align = table.choice("align", get_args(Align), "left")  # type: ignore[assignment]  # one of them
    return align


def _compile(table: toml.Table, key: str, text: str, environment: Environment) -> Template:
    try:
        return environment.from_string(text)
    except TemplateError as error:
        raise explain(error, Path(table.path), f"{table.key}.{key}") from error


def _fill(form: Form, cell: _Cell, text: Template | None, facts: Row, otherwise: str = "") -> str:
    if text is None:
        return otherwise
    try:
        return clean(text.render(facts)).strip()
    except TROUBLE as error:
        raise explain(error, Path(form.path), cell.key) from error
