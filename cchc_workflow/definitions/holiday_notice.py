"""Owns putting a notice on holidays into a calendar's file: text in, text out; it knows no deadline."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.calendar import read_calendar
from cchc_workflow.domain.calendar import WorkCalendar

LONGEST = 31
"""Days that one notice gives off at most: the longest Tết had fewer."""

_TEXTS = ("country", "language", "tz")
_YEARS = ("first_year", "last_year")


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayNotice:
    """What a notice says: the days from `first_on` to `last_on` are off, or worked after all (`works`).

    Attributes:
        document: number and date of the notice; "" for days that are only expected (`provisional`).
        name: what the days off are called.
        exchanged: (day of rest that is worked, day off that it pays for), each.
        replaces: the expected days that this notice settles; those that it does not give off are worked.
    """

    document: str
    name: str
    first_on: date
    last_on: date
    works: bool = False
    provisional: bool = False
    exchanged: tuple[tuple[date, date], ...] = ()
    replaces: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Return the days that the notice is about, both ends included."""
        return tuple(
            self.first_on + timedelta(days=ahead) for ahead in range((self.last_on - self.first_on).days + 1)
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a file says of a day beside the day itself."""

    name: str
    notice: str | None
    provisional: bool
    instead_of: date | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The days of a file's three arrays."""

    off: dict[date, _Said] = field(default_factory=dict)
    not_off: dict[date, _Said] = field(default_factory=dict)
    worked: dict[date, _Said] = field(default_factory=dict)


def add_notice(text: str, path: str, notice: HolidayNotice) -> tuple[str, WorkCalendar]:
    """Return the file's text with the notice in it, and the calendar that this makes.

    Comments but those at the top are lost: each row cites its document.

    Raises:
        DefinitionError: the file is wrong, or what the notice says does not fit the calendar.
    """
    table = toml.parse(text, path)
    rows = _read_rows(table)
    head = _write_head(text, table)
    published = read_calendar(toml.parse(head, path)).days_off
    _apply(rows, notice, published)
    written = head + "".join(_write_rows(rows))
    return written, read_calendar(toml.parse(written, path))


def _apply(rows: _Rows, notice: HolidayNotice, published: Mapping[date, object]) -> None:
    said = _Said(notice.name, notice.document or None, notice.provisional)
    given = frozenset(() if notice.works else notice.days)
    taken = [on for on in (*notice.replaces, *(notice.days if notice.works else ())) if on not in given]
    for on in taken:
        rows.off.pop(on, None)
        if on in published:
            rows.not_off[on] = said
    for on in sorted(given):
        rows.not_off.pop(on, None)
        rows.worked.pop(on, None)
        rows.off[on] = said
    for on, instead_of in notice.exchanged:
        rows.worked[on] = _Said("", said.notice, said.provisional, instead_of)


def _read_rows(table: toml.Table) -> _Rows:
    """Return the days as the file gives them; whether they make sense is the calendar's to check."""
    rows = _Rows()
    for name, days in (("off", rows.off), ("not_off", rows.not_off), ("worked", rows.worked)):
        for row in table.tables(name):
            said = _Said(
                row.text("name", ""),
                row.text("notice", None),
                row.boolean("provisional", default=False),
                row.date("instead_of", None),
            )
            days.update(dict.fromkeys(_days(row), said))
    return rows


def _days(row: toml.Table) -> Iterator[date]:
    start, end = ("from", "until") if "from" in row else ("on", "on")
    first, last = row.date(start), row.date(end)
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def _write_head(text: str, table: toml.Table) -> str:
    """Return the comments at the top and the keys that stand outside of the arrays."""
    comments = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        comments.append(line)
    lines = [f"{key} = {_quote(table.text(key))}" for key in _TEXTS]
    lines.append(f"weekend = [{', '.join(_quote(day) for day in table.texts('weekend'))}]")
    lines += [f"{key} = {table.integer(key)}" for key in _YEARS]
    return "\n".join([*comments, *lines, ""])


def _write_rows(rows: _Rows) -> Iterator[str]:
    """Yield the tables by their first day, days that follow each other and say the same as one span."""
    arrays = (("off", rows.off), ("not_off", rows.not_off), ("worked", rows.worked))
    spans = [(first, name, last, said) for name, days in arrays for first, last, said in _spans(days)]
    year = None
    for first, name, last, said in sorted(spans, key=lambda span: span[:2]):
        if first.year != year:
            year = first.year
            yield f"\n# --- {year} ---\n"
        yield "\n".join(_write_table(name, first, last, said))


def _write_table(name: str, first: date, last: date, said: _Said) -> Iterator[str]:
    yield f"\n[[{name}]]"
    yield from (f"on = {first}",) if first == last else (f"from = {first}", f"until = {last}")
    if said.instead_of is not None:
        yield f"instead_of = {said.instead_of}"
    if said.name and name == "off":
        yield f"name = {_quote(said.name)}"
    if said.notice is not None:
        yield f"notice = {_quote(said.notice)}"
    if said.provisional:
        yield "provisional = true"
    yield ""


def _spans(days: Mapping[date, _Said]) -> Iterator[tuple[date, date, _Said]]:
    first: date | None = None
    for on in sorted(days):
        following = days.get(on + timedelta(days=1))
        joins = following == days[on] and following.instead_of is None
        first = first or on
        if not joins:
            yield first, on, days[on]
            first = None


def _quote(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's too, and DEL must not stand in one."""
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)
