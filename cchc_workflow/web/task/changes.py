"""Owns what a task's page takes beside the workflow's actions: a change, a comment, a reminder."""

from fastapi import FastAPI, Response

from cchc_workflow.domain.guards import read_date
from cchc_workflow.engine.amend import Amendment, amend
from cchc_workflow.engine.comment import add_comment
from cchc_workflow.engine.folder import Folder
from cchc_workflow.engine.remind import remind_now
from cchc_workflow.errors import IncompleteError
from cchc_workflow.web.received import Sent
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.answers import PostedForm, answer
from cchc_workflow.web.task.fields import LONGEST_LINE, LONGEST_TITLE
from cchc_workflow.web.task.forms import AMEND, COMMENT, REMIND

AMENDED = "amended"


def add_routes(app: FastAPI, site: Site) -> None:  # noqa: ARG001 - every part is added like this
    """Add the forms."""
    base = "/viec/{task_id}"
    app.add_api_route(f"{base}/{AMEND}", change_task, methods=["POST"])
    app.add_api_route(f"{base}/{COMMENT}", say_something, methods=["POST"])
    app.add_api_route(f"{base}/{REMIND}", remind_unit, methods=["POST"])


def change_task(posted: PostedForm) -> Response:
    """Change what the task is, when it is due, who leads it or does it."""

    def do(folder: Folder) -> str:
        amendment = _read_amendment(folder, posted.form)
        amend(
            posted.office,
            posted.viewer.actor,
            folder.code,
            amendment,
            posted.viewer.now,
            posted.seen_version,
        )
        return AMENDED

    return answer(posted, AMEND, do, lambda _: AMENDED)


def say_something(posted: PostedForm) -> Response:
    """Say something about the task."""

    def do(folder: Folder) -> str:
        text = posted.form.text("text")
        add_comment(posted.office, posted.viewer.actor, folder.task.id, text, posted.viewer.now)
        return "commented"

    return answer(posted, COMMENT, do)


def remind_unit(posted: PostedForm) -> Response:
    """Remind the unit at once."""

    def do(folder: Folder) -> str:
        remind_now(posted.office, posted.viewer.actor, folder.task.id, posted.viewer.now)
        return "reminded"

    return answer(posted, REMIND, do)


def _read_amendment(folder: Folder, form: Sent) -> Amendment:
    """Read what is to change: a field that was left as it is changes nothing.

    A new lead starts without an assignee: one that still stands in the form belongs to the old one.

    Raises:
        IncompleteError: the date can't be read.
    """
    more, task = folder.file.particulars, folder.task
    typed = form.text("due_on", LONGEST_LINE)
    due_on = read_date(typed)
    if typed and due_on is None:
        raise IncompleteError("amend", ["due_on"], {"unreadable": typed})
    lead = _changed(form.text("lead", LONGEST_LINE), more.unit_code)
    return Amendment(
        title=_changed(form.text("title", LONGEST_TITLE), task.title),
        due_on=due_on if due_on != task.due_on else None,
        lead=lead,
        assignee=_changed(form.text("assignee", LONGEST_LINE), more.assignee) if lead is None else None,
        reason=form.text("reason") or None,
        document=form.text("document", LONGEST_LINE) or None,
    )


def _changed(typed: str, now: str | None) -> str | None:
    return typed if typed and typed != now else None
