"""Owns how a row of the outbox becomes a finished mail; it reads no clock, no database, and sends nothing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from cchc_workflow.engine.outgoing import AT_ANY_HOUR
from cchc_workflow.errors import DefinitionError, DeliveryError, FileError, NotFoundError
from cchc_workflow.mail.address import Address, header_text, parse_address
from cchc_workflow.mail.enclosure import NOTHING, Enclose, Enclosure
from cchc_workflow.mail.envelope import Envelope
from cchc_workflow.mail.facts import Site, read_facts
from cchc_workflow.mail.mime import Letter, to_bytes
from cchc_workflow.mail.signed import Signer
from cchc_workflow.mail.templates import TROUBLE, VIETNAM, Rendered, Templates

_LONGEST_DISPLAY = 200
_UNFIT = (DefinitionError, FileError, NotFoundError)
"""What another try would not mend; a database that is away is not among them."""


class Row(Protocol):
    """What is read of a row of the outbox and of its recipient; `facts` is JSON text."""

    key: str
    organization_id: int
    person_id: int
    message: str
    facts: str
    address: str
    name: str
    task_id: int | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Composer:
    """Makes mails; the same row gives the same bytes, whenever and wherever it is made.

    Attributes:
        templates: what is said.
        sender: whom every mail is from.
        organizations: {name, parent_name} by the row's organization_id.
        base_url: where the pages are, for the links.
        domain: the right-hand side of every Message-ID.
        reply_to: where answers go; None leaves them to the sender.
        redirect_all_to: in a trial, the one who receives every mail, which then says whom it was for.
        opens: when a mail that is made at an instant may leave, which its Date says; at once unless told.
        signer: makes links that open for the reader alone; without one, and in what anybody but the reader
            gets to see, links lead to pages that ask who is there.
        enclose: makes the papers and the picture that go with a report.
    """

    templates: Templates
    sender: Address
    organizations: Mapping[int, Mapping[str, str]]
    base_url: str
    domain: str
    reply_to: Address | None = None
    redirect_all_to: Address | None = None
    opens: Callable[[datetime], datetime] = lambda made_at: made_at
    signer: Signer | None = None
    enclose: Enclose = lambda _organization_id, _facts: NOTHING
    _site: Site = field(init=False, repr=False)
    _headers: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out what all mails share."""
        object.__setattr__(self, "_site", Site(self.base_url.rstrip("/")))
        headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
        if self.reply_to is not None:
            headers["Reply-To"] = self.reply_to.mailbox
        object.__setattr__(self, "_headers", headers)

    def compose(self, row: Row) -> Envelope:
        """Return the finished mail of a row.

        Raises:
            DeliveryError: permanent; the address is unfit, the facts do not fit the template, or what goes
                with it can't be made.
        """
        person = _recipient(row)
        enclosure = self._enclose(row)
        rendered = self._fill_in(row, person, None if self.redirect_all_to else self.signer, enclosure)
        to = self.redirect_all_to or person
        redirected = {"X-Original-To": person.mailbox} if self.redirect_all_to else {}
        message_id = self._message_id(row.key)
        letter = Letter(
            sender=self.sender,
            to=(to,),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=message_id,
            references=() if row.task_id is None else (self._thread_id(row.organization_id, row.task_id),),
            date=self._leaves_at(row).astimezone(VIETNAM),
            headers={**self._headers, **redirected},
            inline=(enclosure.chart.inline,) if enclosure.chart else (),
            attachments=enclosure.attachments,
        )
        return Envelope(self.sender.mailbox, (to.mailbox,), to_bytes(letter), message_id)

    def render(self, row: Row) -> Rendered:
        """Return what the mail of a row says, for somebody else to read: its links are not signed.

        Raises:
            DeliveryError: as `compose`.
        """
        return self._fill_in(row, _recipient(row), None, NOTHING)

    def _enclose(self, row: Row) -> Enclosure:
        try:
            return self.enclose(row.organization_id, json.loads(row.facts))
        except (*_UNFIT, *TROUBLE) as error:
            raise _unfit(row, error) from error

    def _fill_in(self, row: Row, person: Address, signer: Signer | None, enclosure: Enclosure) -> Rendered:
        """Fill in the row's message; whatever does not fit is this mail's trouble alone."""
        reader = {"name": person.display or person.mailbox, "address": person.mailbox}
        trial = reader if self.redirect_all_to else None
        try:
            facts: Any = json.loads(row.facts)
            organization = self.organizations[row.organization_id]
            replies = self.reply_to is not None
            links = signer.sign(self._site, row, facts) if signer else self._site
            read = read_facts(facts, reader, organization, links, trial, replies=replies)
            chart = enclosure.chart.facts if enclosure.chart else None
            return self.templates.render(row.message, read | {"chart": chart})
        except TROUBLE as error:
            raise _unfit(row, error) from error

    def _leaves_at(self, row: Row) -> datetime:
        return row.created_at if row.message in AT_ANY_HOUR else self.opens(row.created_at)

    def _message_id(self, key: str) -> str:
        return f"<{sha256(key.encode()).hexdigest()[:32]}@{self.domain}>"

    def _thread_id(self, organization_id: int, task_id: int) -> str:
        """Return the mail that starts a task's thread: never sent, but the same in all that follow."""
        return f"<task-{organization_id}-{task_id}@{self.domain}>"


def _unfit(row: Row, error: Exception) -> DeliveryError:
    reason = f"message {row.message}: {type(error).__name__}: {error}"
    return DeliveryError(permanent=True, reason=header_text(reason))


def _recipient(row: Row) -> Address:
    return Address(header_text(row.name)[:_LONGEST_DISPLAY].rstrip(), parse_address(row.address).mailbox)
