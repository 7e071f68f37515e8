"""Owns the handful of fixed jobs: what runs, when, in which order; it knows no scheduler and no clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from cchc_workflow.engine.anchoring import anchor_history
from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.report import Print
from cchc_workflow.engine.report.schedule import make_due_reports
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.watch import note_run
from cchc_workflow.scheduler.watchdog import Watchdog
from cchc_workflow.store.ticks import read_ticks

SWEEP_EVERY = timedelta(minutes=5)
"""At the latest: another process (the command line) may have made something due earlier than we know of."""
DELIVER_EVERY = timedelta(seconds=15)
WATCH_EVERY = timedelta(minutes=5)
ANCHOR_AT = time(23, 50)
"""The day's history is anchored before the day is over, local time."""

Run = Callable[[datetime], datetime | None]
"""Do what is due at an instant; the answer is when to run again, where the trigger would come later."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Intervals are counted from here: ticks fall on one grid, whenever the program started."""
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One fixed job.

    Attributes:
        name: under which its ticks are kept.
        run: the work; safe to repeat, for it looks at the data and not at the tick.
        trigger: an APScheduler trigger without an end; the job runs at its instants at the latest.
        lane: the jobs of a lane run one after the other; mail has its own, so that a slow server holds up
            nothing else.
        polls: the trigger only looks for what others left to do: while no job before it runs and nobody
            acts, nothing is due before the instant that the last run returned.
    """

    name: str
    run: Run
    trigger: Any
    lane: Literal["office", "mail"] = "office"
    polls: bool = False

    def after(self, at: datetime) -> datetime:
        """Return the trigger's first instant after `at`, in UTC."""
        return self.since(at + _INSTANT)

    def since(self, at: datetime) -> datetime:
        """Return the trigger's first instant that is not before `at`, in UTC."""
        fires_at: datetime = self.trigger.get_next_fire_time(None, at)
        return fires_at.astimezone(UTC)


def build_jobs(office: Office, watchdog: Watchdog, deliver: Run, print_paper: Print) -> tuple[Job, ...]:
    """Return the jobs in the order in which they run when several fall due at one instant.

    What a job does may give work to those after it, never to those before it: the reports are made after the
    morning's sweep. `print_paper` makes the papers of those that are issued by themselves.
    """
    zone = ZoneInfo(office.calendar.tz)
    morning = _daily(office.hours.digest_at, zone)

    def noted(name: str, run: Run) -> Run:
        def run_and_note(now: datetime) -> datetime | None:
            again_at = run(now)
            note_run(office, name, now)
            return again_at

        return run_and_note

    def run_digest(now: datetime) -> None:
        if _is_digest_due(office, now):
            sweep(office, now)  # whatever fell due by this morning belongs into this morning's mail
            digest(office, now)
            note_run(office, "digest", now)

    def run_reports(now: datetime) -> None:
        make_due_reports(office, now, print_paper)

    def run_anchor(now: datetime) -> None:
        anchor_history(office, now)

    return (
        Job(
            name="sweep",
            run=noted("sweep", lambda now: sweep(office, now).next_at),
            trigger=_every(SWEEP_EVERY),
            polls=True,
        ),
        Job(name="digest", run=run_digest, trigger=morning),
        Job(name="reports", run=noted("reports", run_reports), trigger=morning),
        Job(name="anchor", run=noted("anchor", run_anchor), trigger=_daily(ANCHOR_AT, zone)),
        Job(
            name="deliver",
            run=noted("deliver", deliver),
            trigger=_every(DELIVER_EVERY),
            lane="mail",
            polls=True,
        ),
        Job(name="watch", run=noted("watch", watchdog.look), trigger=_every(WATCH_EVERY), polls=True),
    )


def _is_digest_due(office: Office, now: datetime) -> bool:
    """Tell whether this working day's digest is still to be made; what comes after it waits for the next.

    A tick that lies ahead was noted before the clock was set back, and says nothing.
    """
    on = office.today(now)
    due_at = office.calendar.instant(on, office.hours.digest_at)
    if not office.calendar.is_working(on) or not due_at <= now < office.calendar.instant(
        on, office.hours.closes
    ):
        return False
    with office.database.read() as tx:
        made_at = read_ticks(tx).get("digest")
    return made_at is None or not due_at <= made_at <= now


def _every(interval: timedelta) -> IntervalTrigger:
    return IntervalTrigger(seconds=interval.total_seconds(), start_date=_EPOCH, timezone=UTC)


def _daily(at: time, zone: ZoneInfo) -> CronTrigger:
    return CronTrigger(hour=at.hour, minute=at.minute, second=at.second, timezone=zone)
