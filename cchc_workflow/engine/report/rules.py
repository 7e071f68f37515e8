"""Owns which rules hold for a report, and who may do what with it; does nothing with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cchc_workflow.domain.people import UNIT_ROLES, Actor, Role
from cchc_workflow.domain.report_rules import ReportRule
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.report import Report
from cchc_workflow.errors import WrongRoleError
from cchc_workflow.store import people
from cchc_workflow.store.database import Transaction

MAKE: Final = "make_report"
WRITE: Final = "write_remarks"
ISSUE: Final = "issue_report"

WHOLE_OFFICE: Final = 0
"""What stands for the unit where a report is about none: a unit's role holds towards no such unit."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do with a report: make it anew, write its remarks, issue it."""

    make: bool
    write: bool
    issue: bool


def rules_of(tx: Transaction, office: Office, organization_id: int) -> Mapping[ReportKind, ReportRule]:
    """Return the rules by which an organization goes.

    Raises:
        NotFoundError: there is no such organization.
    """
    return office.reports.of(people.find_organization(tx, organization_id).code)


def unit_of(tx: Transaction, organization_id: int, subject: str) -> int:
    """Return the key of the unit that a report is about, WHOLE_OFFICE where it is about none.

    Raises:
        NotFoundError: the organization has no such unit.
    """
    return int(people.find_unit(tx, organization_id, subject).id) if subject else WHOLE_OFFICE


def require(action: str, roles: Iterable[Role], actor: Actor | None, unit_id: int) -> None:
    """Refuse an actor who holds none of the roles; without an actor the program itself acts.

    Raises:
        WrongRoleError: the actor lacks the role.
    """
    needed = tuple(roles)
    if actor is not None and not actor.holds(needed, unit_id):
        raise WrongRoleError(action, actor.address, needed)


def rights_of(tx: Transaction, office: Office, actor: Actor, report: Report) -> Rights:
    """Return what the actor may do with a report that is in sight, as it is now."""
    rule = rules_of(tx, office, report.organization_id)[report.kind]
    unit_id = unit_of(tx, report.organization_id, report.subject)
    return Rights(
        make=actor.holds(rule.makers, unit_id),
        write=not report.issued and actor.holds(rule.writers, unit_id),
        issue=not report.issued and actor.holds(rule.issuers, unit_id),
    )


def makeable(tx: Transaction, office: Office, actor: Actor) -> Mapping[ReportKind, frozenset[int] | None]:
    """Return the kinds that the actor may make now, with the units they may be about, None for any."""
    found: dict[ReportKind, frozenset[int] | None] = {}
    for kind, rule in rules_of(tx, office, actor.organization_id).items():
        held = {grant for grant in actor.grants if grant.role in rule.makers}
        if any(grant.unit_id is None for grant in held):
            found[kind] = None
        elif held:
            found[kind] = frozenset(grant.unit_id for grant in held if grant.unit_id is not None)
    return found


def drafts_seen(rules: Mapping[ReportKind, ReportRule]) -> frozenset[ReportKind]:
    """Return the kinds whose drafts a unit sees: those in which its people have a part."""
    return frozenset(
        kind
        for kind, rule in rules.items()
        if not UNIT_ROLES.isdisjoint((*rule.makers, *rule.writers, *rule.issuers))
    )
