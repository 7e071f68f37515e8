"""Owns who may act and who is told: roles, grants and the viewer's scope; knows no tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The offices a person can hold; the Vietnamese titles stand in the word catalogue."""

    UNIT_HEAD = "unit_head"
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    VERIFIER = "verifier"
    CHIEF_OF_OFFICE = "chief_of_office"
    DEPUTY_DIRECTOR = "deputy_director"
    DIRECTOR = "director"
    CLERK = "clerk"
    ADMIN = "admin"
    AUDITOR = "auditor"


UNIT_ROLES = frozenset({Role.UNIT_HEAD, Role.OFFICER})
"""Roles that hold inside one unit; every other role holds for the whole organization."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held on some day; `unit_id` is None for a role of the whole organization."""

    role: Role
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the grants of the day on which they act, substitutions included."""

    person_id: int
    organization_id: int
    address: str
    grants: frozenset[Grant]
    name: str = ""

    def roles_in(self, unit_id: int) -> frozenset[Role]:
        """Return the roles this person holds towards a task that `unit_id` leads."""
        return frozenset(g.role for g in self.grants if g.unit_id is None or g.unit_id == unit_id)

    def holds(self, roles: Iterable[Role], unit_id: int) -> bool:
        """Tell whether the person holds any of `roles` towards the unit."""
        return not self.roles_in(unit_id).isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a viewer may see: a whole organization (`unit_ids` None) or only some of its units' tasks."""

    organization_id: int
    unit_ids: frozenset[int] | None = None

    def sees(self, unit_ids: Iterable[int]) -> bool:
        """Tell whether a task of any of these units is in sight."""
        return self.unit_ids is None or not self.unit_ids.isdisjoint(unit_ids)


def scope_of(actor: Actor) -> Scope:
    """Return what the actor may see: everything for organization roles, else the own units' tasks."""
    if any(grant.unit_id is None for grant in actor.grants):
        return Scope(actor.organization_id)
    units = frozenset(grant.unit_id for grant in actor.grants if grant.unit_id is not None)
    return Scope(actor.organization_id, units)
