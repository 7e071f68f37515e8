"""Owns the proof of the history: anchoring it daily, and checking every chain, task, anchor and journal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cchc_workflow.domain.history import GENESIS, anchor, broken_at
from cchc_workflow.domain.task import Event, Task
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.replay import differences
from cchc_workflow.store import events, journal
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.people import read_organizations
from cchc_workflow.store.tasks import last_task_id, load_tasks

BATCH = 500

Chain = list[tuple[Event, str, str]]
"""A task's events in order, each with its data as stored and its hash."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold: `where` is a task's code or an anchor's day.

    `kind` is chain (the event `number` does not follow), head (the chain does not end where the task says),
    state or field (`what` in the task is not what its events made of it), missing (events without a task),
    anchor (the events that it stands for have changed), journal (the entry `number` of the organization does
    not follow).
    """

    kind: str
    where: str
    number: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked and every fault that was found."""

    tasks: int
    events: int
    anchors: int
    entries: int
    faults: tuple[Fault, ...]


def anchor_history(office: Office, now: datetime) -> int:
    """Anchor what happened since the last anchor; return how many events."""
    with office.database.begin() as tx:
        return events.add_anchor(tx, office.today(now), now)


def verify_history(office: Office, progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Prove every task's chain, that each task stands where its chain ends, every anchor, every journal.

    `progress` is called with (tasks checked, tasks in all).
    """
    faults: list[Fault] = []
    tasks = count = 0
    with office.database.read() as tx:
        last = last_task_id(tx)
        for first in range(1, last + 1, BATCH):
            checked, seen = _check_batch(tx, office, range(first, first + BATCH), faults)
            tasks += checked
            count += seen
            if progress is not None:
                progress(min(first + BATCH - 1, last), last)
        anchors = _check_anchors(tx, faults)
        entries = _check_journals(tx, faults)
    return Verdict(tasks, count, anchors, entries, tuple(faults))


def _check_batch(tx: Transaction, office: Office, keys: range, faults: list[Fault]) -> tuple[int, int]:
    tasks = load_tasks(tx, keys)
    chains = dict(events.read_chains(tx, keys.start, keys.stop - 1))
    seen = 0
    for task_id, task in tasks.items():
        chain = chains.pop(task_id, [])
        seen += len(chain)
        faults += _check_chain(task, chain) or _check_task(tx, office, task, chain)
    faults += [Fault("missing", str(task_id)) for task_id in chains]
    return len(tasks), seen


def _check_chain(task: Task, chain: Chain) -> list[Fault]:
    broken = broken_at(chain)
    if broken is not None:
        return [Fault("chain", task.code, broken)]
    if len(chain) != task.event_count or not chain or chain[-1][2] != task.head:
        return [Fault("head", task.code, len(chain))]
    return []


def _check_task(tx: Transaction, office: Office, task: Task, chain: Chain) -> list[Fault]:
    """The chain proves the events; the task must be what they made of it."""
    if chain[-1][0].to_state != task.state:
        return [Fault("state", task.code, len(chain))]
    workflow = office.workflow(tx, task.workflow_id)
    found = differences(task, (event for event, *_ in chain), workflow, office.today)
    return [Fault("field", task.code, len(chain), name) for name in found]


def _check_anchors(tx: Transaction, faults: list[Fault]) -> int:
    previous, after = GENESIS, 0
    rows = events.all_anchors(tx)
    for row in rows:
        heads = events.anchored_heads(tx, after, row.last_event_id)
        if len(heads) != row.events or anchor(previous, heads) != row.hash:
            faults.append(Fault("anchor", row.on.isoformat(), row.events))
        previous, after = row.hash, row.last_event_id
    return len(rows)


def _check_journals(tx: Transaction, faults: list[Fault]) -> int:
    count = 0
    for organization in read_organizations(tx):
        count += journal.count_entries(tx, organization.id)
        broken = journal.broken_entry(tx, organization.id)
        if broken is not None:
            faults.append(Fault("journal", organization.name, broken))
    return count
