"""Owns building the program from its settings: the one place where offices and senders are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from cchc_workflow.definitions.calendar import load_calendar
from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.links import sealing
from cchc_workflow.engine.office import Definitions, Hours, Office
from cchc_workflow.engine.recovery import password_path
from cchc_workflow.engine.report.read import load_report, read_paper
from cchc_workflow.errors import DefinitionError, DeliveryError, SettingsError
from cchc_workflow.mail.address import Address, parse_address
from cchc_workflow.mail.compose import Composer
from cchc_workflow.mail.enclosure import Chart, Enclosing
from cchc_workflow.mail.folder import FolderSender
from cchc_workflow.mail.signed import Signer
from cchc_workflow.mail.templates import Templates, check_templates, message_names
from cchc_workflow.shipped import find, roots
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import read_organizations
from cchc_workflow.store.schema import check_schema

if TYPE_CHECKING:  # what keeps time and what speaks SMTP is imported by what runs the jobs alone
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cchc_workflow.documents.press import Press
    from cchc_workflow.engine.report.report import Format, Printed, Report
    from cchc_workflow.mail.envelope import Sender
    from cchc_workflow.scheduler.jobs import Job
    from cchc_workflow.scheduler.watchdog import Watchdog
    from cchc_workflow.settings import Settings


def system_clock() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, eq=False)
class Program:
    """The whole program over one database, built and checked; nothing runs yet.

    Attributes:
        sender: the way out for mail, or None: then mail waits in the outbox where people see it.
        jobs: the fixed jobs, for Embedded or Stepped to drive.
        watchdog: what is amiss, as far as the jobs of this program have seen.
        clock: what the program takes for the present.
        stopping: set before the jobs are stopped, for a long delivery to end early.
    """

    settings: Settings
    office: Office
    composer: Composer
    press: Press
    sender: Sender | None
    jobs: tuple[Job, ...]
    watchdog: Watchdog
    clock: Callable[[], datetime]
    stopping: Event

    def reload(self) -> None:
        """Go by the definitions, the calendar and the mails' templates as their files are now.

        No page changes those of the papers: what is changed in their files counts from the next start.

        Raises:
            DefinitionError: what is wrong, with file, key and reason; all stays as it was.
        """
        workflows, notifications = (
            roots(name, self.settings.home) for name in ("workflows", "notifications")
        )
        check_templates(notifications)
        calendar = load_calendar(workflows, self.settings.calendar)
        self.office.reload(calendar, read_definitions(workflows, notifications))
        self.composer.templates.reload(notifications)

    def close(self) -> None:
        """Close the database's connections."""
        self.office.database.close()


def open_program(
    settings: Settings, *, sender: Sender | None = None, clock: Callable[[], datetime] = system_clock
) -> Program:
    """Return the program that the settings describe: every definition, template and setting is checked now.

    A `sender` that is given takes the place of the settings' own.

    Raises:
        DefinitionError, SettingsError: what is wrong, with file, key and reason.
        StorageError: the database can't be used, or its schema is not this program's.
    """
    from cchc_workflow.scheduler.jobs import build_jobs  # noqa: PLC0415 - see above
    from cchc_workflow.scheduler.watchdog import Watchdog  # noqa: PLC0415 - see above

    office = open_office(settings)
    check_templates(roots("notifications", settings.home))
    press = open_press(settings)
    press.check(thorough=False)
    composer = open_composer(settings, office, press)
    sender = sender or open_sender(settings)
    check_schema(office.database)
    watchdog, stopping = Watchdog(office), Event()
    deliver = _deliver_job(office, composer, sender, watchdog, stopping)
    jobs = build_jobs(office, watchdog, deliver, press.print)
    return Program(settings, office, composer, press, sender, jobs, watchdog, clock, stopping)


def open_database(settings: Settings) -> Database:
    """Return the database that the settings name; nothing is connected yet."""
    return Database(settings.database_url, synchronous=settings.synchronous)


def open_office(settings: Settings, database: Database | None = None) -> Office:
    """Return the office: every definition in force is read and checked now.

    Raises:
        DefinitionError, SettingsError: what is wrong, with file, key and reason.
    """
    folders = roots("workflows", settings.home)
    return Office(
        database=database or open_database(settings),
        calendar=load_calendar(folders, settings.calendar),
        definitions=read_definitions(folders, roots("notifications", settings.home)),
        hours=Hours(settings.hours.opens, settings.hours.closes, settings.hours.digest_at),
    )


def open_composer(settings: Settings, office: Office, press: Press) -> Composer:
    """Return what makes the mails, every template compiled; their papers come from the press.

    Raises:
        DefinitionError: a template is wrong, with its file and line.
        SettingsError: an address is none.
    """
    mail = settings.mail
    sender = _address("mail.sender", mail.sender, mail.sender_name)
    return Composer(
        templates=Templates(roots("notifications", settings.home)),
        sender=sender,
        organizations=_Organizations(office.database),
        base_url=str(settings.base_url),
        domain=sender.mailbox.rpartition("@")[2],
        reply_to=_address("mail.reply_to", mail.reply_to) if mail.reply_to else None,
        redirect_all_to=(
            _address("mail.redirect_all_to", mail.redirect_all_to) if mail.redirect_all_to else None
        ),
        opens=office.next_opening,
        signer=Signer(
            task_path=sealing(office),
            password_path=partial(password_path, office),
            lasts=timedelta(days=settings.web.link_days),
        ),
        enclose=_enclosing(office, press),
    )


def open_press(settings: Settings) -> Press:
    """Return what prints reports; nothing is read yet."""
    from cchc_workflow.documents.press import Press  # noqa: PLC0415 - see above

    return Press(roots("notifications", settings.home), roots("workflows", settings.home))


def open_sender(settings: Settings) -> Sender | None:
    """Return the office's way out for mail: its server, else a folder, else none.

    Raises:
        SettingsError: the file of trusted authorities can't be read.
    """
    smtp = settings.smtp
    if smtp.host:
        from cchc_workflow.mail.smtp import SmtpSender, SmtpServer  # noqa: PLC0415 - see above

        server = SmtpServer(
            host=smtp.host,
            port=smtp.port,
            security=smtp.security,
            username=smtp.username or "",
            password=smtp.password or "",
            timeout_s=smtp.timeout_s,
            ca_file=str(smtp.ca_file or ""),
        )
        return SmtpSender(server, smtp.connections)
    if settings.mail.folder is not None:
        return FolderSender(settings.home / settings.mail.folder)
    return None


def read_definitions(workflows: Sequence[Path], notifications: Sequence[Path]) -> Definitions:
    """Return the texts of the definition files in force, the office's own before the shipped ones."""
    return Definitions(
        task=_read(workflows, "task.toml"),
        extension=_read(workflows, "extension.toml"),
        ladder=_read(workflows, "escalation.toml"),
        notices=_read(workflows, "notices.toml"),
        reports=_read(workflows, "reports.toml"),
        messages=message_names(notifications),
    )


def _enclosing(office: Office, press: Press) -> Enclosing:
    """Return what puts reports into letters: the papers as kept, those of a draft as they would be now."""

    def load(organization_id: int, report_id: int) -> Report:
        with office.database.read() as tx:
            return load_report(tx, office, Scope(organization_id), report_id)

    def print_paper(organization_id: int, report_id: int, form: Format) -> Printed:
        with office.database.read() as tx:
            kept = read_paper(tx, Scope(organization_id), report_id, form)
        return kept or press.print_again(load(organization_id, report_id), form)

    def draw_chart(organization_id: int, report_id: int) -> Chart | None:
        found = press.chart(load(organization_id, report_id))
        if found is None:
            return None
        picture, png = found
        return Chart(png, picture.width, picture.height, picture.told)

    return Enclosing(print_paper, draw_chart)


@dataclass(frozen=True, eq=False)
class _Organizations(Mapping[int, Mapping[str, str]]):
    """The names of every organization, read when first asked for: a new plan may bring another."""

    database: Database
    _known: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def __getitem__(self, key: int) -> Mapping[str, str]:
        if key not in self._known:
            self._read()
        return self._known[key]

    def __iter__(self) -> Iterator[int]:
        self._read()
        return iter(self._known)

    def __len__(self) -> int:
        self._read()
        return len(self._known)

    def _read(self) -> None:
        with self.database.read() as tx:
            for row in read_organizations(tx):
                self._known[row.id] = {"name": row.name, "parent_name": row.parent_name}


def _deliver_job(
    office: Office, composer: Composer, sender: Sender | None, watchdog: Watchdog, stopping: Event
) -> Callable[[datetime], datetime | None]:
    """Return the delivery as a job: what keeps mail from leaving becomes a fault, until mail leaves again."""
    from cchc_workflow.mail.deliver import deliver  # noqa: PLC0415 - see above

    def run(now: datetime) -> datetime | None:
        delivered = deliver(office, composer, sender, now, stopping=stopping.is_set)
        if delivered.sent:
            watchdog.note_end("mail_fault")
        for trouble, reason in delivered.troubles:
            watchdog.note_fault("mail_fault", trouble, reason, now)
        return delivered.next_at

    return run


def _address(key: str, text: str, display: str = "") -> Address:
    try:
        given = parse_address(text)
        return Address(display or given.display, given.mailbox)
    except DeliveryError as error:
        raise SettingsError(key, error.reason) from error


def _read(folders: Sequence[Path], name: str) -> tuple[str, str]:
    path = find(folders, name)
    if path is None:
        raise DefinitionError(name, "", "no such file")
    try:
        return path.read_text("utf-8-sig"), str(path)
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(str(path), "", str(error)) from error
