"""Owns driving the jobs by a clock that the caller moves; it waits for nothing and runs in one thread."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cchc_workflow.errors import ClockError
from cchc_workflow.scheduler.jobs import Job

_NEVER = datetime.max.replace(tzinfo=UTC)


class Stepped:
    """The jobs on a clock of their own: the same triggers, in the order of time, then of the jobs.

    As when the program starts, each job first runs at `start`. After that a polling job is run at its
    trigger's next instant once somebody may have left it work: a job before it ran, or the caller, who acts
    between two steps. The ticks that would find nothing are passed over, so a year takes seconds.
    What a job raises goes to the caller, and the job is still to run.
    """

    def __init__(self, jobs: Sequence[Job], start: datetime) -> None:
        self._jobs = tuple(jobs)
        self._due = dict.fromkeys((job.name for job in self._jobs), start)
        self.now = start

    def next_at(self) -> datetime:
        """Return when the next job falls due if nobody acts until then."""
        return min(self._due.values())

    def advance(self, until: datetime) -> None:
        """Run every job that falls due up to `until`, each at its own instant, and set the clock to `until`.

        Raises:
            ClockError: `until` lies in the past.
        """
        if until < self.now:
            raise ClockError(until.isoformat(), self.now.isoformat())
        for job in self._jobs:
            if job.polls:
                self._due[job.name] = min(self._due[job.name], job.after(self.now))
        while (at := self.next_at()) <= until:
            place = next(place for place, job in enumerate(self._jobs) if self._due[job.name] == at)
            self.now = at
            self._run(place, at)
        self.now = until

    def _run(self, place: int, at: datetime) -> None:
        job = self._jobs[place]
        again_at = job.run(at)
        tick = job.after(at)
        if again_at is None:
            self._due[job.name] = _NEVER if job.polls else tick
        elif again_at > at:
            self._due[job.name] = again_at if job.polls else min(again_at, tick)
        else:
            self._due[job.name] = tick
        for later in self._jobs[place + 1 :]:
            if later.polls:
                self._due[later.name] = min(self._due[later.name], later.since(at))
