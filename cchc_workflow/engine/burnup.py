"""Owns how a plan goes through its year as the director's screen shows it: due and done, week by week."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from cchc_workflow.domain.people import Scope
from cchc_workflow.store import burnup
from cchc_workflow.store.database import Transaction

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekLine:
    """The end of a day: the tasks due by then, and those reported by then, None after today."""

    on: date
    planned: int
    done: int | None


def read_burnup(tx: Transaction, scope: Scope, plan: Any, on: date) -> tuple[WeekLine, ...]:  # noqa: ANN401
    """Return a plan's burn-up, a line a week from its first day to its last, and one for today.

    It counts as a report's figures do (engine/report/figures/months.py): two walks over the counting index.

    Raises:
        ValueError: the scope is not the whole organization's.
    """
    due = _Sums(burnup.due_days(tx, scope, plan.id))
    done = _Sums(burnup.reported_days(tx, scope, plan.id))
    return tuple(
        WeekLine(day, due.until(day), done.until(day) if day <= on else None)
        for day in _weeks(plan.first_on, plan.last_on, on)
    )


class _Sums:
    """Counts by day, added up."""

    def __init__(self, rows: Iterable[Any]) -> None:
        counts = sorted((row.day, row.tasks) for row in rows)
        self._days = [day for day, _ in counts]
        self._sums: list[int] = [0, *accumulate(tasks for _, tasks in counts)]

    def until(self, day: date) -> int:
        return self._sums[bisect_right(self._days, day)]


def _weeks(first_on: date, last_on: date, on: date) -> Iterator[date]:
    weeks = {first_on + WEEK * number for number in range((last_on - first_on).days // 7 + 1)}
    yield from sorted(weeks | {last_on} | ({on} if first_on <= on <= last_on else set()))
