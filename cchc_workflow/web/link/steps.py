"""Owns taking a step by a signed link: the link alone says who does it, and to which task."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi import Path as InPath
from starlette.concurrency import run_in_threadpool

from cchc_workflow.domain.guards import read_date
from cchc_workflow.domain.moves import moves
from cchc_workflow.domain.task import Act, Evidence
from cchc_workflow.engine.act import Command
from cchc_workflow.engine.evidence import Given, add_upload, asks_evidence, may_upload, report_with_uploads
from cchc_workflow.engine.extend import REQUEST, decide_extension, request_extension
from cchc_workflow.engine.folder import newer_events, stands_done
from cchc_workflow.engine.links import Opened, open_link
from cchc_workflow.errors import (
    CchcError,
    ClockError,
    ConflictError,
    EntryError,
    FileError,
    IncompleteError,
    NotFoundError,
    RefusedError,
)
from cchc_workflow.store.events import read_events
from cchc_workflow.store.extensions import waiting_extension
from cchc_workflow.web.link.page import PRIVATE, Attempt, Token, show_ended, show_task
from cchc_workflow.web.received import Sent, receive
from cchc_workflow.web.site import Site
from cchc_workflow.web.trouble import status_of
from cchc_workflow.web.viewer import find_viewer, site_of
from cchc_workflow.words import explain, find, say

ActionName = Annotated[str, InPath(max_length=60)]
MORE_TIME = "gia-han"
LONGEST_LINE = 200
NOT_TAKEN = (RefusedError, ConflictError, ClockError, FileError)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who sent a form by a link; nothing of the form was read where the link opens nothing."""

    request: Request
    token: str
    opened: Opened | None
    ended: EntryError | None
    form: Sent


class FilesRefusedError(Exception):
    """Some of the files were not taken; `problems` says for each why."""

    def __init__(self, problems: tuple[str, ...], status: int) -> None:
        super().__init__(*problems)
        self.problems = problems
        self.status = status


async def visit(request: Request, token: Token) -> AsyncIterator[Visit]:
    """Open the link, and only then read what was sent."""
    site = site_of(request)
    try:
        opened = await run_in_threadpool(open_link, site.office, token, site.now())
    except EntryError as error:
        yield Visit(request, token, None, error, Sent({}))
        return
    async with receive(request) as form:
        yield Visit(request, token, opened, None, form)


Visiting = Annotated[Visit, Depends(visit)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the steps of the task, asking for more time, and deciding on it."""

    def ask(visiting: Visiting) -> Response:
        return _answer(site, visiting, REQUEST, lambda opened: _ask(site, opened, visiting.form))

    def decide(visiting: Visiting, action: ActionName) -> Response:
        return _answer(site, visiting, action, lambda opened: _decide(site, opened, action, visiting.form))

    def take_step(visiting: Visiting, action: ActionName) -> Response:
        return _answer(site, visiting, action, lambda opened: _step(site, opened, action, visiting.form))

    app.add_api_route(f"/l/{{token}}/{MORE_TIME}", ask, methods=["POST"])
    app.add_api_route(f"/l/{{token}}/{MORE_TIME}/{{action}}", decide, methods=["POST"])
    app.add_api_route("/l/{token}/{action}", take_step, methods=["POST"])


def _answer(site: Site, visiting: Visit, step: str, do: Callable[[Opened], str]) -> Response:
    """Take the step and show the page anew: a page that was posted to is not one to come back to."""
    request, opened = visiting.request, visiting.opened
    if opened is None or visiting.ended is not None:
        ended = visiting.ended or EntryError("link_forged")
        return show_ended(request, site, find_viewer(request), visiting.token, ended)
    try:
        told = do(opened)
    except FilesRefusedError as error:
        return _show_again(site, visiting, step, error.problems, error.status)
    except NOT_TAKEN as error:
        told = _done_already(site, visiting, step)
        if not told:
            problem = _say_why(error)
            return _show_again(site, visiting, step, (problem,), status_of(error))
    answer = site.go(request, f"/l/{visiting.token}", told=told)
    answer.headers.update(PRIVATE)
    return answer


def _step(site: Site, opened: Opened, action: str, form: Sent) -> str:
    office, actor, task = site.office, opened.actor, opened.task
    with office.database.read() as tx:
        workflow = office.workflow(tx, task.workflow_id)
    found = workflow.actions.get(action)
    if found is None or not _is_step(site, opened, action):
        raise NotFoundError("action", action)
    evidence: tuple[Evidence, ...] = ()
    if asks_evidence(found) and may_upload(workflow, task, actor):
        _keep_files(site, opened, form)
        document = form.text("evidence", LONGEST_LINE)
        evidence = (Evidence(document=document),) if document else ()
    given = Act(
        name=action,
        value="; ".join(form.texts("value")) or None,
        note=form.text("note") or None,
        evidence=evidence,
    )
    report_with_uploads(office, actor, Command(opened.code, given, form.number("version")), site.now())
    return found.event


def _is_step(site: Site, opened: Opened, action: str) -> bool:
    """Tell whether an action is one of those that a link is for, in whatever state it may be taken."""
    with site.office.database.read() as tx:
        workflow = site.office.workflow(tx, opened.task.workflow_id)
    return any(
        offer.action.name == action
        for state in workflow.states.values()
        for offer in moves(workflow, opened.task.evolve(state=state.name, phase=state.phase), opened.actor)
    )


def _keep_files(site: Site, opened: Opened, form: Sent) -> None:
    """Let each file wait on the task, so that a report that is refused loses none of them."""
    problems = []
    for file in form.files:
        try:
            given = Given(file_name=file.name, content=file.read())
            add_upload(site.office, opened.actor, opened.task.id, given, site.now())
        except FileError as error:
            problems.append(error)
    if problems:
        raise FilesRefusedError(tuple(map(explain, problems)), min(map(status_of, problems)))


def _ask(site: Site, opened: Opened, form: Sent) -> str:
    given = Act(name=REQUEST, value=form.text("due_on", LONGEST_LINE) or None, note=form.text("note") or None)
    asked = request_extension(site.office, opened.actor, opened.code, given, site.now())
    return _event_of(site, asked.workflow_id, REQUEST)


def _decide(site: Site, opened: Opened, action: str, form: Sent) -> str:
    """Decide on the request that waits; the link is for its task and for no other's."""
    with site.office.database.read() as tx:
        waiting = waiting_extension(tx, opened.task.id)
    if waiting is None or waiting.id != form.number("request"):
        raise ConflictError("extension", opened.task.code)
    typed = form.text("due_on", LONGEST_LINE)
    if typed and read_date(typed) is None:
        raise IncompleteError(action, ["due_on"], {"unreadable": typed})
    given = Act(name=action, value=typed or None, note=form.text("note") or None)
    decided = decide_extension(site.office, opened.actor, waiting.id, given, site.now())
    return _event_of(site, decided.workflow_id, action)


def _event_of(site: Site, workflow_id: int, action: str) -> str:
    with site.office.database.read() as tx:
        return site.office.workflow(tx, workflow_id).actions[action].event


def _done_already(site: Site, visiting: Visit, step: str) -> str:
    """Return the event of a step that this person has just taken: a second tap does nothing more.

    Where the task has moved since, the step may be wanted again: that is shown, not taken for done.
    """
    seen = visiting.form.number("version")
    if visiting.opened is None or seen is None:
        return ""
    opened = open_link(site.office, visiting.token, site.now())
    with site.office.database.read() as tx:
        newer = newer_events(read_events(tx, opened.task.id), seen)
        workflow = site.office.workflow(tx, opened.task.workflow_id)
    extension = site.office.pin("extension")
    with site.office.database.read() as tx:
        known = {**site.office.workflow(tx, extension).actions, **workflow.actions}
    event = known[step].event if step in known else ""
    return event if event and stands_done(newer, event, opened.actor.person_id) else ""


def _show_again(site: Site, visiting: Visit, step: str, problems: tuple[str, ...], status: int) -> Response:
    opened = open_link(site.office, visiting.token, site.now())
    seen = visiting.form.number("version")
    with site.office.database.read() as tx:
        events = read_events(tx, opened.task.id)
    attempt = Attempt(
        step=step,
        problems=problems,
        changed=[event for event in events if seen is not None and event.number > seen],
        typed=visiting.form.typed(),
    )
    viewer = find_viewer(visiting.request)
    return show_task(visiting.request, site, viewer, visiting.token, opened, attempt, status)


def _say_why(error: CchcError) -> str:
    """Return why a step was not taken; of a conflict the page itself shows what changed."""
    own = f"link.conflict_{error.kind}" if isinstance(error, ConflictError) else ""
    return say(own) if find(own) else explain(error)
