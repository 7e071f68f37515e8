"""Owns reading a plan's units and people: who there is, not who acts when."""

import re

from cchc_workflow.definitions import toml
from cchc_workflow.domain.people import UNIT_ROLES, Role
from cchc_workflow.domain.plan import EVERY_UNIT, Person, Unit

ADDRESS = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(\.[a-z0-9-]+)+")
CODE = re.compile(r"[A-Za-zĐđ0-9_-]+")


def read_units(file: toml.Table) -> tuple[Unit, ...]:
    """Return the units that a file lists.

    Raises:
        DefinitionError: with the file, the key and the reason.
    """
    units: list[Unit] = []
    for table in file.tables("unit"):
        unit = Unit(
            code=table.text("code"),
            name=table.text("name"),
            kind=table.text("kind"),
            groups=frozenset(table.texts("groups", ())),
            assumed=table.boolean("assumed", default=False),
        )
        if not CODE.fullmatch(unit.code):
            raise table.fail("code", "must be letters, digits, '-' and '_'")
        if any(unit.code == other.code for other in units):
            raise table.fail("code", f"'{unit.code}' is used twice")
        if EVERY_UNIT in unit.groups:
            raise table.fail("groups", f"'{EVERY_UNIT}' already means every unit")
        units.append(unit)
    if not units:
        raise file.fail("unit", "missing")
    file.finish()
    return tuple(units)


def read_people(file: toml.Table, units: tuple[Unit, ...]) -> tuple[Person, ...]:
    """Return the people that a file lists, with the offices they hold.

    Raises:
        DefinitionError: with the file, the key and the reason.
    """
    codes = [unit.code for unit in units]
    people: list[Person] = []
    for table in file.tables("person"):
        offices = tuple(_read_office(office, codes) for office in table.tables("offices"))
        person = Person(table.text("address").lower(), table.text("name"), offices)
        if not ADDRESS.fullmatch(person.address):
            raise table.fail("address", "is not an e-mail address")
        if any(person.address == other.address for other in people):
            raise table.fail("address", f"'{person.address}' is used twice")
        people.append(person)
    file.finish()
    return tuple(people)


def _read_office(table: toml.Table, units: list[str]) -> tuple[str, str | None]:
    role = Role(table.choice("role", list(Role)))
    unit = table.choice("unit", units, None)
    if role in UNIT_ROLES and unit is None:
        raise table.fail("unit", f"missing: the role '{role}' holds in a unit")
    if role not in UNIT_ROLES and unit is not None:
        raise table.fail("unit", f"the role '{role}' holds for the whole organization")
    return role, unit
