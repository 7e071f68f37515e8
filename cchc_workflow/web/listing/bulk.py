"""Owns the page on which one thing is done to several tasks: what would happen, and then what did."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import FastAPI, Form, Request, Response
from starlette.datastructures import QueryParams

from cchc_workflow.domain.people import Actor
from cchc_workflow.domain.task import Act, Evidence, Task
from cchc_workflow.engine.bulk import Outcome, Pick, act_on_all, look_at_all
from cchc_workflow.engine.choices import Choices, read_choices
from cchc_workflow.engine.overview import labels_of
from cchc_workflow.errors import ConflictError, RefusedError
from cchc_workflow.web.listing.address import LONGEST_QUERY, TABLE, address_of, read_wanted
from cchc_workflow.web.pages import task_path
from cchc_workflow.web.received import clean
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn
from cchc_workflow.words import explain, say, say_what_allows

PATH = f"{TABLE}/hang-loat"
MOST_PICKS = 200
GIVEN = ("note", "document", "evidence")
"""What can be given once for all tasks; a value reached is each task's own."""

Picks = Annotated[list[str], Form(alias="chon", max_length=MOST_PICKS)]
Text = Annotated[str, Form(max_length=4000)]
Line = Annotated[str, Form(max_length=400)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One task on the page: where it stands, and what would become of it, or why nothing can."""

    value: str
    task: Task | None
    path: str
    state: str
    words: str
    fits: bool


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page; without the word that all is sure it only shows what would happen."""

    def act_on_many(  # noqa: PLR0913, PLR0917 - one for each field
        request: Request,
        viewer: SignedIn,
        picked: Picks = [],  # noqa: B006 - FastAPI's way, never changed
        action: Annotated[str, Form(alias="lam", max_length=60)] = "",
        sure: Annotated[str, Form(alias="chac", max_length=1)] = "",
        note: Text = "",
        document: Line = "",
        evidence: Line = "",
        query: Annotated[str, Form(alias="q", max_length=LONGEST_QUERY)] = "",
    ) -> Response:
        back = address_of(TABLE, read_wanted(QueryParams(parse_qsl(query))))
        picks = read_picks(picked)
        if not picks or not action:
            return site.go(request, back, told="nothing_picked" if action else "nothing_chosen")
        typed = {"note": clean(note), "document": clean(document), "evidence": clean(evidence)}
        looked = look_at_all(site.office, viewer.actor, picks, action)
        asks = [name for name in GIVEN if any(name in outcome.asks for outcome in looked)]
        done, status = False, 200
        if sure:
            result = act_on_all(site.office, viewer.actor, picks, _act(action, typed), viewer.now)
            looked, done, status = list(result.outcomes), result.done, 200 if result.done else 422
        with site.office.database.read() as tx:
            choices = read_choices(tx, site.office, viewer.scope.organization_id, viewer.on)
        return site.show(
            request,
            "listing/bulk",
            viewer,
            status=status,
            here="tasks",
            action=action,
            label=_label(looked, action),
            verdicts=[_verdict(outcome, choices, sure=bool(sure)) for outcome in looked],
            asks=asks,
            typed=typed,
            tried=bool(sure),
            done=done,
            back=back,
            query=query,
        )

    app.add_api_route(PATH, act_on_many, methods=["POST"])


def common_actions(choices: Choices, actor: Actor) -> list[tuple[str, str]]:
    """Return (name, label) of the actions in force that the person has a role for, whatever the task."""
    if not choices.workflows:
        return []
    newest = choices.workflows[max(choices.workflows)]
    held = {grant.role for grant in actor.grants}
    return [(each.name, each.label) for each in newest.actions.values() if not held.isdisjoint(each.roles)]


def read_picks(values: list[str]) -> list[Pick]:
    """Return the tasks that were ticked, each as "key:version"; what is none is passed over."""
    found = (re.fullmatch(r"([0-9]{1,19}):([0-9]{1,9})", value) for value in values)
    pairs = [(int(each[1]), int(each[2])) for each in found if each]
    return [Pick(task_id, version) for task_id, version in pairs if 0 < task_id < 2**63]


def _act(action: str, typed: Mapping[str, str]) -> Act:
    evidence = (Evidence(document=typed["evidence"]),) if typed["evidence"] else ()
    return Act(name=action, note=typed["note"] or None, document=typed["document"] or None, evidence=evidence)


def _verdict(outcome: Outcome, choices: Choices, *, sure: bool) -> Verdict:
    """Return what a task's row says; before it is sure, what is asked for can still be given."""
    task, workflow = outcome.task, outcome.workflow
    if task is None or workflow is None:
        value = f"{outcome.pick.task_id}:{outcome.pick.seen_version}"
        return Verdict(value=value, task=None, path="", state="", words=say("listing.gone"), fits=False)
    labels = labels_of(workflow)
    own = [name for name in outcome.asks if name not in GIVEN]
    words = explain(outcome.refused, labels) if outcome.refused else ""
    if isinstance(outcome.refused, RefusedError) and not sure:
        words = say("listing.allowed", when=say_what_allows(outcome.refused, labels))
    if isinstance(outcome.refused, ConflictError):
        words = say("listing.changed")
    if own and not words:
        words = say("listing.own_value")
    return Verdict(
        value=f"{task.id}:{task.version}",
        task=task,
        path=task_path(choices.path_code(task.plan_id, task.code)),
        state=labels.get(f"state.{task.state}", task.state),
        words=words,
        fits=not words,
    )


def _label(looked: Sequence[Outcome], action: str) -> str:
    workflows = (outcome.workflow for outcome in looked if outcome.workflow is not None)
    return next((each.actions[action].label for each in workflows if action in each.actions), action)
