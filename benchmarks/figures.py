"""Owns timing and printing: one figure is ours beside a baseline, alternated in the same run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TypeVar

from rich.console import Console
from rich.table import Table

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: `value` must be at least, or at most, `target`; `detail` says of what it is."""

    name: str
    value: float
    target: float
    unit: str = "x"
    at_most: bool = False
    detail: str = ""

    @property
    def met(self) -> bool:
        """Tell whether the target is met."""
        return self.value <= self.target if self.at_most else self.value >= self.target


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes, in seconds."""
    started = perf_counter()
    work()
    return perf_counter() - started


def each(work: Callable[[_Thing], object], things: Iterable[_Thing]) -> None:
    """Do the work for each of the things."""
    for thing in things:
        work(thing)


def in_turn(
    ours: Callable[[], object], baseline: Callable[[], object], rounds: int = 7
) -> tuple[float, float, float]:
    """Return (median seconds of ours, of the baseline, median of the ratios baseline/ours).

    The two take turns, so that a machine that is busy for a while is busy for both.
    """
    pairs = [(seconds(ours), seconds(baseline)) for _ in range(rounds)]
    ratios = [base / own for own, base in pairs]
    return median(own for own, _ in pairs), median(base for _, base in pairs), median(ratios)


def show(figures: Iterable[Figure]) -> bool:
    """Print the figures as a table; return whether every target is met."""
    table = Table("figure", "measured", "target", "", "made of")
    met = True
    for figure in figures:
        met &= figure.met
        sign = "<=" if figure.at_most else ">="
        table.add_row(
            figure.name,
            f"{figure.value:,.2f} {figure.unit}",
            f"{sign} {figure.target:,g} {figure.unit}",
            "ok" if figure.met else "MISSED",
            figure.detail,
        )
    Console(width=150).print(table)
    return met
