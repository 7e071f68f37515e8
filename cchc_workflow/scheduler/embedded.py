"""Owns driving the jobs inside this process by the machine's clock, with APScheduler; does no job's work."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from cchc_workflow.errors import StorageError
from cchc_workflow.scheduler.jobs import Job
from cchc_workflow.scheduler.watchdog import Watchdog

AFTER_STORAGE_ERROR = timedelta(seconds=30)
AFTER_ERROR = timedelta(minutes=5)
"""How long a job that failed waits, unless its trigger comes sooner: a morning's digest can't wait a day."""

_YIELD = timedelta(milliseconds=100)
_SLACK = timedelta(milliseconds=50)

_log = logging.getLogger(__name__)


class Embedded:
    """The jobs in threads of this process, one thread a lane; each runs once when started, to catch up.

    `clock` says the instant that the jobs are told; it may be set apart from the machine's, not run faster.
    """

    def __init__(self, jobs: Sequence[Job], clock: Callable[[], datetime], watchdog: Watchdog) -> None:
        self._turns = {job.name: _Turn(job, clock) for job in jobs}
        self._clock = clock
        self._watchdog = watchdog
        self._scheduler = _Scheduler(
            timezone=UTC,
            executors={lane: ThreadPoolExecutor(1) for lane in {job.lane for job in jobs}},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._end, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        begun_at = datetime.now(UTC)
        for place, turn in enumerate(self._turns.values()):
            self._scheduler.add_job(
                self._run,
                turn,
                args=[turn],
                id=turn.job.name,
                executor=turn.job.lane,
                next_run_time=begun_at + place * timedelta.resolution,
            )

    def start(self) -> None:
        """Start the jobs and return at once."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start no more jobs, and return when those that run have ended."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def poke(self, name: str) -> None:
        """Have a job run now, or once more if it runs already, for it may have looked too early."""
        self._turns[name].ask()
        self._scheduler.wakeup()

    def _run(self, turn: "_Turn") -> datetime | None:
        turn.begin()
        now, name = self._clock(), turn.job.name
        try:
            again_at = turn.job.run(now)
        except Exception as error:  # noqa: BLE001 - whatever a job meets, people are told and it runs again
            again_at = now + (AFTER_STORAGE_ERROR if isinstance(error, StorageError) else AFTER_ERROR)
            self._watchdog.note_fault("job_failed", name, str(error), now)
            _log.error("job failed: %s", name, exc_info=error, extra={"job": name, "again_at": again_at})
        else:
            self._watchdog.note_end("job_failed", name)
        return again_at

    def _end(self, event: JobExecutionEvent) -> None:
        """Look when to run next; touch no job, for while the scheduler stops that would wait for ever."""
        self._turns[event.job_id].end(event.retval)
        self._scheduler.wakeup()


class _Turn(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """When a job runs next: at its trigger's instant, or earlier where the job or somebody else wishes it."""

    def __init__(self, job: Job, clock: Callable[[], datetime]) -> None:
        self.job = job
        self._clock = clock
        self._wished_at: datetime | None = None
        self._runs = self._asked = False
        self._changing = Lock()

    def ask(self) -> None:
        """Wish for a run now; what runs at the moment is followed by another run."""
        with self._changing:
            self._asked = self._runs
            if not self._runs:
                self._wished_at = self._clock()

    def begin(self) -> None:
        """Note that a run begins: what was wished for before is being done."""
        with self._changing:
            self._runs, self._asked, self._wished_at = True, False, None

    def end(self, again_at: datetime | None) -> None:
        """Note that the next run is possible, and when it is wished for; what is past is no wish."""
        with self._changing:
            self._runs = False
            now = self._clock()
            if self._asked:
                self._wished_at = now + _YIELD
            elif again_at is not None and again_at > now:
                self._wished_at = again_at

    def next_run_at(self) -> datetime:
        """Return the next run by the machine's clock; it is never early by the jobs' own."""
        shown = self._clock()
        due_at = self.job.after(shown)
        wished_at = self._wished_at
        if wished_at is not None and wished_at < due_at:
            due_at = wished_at
        return datetime.now(UTC) + (due_at - shown)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:  # noqa: ARG002
        """Answer APScheduler, which has just handed a run over: a wish for it by now is met."""
        with self._changing:
            if self._wished_at is not None and self._wished_at <= self._clock():
                self._wished_at = None
        return self.next_run_at()


class _Scheduler(BackgroundScheduler):  # type: ignore[misc]  # APScheduler has no types
    """Looks at the jobs' turns afresh each time it wakes, for wishes and for a clock that was set back."""

    def _process_jobs(self) -> float | None:
        for job in self.get_jobs():
            next_run_at = job.trigger.next_run_at()
            if job.next_run_time > next_run_at + _SLACK:
                self.modify_job(job.id, next_run_time=next_run_at)
        waits: float | None = super()._process_jobs()
        return waits
