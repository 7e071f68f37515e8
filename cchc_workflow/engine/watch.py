"""Owns the watchdog: it says what should have happened and did not; mends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cchc_workflow.engine.digest import digest_time
from cchc_workflow.engine.office import Office
from cchc_workflow.store.outbox import OutboxState, count_states, oldest_waiting
from cchc_workflow.store.tasks import earliest_check
from cchc_workflow.store.ticks import read_ticks, set_tick

PATIENCE = timedelta(minutes=30)
"""How late a thing may be before it is called late."""


ON_THE_WAY = (OutboxState.QUEUED, OutboxState.SENDING)
"""A mail that a deliverer took and never settled waits like any other."""

COUNTED: Mapping[str, tuple[OutboxState, ...]] = {
    "digest_late": (OutboxState.HELD,),
    "mail_waiting": ON_THE_WAY,
    "mail_dead": (OutboxState.DEAD,),
}
"""Which rows of the outbox an alert counts."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is not as it should be; `since` when it should have been."""

    kind: str
    since: datetime
    count: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the machinery: alerts, the outbox by state, when each job last ran."""

    alerts: tuple[Alert, ...]
    outbox: dict[str, int]
    ticks: dict[str, datetime]

    @property
    def well(self) -> bool:
        """Tell whether nothing is amiss."""
        return not self.alerts


def watch(office: Office, now: datetime) -> Health:
    """Return what is amiss: steps not looked at, digests not made, mail not gone, dead letters, the clock."""
    with office.database.read() as tx:
        ticks = read_ticks(tx)
        states = count_states(tx)
        oldest = oldest_waiting(tx)
        check_at = earliest_check(tx)
    found = (
        _watch_sweep(check_at, ticks.get("sweep"), now),
        _watch_digest(office, oldest.get(OutboxState.HELD), ticks.get("digest"), now),
        _watch_mail(office, {state: oldest[state] for state in ON_THE_WAY if state in oldest}, now),
        Alert("mail_dead", oldest[OutboxState.DEAD]) if OutboxState.DEAD in oldest else None,
        _watch_clock(ticks, now),
    )
    alerts = tuple(replace(alert, count=_count(alert.kind, states)) for alert in found if alert is not None)
    return Health(alerts, states, ticks)


def _watch_sweep(check_at: datetime | None, swept_at: datetime | None, now: datetime) -> Alert | None:
    """A task that came back with steps passed is due since long ago, for the sweep only since its last."""
    if check_at is None:
        return None
    due_at = check_at if swept_at is None or swept_at > now else max(check_at, swept_at)
    return Alert("sweep_late", due_at) if due_at < now - PATIENCE else None


def _watch_digest(
    office: Office, held_since: datetime | None, made_at: datetime | None, now: datetime
) -> Alert | None:
    """What came after this morning's digest rightly waits for the next."""
    if held_since is None:
        return None
    due_at = digest_time(office, held_since)
    if due_at >= now - PATIENCE:
        return None
    latest = office.calendar.instant(office.today(now), office.hours.digest_at)
    return None if made_at is not None and latest <= made_at <= now else Alert("digest_late", due_at)


def _watch_mail(office: Office, since: Mapping[str, datetime], now: datetime) -> Alert | None:
    """What could not go before the office closed rightly waits until it opens."""
    if not since:
        return None
    oldest = min(since.values())
    due_at = oldest + PATIENCE
    opens_at = office.next_opening(due_at)
    if opens_at > due_at:
        due_at = opens_at + PATIENCE
    return Alert("mail_waiting", oldest) if due_at < now else None


def _watch_clock(ticks: Mapping[str, datetime], now: datetime) -> Alert | None:
    newest = max(ticks.values(), default=now)
    return Alert("clock_back", newest) if newest > now + PATIENCE else None


def _count(kind: str, states: Mapping[str, int]) -> int:
    return sum(states.get(state, 0) for state in COUNTED.get(kind, ()))


def note_run(office: Office, job: str, now: datetime) -> None:
    """Note that a fixed job ran to its end."""
    with office.database.begin() as tx:
        set_tick(tx, job, now)
