"""Owns what differs between two issues of a report, in the words of the snapshot; composes and keeps none."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from cchc_workflow.domain.difference import Difference, differences
from cchc_workflow.engine.report.report import Facts, Report

MOST: Final = 300
"""Differences that are told one by one."""

MORE: Final = "more"
"""What the last difference is called where there are more than `MOST`: its `after` is how many."""

LEFT_OUT: Final = frozenset({"months", "burnup", "compared", "days_late"})
"""Figures that only draw, compare with or count on from what others say."""

FIRST: Final = ("totals", "in_period", "index", "areas", "units")
"""Figures that are told of before the others, in this order."""

INDEXES: Final = frozenset(
    {
        "late", "late_in_period", "due_next", "undated", "finished", "cancelled", "escalated", "excused",
        "supported", "done_in_tenure", "late_in_tenure", "open", "open_overdue", "tasks",
    }
)  # fmt: skip
"""Names under which a list of integers is one of places in the table of tasks."""


def diff_reports(before: Report, after: Report) -> tuple[Difference, ...]:
    """Return what differs between two reports: at most `MOST` and one that says how many more there are.

    Tasks and units go by their codes. The sums come first, the single tasks last.
    """
    return diff_data(before.data, after.data)


def diff_data(before: Facts, after: Facts) -> tuple[Difference, ...]:
    """Return the same of two snapshots."""
    found = differences(_readable(before), _readable(after))
    told = tuple(islice(found, MOST))
    more = sum(1 for _ in found)
    return (*told, Difference(MORE, None, more)) if more else told


def _readable(data: Facts) -> dict[str, Any]:
    """Return a snapshot with nothing in it that goes by its place, and the tasks at its end."""
    figures = dict(data.get("figures", {}))
    table = figures.pop("tasks", None)
    rows = _rows(table) if table else []
    told = {
        name: _resolve(name, figures[name], rows)
        for name in sorted(figures, key=_rank)
        if name not in LEFT_OUT
    }
    whole = {name: value for name, value in data.items() if name not in {"figures", "replaces"}}
    return {**whole, **told, **({"tasks": rows} if table else {})}


def _rank(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST)), name


def _rows(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = [(place, name) for place, name in enumerate(table["columns"]) if name not in LEFT_OUT]
    return [{name: row[place] for place, name in told} for row in table["rows"]]


def _resolve(name: str, value: Any, rows: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - JSON
    """Return a figure in which codes and titles stand for the places in the table of tasks."""
    if isinstance(value, Mapping):
        return {key: _resolve(key, inner, rows) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    if name in INDEXES and all(isinstance(each, int) for each in value):
        return [{"code": rows[place]["code"], "title": rows[place]["title"]} for place in value]
    return [_resolve("", inner, rows) for inner in value]
