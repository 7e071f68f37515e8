"""Owns `cchc unit`: the units, and where each stands against the line."""

# Help must not wait for the libraries of the database.

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import Column, print_facts, print_heading, print_listing, print_table
from cchc_workflow.words import label, say, say_date, say_percent

if TYPE_CHECKING:
    from cchc_workflow.engine.overview import UnitStanding

app = make_group()

_UNITS = (Column("code"), Column("name", room="fold"), Column("kind"), Column("head"))
_STANDINGS = (
    Column("unit"),
    Column("name", room="fold"),
    Column("assigned", "right"),
    Column("late", "right"),
    Column("percent", "right"),
    Column("line"),
    Column("ahead", room="fold"),
)


@app.command("list", cls=Command)
def list_(ctx: typer.Context, as_json: values.Json = False) -> None:
    """List the units with their heads."""
    from cchc_workflow.domain.people import Role
    from cchc_workflow.store.people import read_directory, read_people, read_units
    from cchc_workflow.store.rows import from_json

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        organization = desk.organization(tx)
        units = read_units(tx, organization.id)
        people = {person.id: person for person in read_people(tx, organization.id)}
        directory = read_directory(tx, organization.id, office.today(desk.clock()))
    rows = [
        {
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "groups": from_json(unit.groups),
            "assumed": bool(unit.assumed),
            "heads": [people[key].address for key in directory.holders(Role.UNIT_HEAD, unit.id)],
        }
        for unit in units
    ]
    print_listing(rows, _UNITS, as_json=as_json, empty="empty.units", texts=_unit_texts)


@app.command("standing", cls=Command)
def standing(
    ctx: typer.Context,
    code: Annotated[str | None, typer.Argument()] = None,
    plan: values.Plan = None,
    on: values.On = None,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """Show where units stand against the line; with a code, all about one."""
    from cchc_workflow.engine.overview import read_standing
    from cchc_workflow.errors import NotFoundError
    from cchc_workflow.store.people import read_units

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        scope = desk.scope(tx, as_)
        row = desk.plan(tx, plan)
        day = on or office.today(desk.clock())
        units = [unit for unit in read_units(tx, scope.organization_id) if scope.sees([unit.id])]
        wanted = [unit for unit in units if code in {None, unit.code}]
        if not wanted:
            raise NotFoundError("unit", code or "")
        found = [read_standing(tx, row, unit, day) for unit in wanted]
    facts = [_standing_facts(each, row.threshold, day) for each in found]
    if code is not None and not as_json:
        _print_one(facts[0], row)
        return
    facts = [each for each in facts if each["assigned"] or code]
    facts.sort(key=lambda each: (-(each["late"] / each["assigned"]) if each["assigned"] else 0, each["unit"]))
    print_listing(facts, _STANDINGS, as_json=as_json, empty="empty.units", texts=_standing_texts)


def _unit_texts(unit: Mapping[str, Any]) -> dict[str, str]:
    return {
        "code": unit["code"],
        "name": unit["name"] + (f" ({say('unit.assumed')})" if unit["assumed"] else ""),
        "kind": label("unit_kind", unit["kind"]),
        "head": ", ".join(unit["heads"]) or say("unit.no_head"),
    }


def _standing_facts(found: "UnitStanding", threshold: int, on: date) -> dict[str, Any]:
    from cchc_workflow.domain.standing import percent

    counts, ahead = found.standing.counts, found.standing.projection
    return {
        "unit": found.unit.code,
        "name": found.unit.name,
        "on": on,
        "assigned": counts.assigned,
        "late": counts.late,
        "percent": percent(counts.late, counts.assigned),
        "threshold": threshold,
        "flagged": found.standing.flagged,
        "flagged_at": found.flag.raised_at if found.flag is not None else None,
        "excused": counts.excused,
        "percent_excused": percent(counts.late - counts.excused, counts.assigned),
        "flagged_excused": found.standing.flagged_excused,
        "done_on_time": counts.done_on_time,
        "done_late": counts.done_late,
        "open_in_term": counts.open_in_term,
        "open_overdue": counts.open_overdue,
        "cancelled": counts.cancelled,
        "judged": counts.judged,
        "tips_with": ahead.tips_with,
        "tips_on": ahead.tips_on,
        "tips_at_percent": percent(counts.late + (ahead.tips_with or 0), counts.assigned),
        "tipping": list(ahead.tipping),
        "rescue": list(ahead.rescue) if ahead.rescue is not None else None,
        "late_tasks": [duty.code for duty in found.late],
    }


def _standing_texts(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "unit": facts["unit"],
        "name": facts["name"],
        "assigned": str(facts["assigned"]),
        "late": str(facts["late"]),
        "percent": say_percent(facts["percent"]),
        "line": say("line.flagged" if facts["flagged"] else "line.below", threshold=facts["threshold"]),
        "ahead": _ahead(facts, "_count"),
    }


def _ahead(facts: Mapping[str, Any], brief: str = "") -> str:
    """What would tip the unit over, or bring it back, in one sentence; "_count" leaves the tasks unnamed."""
    if facts["flagged"]:
        rescue = facts["rescue"]
        if not rescue:
            return say("ahead.no_rescue")
        return say(f"ahead.rescue{brief}", count=len(rescue), tasks=rescue)
    if facts["tips_with"] is None:
        return say("ahead.safe")
    return say(
        f"ahead.tips{brief}",
        count=facts["tips_with"],
        percent=say_percent(facts["tips_at_percent"]),
        on=say_date(facts["tips_on"] - timedelta(days=1)) if facts["tips_on"] else "",
    )


def _print_one(facts: Mapping[str, Any], plan: Any) -> None:  # noqa: ANN401 - a row
    typer.secho(facts["name"], bold=True)
    arithmetic = say(
        "line.arithmetic",
        late=facts["late"],
        assigned=facts["assigned"],
        percent=say_percent(facts["percent"]),
    )
    verdict = say(
        "line.verdict_flagged" if facts["flagged"] else "line.verdict_below", threshold=facts["threshold"]
    )
    print_facts(
        [
            ("on", say_date(facts["on"])),
            ("rate", f"{arithmetic}: {verdict}"),
            ("rule", f"{plan.rule_clause}: {plan.rule_text}"),
            ("excused_rate", _excused(facts)),
            ("projection", _ahead(facts)),
            ("tipping", ", ".join(facts["tipping"])),
            ("late_tasks", ", ".join(facts["late_tasks"])),
        ]
    )
    print_heading(say("heading.official"))
    print_table([Column("official", room="fold"), Column("tasks", "right")], _official(facts))


def _excused(facts: Mapping[str, Any]) -> str:
    if not facts["excused"]:
        return ""
    return say(
        "line.arithmetic_excused",
        late=facts["late"] - facts["excused"],
        excused=facts["excused"],
        assigned=facts["assigned"],
        percent=say_percent(facts["percent_excused"]),
    )


def _official(facts: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    """The four-way table of the official reports: what is not yet due stands outside its denominator."""
    for name in (
        "done_on_time",
        "done_late",
        "open_overdue",
        "judged",
        "open_in_term",
        "assigned",
        "cancelled",
    ):
        yield {"official": say(f"official.{name}"), "tasks": str(facts[name])}
