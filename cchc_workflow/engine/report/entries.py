"""Owns a plan's tasks as of a day: those that changed later are put back by replaying their events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from cchc_workflow.domain.reporting import Occasion, Window
from cchc_workflow.domain.standing import Duty
from cchc_workflow.domain.target import Target
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import Timeliness, is_late, last_soon_day, timeliness_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.replay import replay
from cchc_workflow.engine.steering import last_due
from cchc_workflow.store import ledger as store
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.events import to_event
from cchc_workflow.store.tasks import target_from_json

Told = Callable[[int, int], None]
"""Told how far the reading is: (tasks read, of how many)."""


class Happened(Protocol):
    """What has its instant: an event, or the row of one."""

    @property
    def at(self) -> datetime:
        """Return when it happened."""
        ...


_Any = TypeVar("_Any", bound=Happened)

_DORMANT: Mapping[str, object] = {"due_on": None, "original_due_on": None}
"""What no event says of a task that got its deadline only later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One task as of the day: `duty` is what the rule needs of it, `late` what the rule says of it.

    `duty_code` is the plan's duty that it unfolded from, `escalated` tells that it climbed its whole ladder.
    """

    id: int
    duty: Duty
    duty_code: str
    title: str
    clause: str
    area_id: int | None
    unit_id: int
    workflow_id: int
    state: str
    original_due_on: date | None
    due_version: int
    reported_at: datetime | None
    value: str
    target: Target | None
    deliverable: str
    deadline_text: str
    progress: Timeliness
    escalated: bool
    late: bool
    in_period: bool

    @property
    def is_open(self) -> bool:
        """Tell whether somebody in the unit has to do something now."""
        return self.duty.counted and self.duty.phase is Phase.OPEN


def by_deadline(entry: Entry) -> tuple[bool, date, str]:
    """Return what a list of tasks is sorted by: the deadline, none last, then the code."""
    due_on = entry.duty.due_on
    return due_on is None, due_on or date.max, entry.duty.code


def is_of_period(duty: Duty, window: Window) -> bool:
    """Tell whether a task is of the period: due in it, reported in it, or overdue from before it."""
    if not duty.counted:
        return False
    if window.holds(duty.due_on):
        return True
    if duty.phase in {Phase.REPORTED, Phase.DONE}:
        return window.holds(duty.reported_on)
    return duty.phase is Phase.OPEN and duty.due_on is not None and duty.due_on < window.from_on


def known_by(events: Sequence[_Any], until: datetime) -> Sequence[_Any]:
    """Return the events up to the last that happened by an instant.

    A clock that was set back a little may have put one that is older behind one that is younger: they stay
    together, as they do where nothing was done since.
    """
    return events[: max((place for place, event in enumerate(events, 1) if event.at <= until), default=0)]


def read_entries(
    tx: Transaction,
    office: Office,
    plan: Any,  # noqa: ANN401
    occasion: Occasion,
    until: datetime,
    told: Told | None = None,
) -> tuple[Entry, ...]:
    """Return every task that was assigned by an instant, as it was then, by deadline and code."""
    reader = _Reader(tx, office, occasion, until)
    count, found = store.count_tasks(tx, plan.id), []
    done = 0
    for rows in store.read_tasks(tx, plan.id):
        keys = range(rows[0].id, rows[-1].id + 1)
        changed = dict(store.read_changed(tx, plan.id, keys, until))
        found += [entry for row in rows if (entry := reader.entry(row, changed.get(row.id))) is not None]
        done += len(rows)
        if told is not None:
            told(done, count)
    return tuple(sorted(found, key=by_deadline))


class _Reader:
    """Makes entries of rows; the texts, days and targets that many tasks share are kept once."""

    def __init__(self, tx: Transaction, office: Office, occasion: Occasion, until: datetime) -> None:
        self._tx = tx
        self._office = office
        self._occasion = occasion
        self._until = until
        self._shared: dict[Any, Any] = {}
        self._targets: dict[str | None, Target | None] = {None: None}
        self._days: dict[int, tuple[date, date]] = {}

    def entry(self, row: Any, history: Sequence[Any] | None) -> Entry | None:  # noqa: ANN401
        """Return a task as its row says, or as its history had made it by then: None if it had none yet."""
        if history is None:
            return self._make(row, {})
        known = [to_event(event) for event in known_by(history, self._until)]
        if not known:
            return None
        workflow = self._office.workflow(self._tx, row.workflow_id)
        was = {**_DORMANT, **replay(known, workflow, self._office.today), "state": known[-1].to_state}
        return self._make(row, was)

    def _make(self, row: Any, was: Mapping[str, Any]) -> Entry:  # noqa: ANN401
        share = self._shared.setdefault

        def get(name: str) -> Any:  # noqa: ANN401
            value = was[name] if name in was else getattr(row, name)
            return share(value, value)

        phase, due_on, reported_on = Phase(get("phase")), get("due_on"), get("reported_on")
        duty = Duty(row.code, phase, due_on, reported_on, bool(get("excused")), bool(get("counted")))
        on, (soon_until, director_until) = self._occasion.as_of, self._days_of(row.ladder_id)
        late = duty.counted and is_late(phase, due_on, reported_on, on)
        return Entry(
            id=row.id,
            duty=duty,
            duty_code=get("duty"),
            title=get("title"),
            clause=get("clause"),
            area_id=row.area_id,
            unit_id=get("lead_unit_id"),
            workflow_id=row.workflow_id,
            state=get("state"),
            original_due_on=get("original_due_on"),
            due_version=get("due_version"),
            reported_at=get("reported_at"),
            value=get("value") or "",
            target=self._target(row.target),
            deliverable=get("deliverable"),
            deadline_text=get("deadline_text") or "",
            progress=timeliness_of(phase, due_on, reported_on, on, soon_until),
            escalated=late and phase is Phase.OPEN and due_on <= director_until,
            late=late,
            in_period=is_of_period(duty, self._occasion.window),
        )

    def _target(self, text: str | None) -> Target | None:
        if text not in self._targets:
            self._targets[text] = target_from_json(text)
        return self._targets[text]

    def _days_of(self, ladder_id: int) -> tuple[date, date]:
        """Return a ladder's last day that is soon, and the last deadline that has climbed it whole."""
        found = self._days.get(ladder_id)
        if found is None:
            ladder, calendar = self._office.ladder(self._tx, ladder_id), self._office.calendar
            on, last = self._occasion.as_of, ladder.steps[-1].offset
            found = last_soon_day(on, calendar, ladder.soon), last_due(calendar, on, max(last, 1))
            self._days[ladder_id] = found
        return found
