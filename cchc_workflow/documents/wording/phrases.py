"""Owns how figures and names are written within a paper's sentences; it says no sentence itself."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cchc_workflow.documents.plain import make_plain
from cchc_workflow.domain.text import cut
from cchc_workflow.words import label, say_count, say_date, say_number, say_percent, say_period

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_PADDED = 10
_TASK = re.compile(r"tasks\[(?P<code>.*?)\](?=[.\[]|$)")


def clean(text: str) -> str:
    """Return `text` in one line, in composed letters, with nothing in it that a file can't hold."""
    return make_plain(text).replace("\n", " ")


def say_day(iso: str) -> str:
    """Return an ISO date as 28/6/2021."""
    return say_date(date.fromisoformat(iso))


def say_share(value: Decimal | int | str) -> str:
    """Return a percentage that no line end tears apart: 41,33 %."""
    return say_percent(value).replace(" ", "\u00a0")


def say_two(value: int) -> str:
    """Return a count as offices write it in a sentence: 05, 12, 1.234."""
    return f"0{value}" if 0 < value < _PADDED else say_count(value)


def say_roman(value: int) -> str:
    """Return a number from 1 on in Roman numerals."""
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (value // worth)
        value %= worth
    return text


def minus(value: str | int, other: str | int) -> Decimal:
    """Return the difference of two numbers, exactly."""
    return Decimal(value) - Decimal(other)


def plus(value: str | int, other: str | int) -> Decimal:
    """Return the sum of two numbers, exactly."""
    return Decimal(value) + Decimal(other)


def by(rows: Iterable[Mapping[str, Any]], key: str) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return rows grouped by one of their texts, the groups in the order in which they first come."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return list(groups.items())


def of(rows: Iterable[Mapping[str, Any]], key: str, value: object) -> list[Mapping[str, Any]]:
    """Return the rows that have this value; of many rows it is quicker than Jinja's `selectattr`."""
    return [row for row in rows if row[key] == value]


def changed_tasks(differences: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the codes of the tasks that differences between two issues are about, each once."""
    found = (_TASK.match(each["what"]) for each in differences)
    return list(dict.fromkeys(each["code"] for each in found if each is not None))


def say_figure(value: str | int | None, name: str) -> str:
    """Return a figure as its name asks for it: a percentage or a number; a dash for none."""
    if value is None:
        return "–"
    return say_share(value) if name.startswith("percent") else say_number(value)


def make_filters() -> dict[str, Callable[..., object]]:
    """Return every filter that a paper's template may use beside Jinja's own, by name."""
    return {
        "by": by,
        "changed_tasks": changed_tasks,
        "count": say_count,
        "cut": cut,
        "date": say_day,
        "figure": say_figure,
        "minus": minus,
        "number": say_number,
        "of": of,
        "percent": say_share,
        "plus": plus,
        "period": say_period,
        "two": say_two,
        "word": lambda name, kind: label(kind, name),
    }
