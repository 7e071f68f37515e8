"""Owns the routes that do something: acting on a task, commenting, more time asked for and decided on."""

from datetime import date
from typing import Annotated

from fastapi import Request, Response
from pydantic import Field

from cchc_workflow.domain.task import Act, Evidence
from cchc_workflow.engine.act import Command
from cchc_workflow.engine.comment import add_comment
from cchc_workflow.engine.evidence import full_code, report_with_uploads
from cchc_workflow.engine.extend import REQUEST, decide_extension, request_extension
from cchc_workflow.engine.idempotency import Answer
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import ConflictError
from cchc_workflow.store.comments import comments_of
from cchc_workflow.store.sight import see_task
from cchc_workflow.web.api import render, views
from cchc_workflow.web.api.bearer import Caller, Doer, Extender
from cchc_workflow.web.api.inputs import (
    Code,
    Given,
    Id,
    IdempotencyKey,
    IfMatch,
    Iso,
    Line,
    Name,
    Text,
    refuse_query,
    seen_version,
    tag_of,
)
from cchc_workflow.web.api.once import answer, answer_once, deed_headers
from cchc_workflow.web.api.problems import ProblemError, refusals
from cchc_workflow.web.api.router import make_router

router = make_router(refuse_query)

MOST_DOCUMENTS = 20


class EvidenceGiven(Given):
    """A document that proves a report; files are uploaded before it."""

    document: Code
    issued_on: Annotated[date, Iso] | None = None
    signer: Line = ""


class ActionGiven(Given):
    """What is given with an action; which of it an action asks for stands in the task's offers."""

    value: Text | None = None
    note: Text | None = None
    document: Line | None = None
    evidence: list[EvidenceGiven] = Field(default=[], max_length=MOST_DOCUMENTS)


class CommentGiven(Given):
    """What somebody says about a task."""

    text: Annotated[Text, Field(min_length=1)]


class ExtensionGiven(Given):
    """What is asked for: a later deadline, and why."""

    due_on: Annotated[date, Iso]
    reason: Annotated[Text, Field(min_length=1)]


class DecisionGiven(Given):
    """What is decided: another date than was asked for may be granted; a refusal needs its reason."""

    due_on: Annotated[date, Iso] | None = None
    note: Text | None = None


@router.post(
    "/tasks/{task_id}/actions/{action}",
    response_model=views.TaskView,
    responses=refusals(404, 409, 412, 428) | deed_headers(200, "ETag"),
)
def take_action(  # noqa: PLR0913, PLR0917 - one parameter for each thing that is given
    request: Request,
    task_id: Id,
    action: Name,
    given: ActionGiven,
    caller: Doer,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take one action on a task that is still as the caller saw it."""
    version = seen_version(if_match)
    act = Act(
        name=action,
        value=given.value,
        note=given.note,
        document=given.document,
        evidence=tuple(
            Evidence(document=item.document, issued_on=item.issued_on, signer=item.signer)
            for item in given.evidence
        ),
    )

    def do(office: Office) -> Answer:
        with office.database.read() as tx:
            code = full_code(tx, office, see_task(tx, caller.scope, task_id))
        try:
            report_with_uploads(office, caller.actor, Command(code, act, version), caller.now)
        except ConflictError as error:
            if version is None:
                raise
            raise _stale(office, caller, task_id) from error
        with office.database.read() as tx:
            view = render.read_task(tx, office, caller, task_id)
        return answer(200, view, ETag=tag_of(view.version))

    return answer_once(request, caller, idempotency_key, given.model_dump(mode="json"), do)


@router.post(
    "/tasks/{task_id}/comments",
    status_code=201,
    response_model=views.CommentView,
    responses=refusals(404) | deed_headers(201),
)
def comment(
    request: Request,
    task_id: Id,
    given: CommentGiven,
    caller: Doer,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Keep what somebody says about a task."""

    def do(office: Office) -> Answer:
        made = add_comment(office, caller.actor, task_id, given.text, caller.now)
        with office.database.read() as tx:
            row = next(row for row in comments_of(tx, task_id) if row.id == made)
        return answer(201, render.comment(row))

    return answer_once(request, caller, idempotency_key, given.model_dump(mode="json"), do)


@router.post(
    "/tasks/{task_id}/extensions",
    status_code=201,
    response_model=views.ExtensionView,
    responses=refusals(404, 409) | deed_headers(201),
)
def ask_for_time(
    request: Request,
    task_id: Id,
    given: ExtensionGiven,
    caller: Extender,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask for more time for a task."""
    act = Act(name=REQUEST, value=given.due_on.isoformat(), note=given.reason)

    def do(office: Office) -> Answer:
        with office.database.read() as tx:
            code = full_code(tx, office, see_task(tx, caller.scope, task_id))
        asked = request_extension(office, caller.actor, code, act, caller.now)
        return answer(201, _show_extension(office, caller, task_id, asked.id))

    return answer_once(request, caller, idempotency_key, given.model_dump(mode="json"), do)


@router.post(
    "/extensions/{extension_id}/{action}",
    response_model=views.ExtensionView,
    responses=refusals(404, 409) | deed_headers(200),
)
def decide_on_time(
    request: Request,
    extension_id: Id,
    action: Name,
    given: DecisionGiven,
    caller: Extender,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Approve, reject or withdraw a request for more time."""
    value = given.due_on.isoformat() if given.due_on else None
    act = Act(name=action, value=value, note=given.note)

    def do(office: Office) -> Answer:
        decided = decide_extension(office, caller.actor, extension_id, act, caller.now)
        return answer(200, _show_extension(office, caller, decided.task_id, decided.id))

    return answer_once(request, caller, idempotency_key, given.model_dump(mode="json"), do)


def _show_extension(office: Office, caller: Caller, task_id: int, extension_id: int) -> views.ExtensionView:
    with office.database.read() as tx:
        task = render.read_task(tx, office, caller, task_id)
    return next(each for each in task.extensions if each.id == extension_id)


def _stale(office: Office, caller: Caller, task_id: int) -> ProblemError:
    with office.database.read() as tx:
        version = see_task(tx, caller.scope, task_id).version
    return ProblemError(412, "precondition_failed", {"ETag": tag_of(version)}, version=version)
