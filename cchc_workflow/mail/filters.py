"""Owns how dates, numbers and lists are written in a mail the Vietnamese way; it says no sentence itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cchc_workflow.domain.text import cut, lower_first
from cchc_workflow.words import say_count, say_date, say_report

KINDS = (
    "assigned",
    "reminder",
    "overdue",
    "escalation",
    "reported",
    "returned",
    "extension_asked",
    "extension_decided",
    "verified",
    "changed",
    "flagged",
    "flag_cleared",
    "weekly_report",
    "undeliverable",
)
"""The kinds of item that the shipped messages know a wording for."""


@lru_cache(maxsize=4096)
def date_vi(iso: str) -> str:
    """Return an ISO date as 28/6/2021."""
    return say_date(date.fromisoformat(iso))


def decimal_vi(value: str | int | Decimal) -> str:
    """Return a number with a comma and without idle zeros: 41,33 or 37,5 or 30."""
    text = f"{Decimal(value):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def percent_vi(value: str | int | Decimal) -> str:
    """Return a percentage: 41,33 % or 30 %."""
    return f"{decimal_vi(value)} %"


def minus(value: str, other: str) -> Decimal:
    """Return the difference of two decimal numbers, exactly."""
    return Decimal(value) - Decimal(other)


def sections(items: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the items by kind, "copies" (for information only) and "others" (of unknown kind) apart.

    Every kind is there, empty or not; within each, what is due first stands first.
    """
    found: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in (*KINDS, "copies", "others")}
    for item in items:
        kind = "copies" if item["is_copy"] else item["kind"]
        found[kind if kind in found else "others"].append(item)
    for several in found.values():
        several.sort(key=_due)
    return found


def unit_of(item: Mapping[str, Any]) -> str:
    """Return the name of the unit that an item or a task is about, "" if it is about none."""
    for key in ("task", "flag"):
        if key in item:
            return str(item[key]["unit"])
    tasks = item.get("tasks") or [item]
    return str(tasks[0].get("unit", ""))


def unit_names(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names of the units that the items or tasks are about, each once."""
    every = (each for item in items for each in (item.get("tasks") or [item]))
    return [name for name in dict.fromkeys(map(unit_of, every)) if name]


def by_unit(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return the items or tasks grouped by unit, the groups in the order in which units first come."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for item in items:
        groups.setdefault(unit_of(item), []).append(item)
    return list(groups.items())


def by_due(tasks: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return tasks by deadline, those without one last."""
    return sorted(tasks, key=lambda task: (task["due_on"] or "9", task["code"]))


def longest(items: Sequence[Mapping[str, Any]]) -> int:
    """Return by how many days the item that is overdue longest is overdue, 0 if none is."""
    return max((-(item["task"]["days"] or 0) for item in items), default=0)


def highest_level(items: Sequence[Mapping[str, Any]]) -> int:
    """Return the highest n of "đôn đốc lần n" among the items."""
    return max((int(item["step"]["level"]) for item in items), default=0)


def make_filters(words: Mapping[str, Mapping[str, str]], zone: tzinfo) -> dict[str, Callable[..., object]]:
    """Return every filter by name; `words` holds lists of words by name, instants are told in `zone`.

    A name without a word is shown as it is: an office may add a state of its own.
    """

    @lru_cache(maxsize=4096)
    def local(instant: str) -> datetime:
        return datetime.fromisoformat(instant).astimezone(zone)

    def local_on(instant: str) -> str:
        return local(instant).date().isoformat()

    def instant_vi(instant: str) -> str:
        at = local(instant)
        return f"{at:%H:%M} ngày {at.day}/{at.month}/{at.year}"

    def word(name: str, of: str) -> str:
        return words[of].get(name) or name.replace("_", " ")

    return {
        "by_due": by_due,
        "by_unit": by_unit,
        "cut": cut,
        "date_vi": date_vi,
        "decimal_vi": decimal_vi,
        "highest_level": highest_level,
        "instant_vi": instant_vi,
        "local_on": local_on,
        "longest": longest,
        "lower_first": lower_first,
        "minus": minus,
        "number_vi": say_count,
        "percent_vi": percent_vi,
        "report_vi": say_report,
        "sections": sections,
        "unit_names": unit_names,
        "word": word,
    }


def _due(item: Mapping[str, Any]) -> tuple[str, str]:
    task = item.get("task") or {}
    return task.get("due_on") or "9", str(task.get("code", ""))
