"""Owns `cchc person`: people, the offices they hold, who stands in for whom."""

# One option is one argument, and help must not wait for the libraries of the database.

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import Desk, desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import Column, print_listing, tell
from cchc_workflow.words import label, say, say_date

if TYPE_CHECKING:
    from cchc_workflow.engine.appoint import Appointment

app = make_group()

Address = Annotated[str, typer.Argument()]
Role = Annotated[str, typer.Argument(parser=values.read_role)]
UnitCode = Annotated[str | None, typer.Option("--unit")]
From = Annotated[date | None, typer.Option("--from", parser=values.read_day)]
Until = Annotated[date | None, typer.Option("--until", parser=values.read_day)]

_COLUMNS = (Column("address"), Column("name", room="fold"), Column("offices", room="fold"))


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    role: Annotated[str | None, typer.Option("--role", parser=values.read_role)] = None,
    unit: UnitCode = None,
    past: Annotated[bool, typer.Option("--past")] = False,
    as_json: values.Json = False,
) -> None:
    """List the people and the offices that they hold today."""
    from cchc_workflow.store.people import read_appointments, read_people

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        organization = desk.organization(tx)
        people = read_people(tx, organization.id)
        held = read_appointments(tx, organization.id)
    today = office.today(desk.clock())
    addresses = {person.id: person.address for person in people}
    rows = []
    for person in people:
        offices = [
            _office_facts(row, addresses)
            for row in held
            if row.person_id == person.id and (past or _in_force(row, today))
        ]
        if _wanted(offices, role, unit):
            rows.append({"address": person.address, "name": person.name, "offices": offices})
    print_listing(rows, _COLUMNS, as_json=as_json, empty="empty.people", texts=_texts)


@app.command("add", cls=Command)
def add(ctx: typer.Context, address: Address, name: Annotated[str, typer.Argument()]) -> None:
    """Add a person."""
    from cchc_workflow.definitions.people import ADDRESS
    from cchc_workflow.engine.appoint import add_person

    desk = desk_of(ctx)
    if not ADDRESS.fullmatch(address.strip().lower()):
        raise typer.BadParameter(say("usage.not_an_address", given=address))
    add_person(desk.office, _organization(desk), address, name)
    typer.echo(say("person.added", address=address.strip().lower(), name=name))


@app.command("appoint", cls=Command)
def appoint(
    ctx: typer.Context,
    address: Address,
    role: Role,
    unit: UnitCode = None,
    from_: From = None,
    until: Until = None,
) -> None:
    """Let a person hold an office."""
    from cchc_workflow.engine.appoint import appoint as give

    desk = desk_of(ctx)
    appointment = _appointment(desk, address, role, unit, from_, until)
    give(desk.office, _organization(desk), appointment)
    typer.echo(say("person.appointed", **_facts(appointment)))


@app.command("substitute", cls=Command)
def substitute(
    ctx: typer.Context,
    away: Address,
    address: Address,
    role: Role,
    unit: UnitCode = None,
    from_: From = None,
    until: Until = None,
) -> None:
    """Let a person hold somebody's office for some days."""
    from cchc_workflow.engine.appoint import substitute as stand_in

    desk = desk_of(ctx)
    appointment = _appointment(desk, address, role, unit, from_, until)
    stand_in(desk.office, _organization(desk), away, appointment)
    typer.echo(say("person.substituted", away=away, **_facts(appointment)))


@app.command("password", cls=Command)
def password(
    ctx: typer.Context, address: Address, typed: Annotated[bool, typer.Option("--type")] = False
) -> None:
    """Print a link with which a person sets their password, or set one that is typed here."""
    from cchc_workflow.engine.recovery import make_link, set_by_hand

    desk = desk_of(ctx)
    organization_id, person_id = _person(desk, address)
    if typed:
        new = typer.prompt(say("person.new_password"), hide_input=True, confirmation_prompt=True)
        set_by_hand(desk.office, organization_id, person_id, new, desk.clock())
        typer.echo(say("person.password_set", address=address.strip().lower()))
        return
    path = make_link(desk.office, organization_id, person_id, desk.clock())
    typer.echo(str(desk.settings.base_url).rstrip("/") + path)
    tell(say("person.link_lasts"))


@app.command("no-code", cls=Command)
def no_code(ctx: typer.Context, address: Address) -> None:
    """Ask a person for no code any more who lost the app that makes them."""
    from cchc_workflow.engine.second_step import turn_off_for

    desk = desk_of(ctx)
    organization_id, person_id = _person(desk, address)
    turn_off_for(desk.office, None, organization_id, person_id, desk.clock())
    typer.echo(say("person.code_off", address=address.strip().lower()))


def _person(desk: Desk, address: str) -> tuple[int, int]:
    """Return the organization's key and the person's."""
    from cchc_workflow.errors import NotFoundError
    from cchc_workflow.store.people import find_person

    with desk.office.database.read() as tx:
        organization_id = int(desk.organization(tx).id)
        found = find_person(tx, organization_id, address)
    if found is None:
        raise NotFoundError("person", address)
    return organization_id, int(found.id)


def _organization(desk: Desk) -> int:
    with desk.office.database.read() as tx:
        return int(desk.organization(tx).id)


def _appointment(
    desk: Desk, address: str, role: str, unit: str | None, from_on: date | None, to_on: date | None
) -> "Appointment":
    from cchc_workflow.domain.people import Role as Known
    from cchc_workflow.engine.appoint import Appointment

    return Appointment(
        address=address,
        role=Known(role),
        unit=unit,
        from_on=from_on or desk.office.today(desk.clock()),
        to_on=to_on,
    )


def _facts(appointment: "Appointment") -> dict[str, str]:
    unit = f" ({appointment.unit})" if appointment.unit else ""
    until = " " + say("person.until", on=appointment.to_on) if appointment.to_on else ""
    return {
        "address": appointment.address,
        "role": label("role", appointment.role) + unit,
        "from_on": say_date(appointment.from_on),
        "until": until,
    }


def _office_facts(row: Any, addresses: Mapping[int, str]) -> dict[str, Any]:  # noqa: ANN401
    return {
        "role": row.role,
        "unit": row.unit_code,
        "from_on": row.from_on,
        "to_on": row.to_on,
        "stands_in_for": addresses.get(row.stands_in_for),
    }


def _in_force(row: Any, on: date) -> bool:  # noqa: ANN401
    return bool(row.from_on <= on and (row.to_on is None or on <= row.to_on))


def _wanted(offices: list[dict[str, Any]], role: str | None, unit: str | None) -> bool:
    if role is None and unit is None:
        return True
    return any(role in {None, each["role"]} and unit in {None, each["unit"]} for each in offices)


def _texts(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "address": facts["address"],
        "name": facts["name"],
        "offices": "\n".join(_office_text(each) for each in facts["offices"]) or say("person.no_office"),
    }


def _office_text(each: Mapping[str, Any]) -> str:
    text = label("role", each["role"]) + (f" ({each['unit']})" if each["unit"] else "")
    if each["to_on"]:
        text += f" {say('person.until', on=each['to_on'])}"
    if each["stands_in_for"]:
        text += f", {say('person.stands_in', away=each['stands_in_for'])}"
    return text
