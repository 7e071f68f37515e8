"""Owns the pace of a demonstration: a year played fast up to a day, then as far as a visitor moves on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Condition, Thread
from typing import TYPE_CHECKING

from cchc_workflow.cli.stage import Period, Stage
from cchc_workflow.definitions.plan import parse_plan
from cchc_workflow.store.board import last_keys
from cchc_workflow.store.outbox import OutboxState, count_states
from cchc_workflow.store.standing import read_flags
from cchc_workflow.store.ticks import read_ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from cchc_workflow.bootstrap import Program


@dataclass(frozen=True, slots=True)
class Crossing:
    """A unit that crossed the line (`raised`) or came back below it."""

    unit: str
    on: date
    late: int
    assigned: int
    raised: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What has happened by the end of a day: counts since the plan was issued, crossings of this day."""

    on: date
    done: int
    total: int
    steps: int
    mails: int
    crossings: tuple[Crossing, ...]


class Playback:
    """A plan that is being played; `now` is its clock, which stands still between two days."""

    def __init__(self, program: Program, files: Mapping[str, str], seed: int) -> None:
        """Issue the plan on its first day.

        Raises:
            DefinitionError: the plan is wrong.
        """
        plan = parse_plan(files, program.office.calendar)
        self.period = Period(plan.first_on, plan.last_on)
        self.stage = Stage(program, files, self.period)
        self.office = program.office
        self.seed = seed
        self._days = tuple(self.period)
        self._known: set[tuple[int, bool]] = set()
        with self.office.database.read() as tx:
            self._issued = last_keys(tx)[0]

    def now(self) -> datetime:
        """Return when the last job ran: as far as the clock of the stage has come."""
        with self.office.database.read() as tx:
            return max(read_ticks(tx).values(), default=self.stage.start)

    def play(self, tell: Callable[[Day], None]) -> None:
        """Play the whole period; `tell` is told of each day, and may raise to end it."""
        self.stage.play_seed(self.seed, lambda done, total: tell(self._look(done, total)))

    def _look(self, done: int, total: int) -> Day:
        with self.office.database.read() as tx:
            events, _ = last_keys(tx)
            mails = count_states(tx).get(OutboxState.SENT, 0)
            flags = read_flags(tx, self.stage.plan_id)
        crossings = []
        for flag in flags:
            for at, raised in ((flag.raised_at, True), (flag.cleared_at, False)):
                if at is not None and (flag.id, raised) not in self._known:
                    self._known.add((flag.id, raised))
                    on = self.office.today(at)
                    crossings.append(Crossing(flag.unit_name, on, flag.late, flag.assigned, raised))
        return Day(self._days[done - 1], done, total, events - self._issued, mails, tuple(crossings))


class Player:
    """Plays in a thread of its own: at once up to the day `until`, then on only as far as it is told to.

    With a `pause`, a day also begins by itself whenever so much time has passed without being told.
    """

    def __init__(
        self, playback: Playback, until: date, tell: Callable[[Day], None], pause: timedelta | None = None
    ) -> None:
        self._playback = playback
        self._target = until
        self._tell = tell
        self._pause = pause.total_seconds() if pause is not None else None
        self._moved = Condition()
        self._reached: date | None = None
        self._ended = False
        self._stopping = False
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, name="demo")

    def start(self) -> None:
        """Begin to play, and return when the day is reached.

        Raises:
            Exception: whatever went wrong on the way.
        """
        self._thread.start()
        self._wait_for(self._target)

    def move(self, until: date) -> None:
        """Play on, and return when the day `until`, or the last one, has ended; a day of the past is reached.

        Raises:
            Exception: whatever went wrong on the way.
        """
        with self._moved:
            self._target = max(self._target, until)
            self._moved.notify_all()
        self._wait_for(until)

    def halt(self) -> None:
        """Play no further than the present day, not waiting for its end; a signal's handler may ask so."""
        self._stopping = True

    def stop(self) -> None:
        """Play no further than the present day, and return when it has ended.

        Raises:
            Exception: whatever went wrong since the start.
        """
        with self._moved:
            self._stopping = True
            self._moved.notify_all()
        if self._thread.ident is not None:
            self._thread.join()
        self._raise()

    def _wait_for(self, on: date) -> None:
        with self._moved:
            self._moved.wait_for(lambda: self._ended or (self._reached is not None and self._reached >= on))
        self._raise()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._playback.play(self._follow)
        except _StoppedError:
            pass
        except Exception as error:  # noqa: BLE001 - handed to whoever waits in the other thread
            self._error = error
        finally:
            with self._moved:
                self._ended = True
                self._moved.notify_all()

    def _follow(self, day: Day) -> None:
        if self._stopping:
            raise _StoppedError
        self._tell(day)
        with self._moved:
            self._reached = day.on
            self._moved.notify_all()
            told = self._moved.wait_for(lambda: self._stopping or day.on < self._target, self._pause_at(day))
            if not told:
                self._target = day.on + timedelta(days=1)
        if self._stopping:
            raise _StoppedError

    def _pause_at(self, day: Day) -> float | None:
        """On the way to the target nothing is waited for."""
        return 0 if day.on < self._target else self._pause


class _StoppedError(Exception):
    """Ends the playing in the middle of the year."""
