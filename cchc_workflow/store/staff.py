"""Owns what the administration asks of people: who there is with which account, one office, one unit."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import aliased

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import AccountRow, AppointmentRow, PersonRow, SessionRow, UnitRow

_person = table_of(PersonRow)
_unit = table_of(UnitRow)
_office = table_of(AppointmentRow)
_account = table_of(AccountRow)
_session = table_of(SessionRow)
_away = aliased(_person)

_SESSIONS = (
    select(func.count())
    .where(
        _session.c.person_id == _person.c.id,
        _session.c.ends_at > bindparam("now", type_=_session.c.ends_at.type),
    )
    .scalar_subquery()
    .label("sessions")
)
_MEMBERS = (
    select(
        _person.c.id, _person.c.address, _person.c.name,
        _account.c.password_at, func.coalesce(_account.c.totp_on, False).label("totp_on"), _SESSIONS,
    )
    .outerjoin(_account, _account.c.person_id == _person.c.id)
    .where(_person.c.organization_id == bindparam("organization"))
    .order_by(_person.c.id)
)  # fmt: skip
_MEMBER = _MEMBERS.where(_person.c.id == bindparam("person"))
_OFFICES = (
    select(
        _office.c.id, _office.c.person_id, _office.c.unit_id,
        _office.c.role, _office.c.from_on, _office.c.to_on,
        _unit.c.code.label("unit_code"), _unit.c.name.label("unit_name"), _away.c.name.label("away_name"),
    )
    .outerjoin(_unit, _unit.c.id == _office.c.unit_id)
    .outerjoin(_away, _away.c.id == _office.c.stands_in_for)
    .where(_office.c.organization_id == bindparam("organization"))
    .order_by(_office.c.from_on.desc(), _office.c.id.desc())
)  # fmt: skip
_OFFICES_OF = _OFFICES.where(_office.c.person_id == bindparam("person"))
_OFFICE = _OFFICES.where(_office.c.id == bindparam("appointment"))
_END = (
    update(_office)
    .where(
        _office.c.organization_id == bindparam("organization"),
        _office.c.id == bindparam("appointment"),
        or_(_office.c.to_on.is_(None), _office.c.to_on > bindparam("last_on")),
    )
    .values(to_on=bindparam("last_on"))
)
_HOLDING = (
    select(_office.c.person_id)
    .where(
        _office.c.organization_id == bindparam("organization"),
        _office.c.role == bindparam("in_role"),
        _office.c.unit_id.is_not_distinct_from(bindparam("in_unit", type_=_office.c.unit_id.type)),
        and_(
            _office.c.from_on <= bindparam("on"),
            or_(_office.c.to_on.is_(None), _office.c.to_on >= bindparam("on")),
        ),
    )
    .order_by(_office.c.id)
)
_UNIT = select(_unit).where(
    _unit.c.organization_id == bindparam("organization"), _unit.c.id == bindparam("unit")
)


def list_members(tx: Transaction, organization_id: int, now: datetime) -> list[Any]:
    """Return everybody: address, name, since when they have a password, two steps or not, open sessions."""
    return tx.all(_MEMBERS, {"organization": organization_id, "now": now})


def find_member(tx: Transaction, organization_id: int, person_id: int, now: datetime) -> Any:  # noqa: ANN401
    """Return one of them.

    Raises:
        NotFoundError: the organization has no such person.
    """
    row = tx.first(_MEMBER, {"organization": organization_id, "person": person_id, "now": now})
    if row is None:
        raise NotFoundError("member", person_id)
    return row


def list_offices(tx: Transaction, organization_id: int) -> list[Any]:
    """Return every appointment, the newest first, with its unit and whom its holder stands in for."""
    return tx.all(_OFFICES, {"organization": organization_id})


def offices_of(tx: Transaction, organization_id: int, person_id: int) -> list[Any]:
    """Return a person's appointments, past, present and to come, the newest first."""
    return tx.all(_OFFICES_OF, {"organization": organization_id, "person": person_id})


def find_office(tx: Transaction, organization_id: int, appointment_id: int) -> Any:  # noqa: ANN401
    """Return one appointment.

    Raises:
        NotFoundError: the organization has no such appointment.
    """
    row = tx.first(_OFFICE, {"organization": organization_id, "appointment": appointment_id})
    if row is None:
        raise NotFoundError("office_held", appointment_id)
    return row


def end_office(tx: Transaction, organization_id: int, appointment_id: int, last_on: date) -> bool:
    """Let an appointment end with `last_on`; False where it ends by then already."""
    return (
        tx.run(_END, {"organization": organization_id, "appointment": appointment_id, "last_on": last_on})
        == 1
    )


def holders_on(tx: Transaction, organization_id: int, role: str, unit_id: int | None, on: date) -> list[int]:
    """Return the keys of those who hold an office on a day, whoever stands in for them."""
    where = {"organization": organization_id, "in_role": role, "in_unit": unit_id, "on": on}
    return [row.person_id for row in tx.all(_HOLDING, where)]


def find_unit_by_key(tx: Transaction, organization_id: int, unit_id: int) -> Any:  # noqa: ANN401
    """Return a unit's row.

    Raises:
        NotFoundError: the organization has no such unit.
    """
    row = tx.first(_UNIT, {"organization": organization_id, "unit": unit_id})
    if row is None:
        raise NotFoundError("unit", unit_id)
    return row
