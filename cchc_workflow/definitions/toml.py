"""Owns how every TOML definition is read: typed values, and errors that name the file, the key and the line.

A reader asks a `Table` for what it needs and calls `finish` on the whole file at its end; what nobody asked
for is then refused, so a misspelt key can't pass in silence:

    table = toml.read(path)
    ladder = [Rung(rung.integer("offset"), rung.texts("to")) for rung in table.tables("rung")]
    table.finish()

It must not know what the definitions mean.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

from cchc_workflow.errors import DefinitionError

_D = TypeVar("_D")
_V = TypeVar("_V")
_REQUIRED: Final[Any] = object()
_Day = date


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a definition file, from which each value is asked for by its type.

    Every accessor raises DefinitionError when its value is of another type, or when the key is missing and no
    default is given; a default is returned unchecked.

    Attributes:
        path: the file, as it was given to `read`.
        key: the table's own name in the file, "" for the whole; arrays are counted from 1 ("task[3].target").
        data: what TOML says in it; iterate the Table and ask it, rather than reading this.
    """

    path: str
    key: str
    data: Mapping[str, object]
    _lines: Mapping[str, int] = field(default_factory=dict, repr=False)
    _asked: dict[str, list["Table"]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __contains__(self, key: str) -> bool:
        """Say whether the key is given; asking so does not count as knowing it."""
        return key in self.data

    def __iter__(self) -> Iterator[str]:
        """Yield the keys in the order of the file, for tables whose keys are names (states, labels)."""
        return iter(self.data)

    def text(self, key: str, default: _D = _REQUIRED) -> str | _D:
        """Return a string that is not blank."""
        return self._value(key, default, _text)

    def integer(self, key: str, default: _D = _REQUIRED) -> int | _D:
        """Return a whole number; true and false are none."""
        return self._value(key, default, _integer)

    def decimal(self, key: str, default: _D = _REQUIRED) -> Decimal | _D:
        """Return a finite number, whole or not, exactly as written (6.5 is Decimal("6.5"))."""
        return self._value(key, default, _decimal)

    def boolean(self, key: str, default: _D = _REQUIRED) -> bool | _D:
        """Return true or false."""
        return self._value(key, default, _boolean)

    def date(self, key: str, default: _D = _REQUIRED) -> date | _D:
        """Return a local date (2021-06-30, without quotes)."""
        return self._value(key, default, _date)

    def time(self, key: str, default: _D = _REQUIRED) -> time | _D:
        """Return a local time of day (07:30:00, without quotes)."""
        return self._value(key, default, _time)

    def texts(self, key: str, default: _D = _REQUIRED) -> tuple[str, ...] | _D:
        """Return an array of strings that are not blank; the array may be empty."""
        return self._value(key, default, lambda value: _array(value, _text))

    def dates(self, key: str, default: _D = _REQUIRED) -> tuple[_Day, ...] | _D:
        """Return an array of local dates; the array may be empty."""
        return self._value(key, default, lambda value: _array(value, _date))

    def integers(self, key: str, default: _D = _REQUIRED) -> tuple[int, ...] | _D:
        """Return an array of whole numbers; the array may be empty."""
        return self._value(key, default, lambda value: _array(value, _integer))

    def choice(self, key: str, known: Collection[str], default: _D = _REQUIRED) -> str | _D:
        """Return a string that is one of `known`; another is refused with the nearest known one."""
        return self._value(key, default, lambda value: _word(value, known))

    def choices(self, key: str, known: Collection[str], default: _D = _REQUIRED) -> tuple[str, ...] | _D:
        """Return an array of strings that are each one of `known`."""
        return self._value(key, default, lambda value: _array(value, lambda item: _word(item, known)))

    def table(self, key: str) -> "Table":
        """Return the table `[key]`, always the same; a missing one is empty, so that its keys are missed."""
        if asked := self._asked.get(key):
            return asked[0]
        inner = self._child(self._name(key), self._value(key, {}, _mapping))
        self._asked[key].append(inner)
        return inner

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables of `[[key]]` in the order of the file, none when there is none."""
        rows = self._value(key, (), lambda value: _array(value, _mapping))
        inner = tuple(self._child(f"{self._name(key)}[{n}]", row) for n, row in enumerate(rows, start=1))
        self._asked[key].extend(inner)
        return inner

    def named(self) -> Iterator[tuple[str, "Table"]]:
        """Yield each key with its table, for tables that are told apart by name (`[state.assigned]`)."""
        for key in self:
            yield key, self.table(key)

    def finish(self) -> None:
        """Refuse the first key, here or in a table that was asked for, that nobody asked for.

        Raises:
            DefinitionError: with the nearest key that was asked for.
        """
        for key in self.data:
            if key not in self._asked:
                raise self.fail(key, unknown("key", key, self._asked))
        for inners in self._asked.values():
            for inner in inners:
                inner.finish()

    def fail(self, key: str, reason: str) -> DefinitionError:
        """Return, for the caller to raise, the error that `key` ("" for the table itself) is wrong."""
        name = self._name(key) if key else self.key
        line = self._lines.get(name) or self._lines.get(self.key)
        return DefinitionError(self.path, name, f"{reason} (at line {line})" if line else reason)

    def _name(self, key: str) -> str:
        return _join(self.key, key)

    def _child(self, name: str, data: Mapping[str, object]) -> "Table":
        return Table(self.path, name, data, self._lines)

    def _value(self, key: str, default: _D, read: Callable[[object], _V]) -> _V | _D:
        self._asked.setdefault(key, [])
        if key not in self.data:
            if default is _REQUIRED:
                raise self.fail(key, self._missing(key))
            return default
        try:
            return read(self.data[key])
        except _Unfit as unfit:
            raise self.fail(key, str(unfit)) from None

    def _missing(self, key: str) -> str:
        near = get_close_matches(key, self.data.keys() - self._asked.keys(), n=1)
        return f"missing; is it '{near[0]}'?" if near else "missing"


def read(path: Path) -> Table:
    """Read a TOML file; text comes back in Unicode's composed form (NFC), numbers with a point as Decimal.

    Raises:
        DefinitionError: the file can't be read, is not UTF-8 or is not TOML (30 February included).
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DefinitionError(str(path), "", f"can't be read: {error.strerror}") from error
    try:
        return parse(raw.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DefinitionError(str(path), "", f"not UTF-8 (at line {line})") from error


def parse(text: str, path: str) -> Table:
    """Return what a TOML text says, as `read` does; `path` is only named in errors."""
    source = unicodedata.normalize("NFC", text)
    try:
        data = tomllib.loads(source, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(path, _key_of(source, str(error)), f"not TOML: {error}") from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise DefinitionError(path, "", "not TOML: a number too long or nested too deeply") from error
    lines: dict[str, int] = {}
    for line, key in _keys(source):
        lines.setdefault(key, line)
    return Table(path, "", data, lines)


def unknown(what: str, word: str, known: Collection[str]) -> str:
    """Return the reason to refuse `word`, a "key" or "value" or "role", with the nearest of the known."""
    near = get_close_matches(word, known, n=1)
    return f"unknown {what} '{word}'" + (f"; did you mean '{near[0]}'?" if near else "")


class _Unfit(Exception):  # noqa: N818 - never leaves this module
    """A value is not of the type asked for; the text says which is."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Unfit("must be a string")
    if not value.strip():
        raise _Unfit("must not be blank")
    return value


def _word(value: object, known: Collection[str]) -> str:
    word = _text(value)
    if word not in known:
        raise _Unfit(unknown("value", word, known))
    return word


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Unfit("must be a whole number")
    return value


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise _Unfit("must be a number")
    return Decimal(value)


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unfit("must be true or false")
    return value


def _date(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _Unfit("must be a date such as 2021-06-30, without quotes")
    return value


def _time(value: object) -> time:
    if not isinstance(value, time):
        raise _Unfit("must be a time such as 07:30:00, without quotes")
    return value


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _Unfit("must be a table")
    return value


def _array(value: object, read: Callable[[object], _V]) -> tuple[_V, ...]:
    if not isinstance(value, list):
        raise _Unfit("must be an array")
    items = []
    for n, item in enumerate(value, start=1):
        try:
            items.append(read(item))
        except _Unfit as unfit:
            raise _Unfit(f"item {n}: {unfit}") from None
    return tuple(items)


_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_PATH = rf"({_PART}(?:\s*\.\s*{_PART})*)"
_HEADER = re.compile(rf"\s*(\[\[?)\s*{_PATH}\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*{_PATH}\s*=")


def _keys(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, name of the table or key) by how lines begin: good enough to point, not to parse."""
    counts: dict[str, int] = {}
    table = ""
    for line, text in enumerate(source.split("\n"), start=1):
        if header := _HEADER.match(text):
            *outer, last = _parts(header[2])
            table = ""
            for part in outer:
                table = _join(table, part)
                table = f"{table}[{counts[table]}]" if table in counts else table
            table = _join(table, last)
            if header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                table = f"{table}[{counts[table]}]"
            yield line, table
        elif key := _KEY.match(text):
            yield line, _join(table, *_parts(key[1]))


def _parts(path: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_PART, path)]


def _join(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _key_of(source: str, message: str) -> str:
    """Return the last key that begins at or before the line that a syntax error names, else ""."""
    found = re.search(r"\(at line (\d+)", message)
    before = [key for line, key in _keys(source) if found and line <= int(found[1])]
    return before[-1] if before else ""
