"""Owns the rows of the office: organization, units, people, appointments."""

from datetime import date

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from cchc_workflow.store.tables.columns import Row, key, optional_ref, ref


class OrganizationRow(Row, table=True):
    """The office whose plan runs; every other row belongs to one."""

    __tablename__ = "organization"
    id: int | None = key()
    code: str = Field(unique=True)
    name: str
    parent_name: str


class UnitRow(Row, table=True):
    """A unit; `groups` is a JSON array."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("organization_id", "code"),)
    id: int | None = key()
    organization_id: int = ref("organization")
    code: str
    name: str
    kind: str
    groups: str = Field(sa_type=Text)
    assumed: bool = False


class PersonRow(Row, table=True):
    """A person: an address and a title."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("organization_id", "address"),)
    id: int | None = key()
    organization_id: int = ref("organization")
    address: str
    name: str


class AppointmentRow(Row, table=True):
    """A role held from a day to a day; `stands_in_for` names the person whose place is taken meanwhile."""

    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_who", "organization_id", "unit_id", "role"),)
    id: int | None = key()
    organization_id: int = ref("organization")
    person_id: int = ref("person", index=True)
    unit_id: int | None = optional_ref("unit")
    role: str
    from_on: date
    to_on: date | None = None
    stands_in_for: int | None = optional_ref("person")
