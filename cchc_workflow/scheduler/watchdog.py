"""Owns what is amiss, as the process that runs the jobs knows it; logs each change once and mends nothing."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from cchc_workflow.engine.watch import Alert, Health, watch

if TYPE_CHECKING:
    from datetime import datetime

    from cchc_workflow.engine.office import Office

STALE_AFTER = timedelta(minutes=15)
"""A look older than this proves only that nobody looks any more."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault(Alert):
    """An alert that this process noticed itself.

    Attributes:
        of: the job, or what keeps mail from leaving.
        reason: the error in its own words.
    """

    of: str = ""
    reason: str = ""


class Watchdog:
    """Keeps the last look at the office and the faults of this process; any thread may ask or tell it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: Health | None = None
        self._seen_at: datetime | None = None
        self._faults: dict[tuple[str, str], Fault] = {}
        self._changing = Lock()

    def look(self, now: datetime) -> None:
        """Look at the office, and log what is newly amiss and what is no longer.

        Raises:
            StorageError: the database can't be asked.
        """
        seen = watch(self._office, now)
        with self._changing:
            before = {alert.kind: alert for alert in self._seen.alerts} if self._seen else {}
            self._seen, self._seen_at = seen, now
        present = {alert.kind: alert for alert in seen.alerts}
        for kind, alert in present.items():
            if kind not in before:
                _log_raised(alert)
        for kind, alert in before.items():
            if kind not in present:
                _log_over(alert)

    def note_fault(self, kind: str, of: str, reason: str, now: datetime) -> None:
        """Keep a fault until it is over; one that lasts is counted and logged once."""
        with self._changing:
            known = self._faults.get((kind, of))
            since, count = (known.since, known.count) if known else (now, 0)
            fault = self._faults[kind, of] = Fault(kind, since, count + 1, of, reason)
        if known is None:
            _log_raised(fault)

    def note_end(self, kind: str, of: str | None = None) -> None:
        """Forget a fault that is over (every one of its kind, unless `of` says which)."""
        with self._changing:
            keys = [key for key in self._faults if key[0] == kind and of in {None, key[1]}]
            over = [self._faults.pop(key) for key in keys]
        for fault in over:
            _log_over(fault)

    def health(self, now: datetime) -> Health:
        """Return the last look together with the faults; where nobody has looked yet, a look of its own.

        Raises:
            StorageError: nobody has looked yet, and the database can't be asked.
        """
        with self._changing:
            seen, seen_at, faults = self._seen, self._seen_at, tuple(self._faults.values())
        if seen is None or seen_at is None:
            seen, seen_at = watch(self._office, now), now
        stale = (Alert("watchdog_late", seen_at),) if now - seen_at > STALE_AFTER else ()
        return replace(seen, alerts=(*seen.alerts, *faults, *stale))


def _log_raised(alert: Alert) -> None:
    _log.warning("alert raised: %s", alert.kind, extra={"alert": _facts(alert)})


def _log_over(alert: Alert) -> None:
    _log.info("alert over: %s", alert.kind, extra={"alert": _facts(alert)})


def _facts(alert: Alert) -> dict[str, object]:
    facts: dict[str, object] = {"kind": alert.kind, "since": alert.since.isoformat(), "count": alert.count}
    return facts | ({"of": alert.of, "reason": alert.reason} if isinstance(alert, Fault) else {})
