"""Owns who is told of what: notices become outbox rows in the transaction that caused them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Event, Notice, Task, Timing
from cchc_workflow.engine.office import Office
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.outbox import Item, OutboxState, add_items
from cchc_workflow.store.people import Directory, read_directory_near

FALLBACK: Final = (Role.COORDINATOR, Role.ADMIN)
"""Who is told, the first of them whom there is, where nobody holds the offices that a notice names.

A vacant office must not mean silence: the coordinator can act on it, and the administrator can appoint.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One occasion to tell people of: `key` is its own, `facts` the item that the templates read."""

    organization_id: int
    unit_id: int
    key: str
    facts: dict[str, object]
    now: datetime
    task: Task | None = None
    by: int | None = None


def task_facts(task: Task, on: date) -> dict[str, object]:
    """Return what a mail says of a task on the day `on`; `days` are calendar days left, negative if late."""
    return {
        "id": task.id,
        "code": task.code,
        "title": task.title,
        "clause": task.clause,
        "unit": task.lead_unit_name,
        "state": task.state,
        "due_on": _iso(task.due_on),
        "original_due_on": _iso(task.original_due_on),
        "days": (task.due_on - on).days if task.due_on else None,
    }


def event_facts(event: Event, actor_name: str) -> dict[str, object]:
    """Return what a mail says of an event: what, when, by whom, and all that was given with it."""
    return {"name": event.name, "at": event.at.isoformat(), "actor": actor_name, **event.data}


def tell(
    tx: Transaction,
    office: Office,
    notices: tuple[Notice, ...],
    telling: Telling,
    directory: Directory | None = None,
) -> None:
    """Put the notices' mails into the outbox; whoever did the thing is not told of it."""
    if not notices:
        return
    if directory is None:
        on = office.today(telling.now)
        roles = [role for notice in notices for role in (*notice.to, *notice.copy)] + list(FALLBACK)
        directory = read_directory_near(tx, telling.organization_id, on, telling.unit_id, roles)
    add_items(tx, [item for notice in notices for item in _items(office, notice, telling, directory)])


def _items(office: Office, notice: Notice, telling: Telling, directory: Directory) -> Iterator[Item]:
    assignee_id = telling.task.assignee_id if telling.task else None
    for person_id, is_copy in whom(notice, directory, telling.unit_id, assignee_id).items():
        if person_id != telling.by:
            yield make_item(office, notice, telling, person_id, is_copy=is_copy)


def whom(
    notice: Notice, directory: Directory, unit_id: int, assignee_id: int | None = None
) -> dict[int, bool]:
    """Return the keys of the people to tell, each with whether they get it for information only."""
    to = directory.people(notice.to, unit_id, assignee_id)
    if not to and any(role != Role.OFFICER for role in notice.to):
        to = fall_back(directory, unit_id)
    copies = directory.people(notice.copy, unit_id, assignee_id)
    return dict.fromkeys(to, False) | {person: True for person in copies if person not in to}


def fall_back(directory: Directory, unit_id: int) -> tuple[int, ...]:
    """Return the people to tell where nobody holds the offices that should be told; see `FALLBACK`."""
    return next(filter(None, (directory.people((role,), unit_id) for role in FALLBACK)), ())


def make_item(office: Office, notice: Notice, telling: Telling, person_id: int, *, is_copy: bool) -> Item:
    """Return the outbox row that tells one person: ready to go at once, or held for the morning."""
    item: dict[str, object] = {"kind": notice.message, "is_copy": is_copy, **telling.facts}
    at_once = notice.timing is Timing.AT_ONCE
    return Item(
        organization_id=telling.organization_id,
        key=f"{telling.key}:{notice.message}:{person_id}",
        message=notice.message,
        person_id=person_id,
        task_id=telling.task.id if telling.task else None,
        is_copy=is_copy,
        facts=letter_facts(office, [item], telling.now) if at_once else item,
        state=OutboxState.QUEUED if at_once else OutboxState.HELD,
        not_before=office.next_opening(telling.now) if at_once else telling.now,
        created_at=telling.now,
    )


def letter_facts(office: Office, items: list[Mapping[str, object]], now: datetime) -> dict[str, object]:
    """Return the facts of a whole letter: the items in it and the local day on which it was written."""
    return {"items": items, "on": office.today(now).isoformat()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
