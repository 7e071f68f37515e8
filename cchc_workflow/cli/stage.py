"""Owns the stage of a rehearsal: a plan issued on a fake clock, played through the program's own jobs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING

from cchc_workflow.bootstrap import Program, open_database, open_program
from cchc_workflow.domain.people import Actor, Role
from cchc_workflow.engine.diligence import plan_day
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.script import Outcome, refuse_outside, run_line
from cchc_workflow.engine.secrets import LINKS
from cchc_workflow.mail.folder import FolderSender
from cchc_workflow.reports.rehearsal import Rehearsal
from cchc_workflow.scheduler.stepped import Stepped
from cchc_workflow.settings import SmtpSettings
from cchc_workflow.store.people import load_actor, read_directory
from cchc_workflow.store.schema import upgrade
from cchc_workflow.store.secrets import keep_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from cchc_workflow.definitions.script import Line, Misread, Script
    from cchc_workflow.settings import Settings

    Tick = Callable[[int, int], None]
    """Told after each day: (days played, of how many)."""

ISSUED_AT = time(8)
"""The plan is issued on the first day, at this hour."""
MAILS = "mails"
DATABASE = "cchc.sqlite3"
"""Where `cchc --home DIR` looks for it, so that the year's end can be looked at with every command."""
LINK_KEY = sha256(b"cchc rehearsal").digest()
"""Signs the links of the mails; no secret, for two rehearsals of one year make the same mails to the byte."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are played, both included."""

    first_on: date
    last_on: date

    def __iter__(self) -> Iterator[date]:
        return (self.first_on + timedelta(days=ahead) for ahead in range(len(self)))

    def __len__(self) -> int:
        return max((self.last_on - self.first_on).days + 1, 0)


def stage_settings(settings: Settings, folder: Path) -> Settings:
    """Return the office's settings with nothing leaving the folder; what is thrown away needs no fsync."""
    return settings.model_copy(
        update={
            "database": f"sqlite:///{(folder / DATABASE).resolve()}",
            "synchronous": "NORMAL",
            "mail": settings.mail.model_copy(update={"redirect_all_to": None, "folder": None}),
            "smtp": SmtpSettings(),
        }
    )


def open_stage(settings: Settings, folder: Path) -> Program:
    """Return the program on a new database in the folder, its mail going into the folder too.

    Raises:
        DefinitionError, SettingsError: what is wrong, with file, key and reason.
        StorageError: the database can't be made.
    """
    settings = stage_settings(settings, folder)
    database = open_database(settings)
    upgrade(database)
    with database.begin() as tx:
        keep_secret(tx, LINKS, LINK_KEY)
    database.close()
    return open_program(settings, sender=FolderSender(folder / MAILS))


class Stage:
    """A plan that was issued on the first day of the period, and the clock on which the jobs run."""

    def __init__(self, program: Program, files: Mapping[str, str], period: Period) -> None:
        """Load the plan from its files and issue it.

        Raises:
            DefinitionError: the plan is wrong, or the calendar does not reach that far.
        """
        self._office = program.office
        self._period = period
        calendar = self._office.calendar
        calendar.distance(period.first_on, period.last_on)  # both must lie within it
        self.start = calendar.instant(period.first_on, ISSUED_AT)
        self.end = calendar.end_of(period.last_on)
        self.plan_id = load_plan(self._office, files, self.start)
        with self._office.database.read() as tx:
            self._organization_id: int = self._office.plan(tx, self.plan_id).organization_id
        issue_plan(self._office, self.plan_id, self._director(), self.start)
        self._jobs = Stepped(program.jobs, self.start)

    def play_script(self, script: Script, name: str, tick: Tick) -> Rehearsal:
        """Play a script, by its file's name, to the end of the period."""
        lines, refused = refuse_outside(self._office, script.lines, self.start, self.end)
        by_day: dict[date, list[Line]] = {}
        for line in lines:
            by_day.setdefault(self._office.today(line.at), []).append(line)
        outcomes = [*refused, *self._play(lambda on: iter(by_day.get(on, ())), tick)]
        return self._rehearsal(outcomes, script=name, misread=script.misread)

    def play_seed(self, seed: int, tick: Tick) -> Rehearsal:
        """Play units of differing diligence to the end of the period.

        Everybody plans the day when the office opens. Lines are numbered as in a script's file.
        """
        numbers = count(2)

        def lines_of(on: date) -> Iterator[Line]:
            opens = self._office.calendar.instant(on, self._office.hours.opens)
            self._jobs.advance(max(opens, self._jobs.now))
            for line in plan_day(self._office, self.plan_id, seed, self._jobs.now):
                yield replace(line, number=next(numbers))

        return self._rehearsal(list(self._play(lines_of, tick)), seed=seed)

    def _director(self) -> Actor | None:
        """Whoever issues the plan: its director, where there is just one."""
        on = self._period.first_on
        with self._office.database.read() as tx:
            holders = read_directory(tx, self._organization_id, on).holders(Role.DIRECTOR, None)
            return load_actor(tx, holders[0], on) if len(holders) == 1 else None

    def _play(self, lines_of: Callable[[date], Iterator[Line]], tick: Tick) -> Iterator[Outcome]:
        """Let the jobs run up to each line's instant before it is done, then on to the end."""
        for done, on in enumerate(self._period, start=1):
            for line in lines_of(on):
                self._jobs.advance(line.at)
                yield run_line(self._office, self._organization_id, line, line.at)
            tick(done, len(self._period))
        self._jobs.advance(self.end)

    def _rehearsal(
        self,
        outcomes: list[Outcome],
        *,
        script: str | None = None,
        seed: int | None = None,
        misread: Sequence[Misread] = (),
    ) -> Rehearsal:
        return Rehearsal(
            plan_id=self.plan_id,
            start=self.start,
            end=self.end,
            script=script,
            seed=seed,
            outcomes=outcomes,
            misread=misread,
        )
