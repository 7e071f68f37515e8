"""Owns work that takes longer than a page may: one at a time in a thread, its result kept for a while."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any, Final

from cchc_workflow.errors import CchcError, ConflictError, NotFoundError

KEPT: Final = 20
"""Results that are remembered; a restart forgets all."""

Tick = Callable[[int, int], None]
"""Told on the way: (steps done, of how many)."""
Work = Callable[[Tick], Any]

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Chore:
    """One piece of work: `about` is what it was begun with, `result` what came of it.

    `error` is why it was refused; `broken` tells that the program itself failed, which the log explains.
    """

    number: int
    about: Any
    done: int = 0
    total: int = 0
    result: Any = None
    error: CchcError | None = None
    broken: bool = False
    ended: Event = field(default_factory=Event)

    @property
    def running(self) -> bool:
        """Tell whether it is still being done."""
        return not self.ended.is_set()

    @property
    def percent(self) -> int:
        """Return how far it has come, from 0 to 100."""
        return min(100 * self.done // self.total, 100) if self.total else 0

    def tick(self, done: int, total: int) -> None:
        """Note how far it has come."""
        self.done, self.total = done, total


class Chores:
    """The work of one kind, of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._chores: OrderedDict[int, Chore] = OrderedDict()
        self._last = 0

    def begin(self, about: Any, work: Work) -> Chore:  # noqa: ANN401 - whatever the pages show of it
        """Begin to work in a thread; what is under way about the same thing is not begun again.

        Raises:
            ConflictError: something else of the kind is under way.
        """
        with self._lock:
            running = next((chore for chore in self._chores.values() if chore.running), None)
            if running is not None and running.about == about:
                return running
            if running is not None:
                raise ConflictError("chore", running.number)
            self._last += 1
            chore = self._chores[self._last] = Chore(self._last, about)
            while len(self._chores) > KEPT:
                self._chores.popitem(last=False)
        Thread(target=_do, args=(chore, work), name=f"chore-{chore.number}", daemon=True).start()
        return chore

    def find(self, number: int) -> Chore:
        """Return a piece of work.

        Raises:
            NotFoundError: there is none, or it was forgotten.
        """
        with self._lock:
            found = self._chores.get(number)
        if found is None:
            raise NotFoundError("chore", number)
        return found


def _do(chore: Chore, work: Work) -> None:
    try:
        chore.result = work(chore.tick)
    except CchcError as error:
        chore.error = error
    except Exception:  # noqa: BLE001 - logged whole; the page says that it failed
        chore.broken = True
        _log.exception("chore %s failed", chore.number)
    finally:
        chore.ended.set()
