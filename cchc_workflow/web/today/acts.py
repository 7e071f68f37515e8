"""Owns acting on a row of the day's work in its place: each answers with the row as it then is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath

from cchc_workflow.domain.guards import read_date
from cchc_workflow.domain.people import scope_of
from cchc_workflow.domain.task import Act, Task
from cchc_workflow.engine.act import Command, Deed, act
from cchc_workflow.engine.administer import retry_mail
from cchc_workflow.engine.amend import AMEND, Amendment, amend
from cchc_workflow.engine.evidence import full_code
from cchc_workflow.engine.extend import decide_extension
from cchc_workflow.engine.inbox import (
    read_inbox,
    read_mail_line,
    read_overdue_line,
    read_request_line,
    read_task_line,
    read_undated_line,
    what_changed,
)
from cchc_workflow.engine.remind import remind_now
from cchc_workflow.engine.waiting import may_retry, retriers
from cchc_workflow.errors import (
    CchcError,
    ClockError,
    ConflictError,
    IncompleteError,
    RefusedError,
    WrongRoleError,
)
from cchc_workflow.store.sight import see_task
from cchc_workflow.web.received import Form, Sent
from cchc_workflow.web.site import Site, wants_part
from cchc_workflow.web.today.day import PATH, ROWS, Failure, row_words, show_day
from cchc_workflow.web.trouble import status_of
from cchc_workflow.web.viewer import Coordinator, Viewer
from cchc_workflow.words import explain, find, label, say, say_instant

Key = Annotated[int, InPath(ge=1, le=2**63 - 1)]
Name = Annotated[str, InPath(max_length=80)]

NOT_DONE = (RefusedError, ConflictError, ClockError)
"""What leaves the row as it is, with the reason in it; all else is a page of its own."""

RETRY = "retry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done with a row; `told` is its entry of the catalogue, `task` the task as it then is."""

    told: str
    text: str
    task: Task | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the one who acts on it."""

    site: Site
    request: Request
    viewer: Viewer
    kind: str
    key: int
    sent: Sent

    @property
    def seen_version(self) -> int | None:
        """Return the version of the task that the viewer had before them."""
        return self.sent.number("version")

    def take(self, do: Callable[[], Done], again: Callable[[], Any], action: str = "") -> Response:
        """Do it, and answer with what was done, or with the row `again` and why not."""
        try:
            done = do()
        except NOT_DONE as error:
            return self._not_done(error, again(), action)
        if not wants_part(self.request):
            return self.site.go(self.request, PATH, told=done.told)
        totals = read_inbox(self.site.office, self.viewer.actor, self.viewer.now, most=0).totals
        return self._show("today/_done", done=done, totals=totals)

    def code(self) -> str:
        """Return the code that finds the row's task among all plans."""
        office = self.site.office
        with office.database.read() as tx:
            return full_code(tx, office, see_task(tx, scope_of(self.viewer.actor), self.key))

    def _not_done(self, error: CchcError, line: Any, action: str) -> Response:  # noqa: ANN401
        task = getattr(line, "task", None)
        labels = getattr(line, "labels", None)
        failed = Failure(
            kind=self.kind,
            line=line,
            why=_say_why(error, labels),
            changed=what_changed(self.site.office, task, self.seen_version) if task else [],
            typed=self.sent.typed(),
            action=action,
        )
        status = status_of(error)
        if not wants_part(self.request):
            return show_day(self.request, self.site, self.viewer, failed, status)
        return self._show(ROWS[self.kind], status, line=line, failed=failed, **row_words(self.site))

    def _show(self, name: str, status: int = 200, **shown: Any) -> Response:  # noqa: ANN401
        return self.site.show(
            self.request, name, self.viewer, status=status, kind=self.kind, key=self.key, **shown
        )


def add_routes(app: FastAPI, site: Site) -> None:
    """Add what can be done with each kind of row."""

    def move(request: Request, viewer: Coordinator, form: Form, task_id: Key, action: Name) -> Response:
        row = Row(site, request, viewer, "reports", task_id, form)
        return row.take(
            lambda: _move(row, action), lambda: read_task_line(site.office, viewer.actor, task_id), action
        )

    def decide(request: Request, viewer: Coordinator, form: Form, request_id: Key, action: Name) -> Response:
        row = Row(site, request, viewer, "requests", request_id, form)
        return row.take(
            lambda: _decide(row, action),
            lambda: read_request_line(site.office, viewer.actor, request_id),
            action,
        )

    def remind(request: Request, viewer: Coordinator, form: Form, task_id: Key) -> Response:
        row = Row(site, request, viewer, "overdue", task_id, form)
        return row.take(
            lambda: _remind(row), lambda: read_overdue_line(site.office, viewer.actor, task_id, viewer.now)
        )

    def retry(request: Request, viewer: Coordinator, form: Form, mail_id: Key) -> Response:
        row = Row(site, request, viewer, "mails", mail_id, form)
        return row.take(lambda: _retry(row), lambda: read_mail_line(site.office, viewer.actor, mail_id))

    def set_date(request: Request, viewer: Coordinator, form: Form, task_id: Key) -> Response:
        row = Row(site, request, viewer, "undated", task_id, form)
        return row.take(lambda: _set_date(row), lambda: read_undated_line(site.office, viewer.actor, task_id))

    app.add_api_route(f"{PATH}/bao-cao/{{task_id}}/{{action}}", move, methods=["POST"])
    app.add_api_route(f"{PATH}/gia-han/{{request_id}}/{{action}}", decide, methods=["POST"])
    app.add_api_route(f"{PATH}/qua-han/{{task_id}}/nhac", remind, methods=["POST"])
    app.add_api_route(f"{PATH}/thu/{{mail_id}}/gui-lai", retry, methods=["POST"])
    app.add_api_route(f"{PATH}/chua-han/{{task_id}}/an-dinh", set_date, methods=["POST"])


def _move(row: Row, action: str) -> Done:
    given = Act(name=action, note=row.sent.text("note") or None)
    command = Command(row.code(), given, row.seen_version)
    after = act(row.site.office, row.viewer.actor, command, row.viewer.now)
    labels = read_task_line(row.site.office, row.viewer.actor, after.id).labels
    told = _event_of(row.site, after.workflow_id, action)
    return Done(told=told, text=_say_done(action, labels), task=after, labels=labels)


def _decide(row: Row, action: str) -> Done:
    given = Act(name=action, note=row.sent.text("note") or None, value=row.sent.text("due_on", 40) or None)
    decide_extension(row.site.office, row.viewer.actor, row.key, given, row.viewer.now)
    line = read_request_line(row.site.office, row.viewer.actor, row.key)
    granted = line.extension.granted_due_on
    text = say("today.done_granted", on=granted) if granted else _say_done(action, line.labels)
    told = _event_of(row.site, line.extension.workflow_id, action)
    labels = read_task_line(row.site.office, row.viewer.actor, line.task.id).labels
    return Done(told=told, text=text, task=line.task, labels=labels)


def _remind(row: Row) -> Done:
    office = row.site.office
    told = remind_now(office, row.viewer.actor, row.key, row.viewer.now)
    leaves = office.calendar.local(office.next_opening(row.viewer.now))
    line = read_overdue_line(office, row.viewer.actor, row.key, row.viewer.now)
    text = say("today.done_remind", to=", ".join(told), at=say_instant(leaves))
    return Done(told="reminded", text=text, task=line.task, labels=line.labels)


def _retry(row: Row) -> Done:
    office, viewer = row.site.office, row.viewer
    if not may_retry(office, viewer.actor):
        raise WrongRoleError(RETRY, viewer.actor.address, retriers(office))
    retry_mail(office, Deed(viewer.actor, viewer.now), row.key)
    leaves = office.calendar.local(office.next_opening(viewer.now))
    return Done(told="mail_retried", text=say("today.done_retry", at=say_instant(leaves)))


def _set_date(row: Row) -> Done:
    due_on, document = read_date(row.sent.text("due_on", 40)), row.sent.text("document", 200)
    missing = [name for name, given in (("set_due_on", due_on), ("document", document)) if not given]
    if missing:
        raise IncompleteError(AMEND, missing)
    amendment = Amendment(due_on=due_on, document=document, reason=row.sent.text("note") or document)
    after = amend(row.site.office, row.viewer.actor, row.code(), amendment, row.viewer.now, row.seen_version)
    labels = read_undated_line(row.site.office, row.viewer.actor, after.id).labels
    return Done(told="amended", text=say("today.done_date", on=after.due_on), task=after, labels=labels)


def _event_of(site: Site, workflow_id: int, action: str) -> str:
    """Return the event of an action, under which the next page says that it was taken."""
    with site.office.database.read() as tx:
        return site.office.workflow(tx, workflow_id).actions[action].event


def _say_why(error: CchcError, labels: Mapping[str, str] | None) -> str:
    """Return what went wrong; of a conflict the row itself shows what changed."""
    own = f"today.conflict_{error.kind}" if isinstance(error, ConflictError) else ""
    return say(own) if find(own) else explain(error, labels)


def _say_done(action: str, labels: Mapping[str, str]) -> str:
    """Return what was done; an office may have actions of its own."""
    key = f"today.done_{action}"
    return say(key) if find(key) else say("today.done", action=label("action", action, labels))
