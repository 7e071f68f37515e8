"""Owns the watchdog: it says what should have happened and did not; mends nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cchc_workflow.engine.digest import digest_time
from cchc_workflow.engine.office import Office
from cchc_workflow.store.outbox import OutboxState, count_states, oldest_waiting
from cchc_workflow.store.reports import read_ticks, set_tick
from cchc_workflow.store.tasks import earliest_check

PATIENCE = timedelta(minutes=30)
"""How late a thing may be before it is called late."""


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
    alerts = []
    if check_at is not None and check_at < now - PATIENCE:
        alerts.append(Alert("sweep_late", check_at))
    held = oldest.get(OutboxState.HELD)
    if (
        held is not None
        and digest_time(office, held) < now - PATIENCE
        and not _made_today(office, ticks, now)
    ):
        alerts.append(Alert("digest_late", digest_time(office, held), states[OutboxState.HELD]))
    queued = oldest.get(OutboxState.QUEUED)
    if queued is not None and queued < now - PATIENCE:
        alerts.append(Alert("mail_waiting", queued, states[OutboxState.QUEUED]))
    if states.get(OutboxState.DEAD):
        alerts.append(Alert("mail_dead", oldest[OutboxState.DEAD], states[OutboxState.DEAD]))
    newest = max(ticks.values(), default=None)
    if newest is not None and newest > now + PATIENCE:
        alerts.append(Alert("clock_back", newest))
    return Health(tuple(alerts), states, ticks)


def _made_today(office: Office, ticks: dict[str, datetime], now: datetime) -> bool:
    """What came after this morning's digest rightly waits for the next."""
    tick = ticks.get("digest")
    return tick is not None and office.today(tick) == office.today(now)


def note_run(office: Office, job: str, now: datetime) -> None:
    """Note that a fixed job ran to its end."""
    with office.database.begin() as tx:
        set_tick(tx, job, now)
