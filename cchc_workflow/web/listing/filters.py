"""Owns the filter as a page shows it: the fields and their options, the chips, the columns that order it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.choices import Choices
from cchc_workflow.engine.listing import LATE, Wanted
from cchc_workflow.store.listing import Sort
from cchc_workflow.store.narrowing import Kind
from cchc_workflow.web.listing.address import NAMES, TABLE, address_of, sorted_by, without
from cchc_workflow.web.pages import opening
from cchc_workflow.words import label, say

Option = tuple[str, str]
Options = Mapping[str, tuple[Option, ...]]

USUAL = ("timeliness", "states", "units", "areas")
SELDOM = ("period", "kind", "part", "plan")
PARTS = ("Q1", "Q2", "Q3", "Q4", "H1", "H2")
MONTHS, QUARTERS, HALVES = range(1, 13), range(1, 5), range(1, 3)
_ORDER = (
    Timeliness.OVERDUE, Timeliness.DUE_SOON, Timeliness.ON_TRACK, Timeliness.UNDATED, Timeliness.DONE_ON_TIME,
    Timeliness.DONE_LATE, Timeliness.PAUSED, Timeliness.VOID,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Select:
    """A field to choose one of some options in; `value` is what is chosen, "" for any."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of the filter in words, and the address without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that the table can be ordered by: `direction` is "", "ascending" or "descending"."""

    text: str
    href: str
    direction: str


def selects_of(options: Options, wanted: Wanted) -> tuple[tuple[Select, ...], tuple[Select, ...]]:
    """Return the fields that are always shown, and those that are seldom needed."""
    usual = tuple(_select(name, options[name], wanted) for name in USUAL)
    return usual, tuple(_select(name, options[name], wanted) for name in SELDOM)


def options_of(choices: Choices) -> Options:
    """Return (value, text) of everything that a field of the filter can hold, by the field of Wanted."""
    years = {row.year for row in choices.plans.values()}
    return {
        "states": choices.states,
        "units": tuple((row.code, row.name) for row in choices.units.values()),
        "areas": tuple((code, f"{code}. {title}") for code, title in choices.area_titles().items()),
        "plan": tuple((row.code, f"{row.title} ({row.year})") for row in choices.plans.values()),
        "period": _periods(tuple(sorted(years, reverse=True))),
        **_unchanging(),
    }


def chips_of(options: Options, wanted: Wanted, base: str) -> list[Chip]:
    """Return a chip for each value of the filter."""
    texts = {name: dict(each) for name, each in options.items() if getattr(wanted, name)}
    return [
        Chip(
            say(f"listing.chip_{name}", value=_chip_words(name, value, texts.get(name, {}))),
            address_of(base, without(wanted, name, value)),
        )
        for name in NAMES
        for value in _values(wanted, name)
    ]


def headings_of(wanted: Wanted) -> dict[str, Heading]:
    """Return the headings of the columns by the name of their order."""
    direction = "descending" if wanted.descending else "ascending"
    return {
        sort.value: Heading(
            say(f"listing.by_{sort}"),
            address_of(TABLE, sorted_by(wanted, sort)),
            direction if wanted.sort is sort else "",
        )
        for sort in Sort
    }


def unknown_words(unknown: Sequence[tuple[str, str]]) -> list[str]:
    """Return a sentence for each thing that was asked for and is not there."""
    return [say(f"listing.unknown_{name}", value=value) for name, value in unknown]


def part_words(part: str) -> str:
    """Return the part of a year that a repeated task is for: Q2, H1, 04; else as it stands."""
    kind, number = part[:1], part[1:]
    if kind in {"Q", "H"} and number.isdigit():
        return say(f"listing.part_{kind.lower()}", number=number)
    return (
        say("listing.part_m", number=part.lstrip("0")) if part.isdigit() and len(part) < len("2021") else part
    )


@cache
def _unchanging() -> Options:
    names = tuple((each.value, opening(label("timeliness", each))) for each in _ORDER)
    return {
        "timeliness": (*names[:1], (LATE, say("listing.late")), *names[1:]),
        "kind": tuple((each.value, say(f"listing.kind_{each}")) for each in Kind),
        "part": tuple((part, part_words(part)) for part in PARTS),
    }


def _select(name: str, options: tuple[Option, ...], wanted: Wanted) -> Select:
    """Return the field; several values that an address holds are an option of their own."""
    value = ",".join(_values(wanted, name))
    known = dict(options)
    if value and value not in known:
        joined = ", ".join(known.get(each, each) for each in _values(wanted, name))
        options = ((value, joined), *options)
    return Select(NAMES[name], say(f"listing.field_{name}"), options, value)


def _values(wanted: Wanted, name: str) -> tuple[str, ...]:
    given: Any = getattr(wanted, name)
    if isinstance(given, tuple):
        return given
    return (given,) if given else ()


def _chip_words(name: str, value: str, texts: Mapping[str, str]) -> str:
    if name in {"due_from", "due_until"}:
        return value
    if name == "part":
        return part_words(value)
    return texts.get(value, value)


@lru_cache(maxsize=64)
def _periods(years: tuple[int, ...]) -> tuple[Option, ...]:
    options: list[Option] = []
    for year in years:
        options.append((str(year), say("listing.period_y", year=str(year))))
        options += [(f"{year}-q{n}", say("listing.period_q", number=n, year=str(year))) for n in QUARTERS]
        options += [(f"{year}-h{n}", say("listing.period_h", number=n, year=str(year))) for n in HALVES]
        options += [(f"{year}-{n:02}", say("listing.period_m", number=n, year=str(year))) for n in MONTHS]
    return tuple(options)
