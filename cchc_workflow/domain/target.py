"""Owns what a quantified task must reach and how far a given value falls short of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from unicodedata import normalize


class Measure(StrEnum):
    """How a value is read: a count out of a total, a percentage, named things done.

    `UNITS` asks nothing of the single task: what counts is how many of the fanned-out tasks are done.
    """

    SHARE = "share"
    PERCENT = "percent"
    NAMED = "named"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Target:
    """What must be reached. `at_least` is in percent for share and percent; `total` counts the whole.

    For `named`, `names` lists what must all be done (02 centres, both named).
    """

    measure: Measure
    at_least: Decimal = Decimal(100)
    total: int = 0
    names: tuple[str, ...] = ()
    label: str = ""

    @property
    def needed(self) -> Decimal:
        """Return the least that reaches the target: 5 for 30 % of 16 units (4 would be 25 %)."""
        match self.measure:
            case Measure.NAMED:
                return Decimal(len(self.names))
            case Measure.PERCENT:
                return self.at_least
            case _:
                return (self.at_least * self.total / 100).to_integral_value(ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a value goes: what is done of the whole, and what is still missing.

    Of a whole of nothing (every task cancelled) nothing is done: 0 %, and not reached.
    """

    done: Decimal
    total: Decimal
    percent: Decimal
    reached: bool
    missing: tuple[str, ...] = ()
    missing_count: Decimal = Decimal(0)


class UnreadableValueError(ValueError):
    """The value given is not of the target's form."""


_SHARE = re.compile(r"\s*([0-9]{1,9})(?:\s*/\s*([0-9]{1,9}))?\s*")
_PERCENT = re.compile(r"\s*([0-9]{1,3}(?:[.,][0-9]{1,9})?)\s*%?\s*")


def measure(target: Target, value: str) -> Progress:
    """Return how far `value` goes towards the target.

    Share: a count ("5") or a fraction of the very same total ("5/16"). Percent: "62,5" or "62,5 %".
    Named: the names done, separated by ";" or line ends.

    Raises:
        UnreadableValueError: when the value is not a number, is out of range or names something unknown.
    """
    match target.measure:
        case Measure.PERCENT:
            return _measure_percent(target, value)
        case Measure.NAMED:
            return _measure_named(target, value)
        case _:
            return _measure_share(target, value)


def add_up(target: Target, tasks: Sequence[tuple[bool, str | None]]) -> Progress:
    """Return a target's progress over all the tasks that it was fanned out to.

    `tasks` holds (verified, value reached) of each. A single task's own value speaks for itself, once it is
    verified; of several, those count that are verified and reached the target. A value that does not fit
    the target, because that was amended since, counts as nothing.
    """
    if target.measure is Measure.UNITS:
        return _count(replace(target, total=len(tasks)), sum(done for done, _ in tasks))
    progresses = [_measure_accepted(target, value if done else None) for done, value in tasks]
    if len(progresses) == 1:
        return progresses[0]
    all_of_them = Target(Measure.UNITS, total=len(tasks))
    return _count(all_of_them, sum(progress.reached for progress in progresses))


def _measure_share(target: Target, value: str) -> Progress:
    found = _SHARE.fullmatch(value)
    if found is None or (found[2] and int(found[2]) != target.total) or int(found[1]) > target.total:
        raise UnreadableValueError(value)
    return _count(target, int(found[1]))


def _count(target: Target, done: int) -> Progress:
    return _progress(Decimal(done), Decimal(target.total), target.needed)


def _measure_percent(target: Target, value: str) -> Progress:
    found = _PERCENT.fullmatch(value)
    percent = Decimal(found[1].replace(",", ".")) if found else None
    if percent is None or percent > 100:  # noqa: PLR2004 - the definition of a percentage
        raise UnreadableValueError(value)
    return _progress(percent, Decimal(100), target.needed)


def _measure_named(target: Target, value: str) -> Progress:
    known = {_fold_name(name): name for name in target.names}
    given = {_fold_name(part) for part in re.split(r"[;\n]", value) if part.strip()}
    if not given <= known.keys():
        raise UnreadableValueError(value)
    missing = tuple(name for folded, name in known.items() if folded not in given)
    total = target.needed
    return _progress(total - len(missing), total, total, missing)


def _progress(done: Decimal, total: Decimal, needed: Decimal, missing: tuple[str, ...] = ()) -> Progress:
    percent = done * 100 / total if total else Decimal(0)
    short = max(Decimal(0), needed - done)
    return Progress(done, total, percent, total > 0 and not short, missing, short)


def _measure_accepted(target: Target, value: str | None) -> Progress:
    nothing = "" if target.measure is Measure.NAMED else "0"
    try:
        return measure(target, value or nothing)
    except UnreadableValueError:
        return measure(target, nothing)


def _fold_name(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())
