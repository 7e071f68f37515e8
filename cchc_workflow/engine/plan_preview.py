"""Owns what loading or issuing a plan would change, before anybody does it; it changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cchc_workflow.definitions.plan import parse_plan
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.plan import Draft, Plan, unfold
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import FALLBACK
from cchc_workflow.errors import DefinitionError
from cchc_workflow.store import people, plans
from cchc_workflow.store.rows import from_json

Standing = Literal["new", "draft", "issued", "foreign"]
"""What is there under this code: nothing, a draft to replace, an issued plan; or it is another office's."""

COMPARED = ("title", "lead", "due_on", "supports", "deliverable", "text", "target", "counted")


@dataclass(frozen=True, slots=True)
class ChangedTask:
    """A task that another draft has too: the fields that differ, each with what was and what is."""

    draft: Draft
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPreview:
    """What loading a plan's folder would do.

    Attributes:
        standing: what is there under this code.
        seen: the digest of that, "" for nothing.
        undated: tasks that count and have no date; `unread` those of them that the document speaks of.
        joining: addresses of people who are new; `leaving`: who goes, while no plan was issued.
        units: units that are new.
    """

    plan: Plan
    standing: Standing
    seen: str
    tasks: int
    added: tuple[Draft, ...]
    removed: tuple[Draft, ...]
    changed: tuple[ChangedTask, ...]
    undated: tuple[Draft, ...]
    joining: tuple[str, ...]
    leaving: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def unread(self) -> tuple[Draft, ...]:
        """Return the tasks whose deadline the document gives in words that nobody has turned into a date."""
        return tuple(draft for draft in self.undated if draft.duty.deadline_text)


@dataclass(frozen=True, slots=True)
class IssuePreview:
    """What issuing a draft would do.

    `late` and `undated` tasks are so from the start; `headless` names units whose mail goes to who stands in.
    """

    plan: Plan
    tasks: int
    letters: int
    late: int
    undated: int
    headless: tuple[str, ...]


def preview_load(office: Office, organization_id: int, files: Mapping[str, str]) -> PlanPreview:
    """Return what loading a plan's folder would change.

    Raises:
        DefinitionError: the folder is wrong, with file, key and reason.
    """
    plan = parse_plan(files, office.calendar)
    with office.database.read() as tx:
        organization = people.find_organization(tx, organization_id)
        rows = plans.read_plans(tx, organization_id)
        units = {row.code for row in people.read_units(tx, organization_id)}
        addresses = {row.address for row in people.read_people(tx, organization_id)}
    row = next((each for each in rows if each.code == plan.code), None)
    before = _unfold(office, row) if row is not None else {}
    after = {draft.code: draft for draft in unfold(plan)}
    given = {person.address for person in plan.people}
    runs = any(each.state != "draft" for each in rows)
    return PlanPreview(
        plan=plan,
        standing=_standing(plan, row, organization.code),
        seen=row.sha256 if row is not None else "",
        tasks=len(after),
        added=tuple(draft for code, draft in after.items() if code not in before),
        removed=tuple(draft for code, draft in before.items() if code not in after),
        changed=tuple(_compare(before, after)),
        undated=tuple(draft for draft in after.values() if draft.counted and draft.due_on is None),
        joining=tuple(sorted(given - addresses)),
        leaving=() if runs else tuple(sorted(addresses - given)),
        units=tuple(unit.code for unit in plan.units if unit.code not in units),
    )


def preview_issue(office: Office, organization_id: int, code: str, now: datetime) -> IssuePreview:
    """Return what issuing a draft would do.

    Raises:
        NotFoundError: the organization has no such plan.
        DefinitionError: it can't be read any more.
    """
    on = office.today(now)
    with office.database.read() as tx:
        row = plans.find_plan(tx, organization_id, code)
        plan = parse_plan(from_json(row.source), office.calendar)
        drafts = unfold(plan)
        units = {unit.code: unit for unit in people.read_units(tx, organization_id)}
        directory = people.read_directory(tx, organization_id, on)
        leads = sorted({draft.lead for draft in drafts})
        letters = sum(_count_letters(office, directory, units[lead].id) for lead in leads)
    return IssuePreview(
        plan=plan,
        tasks=len(drafts),
        letters=letters,
        late=sum(draft.due_on is not None and draft.due_on < on for draft in drafts),
        undated=sum(draft.counted and draft.due_on is None for draft in drafts),
        headless=tuple(
            units[lead].name for lead in leads if not directory.holders(Role.UNIT_HEAD, units[lead].id)
        ),
    )


def _standing(plan: Plan, row: Any, organization: str) -> Standing:  # noqa: ANN401
    if plan.organization != organization:
        return "foreign"
    if row is None:
        return "new"
    return "draft" if row.state == "draft" else "issued"


def _unfold(office: Office, row: Any) -> dict[str, Draft]:  # noqa: ANN401
    """A draft that can't be read any more (the calendar changed) has nothing to compare with."""
    try:
        return {draft.code: draft for draft in unfold(parse_plan(from_json(row.source), office.calendar))}
    except DefinitionError:
        return {}


def _compare(before: Mapping[str, Draft], after: Mapping[str, Draft]) -> Iterator[ChangedTask]:
    for code, draft in after.items():
        if code not in before:
            continue
        pairs = ((name, _value(before[code], name), _value(draft, name)) for name in COMPARED)
        fields = tuple(pair for pair in pairs if pair[1] != pair[2])
        if fields:
            yield ChangedTask(draft, fields)


def _value(draft: Draft, name: str) -> Any:  # noqa: ANN401 - a field's value
    return getattr(draft, name) if hasattr(draft, name) else getattr(draft.duty, name)


def _count_letters(office: Office, directory: people.Directory, unit_id: int) -> int:
    """Everybody who is told of a unit's tasks gets one mail; where nobody is, the first who stands in."""
    notice = office.notices["assigned"]
    told = {*directory.people(notice.to, unit_id), *directory.people(notice.copy, unit_id)}
    if directory.people(notice.to, unit_id):
        return len(told)
    instead = (directory.people((role,), unit_id) for role in FALLBACK)
    return len(told | set(next(filter(None, instead), ())))
