"""Owns what an administrator changes by hand, and journals: people, offices, units, sessions, dead mail."""

from dataclasses import asdict
from datetime import date, timedelta

from cchc_workflow.definitions.people import ADDRESS
from cchc_workflow.domain.people import Role
from cchc_workflow.engine.act import Deed
from cchc_workflow.engine.appoint import Appointment, appoint_within, substitute_within
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError
from cchc_workflow.store import journal, outbox, people, sessions, staff
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.outbox import OutboxState
from cchc_workflow.store.rows import to_json

ADD_PERSON = "add_person"
CORRECT_UNIT = "correct_unit"
END_OFFICE = "end_office"
ALL = 1_000_000


def add_person(office: Office, deed: Deed, address: str, name: str) -> int:
    """Add a person and return their key.

    Raises:
        IncompleteError: the address is none, or there is no name.
        ConflictError: somebody has this address already.
    """
    address, name = address.strip().lower(), " ".join(name.split())
    if not ADDRESS.fullmatch(address):
        raise IncompleteError(ADD_PERSON, ["address"])
    if not name:
        raise IncompleteError(ADD_PERSON, ["name"])
    organization_id = deed.actor.organization_id
    with office.database.begin() as tx:
        if people.find_person(tx, organization_id, address) is not None:
            raise ConflictError("person", address)
        values = {"organization_id": organization_id, "address": address, "name": name}
        person_id: int = tx.scalar(people.INSERT_PERSON, values)
        note(tx, deed, "person_added", address, {"name": name})
        return person_id


def rename_person(office: Office, deed: Deed, person_id: int, name: str) -> None:
    """Correct a person's name or title.

    Raises:
        NotFoundError: there is no such person.
        IncompleteError: there is no name, or it is the one they have.
    """
    name = " ".join(name.split())
    with office.database.begin() as tx:
        row = staff.find_member(tx, deed.actor.organization_id, person_id, deed.now)
        if not name:
            raise IncompleteError(ADD_PERSON, ["name"])
        if name == row.name:
            raise IncompleteError(ADD_PERSON, ["change"])
        people.rename_person(tx, person_id, name)
        note(tx, deed, "person_renamed", row.address, {"name": name, "previous_name": row.name})


def appoint_person(office: Office, deed: Deed, appointment: Appointment) -> None:
    """Let a person hold an office; see `appoint`.

    Raises:
        NotFoundError, IncompleteError: as `appoint`.
        ConflictError: they hold it on that day already.
    """
    organization_id = deed.actor.organization_id
    with office.database.begin() as tx:
        row = people.find_person(tx, organization_id, appointment.address)
        unit_id = people.find_unit(tx, organization_id, appointment.unit).id if appointment.unit else None
        held = staff.holders_on(tx, organization_id, appointment.role, unit_id, appointment.from_on)
        if row is not None and row.id in held:
            raise ConflictError("appointment", row.name)
        appoint_within(tx, organization_id, appointment)
        note(tx, deed, "person_appointed", appointment.address, _describe(appointment))


def substitute_person(office: Office, deed: Deed, away: str, appointment: Appointment) -> None:
    """Let a person hold somebody's office for some days; see `substitute`.

    Raises:
        NotFoundError, IncompleteError: as `substitute`.
        ConflictError: they hold it on the first of these days already.
    """
    organization_id = deed.actor.organization_id
    with office.database.begin() as tx:
        row = people.find_person(tx, organization_id, appointment.address)
        unit_id = people.find_unit(tx, organization_id, appointment.unit).id if appointment.unit else None
        held = staff.holders_on(tx, organization_id, appointment.role, unit_id, appointment.from_on)
        if row is not None and row.address != away and row.id in held:
            raise ConflictError("appointment", row.name)
        substitute_within(tx, organization_id, away, appointment)
        note(tx, deed, "person_substituted", appointment.address, {"away": away, **_describe(appointment)})


def end_office(office: Office, deed: Deed, appointment_id: int, last_on: date) -> None:
    """Let an appointment end with `last_on`; the day before its first undoes it before it begins.

    Raises:
        NotFoundError: there is no such appointment.
        ConflictError: it ends by then already.
        IncompleteError: the day is before its first, or nobody would be left to administer.
    """
    organization_id = deed.actor.organization_id
    with office.database.begin() as tx:
        row = staff.find_office(tx, organization_id, appointment_id)
        if last_on < row.from_on - timedelta(days=1):
            raise IncompleteError(END_OFFICE, ["to_on"], {"from_on": row.from_on.isoformat()})
        if not staff.end_office(tx, organization_id, appointment_id, last_on):
            raise ConflictError("office_held", appointment_id)
        following = max(last_on + timedelta(days=1), office.today(deed.now))
        left = staff.holders_on(tx, organization_id, Role.ADMIN, None, following)
        if row.role == Role.ADMIN and not left:
            raise IncompleteError(END_OFFICE, ["another_admin"])
        address = staff.find_member(tx, organization_id, row.person_id, deed.now).address
        said = {"role": row.role, "unit": row.unit_code, "last_on": last_on.isoformat()}
        note(tx, deed, "office_ended", address, said)


def correct_unit(office: Office, deed: Deed, unit_id: int, values: dict[str, object]) -> None:
    """Overwrite a unit's `name`, `kind`, `groups` (texts) and `assumed`; its code stays.

    Raises:
        NotFoundError: there is no such unit.
        IncompleteError: the name or kind is missing, or nothing changes.
    """
    organization_id = deed.actor.organization_id
    with office.database.begin() as tx:
        row = staff.find_unit_by_key(tx, organization_id, unit_id)
        new = {**values, "groups": to_json(values["groups"])}
        changed = {name: value for name, value in new.items() if value != getattr(row, name)}
        if not new["name"] or not new["kind"]:
            raise IncompleteError(CORRECT_UNIT, ["name"])
        if not changed:
            raise IncompleteError(CORRECT_UNIT, ["change"])
        people.correct_unit(tx, unit_id, new)
        note(tx, deed, "unit_corrected", row.code, changed)


def end_sessions(office: Office, deed: Deed, person_id: int, keep: int = 0) -> int:
    """End every session of a person but the one to keep; return how many ended.

    Raises:
        NotFoundError: there is no such person.
    """
    with office.database.begin() as tx:
        row = staff.find_member(tx, deed.actor.organization_id, person_id, deed.now)
        ended = sessions.end_sessions(tx, person_id, keep)
        note(tx, deed, "sessions_ended", row.address, {"count": ended})
        return ended


def retry_mail(office: Office, deed: Deed, row_id: int) -> None:
    """Let a dead mail go out again in the next working hour, made anew.

    Raises:
        NotFoundError: there is no such dead mail.
    """
    with office.database.begin() as tx:
        outbox.requeue(tx, deed.actor.organization_id, row_id, office.next_opening(deed.now))
        note(tx, deed, "mail_retried", str(row_id))


def retry_dead(office: Office, deed: Deed) -> int:
    """Let every dead mail go out again; return how many."""
    organization_id = deed.actor.organization_id
    with office.database.begin() as tx:
        dead = outbox.list_outbox(tx, organization_id, states=[OutboxState.DEAD], most=ALL)
        if not dead:
            raise NotFoundError("dead_mail", "")
        for row in dead:
            outbox.requeue(tx, organization_id, row.id, office.next_opening(deed.now))
        note(tx, deed, "mail_retried", "", {"count": len(dead)})
    return len(dead)


def note(tx: Transaction, deed: Deed, name: str, subject: str, data: dict[str, object] | None = None) -> None:
    """Write into the journal what the actor did."""
    actor = deed.actor
    journal.note(tx, actor.organization_id, actor.person_id, name, subject, deed.now, data)


def _describe(appointment: Appointment) -> dict[str, object]:
    said = asdict(appointment)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
        if value is not None and name != "address"
    }
