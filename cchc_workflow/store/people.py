"""Owns units, people and appointments: who holds which role on a day, substitutes included."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, or_, select, union_all, update
from sqlalchemy.sql import Executable

from cchc_workflow.domain.people import UNIT_ROLES, Actor, Grant, Role
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, insert_returning_id, table_of
from cchc_workflow.store.tables import AppointmentRow, OrganizationRow, PersonRow, UnitRow

_person = table_of(PersonRow)
_unit = table_of(UnitRow)
_office = table_of(AppointmentRow)
_organization = table_of(OrganizationRow)

INSERT_ORGANIZATION = insert_returning_id(OrganizationRow)
INSERT_UNIT = insert_returning_id(UnitRow)
INSERT_PERSON = insert_returning_id(PersonRow)
_INSERT_APPOINTMENT = insert_into(AppointmentRow)

_OFFICE_ROLES = frozenset(Role) - UNIT_ROLES
_DOING = (Role.OFFICER, Role.UNIT_HEAD)
"""The offices of those to whom a unit's task may be given."""
_IN_FORCE = and_(
    _office.c.from_on <= bindparam("on"),
    or_(_office.c.to_on.is_(None), _office.c.to_on >= bindparam("on")),
)
_BY_ADDRESS = select(_person).where(
    _person.c.organization_id == bindparam("organization"), _person.c.address == bindparam("address")
)
_BY_ID = select(_person).where(_person.c.id == bindparam("person_id"))
_OFFICES_OF = select(_office.c.role, _office.c.unit_id).where(
    _office.c.person_id == bindparam("person_id"), _IN_FORCE
)
_HOLDING = select(
    _office.c.id, _office.c.role, _office.c.unit_id, _office.c.person_id, _office.c.stands_in_for
).where(_office.c.organization_id == bindparam("organization"), _IN_FORCE)
_HOLDERS = _HOLDING.order_by(_office.c.id)
_UNITS = select(_unit).where(_unit.c.organization_id == bindparam("organization")).order_by(_unit.c.id)
_PEOPLE = select(_person).where(_person.c.organization_id == bindparam("organization")).order_by(_person.c.id)
_OFFICES = (
    select(_office, _unit.c.code.label("unit_code"))
    .outerjoin(_unit, _unit.c.id == _office.c.unit_id)
    .where(_office.c.organization_id == bindparam("organization"))
    .order_by(_office.c.id)
)
_FORGET_OFFICES = delete(_office).where(_office.c.organization_id == bindparam("organization"))
_REFERRING = [
    column
    for table in _person.metadata.tables.values()
    for column in table.c
    if any(reference.column is _person.c.id for reference in column.foreign_keys)
]
_FORGET_PERSON = delete(_person).where(
    _person.c.id == bindparam("person_id"),
    *(~exists().where(column == bindparam("person_id")) for column in _REFERRING),
)
_RENAME_PERSON = (
    update(_person).where(_person.c.id == bindparam("person_id")).values(name=bindparam("new_name"))
)
_CORRECT_UNIT = (
    update(_unit)
    .where(_unit.c.id == bindparam("unit_id"))
    .values({name: bindparam(f"new_{name}") for name in ("name", "kind", "groups", "assumed")})
)
_ORGANIZATIONS = select(_organization).order_by(_organization.c.id)
_ORGANIZATION = select(_organization).where(_organization.c.id == bindparam("organization"))
_END_OFFICE = (
    update(_office)
    .where(
        _office.c.organization_id == bindparam("organization"),
        _office.c.role == bindparam("in_role"),
        _office.c.unit_id.is_not_distinct_from(bindparam("in_unit", type_=_office.c.unit_id.type)),
        or_(_office.c.to_on.is_(None), _office.c.to_on > bindparam("last_on")),
    )
    .values(to_on=bindparam("last_on"))
)


class Directory:
    """Who holds which role on one day: read once, asked often."""

    def __init__(
        self,
        holders: Mapping[tuple[str, int | None], Sequence[int]],
        stand_ins: Mapping[tuple[str, int | None, int], Sequence[int]],
    ) -> None:
        self._holders = holders
        self._stand_ins = stand_ins

    def people(self, roles: Sequence[str], unit_id: int, assignee_id: int | None = None) -> tuple[int, ...]:
        """Return the keys of those who hold any of `roles` towards a unit's task, each once.

        For the role officer, only the one whom the task was given to is meant, while they are in the unit, or
        whoever stands in for them.
        """
        found: dict[int, None] = {}
        for role in roles:
            if role == Role.OFFICER:
                found |= dict.fromkeys(self._doers(unit_id, assignee_id))
                continue
            for place in (unit_id, None):
                found |= dict.fromkeys(self._holders.get((role, place), ()))
        return tuple(found)

    def holders(self, role: str, unit_id: int | None) -> tuple[int, ...]:
        """Return the keys of those who hold just this office."""
        return tuple(self._holders.get((role, unit_id), ()))

    def _doers(self, unit_id: int, assignee_id: int | None) -> list[int]:
        if assignee_id is None:
            return []
        return [person for role in _DOING for person in self._in_place_of(role, unit_id, assignee_id)]

    def _in_place_of(self, role: str, unit_id: int, person_id: int) -> list[int]:
        """Return the person, or who stands in for them; a stand-in may be away as well."""
        line = [person_id]
        for each in line:
            line += [other for other in self._stand_ins.get((role, unit_id, each), ()) if other not in line]
        return [each for each in line if each in self._holders.get((role, unit_id), ())]


def read_directory(tx: Transaction, organization_id: int, on: date) -> Directory:
    """Return who holds which role on the day `on`; somebody who is stood in for is left out meanwhile."""
    return _directory(tx.all(_HOLDERS, {"organization": organization_id, "on": on}))


def read_directory_near(
    tx: Transaction, organization_id: int, on: date, unit_id: int, roles: Sequence[str]
) -> Directory:
    """Return, of the same, only who holds one of `roles` in the unit or for the whole organization."""
    statement = _holders_near((*roles, *_DOING) if Role.OFFICER in roles else tuple(roles))
    where = {"organization": organization_id, "on": on, "near": unit_id}
    return _directory(sorted(tx.all(statement, where))) if statement is not None else Directory({}, {})


@lru_cache(maxsize=256)
def _holders_near(roles: tuple[str, ...]) -> Executable | None:
    """Return one search by the index for each place in which these roles are held.

    Of an OR the planner would make a walk through every appointment.
    """
    places = (
        (UNIT_ROLES, _office.c.unit_id == bindparam("near")),
        (_OFFICE_ROLES, _office.c.unit_id.is_(None)),
    )
    searches = [
        _HOLDING.where(_office.c.role.in_(held), place)
        for known, place in places
        if (held := [role for role in roles if role in known])
    ]
    return union_all(*searches) if len(searches) > 1 else next(iter(searches), None)


def _directory(rows: Sequence[Any]) -> Directory:
    stand_ins: dict[tuple[str, int | None, int], list[int]] = {}
    for row in rows:
        if row.stands_in_for is not None:
            stand_ins.setdefault((row.role, row.unit_id, row.stands_in_for), []).append(row.person_id)
    holders: dict[tuple[str, int | None], list[int]] = {}
    for row in rows:
        if (row.role, row.unit_id, row.person_id) not in stand_ins:
            holders.setdefault((row.role, row.unit_id), []).append(row.person_id)
    return Directory(holders, stand_ins)


def find_actor(tx: Transaction, organization_id: int, address: str, on: date) -> Actor:
    """Return the person at `address` with the roles they hold on the day `on`.

    Raises:
        NotFoundError: nobody has this address.
    """
    row = tx.first(_BY_ADDRESS, {"organization": organization_id, "address": address.strip().lower()})
    if row is None:
        raise NotFoundError("person", address)
    return _to_actor(tx, row, on)


def load_actor(tx: Transaction, person_id: int, on: date) -> Actor:
    """Return the person with the roles they hold on the day `on`.

    Raises:
        NotFoundError: there is no such person.
    """
    row = tx.first(_BY_ID, {"person_id": person_id})
    if row is None:
        raise NotFoundError("person", person_id)
    return _to_actor(tx, row, on)


def _to_actor(tx: Transaction, row: Any, on: date) -> Actor:  # noqa: ANN401
    offices = tx.all(_OFFICES_OF, {"person_id": row.id, "on": on})
    grants = frozenset(Grant(Role(office.role), office.unit_id) for office in offices)
    return Actor(row.id, row.organization_id, row.address, grants, row.name)


def find_person(tx: Transaction, organization_id: int, address: str) -> Any | None:  # noqa: ANN401
    """Return the person's row, or None."""
    return tx.first(_BY_ADDRESS, {"organization": organization_id, "address": address.strip().lower()})


def read_organizations(tx: Transaction) -> list[Any]:
    """Return every organization's row."""
    return tx.all(_ORGANIZATIONS)


def find_organization(tx: Transaction, organization_id: int) -> Any:  # noqa: ANN401
    """Return the organization's row.

    Raises:
        NotFoundError: there is none.
    """
    row = tx.first(_ORGANIZATION, {"organization": organization_id})
    if row is None:
        raise NotFoundError("organization", organization_id)
    return row


def read_units(tx: Transaction, organization_id: int) -> list[Any]:
    """Return the units' rows in the order in which they were loaded."""
    return tx.all(_UNITS, {"organization": organization_id})


def find_unit(tx: Transaction, organization_id: int, code: str) -> Any:  # noqa: ANN401
    """Return the unit's row.

    Raises:
        NotFoundError: the organization has no such unit.
    """
    for row in read_units(tx, organization_id):
        if row.code == code:
            return row
    raise NotFoundError("unit", code)


def read_people(tx: Transaction, organization_id: int) -> list[Any]:
    """Return the people's rows."""
    return tx.all(_PEOPLE, {"organization": organization_id})


def read_appointments(tx: Transaction, organization_id: int) -> list[Any]:
    """Return every appointment, past and present, with its unit's code."""
    return tx.all(_OFFICES, {"organization": organization_id})


def forget_appointments(tx: Transaction, organization_id: int) -> None:
    """Take back every appointment of an organization, as if nobody had ever held an office."""
    tx.run(_FORGET_OFFICES, {"organization": organization_id})


def forget_person(tx: Transaction, person_id: int) -> bool:
    """Take back a person; False if anything refers to them and they stay."""
    return tx.run(_FORGET_PERSON, {"person_id": person_id}) == 1


def rename_person(tx: Transaction, person_id: int, name: str) -> None:
    """Give a person another title."""
    tx.run(_RENAME_PERSON, {"person_id": person_id, "new_name": name})


def correct_unit(tx: Transaction, unit_id: int, values: Mapping[str, object]) -> None:
    """Overwrite a unit's `name`, `kind`, `groups` (JSON text) and `assumed`; its code stays."""
    new = {f"new_{name}": values[name] for name in ("name", "kind", "groups", "assumed")}
    tx.run(_CORRECT_UNIT, {"unit_id": unit_id, **new})


def end_appointments(
    tx: Transaction, organization_id: int, role: Role, unit_id: int | None, last_on: date
) -> int:
    """Let whoever holds a role, or stands in for them, do so until `last_on`; return how many that ended."""
    values = {"organization": organization_id, "in_role": role, "in_unit": unit_id, "last_on": last_on}
    return tx.run(_END_OFFICE, values)


def add_appointment(  # noqa: PLR0913 - one column each
    tx: Transaction,
    *,
    organization_id: int,
    person_id: int,
    role: str,
    unit_id: int | None,
    from_on: date,
    to_on: date | None = None,
    stands_in_for: int | None = None,
) -> None:
    """Let a person hold a role from a day on, until a day, or in somebody's place."""
    tx.run(
        _INSERT_APPOINTMENT,
        {
            "organization_id": organization_id,
            "person_id": person_id,
            "role": role,
            "unit_id": unit_id,
            "from_on": from_on,
            "to_on": to_on,
            "stands_in_for": stands_in_for,
        },
    )
