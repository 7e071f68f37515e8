"""Owns the help page: the states, the 30 % rule and the ladder, as the definitions and the plan say."""

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.ladder import read_ladder
from cchc_workflow.definitions.workflow import read_workflow
from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.domain.machine import Action, Workflow
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.drawing.states import draw_states
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.store.plans import read_plans
from cchc_workflow.web.probes import READ
from cchc_workflow.web.shell.guidebook import ADDRESS, list_chapters
from cchc_workflow.web.shell.navigation import RANKS
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done to a task: from which states to which, by whom, and what it takes."""

    label: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    needs: tuple[str, ...]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /tro-giup."""

    def show_help(request: Request, viewer: SignedIn) -> Response:
        definitions = site.office.definitions
        task, extension = (
            read_workflow(toml.parse(*text), definitions.messages)
            for text in (definitions.task, definitions.extension)
        )
        with site.office.database.read() as tx:
            plan = newest_plan(read_plans(tx, viewer.actor.organization_id))
        return site.show(
            request,
            "shell/help",
            viewer,
            task=draw_states(task),
            extension=draw_states(extension),
            deeds=list_deeds(task),
            ladder=read_ladder(toml.parse(*definitions.ladder), definitions.messages),
            digest_at=site.office.hours.digest_at,
            plan=plan,
            rule=rule_of(plan) if plan else None,
            timeliness=list(Timeliness),
            roles=RANKS,
            chapters=list_chapters(site, viewer),
            book=ADDRESS,
        )

    app.add_api_route("/tro-giup", show_help, methods=READ)


def newest_plan(plans: list[Any]) -> Any | None:  # noqa: ANN401
    """Return the plan issued last, None where none is."""
    issued = [plan for plan in plans if plan.issued_at is not None]
    return max(issued, key=lambda plan: plan.issued_at, default=None)


def list_deeds(workflow: Workflow) -> list[Deed]:
    """Return what can be done, in the order of the file."""
    return [_describe(workflow, action) for action in workflow.actions.values()]


def _describe(workflow: Workflow, action: Action) -> Deed:
    label = {name: state.label for name, state in workflow.states.items()}
    return Deed(
        label=action.label,
        sources=tuple(label[name] for name in action.sources),
        target=label[action.to] if action.to else "",
        roles=tuple(str(role) for role in action.roles),
        needs=tuple(guard for guard in action.guards if guard in GUARDS),
    )
