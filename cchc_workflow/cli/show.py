"""Owns how results are written: tables that fit the terminal, plain when piped, JSON when asked for."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from textwrap import fill
from typing import TYPE_CHECKING, Literal

import typer

from cchc_workflow.words import find, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

_UNBROKEN = 10_000
"""The width for a pipe: what is read by a program is not cut to a terminal."""
_LEAST = 12
"""The narrowest that a column of texts may become."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title is the catalogue's "column.<name>".

    Where room is short, a `fold` one takes more lines, a `cut` one loses its end, a `fixed` one stays.
    """

    name: str
    align: Literal["left", "right"] = "left"
    room: Literal["fixed", "fold", "cut"] = "fixed"


def print_json(value: object) -> None:
    """Write a value as JSON: dates and instants in ISO form, exact numbers as texts."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_as_json))


def print_listing(
    rows: Iterable[Mapping[str, object]],
    columns: Sequence[Column],
    *,
    as_json: bool,
    empty: str,
    texts: Callable[[Mapping[str, object]], Mapping[str, str]],
) -> None:
    """Write rows as a table, or as a JSON list of objects; `empty` names what is said of no rows.

    `texts` gives what people read of a row, by column.
    """
    found = list(rows)
    if as_json:
        print_json(found)
    elif not found:
        tell(say(empty))
    else:
        print_table(columns, [texts(row) for row in found])


def print_table(columns: Sequence[Column], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a table as wide as the terminal at most; into a pipe, as wide as it comes."""
    console = make_console()
    with console.capture() as drawn:
        console.print(_lay_out(columns, rows, boxed=console.is_terminal), highlight=False)
    typer.echo("\n".join(line.rstrip() for line in drawn.get().strip("\n").split("\n")))


def print_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Write titled facts; a title is the catalogue's "fact.<name>", and an empty fact is left out."""
    given = [(find(f"fact.{name}") or name, text) for name, text in facts if text]
    indent = max((len(title) for title, _ in given), default=0) + 2
    width = make_console().width
    for title, text in given:
        lines = [
            fill(line, width, initial_indent=" " * indent, subsequent_indent=" " * indent)
            for line in text.splitlines()
        ]
        typer.echo(f"{title + ':':<{indent}}" + "\n".join(lines)[indent:])


def print_heading(text: str) -> None:
    """Write a heading after an empty line."""
    typer.echo("")
    typer.secho(text, bold=True)


def tell(text: str) -> None:
    """Write a message for people, beside the results."""
    typer.echo(text, err=True)


def make_console(*, stderr: bool = False) -> Console:
    """Return a console; one that is not a terminal has no width to keep to."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    narrow = stream.isatty() or "COLUMNS" in os.environ
    return Console(stderr=stderr, width=None if narrow else _UNBROKEN, markup=False, emoji=False)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar for long work while a person watches; what is given is called with (done, of how many)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = make_console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(say(f"progress.{what}"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show that something is going on whose length nobody knows."""
    console = make_console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(say(f"progress.{what}")):
        yield


def _lay_out(columns: Sequence[Column], rows: Iterable[Mapping[str, str]], *, boxed: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD if boxed else None,
        padding=(0, 1 if boxed else 2, 0, 0),
        pad_edge=False,
        header_style="bold" if boxed else "",
    )
    for column in columns:
        table.add_column(
            say(f"column.{column.name}"),
            justify=column.align,
            no_wrap=column.room == "fixed",
            min_width=_LEAST if column.room != "fixed" else None,
        )
    for row in rows:
        table.add_row(
            *(
                Text(row.get(column.name, ""), no_wrap=column.room == "cut", overflow="ellipsis")
                if column.room != "fold"
                else Text(row.get(column.name, ""))
                for column in columns
            )
        )
    return table


def _as_json(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case frozenset() | set():
            return sorted(value)
        case _:
            raise TypeError(type(value).__name__)
