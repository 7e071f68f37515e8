"""Owns the links of one mail that open for its reader without a sign-in; keeps no key and asks no clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from cchc_workflow.engine.links import Ticket
from cchc_workflow.mail.facts import Links, Site


class Reader(Protocol):
    """What is read of a row of the outbox: whose mail it is, and from when on its links hold."""

    @property
    def organization_id(self) -> int:
        """Return whose mail it is: the office's."""
        ...

    @property
    def person_id(self) -> int:
        """Return the reader's key."""
        ...

    @property
    def created_at(self) -> datetime:
        """Return when it was written."""
        ...


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes the signed paths of all mails.

    Attributes:
        task_path: (whom for and which task, until when) -> path.
        password_path: (person, until when) -> path of the page that sets their password.
        lasts: how long after its mail was written a task's link is good.
    """

    task_path: Callable[[Ticket, datetime], str]
    password_path: Callable[[int, datetime], str]
    lasts: timedelta = timedelta(days=14)

    def sign(self, site: Site, reader: Reader, facts: Mapping[str, Any]) -> Links:
        """Return the links of a reader's mail; `facts` say until when a link to set a password is good."""
        return _Signed(site, self, reader, facts)


@dataclass(frozen=True, slots=True)
class _Signed:
    site: Site
    signer: Signer
    reader: Reader
    facts: Mapping[str, Any]

    @property
    def home(self) -> str:
        return self.site.home

    def link(self, task: Mapping[str, Any]) -> str:
        task_id = task.get("id")
        if not isinstance(task_id, int):
            return self.site.link(task)
        ticket = Ticket(self.reader.organization_id, self.reader.person_id, task_id)
        ends_at = self.reader.created_at + self.signer.lasts
        return f"{self.site.base_url}{self.signer.task_path(ticket, ends_at)}"

    def password_link(self) -> str:
        ends_at = datetime.fromisoformat(self.facts["items"][0]["ends_at"])
        return f"{self.site.base_url}{self.signer.password_path(self.reader.person_id, ends_at)}"
