"""Owns reading a plan's folder into a checked plan; docs/plan-format.md is its reference."""

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.due import read_due
from cchc_workflow.definitions.people import read_people, read_units
from cchc_workflow.definitions.scoring import FILE as SCORING
from cchc_workflow.definitions.scoring import Outline, read_area, read_scoring
from cchc_workflow.domain.deadlines.milestones import DeadlineContext
from cchc_workflow.domain.deadlines.terms import WorkDays
from cchc_workflow.domain.plan import EVERY_UNIT, Area, Duty, Person, Plan, Unit, duty_periods, unfold
from cchc_workflow.domain.standing import Rule
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.errors import DefinitionError

PARTS = ("plan.toml", "units.toml", "people.toml")
OPTIONAL = (SCORING,)
"""Parts that a plan may do without."""
TASKS = "tasks/"


def read_folder(folder: Path) -> dict[str, str]:
    """Return a plan folder's files as texts by their relative names.

    Raises:
        DefinitionError: a file is missing or can't be read.
    """
    optional = [folder / name for name in OPTIONAL if (folder / name).exists()]
    paths = [folder / name for name in PARTS] + optional + sorted((folder / TASKS).glob("*.toml"))
    return {path.relative_to(folder).as_posix(): _read_text(path) for path in paths}


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise DefinitionError(str(path), "", f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(str(path), "", "not UTF-8") from error


def read_roll(files: Mapping[str, str]) -> bool:
    """Tell whether a plan lets its terms end on the next working day where they end on a day off.

    Raises:
        DefinitionError: plan.toml is wrong.
    """
    return toml.parse(files["plan.toml"], "plan.toml").table("plan").boolean("roll", default=True)


def parse_plan(files: Mapping[str, str], work_days: WorkDays, folder: str = "") -> Plan:
    """Return the plan that a folder's files define: plan.toml, units.toml, people.toml, tasks/*.toml.

    A scoring.toml is checked against it; without one the index goes by the areas alone.
    `work_days` count the terms that the document sets in working days; `folder` is only named in errors.

    Raises:
        DefinitionError: with the file, the key and the reason: an unknown unit or group, a code used
            twice, a deadline outside the plan, a `part_of` that leads nowhere, …
    """
    tables = {name: toml.parse(text, f"{folder}/{name}" if folder else name) for name, text in files.items()}
    head = tables["plan.toml"]
    units = read_units(tables["units.toml"])
    areas = tuple(read_area(table) for table in head.tables("area"))
    read = partial(
        _read_duty,
        context=_read_context(head.table("plan"), work_days),
        units=[unit.code for unit in units],
        groups={EVERY_UNIT, *(group for unit in units for group in unit.groups)},
    )
    sources = [
        source
        for name, table in sorted(tables.items())
        if name.startswith(TASKS)
        for source in _read_duties(table, [area.code for area in areas], read)
    ]
    if not sources:
        raise DefinitionError(f"{folder}/{TASKS}" if folder else TASKS, "task", "missing")
    people = read_people(tables["people.toml"], units)
    plan = _read_head(head, units, people, areas, tuple(duty for _, duty in sources))
    head.finish()
    _check_plan(plan, head)
    seen: dict[str, Duty] = {}
    for table, duty in sources:
        _check_duty(plan, duty, table, seen)
    _check_parts(sources, seen)
    _check_codes(plan, head)
    read_scoring(tables.get(SCORING), _outline(plan))
    return plan


def _read_head(
    head: toml.Table,
    units: tuple[Unit, ...],
    people: tuple[Person, ...],
    areas: tuple[Area, ...],
    duties: tuple[Duty, ...],
) -> Plan:
    plan, rule = head.table("plan"), head.table("rule")
    return Plan(
        code=plan.text("code"),
        title=plan.text("title"),
        number=plan.text("number"),
        organization=plan.text("organization"),
        organization_name=plan.text("organization_name"),
        parent_name=plan.text("parent_name"),
        year=plan.integer("year"),
        first_on=plan.date("first_on"),
        last_on=plan.date("last_on"),
        signed_on=plan.date("signed_on", None),
        legal_basis=plan.texts("legal_basis", ()),
        goal=plan.decimal("goal"),
        survey_points=plan.decimal("survey_points", Decimal(0)),
        rule=Rule(rule.integer("threshold"), rule.text("clause"), rule.text("text")),
        units=units,
        people=people,
        areas=areas,
        duties=duties,
    )


def _read_context(plan: toml.Table, work_days: WorkDays) -> DeadlineContext:
    """Return how the document's own words on deadlines are to be read."""
    before_means = plan.choice("before_means", ("on", "before"), "before")
    return DeadlineContext(
        year=plan.integer("year"),
        work_days=work_days,
        signed_on=plan.date("signed_on", None),
        before_means="on" if before_means == "on" else "before",
        roll=plan.boolean("roll", default=True),
    )


def _read_duties(
    file: toml.Table, areas: Collection[str], read: Callable[[toml.Table, str | None], Duty]
) -> Iterator[tuple[toml.Table, Duty]]:
    area = file.choice("area", areas, None)
    for table in file.tables("task"):
        yield table, read(table, area)
    file.finish()


def _read_duty(
    table: toml.Table,
    area: str | None,
    *,
    context: DeadlineContext,
    units: Collection[str],
    groups: Collection[str],
) -> Duty:
    target, target_of = _read_target(table.table("target"), groups) if "target" in table else (None, None)
    part_of = table.text("part_of", None)
    due = read_due(table, context)
    return Duty(
        code=table.text("code"),
        area=area,
        clause=table.text("clause"),
        title=table.text("title"),
        text=table.text("text"),
        deliverable=table.text("deliverable"),
        lead=table.choice("lead", units, None),
        for_each=table.choice("for_each", groups, None),
        supports=table.choices("supports", units, ()),
        deadline_text=due.text,
        dues=due.dues,
        set_by=due.set_by,
        repeat=due.repeat,
        dormant=due.dormant,
        target=target,
        target_of=target_of,
        part_of=part_of,
        lead_assumed=table.boolean("lead_assumed", default=False),
    )


def _read_target(table: toml.Table, groups: Collection[str]) -> tuple[Target, str | None]:
    """Return a target and the group that it is a share of; a key that its measure lacks is refused."""
    measure = Measure(table.choice("measure", list(Measure)))
    label = table.text("label")
    if measure is Measure.NAMED:
        return Target(measure, names=_read_names(table), label=label), None
    at_least = table.decimal("at_least", Decimal(100))
    if not 0 < at_least <= 100:  # noqa: PLR2004 - the definition of a percentage
        raise table.fail("at_least", "must be a percentage above 0, at most 100")
    if measure is not Measure.SHARE:
        return Target(measure, at_least, label=label), None
    total, of = table.integer("total", None), table.choice("of", groups, None)
    if (total is None) == (of is None):
        raise table.fail("of", "a share needs exactly one of 'of' (a group of units) and 'total'")
    if total is not None and total < 1:
        raise table.fail("total", "must be at least 1")
    return Target(measure, at_least, total or 0, label=label), of


def _read_names(table: toml.Table) -> tuple[str, ...]:
    names = table.texts("names")
    if not names:
        raise table.fail("names", "missing")
    for number, name in enumerate(names):
        if ";" in name:
            raise table.fail("names", f"'{name}' has a ';', which parts the names of a report")
        if name in names[:number]:
            raise table.fail("names", f"'{name}' is used twice")
    return names


def _check_plan(plan: Plan, head: toml.Table) -> None:
    table = head.table("plan")
    if not plan.first_on <= plan.last_on:
        raise table.fail("last_on", "lies before first_on")
    if not plan.first_on.year <= plan.year <= plan.last_on.year:
        raise table.fail("year", "lies outside the plan's period")
    if not 0 < plan.goal <= 100:  # noqa: PLR2004 - the index has 100 points
        raise table.fail("goal", "must be above 0, at most 100")
    if not 1 <= plan.rule.threshold <= 100:  # noqa: PLR2004 - the definition of a percentage
        raise head.table("rule").fail("threshold", "must be a percentage from 1 to 100")
    points = sum((area.points for area in plan.areas), plan.survey_points)
    if points != 100:  # noqa: PLR2004 - the index has 100 points
        raise table.fail("survey_points", f"the areas and the survey give {points} points instead of 100")
    codes = [area.code for area in plan.areas]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise head.fail(f"area[{number + 1}].code", f"'{code}' is used twice")


def _check_duty(plan: Plan, duty: Duty, table: toml.Table, seen: dict[str, Duty]) -> None:
    if duty.code in seen:
        raise table.fail("code", f"'{duty.code}' is used twice")
    seen[duty.code] = duty
    if (duty.lead is None) == (duty.for_each is None):
        raise table.fail("lead", "exactly one of 'lead' and 'for_each' must be given")
    if duty.dormant and (duty.dues or duty.repeat):
        raise table.fail("dormant", "a dormant duty has neither due_on nor repeat")
    if duty.target is not None and duty.target.measure is Measure.UNITS and duty.for_each is None:
        raise table.fail("target.measure", "'units' counts the units of a duty with 'for_each'")
    periods = duty_periods(plan, duty)
    if not periods:
        raise table.fail("repeat", "no such period ends within the plan")
    if duty.dues and len(duty.dues) != len(periods):
        raise table.fail("due_on", f"{len(periods)} needed, one a period, not {len(duty.dues)}")
    if list(duty.dues) != sorted(duty.dues):
        raise table.fail("due_on", "must be in the order of the periods")
    for due_on in duty.dues:
        if not plan.first_on <= due_on <= plan.last_on:
            raise table.fail("due_on", f"{due_on} lies outside the plan ({plan.first_on} to {plan.last_on})")


def _check_parts(sources: list[tuple[toml.Table, Duty]], seen: dict[str, Duty]) -> None:
    for table, duty in sources:
        if duty.part_of is None:
            continue
        whole = seen.get(duty.part_of)
        if whole is None:
            raise table.fail("part_of", toml.unknown("task", duty.part_of, seen))
        if whole.part_of is not None:
            raise table.fail("part_of", "must name a task that is not itself part of another")
        if duty.lead is None or duty.dues or duty.repeat or duty.dormant or duty.target:
            raise table.fail("part_of", "a part has a lead of its own, but neither date, repeat nor target")


def _outline(plan: Plan) -> Outline:
    """Return what the scoring tree is checked against."""
    return Outline(
        year=plan.year,
        areas=plan.areas,
        duties={duty.code: duty.area for duty in plan.duties if duty.part_of is None},
        survey_points=plan.survey_points,
    )


def _check_codes(plan: Plan, head: toml.Table) -> None:
    """Two duties can unfold to one code ("A1" for each unit, and a duty named "A1/VP")."""
    codes: set[str] = set()
    for draft in unfold(plan):
        if draft.code in codes:
            raise DefinitionError(head.path, draft.code, "two tasks unfold to this code")
        codes.add(draft.code)
