"""Owns what a task's file says of its deadline: dates, a rhythm, the document's own words; never guesses."""

from dataclasses import dataclass
from datetime import date

from cchc_workflow.definitions import toml
from cchc_workflow.domain.deadlines.deadline import (
    Deadline,
    DeadlineContext,
    DeadlineKind,
    Unreadable,
    read_deadline,
)
from cchc_workflow.domain.periods import PeriodKind
from cchc_workflow.domain.plan import SetBy

_PERIODS = frozenset(kind.value for kind in PeriodKind)


@dataclass(frozen=True, slots=True)
class Due:
    """When a duty is due: on `dues`, at the end of each period of `repeat`, or `dormant` until triggered."""

    text: str | None = None
    dues: tuple[date, ...] = ()
    repeat: PeriodKind | None = None
    dormant: bool = False
    set_by: SetBy = SetBy.COORDINATOR


def read_due(table: toml.Table, context: DeadlineContext) -> Due:
    """Return when the duty in `table` is due.

    With `set_by = "document"` and no `due_on`, the words in `deadline` are read (docs/plan-format.md); with
    dates given they are only kept, and a duty that has neither waits for its date.

    Raises:
        DefinitionError: the words can't be read as a date, a rhythm or an event to wait for.
    """
    repeat = table.choice("repeat", list(PeriodKind), None)
    due = Due(
        text=table.text("deadline", None),
        dues=_read_dates(table),
        repeat=PeriodKind(repeat) if repeat else None,
        dormant=table.boolean("dormant", default=False),
        set_by=SetBy(table.choice("set_by", list(SetBy), SetBy.COORDINATOR)),
    )
    if due.set_by is SetBy.COORDINATOR or due.dues or due.repeat or due.dormant:
        return due
    if due.text is None:
        raise table.fail("deadline", "missing: the document's own words, or due_on")
    deadline = read_deadline(due.text, context)
    if isinstance(deadline, Unreadable):
        raise table.fail("deadline", f"can't be read ({deadline.why}): give due_on")
    return _settle(table, due, deadline)


def _settle(table: toml.Table, due: Due, deadline: Deadline) -> Due:
    match deadline.kind:
        case DeadlineKind.DATED if deadline.due_on is not None:
            return Due(due.text, dues=(deadline.due_on,), set_by=due.set_by)
        case DeadlineKind.RECURRING if str(deadline.repeat) in _PERIODS:
            return Due(due.text, repeat=PeriodKind(str(deadline.repeat)), set_by=due.set_by)
        case DeadlineKind.STANDING:  # no single deadline: a check-in each quarter
            return Due(due.text, repeat=PeriodKind.QUARTERLY, set_by=due.set_by)
        case DeadlineKind.DORMANT | DeadlineKind.AWAITING:
            return Due(due.text, dormant=True, set_by=due.set_by)
        case _:
            raise table.fail("deadline", f"is read as {deadline.kind}, which gives no date: give due_on")


def _read_dates(table: toml.Table) -> tuple[date, ...]:
    if isinstance(table.data.get("due_on"), list):
        return table.dates("due_on")
    due_on = table.date("due_on", None)
    return (due_on,) if due_on is not None else ()
