"""Owns what every use case needs of the office: database, calendar, hours, definitions in force or pinned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.ladder import read_ladder
from cchc_workflow.definitions.notices import read_notices
from cchc_workflow.definitions.reports import read_reports
from cchc_workflow.definitions.workflow import read_workflow
from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.effects import Moment
from cchc_workflow.domain.ladder import Ladder
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.report_rules import ReportRules
from cchc_workflow.domain.task import Notice
from cchc_workflow.store import plans
from cchc_workflow.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Hours:
    """When mail may leave on a working day, local time, and when the morning's digest is made."""

    opens: time = time(7, 30)
    closes: time = time(17, 30)
    digest_at: time = time(7, 30)


@dataclass(frozen=True, slots=True)
class Definitions:
    """The definition files in force, as texts with their paths; checked when the office opens."""

    task: tuple[str, str]
    extension: tuple[str, str]
    ladder: tuple[str, str]
    notices: tuple[str, str]
    reports: tuple[str, str]
    messages: frozenset[str]


@dataclass(frozen=True, eq=False)
class Office:
    """The office in which plans run; holds no state of its own but a cache of what never changes.

    Only `reload` changes `calendar`, `definitions`, `notices` and `reports`; so they are asked for each time
    anew.
    """

    database: Database
    calendar: WorkCalendar
    definitions: Definitions
    hours: Hours = Hours()
    notices: Mapping[str, Notice] = field(init=False)
    reports: ReportRules = field(init=False)
    _workflows: dict[int, Workflow] = field(default_factory=dict, init=False)
    _ladders: dict[int, Ladder] = field(default_factory=dict, init=False)
    _plans: dict[int, Any] = field(default_factory=dict, init=False)
    _pinned: dict[tuple[str, str], int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Refuse a wrong definition now, never when it is needed.

        Raises:
            DefinitionError: with the file, the key and the reason.
        """
        self._go_by(self.calendar, self.definitions)

    def reload(self, calendar: WorkCalendar, definitions: Definitions) -> None:
        """Go by another calendar and other definitions from now on; tasks keep what they pinned.

        Raises:
            DefinitionError: one of them is wrong; nothing changes.
        """
        self._go_by(calendar, definitions)

    def moment(self, now: datetime, last_on: date | None = None) -> Moment:
        """Return the instant with the calendar that says which day it is, and the plan's last day."""
        return Moment(now, self.calendar, last_on)

    def today(self, now: datetime) -> date:
        """Return the local date of an instant."""
        return self.calendar.today(now)

    def next_opening(self, now: datetime) -> datetime:
        """Return when a mail may leave that is ready now: never at night, at a weekend, on a holiday."""
        return self.calendar.next_opening(now, self.hours.opens, self.hours.closes)

    def pin(self, kind: Literal["task", "extension", "ladder"]) -> int:
        """Keep the definition in force as it is now and return its key.

        In a transaction of its own, to be called outside of any other: a key that were undone could be
        given to another text while the cache still knows the first.
        """
        text, _path = getattr(self.definitions, kind)
        found = self._pinned.get((kind, text))
        if found is None:
            with self.database.begin() as tx:
                found = self._pinned[kind, text] = plans.pin_definition(tx, kind, text)
        return found

    def workflow(self, tx: Transaction, definition_id: int) -> Workflow:
        """Return the workflow that a task pinned, whatever the files say today."""
        found = self._workflows.get(definition_id)
        if found is None:
            kind, text = plans.read_definition(tx, definition_id)
            found = read_workflow(toml.parse(text, kind), self.definitions.messages)
            self._workflows[definition_id] = found
        return found

    def ladder(self, tx: Transaction, definition_id: int) -> Ladder:
        """Return the ladder that a task pinned."""
        found = self._ladders.get(definition_id)
        if found is None:
            kind, text = plans.read_definition(tx, definition_id)
            found = read_ladder(toml.parse(text, kind), self.definitions.messages)
            self._ladders[definition_id] = found
        return found

    def plan(self, tx: Transaction, plan_id: int) -> Any:  # noqa: ANN401
        """Return the row of a plan whose tasks run; it does not change any more."""
        found = self._plans.get(plan_id)
        if found is None:
            found = self._plans[plan_id] = plans.load_plan_row(tx, plan_id)
        return found

    def _go_by(self, calendar: WorkCalendar, definitions: Definitions) -> None:
        """Read every file, and change only when all of them are right."""
        known = definitions.messages
        read_workflow(toml.parse(*definitions.task), known)
        read_workflow(toml.parse(*definitions.extension), known)
        read_ladder(toml.parse(*definitions.ladder), known)
        changes = {
            "notices": read_notices(toml.parse(*definitions.notices), known),
            "reports": read_reports(toml.parse(*definitions.reports)),
            "calendar": calendar,
            "definitions": definitions,
        }
        for name, value in changes.items():
            object.__setattr__(self, name, value)
