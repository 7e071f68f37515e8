"""Owns asking for more time on a task's page, and deciding on it there."""

from typing import Annotated

from fastapi import FastAPI, Response
from fastapi import Path as InPath

from cchc_workflow.engine.extend import REQUEST, decide_extension, request_extension
from cchc_workflow.engine.folder import Folder
from cchc_workflow.errors import NotFoundError
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.actions import ActionName, read_act
from cchc_workflow.web.task.answers import PostedForm, answer, require_seen
from cchc_workflow.web.task.forms import EXTENSION, NEW

RequestId = Annotated[int, InPath(ge=1, le=2**63 - 1)]


def add_routes(app: FastAPI, site: Site) -> None:  # noqa: ARG001 - every part is added like this
    """Add the forms of a request for more time."""
    base = f"/viec/{{task_id}}/{EXTENSION}"
    app.add_api_route(f"{base}/{NEW}/{REQUEST}", ask_for_time, methods=["POST"])
    app.add_api_route(f"{base}/{{extension_id}}/{{action}}", decide_on_time, methods=["POST"])


def ask_for_time(posted: PostedForm) -> Response:
    """Ask for more time."""

    def event_of(folder: Folder) -> str:
        actions = folder.asked.workflow.actions if folder.asked is not None else {}
        return actions[REQUEST].event if REQUEST in actions else ""

    def do(folder: Folder) -> str:
        require_seen(posted, folder)
        act = read_act(REQUEST, posted.form)
        request_extension(posted.office, posted.viewer.actor, folder.code, act, posted.viewer.now)
        return event_of(folder)

    return answer(posted, f"{EXTENSION}-{REQUEST}", do, event_of)


def decide_on_time(posted: PostedForm, extension_id: RequestId, action: ActionName) -> Response:
    """Decide on a request for more time of this task, or take it back."""

    def event_of(folder: Folder) -> str:
        row = next((row for row in folder.file.extensions if row.id == extension_id), None)
        if row is None:
            raise NotFoundError("extension", extension_id)
        found = folder.file.extension_workflows[row.workflow_id].actions.get(action)
        if found is None:
            raise NotFoundError("action", action)
        return found.event

    def do(folder: Folder) -> str:
        event = event_of(folder)
        require_seen(posted, folder)
        act = read_act(action, posted.form)
        decide_extension(posted.office, posted.viewer.actor, extension_id, act, posted.viewer.now)
        return event

    return answer(posted, f"{EXTENSION}-{action}", do, event_of)
