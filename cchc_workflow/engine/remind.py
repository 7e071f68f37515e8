"""Owns reminding at once: a coordinator or leader sends a unit one reminder beside those of the ladder."""

from collections.abc import Iterable
from datetime import date, datetime

from cchc_workflow.domain.people import Actor, Role, scope_of
from cchc_workflow.domain.task import Notice, Phase, Task, Timing
from cchc_workflow.engine.amend import states_in
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import FALLBACK, fall_back, letter_facts, task_facts
from cchc_workflow.errors import ConflictError, NotFoundError, WrongRoleError, WrongStateError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note
from cchc_workflow.store.outbox import Item, OutboxState, add_item
from cchc_workflow.store.people import load_actor, read_directory_near
from cchc_workflow.store.sight import see_task

REMIND = "remind"
REMINDERS = (Role.COORDINATOR, Role.CHIEF_OF_OFFICE, Role.DEPUTY_DIRECTOR, Role.DIRECTOR)
"""Who may remind; of several roles the first counts, and each may once a day."""
_NUDGE = "nudge:"
_TO = (Role.UNIT_HEAD, Role.OFFICER)


def remind_now(office: Office, actor: Actor, task_id: int, now: datetime) -> tuple[str, ...]:
    """Put one reminder into the outbox, to leave in the next working hour; return who is told, by name.

    It goes to the unit's head and whoever the task was given to. The journal keeps that it was sent.

    Raises:
        NotFoundError: no such task in the actor's sight, or nobody to tell.
        WrongRoleError: the actor may not remind.
        WrongStateError: the task waits for nobody in the unit.
        ConflictError: somebody of the same role reminded of this task today.
    """
    with office.database.begin() as tx:
        task = see_task(tx, scope_of(actor), task_id)
        role = _role_of(actor, task)
        if role is None:
            raise WrongRoleError(REMIND, actor.address, REMINDERS)
        if task.phase is not Phase.OPEN:
            allowed = states_in(office.workflow(tx, task.workflow_id), {Phase.OPEN})
            raise WrongStateError(REMIND, task.state, allowed)
        told = _receivers(tx, office, task, actor, now)
        if not told:
            raise NotFoundError("receiver", task.lead_unit_name)
        made = [add_item(tx, _item(office, task, role, person_id, now)) for person_id in told]
        if not any(made):
            raise ConflictError("reminder", task.code)
        names = tuple(load_actor(tx, person_id, office.today(now)).name for person_id in told)
        said = {"task": task.id, "to": list(names), "role": role}
        note(tx, task.organization_id, actor.person_id, "task_reminded", task.code, now, said)
        return names


def may_remind(task: Task, actor: Actor) -> bool:
    """Tell whether the actor may remind of the task now, had nobody of their role done so today."""
    return task.phase is Phase.OPEN and _role_of(actor, task) is not None


def has_reminded(task: Task, actor: Actor, on: date, keys: Iterable[str]) -> bool:
    """Tell whether somebody of the actor's role reminded of the task on that day, by the outbox' keys."""
    role = _role_of(actor, task)
    return role is not None and any(key.startswith(_key(task, on, role)) for key in keys)


def is_nudge(key: str) -> bool:
    """Tell a reminder that somebody sent at once by its key in the outbox."""
    return key.startswith(_NUDGE)


def _key(task: Task, on: date, role: Role) -> str:
    return f"{_NUDGE}{task.id}:{on.isoformat()}:{role}:"


def _role_of(actor: Actor, task: Task) -> Role | None:
    held = actor.roles_in(task.lead_unit_id) if actor.organization_id == task.organization_id else frozenset()
    return next((role for role in REMINDERS if role in held), None)


def _receivers(tx: Transaction, office: Office, task: Task, actor: Actor, now: datetime) -> tuple[int, ...]:
    directory = read_directory_near(
        tx, task.organization_id, office.today(now), task.lead_unit_id, (*_TO, *FALLBACK)
    )
    found = directory.people(_TO, task.lead_unit_id, task.assignee_id) or fall_back(
        directory, task.lead_unit_id
    )
    return tuple(person_id for person_id in found if person_id != actor.person_id)


def _item(office: Office, task: Task, role: Role, person_id: int, now: datetime) -> Item:
    on = office.today(now)
    overdue = task.due_on is not None and task.due_on < on
    notice = Notice("overdue" if overdue else "reminder", _TO, timing=Timing.AT_ONCE)
    item: dict[str, object] = {
        "kind": notice.message,
        "is_copy": False,
        "task": task_facts(task, on),
        "step": {"name": REMIND, "offset": 0, "level": 0},
        "due_version": task.due_version,
    }
    return Item(
        organization_id=task.organization_id,
        key=f"{_key(task, on, role)}{person_id}",
        message=notice.message,
        person_id=person_id,
        task_id=task.id,
        facts=letter_facts(office, [item], now),
        state=OutboxState.QUEUED,
        not_before=office.next_opening(now),
        created_at=now,
    )
