"""Owns which actions move a task on from where it stands; pausing and cancelling are none of them."""

from cchc_workflow.domain.decide import Offer, offers
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.people import Actor
from cchc_workflow.domain.task import Phase, Task

UNDER_WAY = frozenset({Phase.OPEN, Phase.REPORTED})
AHEAD = frozenset({Phase.OPEN, Phase.REPORTED, Phase.DONE})


def moves(workflow: Workflow, task: Task, actor: Actor) -> tuple[Offer, ...]:
    """Return the offers that lead a task that is under way to another state in which it is under way or done.

    Of the shipped workflow: start, report, verify, return; each in its own state, allowed or refused.
    """
    if task.phase not in UNDER_WAY:
        return ()
    return tuple(offer for offer in offers(workflow, task, actor) if _moves(workflow, task, offer))


def _moves(workflow: Workflow, task: Task, offer: Offer) -> bool:
    to = workflow.successor(task.state, offer.action.name)
    return to is not None and to != task.state and workflow.states[to].phase in AHEAD
