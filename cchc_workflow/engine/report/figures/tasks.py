"""Owns the table of tasks of a report, and the lists that point into it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.figures.counts import Facts, is_undated
from cchc_workflow.engine.report.ledger import Ledger

COLUMNS = (
    "code", "title", "clause", "area", "unit_code", "unit", "state", "progress", "due_on", "original_due_on",
    "reported_on", "value", "target", "deliverable", "deadline_text", "days_late", "excused", "late",
    "in_period",
)  # fmt: skip
FINISHED = frozenset({Phase.REPORTED, Phase.DONE})


@dataclass(frozen=True, slots=True)
class Table:
    """The tasks of a report in their order: what is picked from it are places in it."""

    entries: Sequence[Entry]

    def pick(self, wanted: Callable[[Entry], bool]) -> list[int]:
        """Return the places of the tasks that are wanted."""
        return [place for place, entry in enumerate(self.entries) if wanted(entry)]

    def find(self, codes: Iterable[str]) -> list[int]:
        """Return the places of the tasks of these codes that are in the table."""
        known = frozenset(codes)
        return self.pick(lambda entry: entry.duty.code in known)


def show_table(ledger: Ledger, table: Table) -> Facts:
    """Return the table as its columns and rows; a row is a list, for a province has a great many."""
    days: dict[date, str] = {}
    targets: dict[int, str] = {}
    codes = {area.id: area.code for area in ledger.areas}

    def day(on: date | None) -> str | None:
        return None if on is None else days.setdefault(on, on.isoformat())

    def target(wanted: Target | None) -> str:
        if wanted is None:
            return ""
        return targets.setdefault(id(wanted), say_target(wanted))

    rows = [
        [
            entry.duty.code,
            entry.title,
            entry.clause,
            codes.get(entry.area_id or 0),
            ledger.units[entry.unit_id].code,
            ledger.units[entry.unit_id].name,
            entry.state,
            entry.progress.value,
            day(entry.duty.due_on),
            day(entry.original_due_on),
            day(entry.duty.reported_on),
            entry.value,
            target(entry.target),
            entry.deliverable,
            entry.deadline_text,
            days_late(entry, ledger.on),
            entry.duty.excused,
            entry.late,
            entry.in_period,
        ]
        for entry in table.entries
    ]
    return {"columns": list(COLUMNS), "rows": rows}


def lists(ledger: Ledger, table: Table) -> Facts:
    """Return the lists of a report's own tasks by the places that they have in the table."""
    own = {entry.id for entry in ledger.entries}
    following = ledger.occasion.next

    def pick(wanted: Callable[[Entry], bool]) -> list[int]:
        return table.pick(lambda entry: entry.id in own and wanted(entry))

    return {
        "late": pick(lambda entry: entry.late),
        "late_in_period": pick(lambda entry: entry.late and entry.in_period),
        "due_next": pick(lambda entry: entry.is_open and following.holds(entry.duty.due_on)),
        "undated": pick(is_undated),
        "finished": pick(lambda entry: is_finished_in(ledger, entry)),
        "cancelled": pick(lambda entry: entry.duty.counted and entry.duty.phase is Phase.VOID),
    }


def is_finished_in(ledger: Ledger, entry: Entry) -> bool:
    """Tell whether a task that counts was reported in the window."""
    done = entry.duty.counted and entry.duty.phase in FINISHED
    return done and ledger.window.holds(entry.duty.reported_on)


def days_late(entry: Entry, on: date) -> int:
    """Return by how many calendar days a task is late, to its report or to the day `on`; 0 if it is not."""
    due_on, reported_on = entry.duty.due_on, entry.duty.reported_on
    if not entry.late or due_on is None:
        return 0
    until = reported_on if entry.duty.phase in FINISHED and reported_on is not None else on
    return (until - due_on).days


def say_target(target: Target) -> str:
    """Return a target in the plan's own words and signs: what is measured and the least that reaches it."""
    least = f"≥ {target.at_least:f} %".replace(".", ",")
    match target.measure:
        case Measure.NAMED:
            needed = "; ".join(target.names)
        case Measure.SHARE if target.total:
            needed = f"{least} ({target.needed}/{target.total})"
        case _:
            needed = least
    return f"{target.label}: {needed}" if target.label else needed
