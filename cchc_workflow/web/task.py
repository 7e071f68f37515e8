"""Owns the page of one task, where the links of the mails lead; it only shows and decides nothing."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Response
from fastapi.responses import HTMLResponse

from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.overview import TaskFile, read_task_file
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.people import read_organizations
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.schema import check_schema
from cchc_workflow.web.pages import Pages
from cchc_workflow.words import present

TaskCode = Annotated[str, InPath(max_length=200)]


class TaskDesk:
    """What is asked of single tasks; a code may hold slashes."""

    def __init__(
        self, office: Office, now: Callable[[], datetime], pages: Pages, shared: dict[str, object]
    ) -> None:
        self._office = office
        self._now = now
        self._pages = pages
        self._shared = shared

    def show(self, code: TaskCode) -> Response:
        """Show a task as it stands today.

        Raises:
            NotFoundError: no organization has a task with this code.
        """
        check_schema(self._office.database)
        on = self._office.today(self._now())
        organization, found = self._find(code, on)
        html = self._pages.render("task", **self._shared, organization=organization, **lay_out(found, on))
        return HTMLResponse(html, headers={"Cache-Control": "private, no-cache"})

    def _find(self, code: str, on: date) -> tuple[Any, TaskFile]:
        if not code.isprintable():
            raise NotFoundError("task", code)
        with self._office.database.read() as tx:
            for organization in read_organizations(tx):
                try:
                    return organization, read_task_file(tx, self._office, Scope(organization.id), code, on)
                except NotFoundError:
                    continue
        raise NotFoundError("task", code)


def lay_out(found: TaskFile, on: date) -> dict[str, Any]:
    """Return what the template shows of a task: its history and its mails newest first."""
    task = found.task
    return {
        "on": on,
        "task": task,
        "more": found.particulars,
        "supports": [unit.name for unit in found.supports],
        "state": found.workflow.states[task.state].label,
        "timeliness": found.timeliness,
        "days": (task.due_on - on).days if task.due_on and task.phase == "open" else None,
        "progress": found.progress,
        "events": [(event, list(_given(from_json(event.data)))) for event in reversed(found.events)],
        "mails": found.mails,
    }


def _given(data: Mapping[str, Any]) -> Iterable[str]:
    """Yield what was given with an event, as people write it."""
    for item in data.get("evidence") or ():
        day = f" ({present(item['issued_on'])})" if item.get("issued_on") else ""
        yield f"{item['document']}{day}"
    if data.get("previous_due_on") and data.get("due_on"):
        yield f"{present(data['previous_due_on'])} → {present(data['due_on'])}"
    yield from (str(data[name]) for name in ("value", "document", "note") if data.get(name))
