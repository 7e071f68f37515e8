"""Owns taking an action of the workflow on a task's page; what it asks for is read as the workflow says."""

from typing import Annotated

from fastapi import FastAPI, Response
from fastapi import Path as InPath

from cchc_workflow.domain.task import Act
from cchc_workflow.engine.act import Command
from cchc_workflow.engine.evidence import asks_evidence, may_upload, report_with_uploads
from cchc_workflow.engine.folder import Folder
from cchc_workflow.errors import NotFoundError
from cchc_workflow.web.received import Sent
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.answers import Posted, PostedForm, answer
from cchc_workflow.web.task.fields import LONGEST_LINE
from cchc_workflow.web.task.files import keep_sent
from cchc_workflow.web.task.forms import ACT

ActionName = Annotated[str, InPath(max_length=60)]


def add_routes(app: FastAPI, site: Site) -> None:  # noqa: ARG001 - every part is added like this
    """Add the form of each action."""
    app.add_api_route(f"/viec/{{task_id}}/{ACT}/{{action}}", take_action, methods=["POST"])


def take_action(posted: PostedForm, action: ActionName) -> Response:
    """Take an action of the task's workflow."""

    def event_of(folder: Folder) -> str:
        found = folder.file.workflow.actions.get(action)
        if found is None:
            raise NotFoundError("action", action)
        return found.event

    def do(folder: Folder) -> str:
        event = event_of(folder)
        _act(posted, folder, action)
        return event

    return answer(posted, f"{ACT}-{action}", do, event_of)


def read_act(name: str, form: Sent) -> Act:
    """Read what was given with an action; a value is a number, ticked names, or a date."""
    value = "; ".join(form.texts("value")) or form.text("due_on", LONGEST_LINE)
    return Act(
        name=name,
        value=value or None,
        note=form.text("note") or None,
        document=form.text("document", LONGEST_LINE) or None,
    )


def _act(posted: Posted, folder: Folder, name: str) -> None:
    """Take an action; what came with it waits on the task first, so that a refusal loses none of it."""
    workflow, actor = folder.file.workflow, posted.viewer.actor
    if asks_evidence(workflow.actions[name]) and may_upload(workflow, folder.task, actor):
        keep_sent(posted, folder)
    command = Command(folder.code, read_act(name, posted.form), posted.seen_version)
    report_with_uploads(posted.office, actor, command, posted.viewer.now)
