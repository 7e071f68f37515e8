"""Owns how a task's line reads: its days, its tone, the words that many lines share; asks no database."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.listing import MOST_COUNTED, Line
from cchc_workflow.web.pages import number_vi, task_path
from cchc_workflow.words import say, say_date

TONES = {
    Timeliness.OVERDUE: "late",
    Timeliness.DONE_LATE: "late",
    Timeliness.DUE_SOON: "soon",
    Timeliness.DONE_ON_TIME: "good",
}


class Row(NamedTuple):
    """What a row of the table shows, ready to be printed.

    What many rows share stands together, for a page to print it only once: `look` is (state, its label,
    timeliness), `place` (unit, area), `term` (deadline, the same in ISO, time left).
    """

    id: str
    version: str
    code: str
    path: str
    title: str
    unit_code: str
    tone: str
    look: tuple[str, str, str]
    place: tuple[str, str]
    term: tuple[str, str, str]


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of a page of lines."""
    return [
        Row(
            str(line.id),
            str(line.version),
            line.code,
            task_path(line.path_code),
            line.title,
            line.unit_code,
            TONES.get(line.timeliness, ""),
            (line.state, line.state_label, line.timeliness.value),
            (line.unit, line.area),
            term_of(line.due_on, line.days),
        )
        for line in lines
    ]


@lru_cache(maxsize=4096)
def term_of(due_on: date | None, days: int | None) -> tuple[str, str, str]:
    """Return a deadline as 28/6/2021, in ISO, and the time left; empty without one."""
    if due_on is None:
        return "", "", ""
    return say_date(due_on), due_on.isoformat(), "" if days is None else days_left(days)


def days_left(days: int) -> str:
    """Return how long it is until a deadline, in words."""
    if days < 0:
        return say("shell.days_over", days=-days)
    return say(f"shell.day_{days}") if days <= 1 else say("shell.days_left", days=days)


def count_number(count: int) -> str:
    """Return how many tasks there are as a number; beyond what is counted, 1.000+."""
    return f"{number_vi(MOST_COUNTED)}+" if count > MOST_COUNTED else number_vi(count)


def count_words(count: int) -> str:
    """Return how many tasks there are, in words; beyond what is counted, more than that."""
    if count > MOST_COUNTED:
        return say("listing.more_than", count=number_vi(MOST_COUNTED))
    return say("listing.count", count=number_vi(count))
