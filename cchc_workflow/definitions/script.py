"""Owns reading a rehearsal's script: a CSV table of who does what and when; it knows no action's meaning."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from io import StringIO
from pathlib import Path

from cchc_workflow.definitions.toml import unknown
from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.guards import read_date
from cchc_workflow.errors import DefinitionError

COLUMNS = ("at", "actor", "task", "action", "value", "note")
_DELIMITERS = ",;\t"
_MORNING = "09:00"
"""What a date alone means: the office has been open for a while, so the morning's reminders have gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing somebody does: `at` is the UTC instant, `number` the line of the file, the rest as typed."""

    number: int
    at: datetime
    actor: str
    task: str
    action: str
    value: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Misread:
    """A line that can't be done because it can't be read: its cells as typed, and why."""

    number: int
    cells: Mapping[str, str]
    error: DefinitionError


@dataclass(frozen=True, slots=True)
class Script:
    """A script's lines in the order of time (those of one instant in the order of the file)."""

    lines: tuple[Line, ...]
    misread: tuple[Misread, ...] = ()


def read_script(path: Path, calendar: WorkCalendar) -> Script:
    """Return the script in a CSV file: UTF-8 (Excel's byte order mark may lead), parted by "," ";" or tabs.

    What is wrong with the file stops everything; what is wrong with one line is kept beside the others.

    Raises:
        DefinitionError: the file can't be read, or its columns are not those of COLUMNS, in any order.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DefinitionError(str(path), "", f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(str(path), "", "not UTF-8: save it as 'CSV UTF-8'") from error
    rows = _rows(unicodedata.normalize("NFC", text), path)
    header = next(rows, None)
    if header is None:
        raise DefinitionError(
            str(path), COLUMNS[0], "the file is empty: its first line must name the columns"
        )
    columns = _read_header(path, *header)
    read = [_read_line(path.name, columns, number, cells, calendar) for number, cells in rows]
    lines = sorted((line for line in read if isinstance(line, Line)), key=lambda line: line.at)
    return Script(tuple(lines), tuple(line for line in read if isinstance(line, Misread)))


def write_script(path: Path, lines: Iterable[Line], calendar: WorkCalendar) -> None:
    """Write lines as a script that `read_script` reads back the same, but for their numbers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for line in lines:
            at = calendar.local(line.at).replace(tzinfo=None).isoformat(" ")
            writer.writerow((at, line.actor, line.task, line.action, line.value, line.note))


def read_instant(text: str, calendar: WorkCalendar) -> datetime | None:
    """Return the UTC instant of a date, with or without a time of day, or None.

    The date is written as 2021-06-10 or, day first, 10/6/2021. Without an offset the time is the office's.
    """
    on_text, _, clock = text.strip().replace("T", " ", 1).partition(" ")
    on = read_date(on_text)
    if on is None:
        return None
    found = _CLOCK.fullmatch(clock.strip() or _MORNING)
    try:
        return _instant(on, found, calendar) if found else None
    except (ValueError, OverflowError):
        return None


_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?"
    r"\s*(?P<offset>Z|(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2})?)?"
)


def _instant(on: date, found: re.Match[str], calendar: WorkCalendar) -> datetime:
    clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    if not found["offset"]:
        return calendar.instant(on, clock)
    ahead = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    zone = timezone(-ahead if found["sign"] == "-" else ahead)
    return datetime.combine(on, clock, tzinfo=zone).astimezone(UTC)


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line on which it begins, its cells) of each row that is not blank."""
    first = next((line for line in StringIO(text) if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DefinitionError(str(path), "", f"not CSV: {error} (at line {reader.line_num})") from error


def _read_header(path: Path, number: int, cells: list[str]) -> list[str]:
    names = [cell.lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in COLUMNS:
            raise _wrong(path, name, number, unknown("column", name, COLUMNS))
        if names.count(name) > 1:
            raise _wrong(path, name, number, "the column stands there twice")
    for name in COLUMNS:
        if name not in names:
            raise _wrong(path, name, number, f"missing column; needed are {','.join(COLUMNS)}")
    return names


def _wrong(path: Path, key: str, number: int, reason: str) -> DefinitionError:
    return DefinitionError(str(path), key, f"{reason} (at line {number})")


def _read_line(
    name: str, columns: list[str], number: int, cells: list[str], calendar: WorkCalendar
) -> Line | Misread:
    """Cells that are missing at the end are empty; a filled one too many means a text without quotes."""
    typed = dict.fromkeys(COLUMNS, "") | dict(zip(columns, cells, strict=False))
    if any(cells[len(columns) :]):
        reason = "more cells than columns; put a text that contains the separator between quotes"
        return Misread(number, typed, DefinitionError(name, "note", f"{reason} (at line {number})"))
    at = read_instant(typed["at"], calendar)
    if at is None:
        reason = f"'{typed['at']}' is no date or time such as 2021-06-10 09:00 (at line {number})"
        return Misread(number, typed, DefinitionError(name, "at", reason))
    return Line(
        number=number,
        at=at,
        actor=typed["actor"],
        task=typed["task"],
        action=typed["action"].lower(),
        value=typed["value"],
        note=typed["note"],
    )
