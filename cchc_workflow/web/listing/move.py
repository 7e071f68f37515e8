"""Owns moving one task on the board: what may be done with it and why the rest may not, and doing it."""

from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import FastAPI, Form, Request, Response
from fastapi import Path as InPath
from starlette.datastructures import QueryParams

from cchc_workflow.domain.decide import Offer, offers
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.task import Act, Evidence
from cchc_workflow.engine.act import Command
from cchc_workflow.engine.evidence import full_code, report_with_uploads
from cchc_workflow.engine.overview import labels_of
from cchc_workflow.errors import (
    CchcError,
    ConflictError,
    IncompleteError,
    RefusedError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store.sight import see_task
from cchc_workflow.web.listing.address import BOARD, LONGEST_QUERY, address_of, query_of, read_wanted
from cchc_workflow.web.listing.board import changed_columns
from cchc_workflow.web.pages import task_path
from cchc_workflow.web.received import clean
from cchc_workflow.web.site import Site, wants_part
from cchc_workflow.web.trouble import status_of
from cchc_workflow.web.viewer import SignedIn, Viewer
from cchc_workflow.words import explain, find, label, say, say_what_allows

TaskId = Annotated[int, InPath(ge=1, le=2**63 - 1)]
Text = Annotated[str, Form(max_length=4000)]
Line = Annotated[str, Form(max_length=400)]
Typed = dict[str, str]
IN_THE_BOX = {"HX-Retarget": "#hop-thoai", "HX-Reswap": "innerHTML"}
"""Where htmx puts what has to be asked or said before a card moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried with the task, if anything; `query` is the filter of the board behind it."""

    query: str
    action: str = ""
    typed: Typed = field(default_factory=dict)
    refused: CchcError | None = None

    def words(self, workflow: Workflow) -> str:
        """Return why it was refused; for a card that was only dropped what is missing is asked for."""
        if self.refused is None or (
            isinstance(self.refused, IncompleteError) and not any(self.typed.values())
        ):
            return ""
        if isinstance(self.refused, ConflictError):
            return say("board.changed")
        labels = labels_of(workflow)
        if isinstance(self.refused, (WrongStateError, WrongRoleError)):
            when = say_what_allows(self.refused, labels)
            return say("board.only", action=label("action", self.action, labels), when=when)
        return explain(self.refused, labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An action on the task: `asks` is what must be given with it, `why` why it can't be taken."""

    name: str
    label: str
    asks: tuple[str, ...]
    why: str
    open: bool = False


def add_routes(app: FastAPI, site: Site) -> None:
    """Add what may be done with a task, and doing it."""

    def show_choices(request: Request, viewer: SignedIn, task_id: TaskId) -> Response:
        query = request.query_params.get("q", "")[:LONGEST_QUERY]
        return _show(site, request, viewer, task_id, Attempt(query=query))

    def move(  # noqa: PLR0913, PLR0917 - one for each field
        request: Request,
        viewer: SignedIn,
        task_id: TaskId,
        action: Annotated[str, InPath(max_length=60)],
        version: Annotated[int, Form(ge=0, le=2**31 - 1)],
        value: Line = "",
        evidence: Line = "",
        document: Line = "",
        note: Text = "",
        query: Annotated[str, Form(alias="q", max_length=LONGEST_QUERY)] = "",
    ) -> Response:
        typed = {"value": value, "evidence": evidence, "document": document, "note": note}
        typed = {name: clean(text) for name, text in typed.items()}
        with site.office.database.read() as tx:
            before = see_task(tx, viewer.scope, task_id)
            code = full_code(tx, site.office, before)
            workflow = site.office.workflow(tx, before.workflow_id)
        command = Command(code, _act(action, typed), version)
        try:
            after = report_with_uploads(site.office, viewer.actor, command, viewer.now)
        except (RefusedError, ConflictError) as refused:
            attempt = Attempt(query=query, action=action, typed=typed, refused=refused)
            return _show(site, request, viewer, task_id, attempt)
        event = workflow.actions[action].event
        told = event if find(f"told.{event}") else "acted"
        wanted = read_wanted(QueryParams(parse_qsl(query)))
        if not wants_part(request):
            return site.go(request, address_of(BOARD, wanted), told=told)
        columns = changed_columns(site, viewer, wanted, (before.state, after.state))
        return site.show(
            request,
            "listing/_moved",
            viewer,
            columns=columns,
            query=query_of(wanted),
            done=say(f"told.{told}"),
        )

    app.add_api_route(f"{BOARD}/{{task_id}}", show_choices, methods=["GET"])
    app.add_api_route(f"{BOARD}/{{task_id}}/{{action}}", move, methods=["POST"])


def _show(site: Site, request: Request, viewer: Viewer, task_id: int, attempt: Attempt) -> Response:
    with site.office.database.read() as tx:
        task = see_task(tx, viewer.scope, task_id)
        workflow = site.office.workflow(tx, task.workflow_id)
        path = task_path(full_code(tx, site.office, task))
    found = [_choice(each, workflow, attempt) for each in offers(workflow, task, viewer.actor)]
    part = wants_part(request)
    return site.show(
        request,
        "listing/_move" if part else "listing/move",
        viewer,
        status=status_of(attempt.refused) if attempt.refused else 200,
        headers=IN_THE_BOX if part else {},
        here="board",
        task=task,
        task_page=path,
        state=workflow.states[task.state].label if task.state in workflow.states else task.state,
        allowed=[choice for choice in found if not choice.why],
        barred=[choice for choice in found if choice.why],
        problem=attempt.words(workflow),
        typed=attempt.typed,
        target=task.target.label if task.target else "",
        query=attempt.query,
        back=address_of(BOARD, read_wanted(QueryParams(parse_qsl(attempt.query)))),
    )


def _choice(offer: Offer, workflow: Workflow, attempt: Attempt) -> Choice:
    name = offer.action.name
    why = say_what_allows(offer.refused, labels_of(workflow)) if offer.refused else ""
    return Choice(name=name, label=offer.action.label, asks=offer.asks, why=why, open=name == attempt.action)


def _act(name: str, typed: Typed) -> Act:
    evidence = (Evidence(document=typed["evidence"]),) if typed["evidence"] else ()
    return Act(
        name=name,
        value=typed["value"] or None,
        note=typed["note"] or None,
        document=typed["document"] or None,
        evidence=evidence,
    )
