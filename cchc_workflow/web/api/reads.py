"""Owns the routes that tell of one task: the task, its history, what was said, its files."""

from typing import Any

from fastapi import Request, Response

from cchc_workflow.store.comments import comments_of
from cchc_workflow.store.events import read_events
from cchc_workflow.store.sight import see_task
from cchc_workflow.web.api import render, views
from cchc_workflow.web.api.bearer import Reader
from cchc_workflow.web.api.inputs import Id, refuse_query, tag_of
from cchc_workflow.web.api.problems import refusals
from cchc_workflow.web.api.router import make_router
from cchc_workflow.web.viewer import site_of

router = make_router(refuse_query)

_TAG = {"required": True, "schema": {"type": "string"}}
_TAGGED: dict[int | str, dict[str, Any]] = {200: {"headers": {"ETag": _TAG}}}


@router.get("/tasks/{task_id}", responses=refusals(404) | _TAGGED)
def read_task(request: Request, response: Response, task_id: Id, caller: Reader) -> views.TaskView:
    """Tell all about a task, with what the caller could do and why not more."""
    office = site_of(request).office
    with office.database.read() as tx:
        view = render.read_task(tx, office, caller, task_id)
    response.headers["ETag"] = tag_of(view.version)
    return view


@router.get("/tasks/{task_id}/events", responses=refusals(404))
def list_events(request: Request, task_id: Id, caller: Reader) -> views.EventList:
    """Tell a task's history."""
    with site_of(request).office.database.read() as tx:
        return render.events(read_events(tx, see_task(tx, caller.scope, task_id).id))


@router.get("/tasks/{task_id}/comments", responses=refusals(404))
def list_comments(request: Request, task_id: Id, caller: Reader) -> views.CommentList:
    """Tell what was said about a task."""
    with site_of(request).office.database.read() as tx:
        rows = comments_of(tx, see_task(tx, caller.scope, task_id).id)
    return views.CommentList(items=[render.comment(row) for row in rows])
