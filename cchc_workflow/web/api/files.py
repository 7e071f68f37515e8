"""Owns the routes of files: putting one to a task before its report, and handing out what proves a report."""

from collections.abc import AsyncIterator
from datetime import date
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from cchc_workflow.engine.evidence import Given as Waiting
from cchc_workflow.engine.evidence import add_upload
from cchc_workflow.engine.idempotency import Answer
from cchc_workflow.engine.office import Office
from cchc_workflow.store.files import read_evidence_file
from cchc_workflow.store.uploads import uploads_of
from cchc_workflow.web.api import render, views
from cchc_workflow.web.api.bearer import Doer, Reader
from cchc_workflow.web.api.inputs import Given, Id, IdempotencyKey, Iso, Line, refuse_query
from cchc_workflow.web.api.once import answer, answer_once, deed_headers
from cchc_workflow.web.api.problems import refusals
from cchc_workflow.web.api.router import make_router
from cchc_workflow.web.received import Sent, receive
from cchc_workflow.web.viewer import site_of

router = make_router(refuse_query)

FILE = "file"
BYTES = "application/octet-stream"


class UploadGiven(Given):
    """What is said of a file, or of a document that is cited without one."""

    document: Line = ""
    issued_on: Annotated[date, Iso] | None = None
    signer: Line = ""


async def read_sent(request: Request, _caller: Doer) -> AsyncIterator[Sent]:
    """Give what was sent, read only once it is known who sends it."""
    async with receive(request) as sent:
        yield sent


def _describe_body() -> dict[str, Any]:
    schema = UploadGiven.model_json_schema()
    schema["properties"] |= {FILE: {"type": "string", "format": "binary"}}
    for described in schema["properties"].values():
        described.pop("title", None)
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


@router.post(
    "/tasks/{task_id}/uploads",
    status_code=201,
    response_model=views.UploadView,
    responses=refusals(404, 409, 413) | deed_headers(201),
    openapi_extra=_describe_body(),
)
def upload(
    request: Request,
    task_id: Id,
    caller: Doer,
    sent: Annotated[Sent, Depends(read_sent)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let a file or a document wait on a task for its report."""
    said = _check(sent)
    content = sent.files[0].read() if sent.files else None
    name = sent.files[0].name if sent.files else ""
    given = Waiting(
        document=said.document,
        issued_on=said.issued_on,
        signer=said.signer,
        file_name=name,
        content=content,
    )
    asked = [said.model_dump(mode="json"), name, sha256(content).hexdigest() if content is not None else None]

    def do(office: Office) -> Answer:
        made = add_upload(office, caller.actor, task_id, given, caller.now)
        with office.database.read() as tx:
            row = next(row for row in uploads_of(tx, task_id) if row.id == made)
        return answer(201, render.upload(row))

    return answer_once(request, caller, idempotency_key, asked, do)


@router.get(
    "/evidence/{evidence_id}/file",
    response_class=Response,
    responses=refusals(404) | {200: {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
)
def read_file(request: Request, evidence_id: Id, caller: Reader) -> Response:
    """What people sent is handed out as bytes to keep, never as something to show or to run."""
    with site_of(request).office.database.read() as tx:
        row = read_evidence_file(tx, caller.scope, evidence_id)
    name = quote(row.file_name)
    return Response(
        row.content, media_type=BYTES, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    )


def _check(sent: Sent) -> UploadGiven:
    """Return what was said with a file.

    Raises:
        RequestValidationError: a field is unknown, sent twice or doesn't fit, or there are several files.
    """
    faults: list[Any] = [
        {"type": "too_long", "loc": ("body", name), "ctx": {"max_length": 1}}
        for name, texts in sent.fields.items()
        if len(texts) > 1
    ]
    if len(sent.files) > 1:
        faults.append({"type": "too_long", "loc": ("body", FILE), "ctx": {"max_length": 1}})
    try:
        said = UploadGiven.model_validate({name: texts[0] for name, texts in sent.fields.items()})
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        faults += [{**fault, "loc": ("body", *fault["loc"])} for fault in found]
        raise RequestValidationError(faults) from error
    if faults:
        raise RequestValidationError(faults)
    return said
