"""Owns the proof of the history: anchoring it daily, and checking every chain, task and anchor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cchc_workflow.domain.history import GENESIS, anchor, broken_at
from cchc_workflow.domain.task import Event
from cchc_workflow.engine.office import Office
from cchc_workflow.store import events
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.tasks import last_task_id, load_tasks

BATCH = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold: `kind` is chain, head, state, missing or anchor; `where` a task code or an anchor's day."""

    kind: str
    where: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked and every fault that was found."""

    tasks: int
    events: int
    anchors: int
    faults: tuple[Fault, ...]


def anchor_history(office: Office, now: datetime) -> int:
    """Anchor what happened since the last anchor; return how many events."""
    with office.database.begin() as tx:
        return events.add_anchor(tx, office.today(now), now)


def verify_history(office: Office, progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Prove every task's chain, that each task stands where its chain ends, and every anchor.

    `progress` is called with (tasks checked, tasks in all).
    """
    faults: list[Fault] = []
    tasks = count = 0
    with office.database.read() as tx:
        last = last_task_id(tx)
        for first in range(1, last + 1, BATCH):
            checked, seen = _check_batch(tx, first, first + BATCH - 1, faults)
            tasks += checked
            count += seen
            if progress is not None:
                progress(min(first + BATCH - 1, last), last)
        anchors = _check_anchors(tx, faults)
    return Verdict(tasks, count, anchors, tuple(faults))


def _check_batch(tx: Transaction, first: int, last: int, faults: list[Fault]) -> tuple[int, int]:
    tasks = load_tasks(tx, range(first, last + 1))
    chains = dict(events.read_chains(tx, first, last))
    seen = 0
    for task_id, task in tasks.items():
        chain = chains.pop(task_id, [])
        seen += len(chain)
        faults += _check_chain(task.code, chain, task.head, task.state, task.event_count)
    faults += [Fault("missing", str(task_id)) for task_id in chains]
    return len(tasks), seen


def _check_chain(
    code: str, chain: list[tuple[Event, str, str]], head: str, state: str, count: int
) -> Iterator[Fault]:
    broken = broken_at(chain)
    if broken is not None:
        yield Fault("chain", code, broken)
    elif len(chain) != count or not chain or chain[-1][2] != head:
        yield Fault("head", code, len(chain))
    elif chain[-1][0].to_state != state:
        yield Fault("state", code, len(chain))


def _check_anchors(tx: Transaction, faults: list[Fault]) -> int:
    previous, after = GENESIS, 0
    rows = events.all_anchors(tx)
    for row in rows:
        heads = events.anchored_heads(tx, after, row.last_event_id)
        if len(heads) != row.events or anchor(previous, heads) != row.hash:
            faults.append(Fault("anchor", row.on.isoformat(), row.events))
        previous, after = row.hash, row.last_event_id
    return len(rows)
