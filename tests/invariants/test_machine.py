"""Whatever people do and whenever the clock is looked at, the engine keeps to the model's rules."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.domain.standing import Rule, count, is_flagged
from cchc_workflow.domain.task import Evidence
from cchc_workflow.engine.anchoring import anchor_history, verify_history
from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.rows import to_json
from tests.builders import vn
from tests.engine.report.occasions import compose_for, occasion
from tests.engine.small_office import (
    CHIEF,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
)
from tests.invariants.model import ACTIONS, EVERYBODY, ModelTask, Refusal
from tests.invariants.throwaway import throwaway_database

START = vn(15, 4, 9)
END = vn(31, 12, 9)
UNITS = ("VP", "TCCB")
DUES: dict[str, tuple[str, date | None]] = {
    "A1": ("VP", date(2021, 4, 28)),
    "A2": ("VP", date(2021, 5, 2)),
    "A3": ("VP", None),
    "A4": ("VP", None),
    "B1": ("TCCB", date(2021, 5, 14)),
}
SLEEPING = "A4"
ONWARD = {
    "assigned": "start",
    "in_progress": "report",
    "reported": "verify",
    "verified": "reopen",
    "suspended": "resume",
}
"""The straight way through a task's life, and back onto it."""

codes = st.sampled_from(sorted(DUES))
people = st.sampled_from(EVERYBODY)
days = st.integers(-3, 60)


class Engine(RuleBasedStateMachine):
    """Random people do random things to eight tasks at random times."""

    def __init__(self) -> None:
        super().__init__()
        self.held = ExitStack()
        self.now = START
        self.swept = False
        self.asked: dict[str, Extension] = {}
        self.digests: Counter[tuple[str, str]] = Counter()
        self.frozen: dict[date, str] = {}

    @initialize()
    def issue(self) -> None:
        duties = [
            duty(code, lead, due_on, *(["dormant = true"] if code == SLEEPING else []))
            for code, (lead, due_on) in DUES.items()
        ]
        self.desk: SmallOffice = issue_small(
            self.held.enter_context(throwaway_database()), *duties, now=START
        )
        self.tasks = {
            code: ModelTask(code, lead, START, due_on, counted=code != SLEEPING)
            for code, (lead, due_on) in DUES.items()
        }

    @rule(
        step=st.sampled_from([1, 30, 7 * 60, 24 * 60, 24 * 60, 3 * 24 * 60, 15 * 24 * 60]),
        times=st.integers(1, 3),
    )
    def wait(self, step: int, times: int) -> None:
        self.now = min(self.now + timedelta(minutes=step * times), END)
        self.swept = False

    @rule(until=st.sampled_from([(0, 0), (7, 0), (7, 30)]))
    def wait_until(self, until: tuple[int, int]) -> None:
        """Go to the very instant at which something falls due: midnight, the ladder's hour, the digest's."""
        on = self.desk.office.today(self.now)
        then = vn(on.day, on.month, *until)
        self.now = then if then > self.now else min(then + timedelta(days=1), END)
        self.swept = False

    @rule(who=people, name=st.sampled_from(sorted(ACTIONS)), code=codes, complete=st.booleans())
    def act(self, who: str, name: str, code: str, complete: bool) -> None:  # noqa: FBT001  # drawn by name
        given: dict[str, object] = {}
        if complete:
            given = {"note": "Vì thế", "document": "45/QĐ", "evidence": (Evidence(document="12/BC"),)}
        refused = self.tasks[code].act(who, name, self.now, complete=complete)
        self.expect(refused, lambda: self.desk.do(who, name, code, self.now, **given))

    @rule(code=codes)
    def go_on(self, code: str) -> None:
        """Let the right person take the next step on the straight way, so that tasks get somewhere."""
        task = self.tasks[code]
        name = ONWARD.get(task.state)
        if name is not None:
            head = HEAD if task.lead == "VP" else HEAD_TCCB
            who = {"start": head, "report": head, "verify": VERIFIER}.get(name, DIRECTOR)
            self.act(who, name, code, complete=True)

    @rule(code=codes, waits=st.sampled_from([0, 1, 600]), name=st.sampled_from(["", "suspend", "excuse"]))
    def come_before_the_sweep(self, code: str, waits: int, name: str) -> None:
        """Act on a task after it fell due for a look, and before anything looked at it."""
        due_at = self.desk.task(code).next_check_at
        if due_at is None:
            return
        self.now, self.swept = max(self.now, due_at + timedelta(minutes=waits)), False
        if name:
            self.act(DIRECTOR, name, code, complete=True)
        else:
            self.go_on(code)

    @rule(code=codes, later=days)
    def grant(self, code: str, later: int) -> None:
        """Ask for more time and grant it."""
        self.ask(HEAD if self.tasks[code].lead == "VP" else HEAD_TCCB, code, later)
        self.decide(CHIEF, code, "approve")

    @rule(who=people, code=codes, later=days | st.none(), lead=st.sampled_from([None, *UNITS]))
    def amend(self, who: str, code: str, later: int | None, lead: str | None) -> None:
        if later is None and lead is None:
            return
        due_on = None if later is None else self.desk.office.today(self.now) + timedelta(days=later)
        refused = self.tasks[code].amend(who, due_on, lead, self.now)
        over = {"due_on": due_on, "lead": lead, "reason": "Vì thế"}
        self.expect(refused, lambda: self.desk.amend(who, code, self.now, **over))

    @rule(who=people, code=codes, later=days)
    def ask(self, who: str, code: str, later: int) -> None:
        until = (self.tasks[code].due_on or self.desk.office.today(self.now)) + timedelta(days=later)
        refused = self.tasks[code].ask(who, until, self.now)
        answer = self.expect(refused, lambda: self.desk.ask(code, until, self.now, who))
        if isinstance(answer, Extension):
            self.asked[code] = answer

    @rule(who=people, code=codes, name=st.sampled_from(["approve", "reject", "withdraw"]))
    def decide(self, who: str, code: str, name: str) -> None:
        asked = self.asked.get(code)
        if asked is None or self.tasks[code].request is None:
            return
        refused = self.tasks[code].decide(who, name, self.now)
        self.expect(refused, lambda: self.desk.decide(who, asked, name, self.now, note="Vì thế"))

    @rule()
    def sweep(self) -> None:
        for task in self.tasks.values():
            task.sweep(self.now)
        swept = sweep(self.desk.office, self.now)
        assert swept.next_at is None or swept.next_at > self.now
        self.swept = True

    @rule()
    def digest(self) -> None:
        made = digest(self.desk.office, self.now)
        letters = Counter(
            (mail.to, mail.row.key) for mail in self.desk.mails() if mail.row.key.startswith("digest:")
        )
        assert sum(letters.values()) - sum(self.digests.values()) == made
        assert max(letters.values(), default=1) == 1
        self.digests = letters

    @rule()
    def report(self) -> None:
        """What a day's report says, it says for ever; and its parts add up to its whole."""
        on = self.desk.office.today(self.now)
        for day in {on - timedelta(days=1), *list(self.frozen)[:2]}:
            found = to_json(self.compose(ReportKind.YEAR, day))
            assert self.frozen.setdefault(day, found) == found
        week = self.compose(ReportKind.WEEKLY, on)["figures"]
        assert week["totals"]["late"] == len(week["late"]) == sum(unit["late"] for unit in week["units"])
        assert week["totals"]["late"] == sum(self.desk.counts(unit, on).late for unit in UNITS)

    def compose(self, kind: ReportKind, on: date) -> dict[str, Any]:
        return compose_for(self.desk.office, self.desk.plan_id, occasion(kind, on), self.now)

    @rule()
    def anchor(self) -> None:
        anchor_history(self.desk.office, self.now)

    def expect(self, refused: Refusal, work: Callable[[], object]) -> object:
        """Do it; it must be refused just as the model says, or not at all."""
        if refused is None:
            return work()
        with pytest.raises(refused):
            work()
        return None

    @invariant()
    def tasks_are_as_the_model_has_them(self) -> None:
        for code, task in self.tasks.items():
            found = self.desk.task(code)
            assert task.is_like(found), (task, found)
            assert found.lead_unit_id == self.desk.unit_id(task.lead)

    @invariant()
    def history_is_proved(self) -> None:
        assert verify_history(self.desk.office).faults == ()

    @invariant()
    def the_database_counts_as_the_rule_does(self) -> None:
        on = self.desk.office.today(self.now)
        for unit in UNITS:
            counts = count([task.duty() for task in self.tasks.values() if task.lead == unit], on)
            assert self.desk.counts(unit, on) == counts
            if self.swept:
                kept = self.desk.kept(unit)
                assert (kept.late, kept.assigned, kept.excused) == (
                    counts.late,
                    counts.assigned,
                    counts.excused,
                )
                raised = [
                    flag for flag in self.desk.flags() if flag.unit_code == unit and not flag.cleared_at
                ]
                assert len(raised) == is_flagged(counts.late, counts.assigned, Rule(30, ""))

    @invariant()
    def every_step_is_noted_once(self) -> None:
        codes_by_id = {self.desk.task(code).id: code for code in self.tasks}
        noted: Counter[tuple[str, str, int, str]] = Counter()
        for mail in self.desk.mails():
            if mail.row.step is not None:
                version = mail.facts["due_version"]
                noted[codes_by_id[mail.row.task_id], mail.row.step, version, mail.to] += 1
        assert max(noted.values(), default=1) == 1
        expected = {(code, *step) for code, task in self.tasks.items() for step in task.steps}
        assert {(code, step, version) for code, step, version, _ in noted} == expected

    @invariant()
    def nothing_is_bundled_into_nothing(self) -> None:
        mails = self.desk.mails()
        letters = {mail.row.id: mail.to for mail in mails}
        for mail in mails:
            if mail.state == "bundled":
                assert letters[mail.row.bundle_id] == mail.to

    def teardown(self) -> None:
        self.held.close()


Engine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[phase for phase in Phase if phase is not Phase.shrink],  # which takes minutes
)
test_engine_keeps_to_the_model = Engine.TestCase
