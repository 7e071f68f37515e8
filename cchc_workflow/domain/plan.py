"""Owns a plan as its folder says it, and how it unfolds into running tasks: for_each, repeat, target."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cchc_workflow.domain.periods import Period, PeriodKind, periods
from cchc_workflow.domain.standing import Rule
from cchc_workflow.domain.target import Measure, Target


class SetBy(StrEnum):
    """Whose deadline it is: the document's own words, or the coordinator's choice where it has none."""

    DOCUMENT = "document"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the organization; `for_each` may name its `groups`; `assumed` marks an editable guess."""

    code: str
    name: str
    kind: str
    groups: frozenset[str]
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """An address and a title (never an invented name) with the offices held: (role, unit code or None)."""

    address: str
    name: str
    offices: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """One of the plan's areas: the points to reach and the previous year's result where the plan gives it."""

    code: str
    title: str
    clause: str
    points: Decimal
    previous_points: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty of the plan as the document has it, before it unfolds.

    Exactly one of `lead` and `for_each` is given. `dues` are the dates: one for all, one a period when
    it repeats, none when it is dormant or nobody has set one. `part_of` names the duty that is the same
    job, standing twice in the document: this one then only adds its lead as a supporting unit.
    """

    code: str
    area: str | None
    clause: str
    title: str
    text: str
    deliverable: str
    lead: str | None = None
    for_each: str | None = None
    supports: tuple[str, ...] = ()
    deadline_text: str | None = None
    dues: tuple[date, ...] = ()
    set_by: SetBy = SetBy.COORDINATOR
    repeat: PeriodKind | None = None
    dormant: bool = False
    target: Target | None = None
    target_of: str | None = None
    part_of: str | None = None
    lead_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole plan. `goal` is the index to reach; the survey's points are what the areas leave of 100."""

    code: str
    title: str
    number: str
    organization: str
    organization_name: str
    parent_name: str
    year: int
    first_on: date
    last_on: date
    signed_on: date | None
    legal_basis: tuple[str, ...]
    goal: Decimal
    survey_points: Decimal
    rule: Rule
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    areas: tuple[Area, ...]
    duties: tuple[Duty, ...]

    def members(self, group: str) -> tuple[Unit, ...]:
        """Return the units of a group, in the order of the file; "units" means every unit."""
        return tuple(unit for unit in self.units if group == EVERY_UNIT or group in unit.groups)


EVERY_UNIT = "units"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One running task to be, unfolded from a duty: `code` is what people type and read."""

    code: str
    duty: Duty
    lead: str
    supports: tuple[str, ...]
    title: str
    due_on: date | None
    target: Target | None
    period: str | None

    @property
    def counted(self) -> bool:
        """Tell whether the task stands in the denominators; a dormant one waits for its trigger."""
        return not self.duty.dormant


def unfold(plan: Plan) -> tuple[Draft, ...]:
    """Return every running task of the plan: each duty for each of its units and each of its periods."""
    helpers = _supporting_leads(plan.duties)
    return tuple(
        draft
        for duty in plan.duties
        if duty.part_of is None
        for draft in _unfold_duty(plan, duty, helpers.get(duty.code, ()))
    )


def duty_periods(plan: Plan, duty: Duty) -> tuple[Period | None, ...]:
    """Return the periods in which a duty falls due within the plan; one None for a duty done once."""
    if duty.repeat is None:
        return (None,)
    return tuple(periods(duty.repeat, plan.year, plan.first_on, plan.last_on))


def period_code(period: Period) -> str:
    """Return a period as task codes show it: Q2, H1, 04, 2021."""
    return period.label.removeprefix(f"{period.year}-").upper()


def _unfold_duty(plan: Plan, duty: Duty, helpers: tuple[str, ...]) -> Iterator[Draft]:
    target = _resolve_target(plan, duty)
    for lead in _leads(plan, duty):
        for number, period in enumerate(duty_periods(plan, duty)):
            parts = [duty.code]
            if duty.for_each:
                parts.append(lead)
            if period is not None:
                parts.append(period_code(period))
            yield Draft(
                code="/".join(parts),
                duty=duty,
                lead=lead,
                supports=tuple(code for code in dict.fromkeys((*duty.supports, *helpers)) if code != lead),
                title=duty.title,
                due_on=_due_on(duty, number, period),
                target=target,
                period=period_code(period) if period else None,
            )


def _leads(plan: Plan, duty: Duty) -> tuple[str, ...]:
    if duty.for_each:
        return tuple(unit.code for unit in plan.members(duty.for_each))
    return (duty.lead,) if duty.lead else ()


def _due_on(duty: Duty, number: int, period: Period | None) -> date | None:
    if duty.dormant:
        return None
    if not duty.dues:
        return period.last_on if period else None
    return duty.dues[number] if period else duty.dues[0]


def _resolve_target(plan: Plan, duty: Duty) -> Target | None:
    if duty.target is None or duty.target.measure is not Measure.SHARE or duty.target_of is None:
        return duty.target
    return replace(duty.target, total=len(plan.members(duty.target_of)))


def _supporting_leads(duties: Iterable[Duty]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for duty in duties:
        if duty.part_of and duty.lead:
            found[duty.part_of] = (*found.get(duty.part_of, ()), duty.lead)
    return found
