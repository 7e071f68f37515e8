"""Owns the signed links of the mails: each is made for one person and one task, and opens nothing else."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final

from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Task
from cchc_workflow.domain.ticket import seal, unseal
from cchc_workflow.engine.evidence import full_code
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.secrets import signing_key
from cchc_workflow.errors import EntryError, NotFoundError
from cchc_workflow.store.people import load_actor
from cchc_workflow.store.sight import see_task
from cchc_workflow.store.tasks import load_task

PURPOSE: Final = "task"
PATH: Final = "/l/"
LEFT: Final = "link_left"
_TOKEN = re.compile(re.escape(PATH) + r"[\w-]+\.[\w-]+")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whom a link is for, and which task it opens."""

    organization_id: int
    person_id: int
    task_id: int


@dataclass(frozen=True, slots=True)
class Opened:
    """Who came by a link, with the roles they hold today, and the task; `code` finds it among all plans."""

    actor: Actor
    task: Task
    code: str


def seal_path(key: bytes, ticket: Ticket, ends_at: datetime) -> str:
    """Return the path of a page that needs no sign-in: the same for the same key, ticket and end."""
    parts = (ticket.organization_id, ticket.person_id, ticket.task_id)
    return f"{PATH}{seal(key, PURPOSE, parts, ends_at)}"


def sealing(office: Office) -> Callable[[Ticket, datetime], str]:
    """Return what makes the paths of an office; its key is asked for when the first one is made."""
    key = cache(lambda: signing_key(office))
    return lambda ticket, ends_at: seal_path(key(), ticket, ends_at)


def open_link(office: Office, token: str, now: datetime) -> Opened:
    """Return who may do what a link is for: its person, as long as an office of theirs sees its task.

    Raises:
        EntryError: `link_forged`, `link_expired`, or `link_left` where the person's offices of today do not
            see the task (any more).
    """
    ticket = _read(office, token, now)
    with office.database.read() as tx:
        try:
            actor = load_actor(tx, ticket.person_id, office.today(now))
            task = see_task(tx, scope_of(actor), ticket.task_id)
        except NotFoundError as error:
            raise EntryError(LEFT) from error
        if actor.organization_id != ticket.organization_id:
            raise EntryError(LEFT)
        return Opened(actor, task, full_code(tx, office, task))


def hide_tokens(text: str) -> str:
    """Return a mail's text with its signed links cut short, for others than its receiver to read."""
    return _TOKEN.sub(f"{PATH}…", text)


def task_behind(office: Office, token: str) -> str | None:
    """Return the code of the task that a link opens or once opened, for its page; None of a forged one."""
    try:
        ticket = _read(office, token, _LONG_AGO)
        with office.database.read() as tx:
            return full_code(tx, office, load_task(tx, ticket.task_id))
    except (EntryError, NotFoundError):
        return None


def _read(office: Office, token: str, now: datetime) -> Ticket:
    return Ticket(*map(int, unseal(signing_key(office), PURPOSE, token, now)))
