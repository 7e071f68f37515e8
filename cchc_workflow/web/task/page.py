"""Owns the page of one task, where the links of mails and lists lead: it shows, and decides nothing."""

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as InPath

from cchc_workflow.engine.folder import Folder, open_folder, reopen_folder
from cchc_workflow.errors import NotFoundError
from cchc_workflow.web.pages import task_path
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.forms import Attempt
from cchc_workflow.web.task.life import draw_task_life
from cchc_workflow.web.task.view import lay_out
from cchc_workflow.web.viewer import SignedIn, Viewer, site_of

TaskCode = Annotated[str, InPath(max_length=200)]
TaskId = Annotated[int, InPath(ge=1, le=2**63 - 1)]
Wanted = Annotated[str, Query(alias="mo", max_length=80)]
"""The key of the form that a link wants open."""


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page; the address of a form leads back to it when somebody asks for that as a page."""

    def show_task(request: Request, viewer: SignedIn, code: TaskCode, wanted: Wanted = "") -> Response:
        if not code.isprintable():
            raise NotFoundError("task", code)
        folder = open_folder(site.office, viewer.actor, code, viewer.now)
        return show_folder(request, viewer, folder, Attempt(key=wanted, status=200) if wanted else None)

    def lead_back(request: Request, viewer: SignedIn, task_id: TaskId) -> Response:
        folder = reopen_folder(site.office, viewer.actor, task_id, viewer.now)
        return site.go(request, task_path(folder.path_code))

    app.add_api_route("/nhiem-vu/{code:path}", show_task, methods=READ)
    app.add_api_route("/viec/{task_id}", lead_back, methods=READ)
    app.add_api_route("/viec/{task_id}/{_rest:path}", lead_back, methods=READ)


def show_folder(request: Request, viewer: Viewer, folder: Folder, attempt: Attempt | None = None) -> Response:
    """Show a task's page; after a form that was refused, with what was typed and why it was not taken."""
    status = attempt.status if attempt is not None else 200
    shown = lay_out(folder, viewer.on, attempt, viewer.actor.person_id)
    site = site_of(request)
    life = draw_task_life(folder, viewer.on, site.office.today)
    return site.show(request, "task/page", viewer, status=status, life=life, **shown)
