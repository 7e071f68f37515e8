"""Owns what the Excel annex has, as `vi/papers/sheets.toml` gives it: sheets, their columns and totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final, Literal, get_args

from cchc_workflow.definitions.toml import Table, unknown

Kind = Literal["order", "text", "list", "word", "mark", "count", "decimal", "percent", "date"]
"""What a cell holds: a running number; texts; a label of the catalogue; a mark where true; numbers; a day."""

Total = Literal["", "title", "rows", "marks", "sum", "share"]
"""What stands under a column: the word for a total, how many rows or marks, a sum, a share of two sums."""

_FACTS: Final = frozenset({"plan", "subject", "from_on", "to_on", "as_of"})
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = frozenset("[]:*?/\\'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column: `value` is where it is in a row, parts joined by points; `width` in letters.

    `label` is the table of the catalogue that a word is from; `parts` are the two columns of a share;
    `blank` is shown where there is no text.
    """

    key: str
    title: str
    value: str
    kind: Kind
    width: int
    label: str = ""
    total: Total = ""
    parts: tuple[str, ...] = ()
    blank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: its rows are a part of the figures (`rows`) or a list of tasks (`tasks`) by name."""

    key: str
    name: str
    title: str
    rows: str
    of_tasks: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the summary: a figure of the totals, and the formula that gives it.

    It counts the tasks whose `counts` is `equals` (or is true), adds up other lines (`sum_of`), or is the
    share of one line in another (`share_of`).
    """

    title: str
    figure: str
    kind: Kind
    counts: str = ""
    equals: str = ""
    sum_of: tuple[str, ...] = ()
    share_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The whole annex: `source` tells under each title where figures are from; `mark` is what true shows."""

    path: str
    source: str
    total: str
    mark: str
    summary: str
    summary_title: str
    summary_columns: tuple[str, ...]
    lines: tuple[Line, ...]
    sheets: tuple[Sheet, ...]


def read_book(table: Table) -> Book:
    """Return the annex that a whole file gives.

    Raises:
        DefinitionError: a key is wrong, a sheet's name is none for Excel, a column is unknown.
    """
    words, summary = table.table("words"), table.table("summary")
    columns = {name: _read_fields(table.table("columns"), name) for name in table.table("columns")}
    book = Book(
        path=table.path,
        source=_read_source(words),
        total=words.text("total"),
        mark=_read_mark(words),
        summary=_read_name(summary),
        summary_title=summary.text("title"),
        summary_columns=summary.texts("columns"),
        lines=tuple(_read_line(each) for each in summary.tables("line")),
        sheets=tuple(_read_sheet(each, columns) for each in table.tables("sheet")),
    )
    _check_names(table, book)
    _check_lines(summary, book)
    table.finish()
    return book


def _read_fields(table: Table, name: str) -> tuple[Field, ...]:
    fields = tuple(_read_field(each) for each in table.tables(name))
    added = [field.value for field in fields if field.total == "sum"]
    for field in fields:
        for part in field.parts:
            if part not in added:
                raise table.fail(name, unknown("name", part, added))
    return fields


def _read_field(table: Table) -> Field:
    kind: Kind = table.choice("kind", get_args(Kind), "text")  # type: ignore[assignment]  # one of them
    total: Total = table.choice("total", get_args(Total), "")  # type: ignore[assignment]  # one of them
    return Field(
        key=table.key,
        title=table.text("title"),
        value=table.text("value") if kind != "order" else "",
        kind=kind,
        width=table.integer("width"),
        label=table.text("label") if kind == "word" else "",
        total=total,
        parts=_read_two(table, "of") if total == "share" else (),
        blank=table.text("blank", "") if kind == "text" else "",
    )


def _read_sheet(table: Table, columns: Mapping[str, tuple[Field, ...]]) -> Sheet:
    of_tasks = "tasks" in table
    return Sheet(
        key=table.key,
        name=_read_name(table),
        title=table.text("title"),
        rows=table.text("tasks" if of_tasks else "rows"),
        of_tasks=of_tasks,
        fields=columns[table.choice("columns", tuple(columns))],
    )


def _read_line(table: Table) -> Line:
    kind: Kind = table.choice("kind", ("count", "percent", "decimal"), "count")  # type: ignore[assignment]
    return Line(
        title=table.text("title"),
        figure=table.text("figure"),
        kind=kind,
        counts=table.text("counts", ""),
        equals=table.text("equals", ""),
        sum_of=table.texts("sum", ()),
        share_of=_read_two(table, "share") if "share" in table else (),
    )


def _read_two(table: Table, key: str) -> tuple[str, ...]:
    two = table.texts(key)
    if len(two) != len(("part", "whole")):
        raise table.fail(key, "must be two names: the part and the whole")
    return two


def _read_source(table: Table) -> str:
    source = table.text("source")
    try:
        named = {name for _, name, _, _ in Formatter().parse(source) if name is not None}
        if named <= _FACTS:
            source.format(**dict.fromkeys(_FACTS, ""))
    except ValueError as error:
        raise table.fail("source", str(error)) from error
    for name in sorted(named - _FACTS):
        raise table.fail("source", unknown("name", name, _FACTS))
    return source


def _read_mark(table: Table) -> str:
    mark = table.text("mark")
    if not mark.isalnum():
        raise table.fail("mark", "must be letters or digits")
    return mark


def _read_name(table: Table) -> str:
    name = table.text("name")
    if len(name) > _LONGEST_NAME or _NOT_IN_NAMES & set(name):
        raise table.fail("name", f"must have at most {_LONGEST_NAME} letters, none of [ ] : * ? / \\ '")
    return name


def _check_names(table: Table, book: Book) -> None:
    names = [book.summary.casefold()]
    for sheet in book.sheets:
        if sheet.name.casefold() in names:
            raise table.fail(f"{sheet.key}.name", f"'{sheet.name}' is used twice")
        names.append(sheet.name.casefold())


def _check_lines(table: Table, book: Book) -> None:
    known = [line.figure for line in book.lines]
    shown = [field.value for sheet in book.sheets if sheet.rows == "tasks" for field in sheet.fields]
    for line in book.lines:
        if line.counts and shown and line.counts not in shown:
            raise table.fail("line", unknown("name", line.counts, shown))
        for name in (*line.sum_of, *line.share_of):
            if name not in known:
                raise table.fail("line", unknown("name", name, known))
