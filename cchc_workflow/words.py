"""Owns the words: every sentence and label that people read, by a key; it knows no rule and no layout.

The texts lie in `notifications/vi/`: cli.toml (the command line), errors.toml (what went wrong and what would
help) and words.toml (shared with the mails). Each file is a set of tables; a key is "<table>.<entry>".
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from string import Formatter
from typing import Any

from cchc_workflow.errors import (
    CchcError,
    ClockError,
    ConflictError,
    DefinitionError,
    DeliveryError,
    EntryError,
    FileError,
    IncompleteError,
    NotFoundError,
    RefusedError,
    SettingsError,
    StorageError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.shipped import shipped

LANGUAGE = "vi"
FILES = ("cli", "errors", "words")
"""In the order in which a key is looked for; a table stands in one of them only, or in one file of PAGES."""

PAGES = "pages"
"""The folder with the words of the web pages: a file for each part of the site."""

FAULTS_FOUND = 9
"""The exit code of a check that ran to its end and found something wrong."""

EXIT_CODES: Mapping[type[CchcError], int] = {
    CchcError: 1,
    RefusedError: 3,
    NotFoundError: 4,
    ConflictError: 5,
    DefinitionError: 6,
    SettingsError: 6,
    StorageError: 7,
    EntryError: 3,
    FileError: 3,
    DeliveryError: 8,
    ClockError: 10,
}
"""What the command line ends with, by the error's class or the nearest class above it; 2 is wrong usage."""

Labels = Mapping[str, str]
"""Labels that win over the catalogue's, by key: "state.assigned", "action.report" of a pinned workflow."""


def say(key: str, /, **facts: object) -> str:
    """Return the text of a key with the facts filled in; the key itself where there is no such text."""
    text = find(key)
    if text is None:
        return key
    return _FORMATTER.vformat(text, (), facts) if facts or "{" in text or "}" in text else text


def find(key: str) -> str | None:
    """Return the text of a key as it stands in its file, or None."""
    table, _, entry = key.partition(".")
    return _tables().get(table, {}).get(entry)


def entries(table: str) -> Mapping[str, str]:
    """Return all texts of a table by entry, in the order of the file; none where there is no such table."""
    return _tables().get(table, {})


def label(kind: str, name: str, labels: Labels | None = None) -> str:
    """Return the label of a state, action, role …; its name where it has none: an office may add its own."""
    key = f"{kind}.{name}"
    return (labels or {}).get(key) or find(key) or name


def explain(error: CchcError, labels: Labels | None = None) -> str:
    """Return what went wrong and what would help, in one or a few sentences."""
    match error:
        case RefusedError():
            return _explain_refusal(error, labels)
        case NotFoundError() | ConflictError():
            return say(f"{error.code}.{error.kind}", id=error.id)
        case StorageError() | EntryError() | FileError():
            return say(f"{error.code}.{error.reason}", **error.facts())
        case DefinitionError() | SettingsError():
            kind = error.code if error.key else f"{error.code}_whole"
            return say(f"error.{kind}", **error.facts() | {"reason": translate(error.reason)})
        case DeliveryError():
            return say(f"error.{'delivery_for_good' if error.permanent else 'delivery'}", reason=error.reason)
        case _:
            return say(f"error.{error.code}", **error.facts())


def say_what_allows(error: RefusedError, labels: Labels | None = None) -> str:
    """Return, in a few words, when or for whom a refused action is there."""
    match error:
        case WrongStateError():
            return say("allows.state", **_states(error, labels))
        case WrongRoleError():
            rule = _rule(error)
            return rule or say("allows.role", needed=_roles(error))
        case IncompleteError():
            return say(
                "allows.what", what="; ".join(_explain_missing(n, error.details) for n in error.missing)
            )
        case _:
            return explain(error, labels)


def advise(error: CchcError) -> tuple[str, ...]:
    """Return how what is missing is given on the command line, one line each."""
    if not isinstance(error, IncompleteError):
        return ()
    ways = (find(f"given_by.{error.action}.{name}") or find(f"given_by.{name}") for name in error.missing)
    return tuple(way for way in ways if way)


def exit_code(error: CchcError) -> int:
    """Return the exit code of an error's class."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


def translate(reason: str) -> str:
    """Return a technical reason in Vietnamese, as the forms in errors.toml put it, else as it is."""
    for form, wording in _forms():
        found = form.fullmatch(reason)
        if found is not None:
            parts = found.groupdict()
            return wording.format_map(parts | {"reason": translate(parts.get("reason", ""))})
    return reason


def say_date(day: date) -> str:
    """Return a date as 28/6/2021."""
    return f"{day.day}/{day.month}/{day.year}"


def say_instant(at: datetime) -> str:
    """Return a local instant as 07:30 28/6/2021."""
    return f"{at:%H:%M} {say_date(at)}"


def say_number(value: Decimal | int | str) -> str:
    """Return a number with a comma and without idle zeros: 41,33 or 30."""
    text = f"{Decimal(value):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def say_count(value: int) -> str:
    """Return a count with points between the thousands: 1.234."""
    return f"{value:,}".replace(",", ".")


def say_percent(value: Decimal | int | str) -> str:
    """Return a percentage: 41,33 %."""
    return f"{say_number(value)} %"


_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?P<kind>[qhw])(?P<number>\d{1,2}))?", re.IGNORECASE)


def say_period(period: str) -> str:
    """Return a reporting period in words: 2021-q3, 2021-h1, 2021-w40, 2021 or a day; else as it is."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return present(period)
    kind, number = (found["kind"] or "year").lower(), found["number"] or ""
    for key in (f"report_period.{kind}{number}", f"report_period.{kind}"):
        if find(key) is not None:
            return say(key, year=found["year"], number=number.lstrip("0"))
    return period


def say_report(kind: str, period: str) -> str:
    """Return a report's name in lists: its kind and its period, without the unit that it is about."""
    return say(f"report_title.{kind}", period=say_period(period))


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_VIETNAM = timezone(timedelta(hours=7))


def present(value: object) -> str:
    """Return a fact as people write it: dates, numbers, lists; a text that is an ISO date or instant too."""
    match value:
        case datetime():
            return say_instant(value)
        case date():
            return say_date(value)
        case Decimal():
            return say_number(value)
        case str():
            return _present_text(value)
        case list() | tuple() | frozenset() | set():
            return ", ".join(present(item) for item in value)
        case _:
            return str(value)


def _present_text(text: str) -> str:
    """A text that only looks like a date, because somebody typed it so, stays as it is."""
    try:
        if _ISO_DATE.fullmatch(text):
            return say_date(date.fromisoformat(text))
        if _ISO_INSTANT.fullmatch(text):
            return say_instant(datetime.fromisoformat(text).astimezone(_VIETNAM))
    except (ValueError, OverflowError):
        return text
    return text


class _Facts(Formatter):
    """Fills in facts as people write them; one that was not given shows as its own name."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:  # noqa: ANN401, ARG002
        return present(kwargs[str(key)]) if key in kwargs else f"{{{key}}}"


_FORMATTER = _Facts()


def _of_action(error: WrongStateError | WrongRoleError | IncompleteError, labels: Labels | None) -> Labels:
    return {"action": label("action", error.action, labels)}


def _states(error: WrongStateError, labels: Labels | None) -> Labels:
    return {
        "state": label("state", error.state, labels),
        "allowed": _quote(label("state", state, labels) for state in error.allowed),
    }


def _explain_refusal(error: RefusedError, labels: Labels | None) -> str:
    match error:
        case WrongStateError():
            return say("error.wrong_state", **_of_action(error, labels), **_states(error, labels))
        case WrongRoleError():
            return _explain_role(error, labels)
        case IncompleteError():
            return say("error.incomplete", **_of_action(error, labels), what=_missing(error))
        case _:
            return say(f"error.{error.code}", **error.facts())


def _explain_role(error: WrongRoleError, labels: Labels | None) -> str:
    """What is needed is a role, or a rule about persons such as not_the_reporter."""
    facts = {**_of_action(error, labels), "actor": error.actor}
    rule = _rule(error)
    if rule is not None:
        return say("error.wrong_person", rule=rule, **facts)
    return say("error.wrong_role", needed=_roles(error), **facts)


def _rule(error: WrongRoleError) -> str | None:
    return next((text for name in error.needed if (text := find(f"rule.{name}"))), None)


def _roles(error: WrongRoleError) -> str:
    return ", ".join(label("role", name) for name in error.needed)


def _missing(error: IncompleteError) -> str:
    return "; ".join(_explain_missing(name, error.details) for name in error.missing)


def _explain_missing(name: str, details: Mapping[str, object]) -> str:
    """A thing can be missing, or given in a form that can't be read, or name parts that are still missing."""
    variants = [f"missing.{name}.{detail}" for detail in details]
    key = next((variant for variant in variants if find(variant) is not None), f"missing.{name}")
    return name if find(key) is None else say(key, **details)


def _quote(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


@cache
def files() -> tuple[str, ...]:
    """Return the names of the catalogue's files, without their ending, in the order of the search."""
    folder = shipped("notifications") / LANGUAGE
    return (*FILES, *sorted(f"{PAGES}/{path.stem}" for path in (folder / PAGES).glob("*.toml")))


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    return {table: texts for name in reversed(files()) for table, texts in _read(name).items()}


@cache
def _read(name: str) -> Mapping[str, Mapping[str, str]]:
    path = shipped("notifications") / LANGUAGE / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(form), wording) for form, wording in entries("reason").items())


def _pattern(form: str) -> re.Pattern[str]:
    """Return the pattern of "unknown {what} '{word}'": each name in braces matches any text."""
    parts = re.split(r"\{(\w+)\}", form)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)), re.DOTALL
    )
