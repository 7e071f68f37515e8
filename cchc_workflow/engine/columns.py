"""Owns the board of tasks: a column for each state, its first cards, and what may be done with each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cchc_workflow.domain.decide import Offer, offers
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Task
from cchc_workflow.engine.choices import Choices
from cchc_workflow.engine.listing import Line, Wanted, narrow, read_listing
from cchc_workflow.engine.office import Office
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.tasks import load_tasks

CARDS = 50


@dataclass(frozen=True, slots=True)
class Card:
    """A task on the board; `offers` are the actions that the viewer may take now."""

    line: Line
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The tasks in one state, those with the nearest deadline first; `count` as in a Listing."""

    state: str
    label: str
    cards: Sequence[Card]
    count: int


def read_columns(
    tx: Transaction, office: Office, choices: Choices, actor: Actor, wanted: Wanted, on: date
) -> tuple[list[Column], tuple[tuple[str, str], ...]]:
    """Return the columns of the states that are wanted, all without any, and what of it names nothing.

    A state that only older workflows have gets a column where a task is still in it.
    """
    _, newest = max(choices.workflows.items(), default=(0, None))
    names = [name for name, _ in choices.states if not wanted.states or name in wanted.states]
    columns = [read_column(tx, office, choices, actor, wanted, name, on) for name in names]
    shown = [each for each in columns if each.count or _has(newest, each.state)]
    return shown, narrow(choices, wanted, on)[1]


def read_column(  # noqa: PLR0913, PLR0917 - whose, what, when
    tx: Transaction,
    office: Office,
    choices: Choices,
    actor: Actor,
    wanted: Wanted,
    state: str,
    on: date,
) -> Column:
    """Return the column of one state."""
    found = read_listing(tx, choices, scope_of(actor), replace(wanted, states=(state,)), on, most=CARDS)
    tasks = load_tasks(tx, [line.id for line in found.lines])
    cards = [Card(line, _offers(tx, office, tasks[line.id], actor)) for line in found.lines]
    return Column(state, dict(choices.states).get(state, state), cards, found.count)


def leads_to(workflow: Workflow, state: str, to: str) -> str | None:
    """Return the action that takes a task from one state to another, or None."""
    return next((name for name in workflow.actions if workflow.successor(state, name) == to), None)


def _offers(tx: Transaction, office: Office, task: Task, actor: Actor) -> tuple[Offer, ...]:
    workflow = office.workflow(tx, task.workflow_id)
    return tuple(offer for offer in offers(workflow, task, actor) if offer.allowed)


def _has(workflow: Workflow | None, state: str) -> bool:
    return workflow is not None and state in workflow.states
