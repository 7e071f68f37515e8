"""Owns a unit's file: where it stands, what would tip it over or save it, what it has to do now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cchc_workflow.domain.decide import offers
from cchc_workflow.domain.machine import Action
from cchc_workflow.domain.people import Actor, Scope, scope_of
from cchc_workflow.domain.standing import Counts, Duty, Rule, answers_for, is_near, percent
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.overview import Line, UnitStanding, read_lines, read_standing
from cchc_workflow.engine.ranking import UnitLine, quarters_of, rank_units
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import people, steering
from cchc_workflow.store import standing as standing_store
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.tasks import TaskFilter

TO_DO = 12
"""Tasks of the list of what is to be done now; the rest is one click away."""

LATE = 8


@dataclass(frozen=True, slots=True)
class ToDo:
    """An open task of the unit, and the first thing that the viewer may do with it, None without any."""

    line: Line
    action: Action | None


@dataclass(frozen=True, slots=True)
class Titled:
    """One of the unit's tasks by its code, title and deadline, as far as the rule knows it."""

    duty: Duty
    title: str


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who headed the unit from a day to a day, or stood in; `late` tasks turned late in these days."""

    name: str
    from_on: date
    to_on: date | None
    stands_in: bool
    late: int


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """A flag that the unit has or had, as its row, and the codes of the tasks late when it was raised."""

    row: Any
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFile:
    """A unit in a plan on one day; `to_do` are its most pressing open tasks, `late` late ones besides."""

    plan: Any
    unit: Any
    on: date
    rule: Rule
    standing: UnitStanding
    to_do: tuple[ToDo, ...]
    tipping: tuple[Titled, ...]
    rescue: tuple[Titled, ...] | None
    late: tuple[Titled, ...]
    tenures: tuple[Tenure, ...]
    flags: tuple[RaisedFlag, ...]

    @property
    def counts(self) -> Counts:
        """Return the unit's counts."""
        return self.standing.standing.counts

    @property
    def percent(self) -> Decimal:
        """Return the share of late tasks."""
        return percent(self.counts.late, self.counts.assigned)

    @property
    def percent_excused(self) -> Decimal:
        """Return the share without the late tasks that have a confirmed objective cause."""
        return percent(self.counts.late - self.counts.excused, self.counts.assigned)

    @property
    def tips_with(self) -> int | None:
        """Return how many more late tasks flag the unit, 0 if it is flagged, None if that can't happen."""
        return self.standing.standing.projection.tips_with

    @property
    def near(self) -> bool:
        """Tell whether the unit is near the line."""
        return is_near(self.counts.late, self.tips_with)

    @property
    def percent_tipped(self) -> Decimal:
        """Return the share of late tasks that so many more would make."""
        return percent(self.counts.late + (self.tips_with or 0), self.counts.assigned)

    @property
    def open(self) -> int:
        """Return how many tasks are not done."""
        return self.counts.open_in_term + self.counts.open_overdue

    @property
    def percent_judged(self) -> Decimal:
        """Return the official share: late ones among those that are done or due (Báo cáo 1270/BC-TCTTTg)."""
        return percent(self.counts.late, self.counts.judged)


def read_unit_file(office: Office, actor: Actor, plan: Any, code: str, now: datetime) -> UnitFile:  # noqa: ANN401
    """Return a unit's file.

    Raises:
        NotFoundError: the actor sees no such unit.
    """
    scope, on = scope_of(actor), office.today(now)
    with office.database.read() as tx:
        unit = people.find_unit(tx, scope.organization_id, code)
        if not scope.sees([unit.id]):
            raise NotFoundError("unit", code)
        found = read_standing(tx, plan, unit, on)
        titles = standing_store.read_titles(tx, plan.id, unit.id)
        duties = {duty.code: duty for duty in standing_store.read_duties(tx, plan.id, unit.id)}
        ahead = found.standing.projection
        to_do = _to_do(tx, office, actor, plan, unit, on)
        shown = {each.line.task.code for each in to_do}
        others = [duty for duty in found.late if duty.code not in shown]
        return UnitFile(
            plan=plan,
            unit=unit,
            on=on,
            rule=rule_of(plan),
            standing=found,
            to_do=to_do,
            tipping=tuple(Titled(duties[code], titles[code].title) for code in ahead.tipping),
            rescue=None
            if ahead.rescue is None
            else tuple(Titled(duties[code], titles[code].title) for code in ahead.rescue),
            late=tuple(Titled(duty, titles[duty.code].title) for duty in others[:LATE]),
            tenures=tenures_of(steering.heads_of_unit(tx, unit.organization_id, unit.id), found.late),
            flags=tuple(
                RaisedFlag(row, tuple(sorted(from_json(row.tasks))))
                for row in steering.flags_of_unit(tx, unit.organization_id, plan.id, unit.id)
            ),
        )


def units_in_sight(
    tx: Transaction,
    scope: Scope,
    plan: Any,  # noqa: ANN401
    on: date,
) -> tuple[UnitLine, ...]:
    """Return the units that a viewer sees as a whole, the greatest share of late tasks first.

    Who helps another unit sees its task, not its standing.
    """
    units = [unit for unit in people.read_units(tx, plan.organization_id) if scope.sees([unit.id])]
    sums = steering.sum_months(tx, scope, plan, on, "unit")
    return rank_units(units, sums, rule_of(plan), quarters_of(plan))


def tenures_of(heads: Iterable[Any], late: Sequence[Duty]) -> tuple[Tenure, ...]:
    """Return the tenures with the late tasks whose deadline was in each.

    A task counts for whoever held the office then, the head and who stood in for them alike.
    """
    return tuple(
        Tenure(
            name=head.name,
            from_on=head.from_on,
            to_on=head.to_on,
            stands_in=head.stands_in_for is not None,
            late=sum(answers_for(duty.due_on, head.from_on, head.to_on) for duty in late),
        )
        for head in heads
    )


def _to_do(
    tx: Transaction,
    office: Office,
    actor: Actor,
    plan: Any,  # noqa: ANN401
    unit: Any,  # noqa: ANN401
    on: date,
) -> tuple[ToDo, ...]:
    wanted = TaskFilter(plan_id=plan.id, unit=unit.code, phases=(Phase.OPEN,), most=TO_DO)
    lines = read_lines(tx, office, scope_of(actor), wanted, on)
    own = any(grant.unit_id == unit.id for grant in actor.grants)
    return tuple(ToDo(line, _first_action(tx, office, actor, line) if own else None) for line in lines)


def _first_action(tx: Transaction, office: Office, actor: Actor, line: Line) -> Action | None:
    workflow = office.workflow(tx, line.task.workflow_id)
    return next((offer.action for offer in offers(workflow, line.task, actor) if offer.allowed), None)
