"""Owns a second, plain telling of a task's rules, for the machine to hold the engine against."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.ladder import schedule
from cchc_workflow.domain.standing import Duty
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.errors import (
    CchcError,
    ConflictError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
    WrongStateError,
)
from tests.builders import make_calendar, shipped_ladder
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
)

LAST_ON = date(2021, 12, 31)
UNIT_PEOPLE = {HEAD: "VP", OFFICER: "VP", HEAD_TCCB: "TCCB"}
EVERYBODY = (HEAD, OFFICER, HEAD_TCCB, VERIFIER, COORDINATOR, CHIEF, DEPUTY, DIRECTOR)
UNIT = frozenset(UNIT_PEOPLE)
VERIFIERS = frozenset({COORDINATOR, VERIFIER})
DECIDERS = frozenset({CHIEF, DIRECTOR})

PHASES = {
    "assigned": Phase.OPEN,
    "in_progress": Phase.OPEN,
    "reported": Phase.REPORTED,
    "verified": Phase.DONE,
    "suspended": Phase.PAUSED,
    "cancelled": Phase.VOID,
}
OPEN = frozenset({"assigned", "in_progress"})

ACTIONS = {
    "start": ({"assigned"}, "in_progress", UNIT),
    "report": ({"in_progress"}, "reported", UNIT),
    "verify": ({"reported"}, "verified", VERIFIERS),
    "return": ({"reported"}, "in_progress", VERIFIERS),
    "suspend": (OPEN, "suspended", DECIDERS | {DEPUTY}),
    "resume": ({"suspended"}, "in_progress", DECIDERS | {DEPUTY}),
    "cancel": (OPEN | {"reported", "suspended"}, "cancelled", DECIDERS),
    "reopen": ({"verified"}, "in_progress", DECIDERS),
    "excuse": (OPEN | {"reported", "verified"}, None, DECIDERS),
}
ASKS_NOTHING = frozenset({"start", "verify", "resume"})

Refusal = type[CchcError] | None


@dataclass
class ModelRequest:
    """A request for more time that waits for its decision."""

    until: date
    by: str
    due_version: int


@dataclass
class ModelTask:
    """What a task must be; `since` is when its present ladder began to run, None while it does not."""

    code: str
    lead: str
    since: datetime | None
    due_on: date | None = None
    counted: bool = True
    state: str = "assigned"
    version: int = 1
    due_version: int = 1
    reported_on: date | None = None
    excused: bool = False
    suspended_on: date | None = None
    request: ModelRequest | None = None
    left_on: date | None = None
    due_set_at: datetime | None = None
    steps: set[tuple[str, int]] = field(default_factory=set)
    calendar: WorkCalendar = field(default_factory=make_calendar)

    def sees(self, who: str) -> bool:
        return UNIT_PEOPLE.get(who, self.lead) == self.lead

    def duty(self) -> Duty:
        return Duty(self.code, PHASES[self.state], self.due_on, self.reported_on, self.excused, self.counted)

    def is_like(self, task: Task) -> bool:
        """Tell whether the engine's task is the same."""
        here = (self.state, self.version, self.due_on, self.due_version, self.reported_on, self.excused)
        there = (task.state, task.version, task.due_on, task.due_version, task.reported_on, task.excused)
        return here == there and (self.counted, self.suspended_on) == (task.counted, task.suspended_on)

    def sweep(self, now: datetime) -> None:
        """Take every rung that has passed since the ladder began to run."""
        if self.since is None or self.due_on is None:
            return
        for at, step in schedule(shipped_ladder(), self.due_on, self.calendar):
            if self.since < at <= now:
                self.steps.add((step.name, self.due_version))

    def act(self, who: str, name: str, now: datetime, *, complete: bool) -> Refusal:
        """Do what the action does; return the class of the refusal where it is refused."""
        sources, to, people = ACTIONS[name]
        if not self.sees(who):
            return NotFoundError
        if self.state not in sources:
            return WrongStateError
        if who not in people:
            return WrongRoleError
        if not complete and name not in ASKS_NOTHING:
            return IncompleteError
        today, before = self.calendar.today(now), self.due_version
        if name == "report":
            self.reported_on = today
        elif name in {"return", "reopen"}:
            self.reported_on = None
        elif name == "suspend":
            self.suspended_on = today
        elif name == "resume":
            self._restart(today)
        elif name == "excuse":
            self.excused = True
        self._step(to or self.state, now, restarts=self.due_version != before)
        return None

    def amend(self, who: str, due_on: date | None, lead: str | None, now: datetime) -> Refusal:
        """Change the deadline, the lead or both, with a reason given."""
        if not self.sees(who):
            return NotFoundError
        if PHASES[self.state] not in {Phase.OPEN, Phase.PAUSED}:
            return WrongStateError
        may = DECIDERS if due_on is not None and self.due_on is not None else DECIDERS | {COORDINATOR}
        if who not in may:
            return WrongRoleError
        today = self.calendar.today(now)
        if due_on is not None and not today <= due_on <= LAST_ON:
            return IncompleteError
        moves = due_on is not None and due_on != self.due_on
        if not moves and lead in {None, self.lead}:
            return IncompleteError
        if moves:
            self.due_on, self.counted, self.due_version = due_on, True, self.due_version + 1
            if self.state == "suspended":
                self.suspended_on = today
        self.lead = lead or self.lead
        self._step(self.state, now, restarts=moves)
        return None

    def ask(self, who: str, until: date, now: datetime) -> Refusal:
        """Ask for more time, with a reason given."""
        if not self.sees(who):
            return NotFoundError
        if self.state not in OPEN:
            return WrongStateError
        if self.request is not None:
            return ConflictError
        if who not in UNIT:
            return WrongRoleError
        today = self.calendar.today(now)
        if self.due_on is None or until <= self.due_on or not today <= until <= LAST_ON:
            return IncompleteError
        self.request = ModelRequest(until, who, self.due_version)
        self._step(self.state, now)
        return None

    def decide(self, who: str, name: str, now: datetime) -> Refusal:
        """Decide on the request that waits, with a reason given."""
        asked = self.request
        if asked is None or not self.sees(who):
            return NotFoundError
        if who not in (UNIT if name == "withdraw" else DECIDERS):
            return WrongRoleError
        if name == "withdraw" and who != asked.by:
            return WrongRoleError
        if name == "approve":
            refused = self._refuse_grant(asked, now)
            if refused is not None:
                return refused
            self.due_on, self.due_version = asked.until, self.due_version + 1
        self.request = None
        self._step(self.state, now, restarts=name == "approve")
        return None

    def _refuse_grant(self, asked: ModelRequest, now: datetime) -> Refusal:
        if self.due_on is not None and asked.until <= self.due_on:
            return IncompleteError
        if self.state not in OPEN:
            return WrongStateError
        if asked.due_version != self.due_version:
            return ConflictError
        return IncompleteError if asked.until < self.calendar.today(now) else None

    def _restart(self, today: date) -> None:
        """The working days that were left when the clock stopped are left again."""
        stopped, self.suspended_on = self.suspended_on, None
        if stopped is None or self.due_on is None or self.due_on < stopped:
            return
        due_on = max(self.calendar.shift(self.due_on, self.calendar.distance(stopped, today)), today)
        if due_on != self.due_on:
            self.due_on, self.due_version = due_on, self.due_version + 1

    def _step(self, state: str, now: datetime, *, restarts: bool = False) -> None:
        was_open, self.state, self.version = self.state in OPEN, state, self.version + 1
        if restarts:
            self.due_set_at = now
        if (was_open and state not in OPEN) or (self.suspended_on is not None and restarts):
            self.left_on = self.calendar.today(now)
        if state not in OPEN:
            self.due_set_at, self.since = self.due_set_at or self.since, None
        elif restarts:
            self.since = now
        elif not was_open and self.left_on is not None:
            left_at = self.calendar.instant(self.left_on, time.min)
            self.since = max(left_at, self.due_set_at) if self.due_set_at is not None else left_at
