"""Owns appointing people to offices and letting somebody stand in for them."""

from dataclasses import dataclass
from datetime import date, timedelta

from cchc_workflow.domain.people import UNIT_ROLES, Role
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import IncompleteError, NotFoundError
from cchc_workflow.store import people
from cchc_workflow.store.database import Transaction

APPOINT = "appoint"
SUBSTITUTE = "substitute"

SINGLE = frozenset({Role.UNIT_HEAD, Role.CHIEF_OF_OFFICE, Role.DIRECTOR})
"""Offices that one person holds at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An office to be held: `unit` is a code for a unit's role, None for one of the whole organization."""

    address: str
    role: Role
    unit: str | None = None
    from_on: date
    to_on: date | None = None


def add_person(office: Office, organization_id: int, address: str, name: str) -> int:
    """Add a person, or return the key of the one who has this address already."""
    with office.database.begin() as tx:
        found = people.find_person(tx, organization_id, address)
        if found is not None:
            return int(found.id)
        values = {"organization_id": organization_id, "address": address.strip().lower(), "name": name}
        person_id: int = tx.scalar(people.INSERT_PERSON, values)
        return person_id


def appoint(office: Office, organization_id: int, appointment: Appointment) -> None:
    """Let a person hold an office; whoever held a head's or director's office until now ends the day before.

    Raises:
        NotFoundError: no such person or unit.
        IncompleteError: the role wants a unit, or none; the days are the wrong way round; or an office of one
            person is given until a day only, which would end its holder for ever.
    """
    with office.database.begin() as tx:
        appoint_within(tx, organization_id, appointment)


def appoint_within(tx: Transaction, organization_id: int, appointment: Appointment) -> None:
    """Appoint inside a transaction that is open already; see `appoint`."""
    person_id = _find_person(tx, organization_id, appointment.address)
    unit_id = _find_unit(tx, organization_id, appointment)
    _check_days(APPOINT, appointment)
    if appointment.role in SINGLE and appointment.to_on is not None:
        raise IncompleteError(APPOINT, ["substitute_instead"])
    if appointment.role in SINGLE:
        last_on = appointment.from_on - timedelta(days=1)
        people.end_appointments(tx, organization_id, appointment.role, unit_id, last_on)
    people.add_appointment(
        tx,
        organization_id=organization_id,
        person_id=person_id,
        role=appointment.role,
        unit_id=unit_id,
        from_on=appointment.from_on,
        to_on=appointment.to_on,
    )


def substitute(office: Office, organization_id: int, away: str, appointment: Appointment) -> None:
    """Let a person hold somebody's office for some days; mail goes to them meanwhile.

    Raises:
        NotFoundError: no such person or unit, or `away` does not hold that office on both the first and the
            last day.
        IncompleteError: no last day is given, the days are the wrong way round, or nobody else is named.
    """
    with office.database.begin() as tx:
        substitute_within(tx, organization_id, away, appointment)


def substitute_within(tx: Transaction, organization_id: int, away: str, appointment: Appointment) -> None:
    """Let somebody stand in, inside a transaction that is open already; see `substitute`."""
    if appointment.to_on is None:
        raise IncompleteError(SUBSTITUTE, ["to_on"])
    _check_days(SUBSTITUTE, appointment)
    person_id = _find_person(tx, organization_id, appointment.address)
    away_id = _find_person(tx, organization_id, away)
    if person_id == away_id:
        raise IncompleteError(SUBSTITUTE, ["substitute"])
    unit_id = _find_unit(tx, organization_id, appointment)
    for on in (appointment.from_on, appointment.to_on):
        held = people.read_directory(tx, organization_id, on)
        if away_id not in held.holders(appointment.role, unit_id):
            raise NotFoundError("appointment", f"{away} {appointment.role}")
    people.add_appointment(
        tx,
        organization_id=organization_id,
        person_id=person_id,
        role=appointment.role,
        unit_id=unit_id,
        from_on=appointment.from_on,
        to_on=appointment.to_on,
        stands_in_for=away_id,
    )


def _find_person(tx: Transaction, organization_id: int, address: str) -> int:
    row = people.find_person(tx, organization_id, address)
    if row is None:
        raise NotFoundError("person", address)
    return int(row.id)


def _find_unit(tx: Transaction, organization_id: int, appointment: Appointment) -> int | None:
    if (appointment.role in UNIT_ROLES) != (appointment.unit is not None):
        raise IncompleteError(APPOINT, ["unit"], {"role": appointment.role})
    if appointment.unit is None:
        return None
    return int(people.find_unit(tx, organization_id, appointment.unit).id)


def _check_days(action: str, appointment: Appointment) -> None:
    from_on, to_on = appointment.from_on, appointment.to_on
    if to_on is not None and to_on < from_on:
        raise IncompleteError(action, ["to_on"], {"from_on": from_on.isoformat()})
