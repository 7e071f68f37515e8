"""Owns answering a request that does something: once under an idempotency key, each time without one."""

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from cchc_workflow.engine.idempotency import Answer, Wish, do_once
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import ConflictError
from cchc_workflow.web.api.bearer import Caller
from cchc_workflow.web.api.problems import ProblemError
from cchc_workflow.web.viewer import site_of

REPLAYED = "Idempotent-Replayed"


def deed_headers(status: int, *always: str) -> dict[int | str, dict[str, Any]]:
    """Return how OpenAPI describes the headers of a deed's answer: those it always has, and the replay's."""
    shape = {"schema": {"type": "string"}}
    return {status: {"headers": {name: {"required": True, **shape} for name in always} | {REPLAYED: shape}}}


def answer_once(
    request: Request, caller: Caller, key: str | None, given: object, do: Callable[[Office], Answer]
) -> Response:
    """Do it and answer, or give the answer of the first time; `given` are JSON values of all that was given.

    Raises:
        ProblemError: 422, the key was used for another request.
    """
    office = site_of(request).office
    if key is None:
        return _respond(do(office))
    office.pin("extension")
    asked = [request.method, request.url.path, request.headers.get("if-match"), given]
    try:
        return _respond(do_once(office, Wish(caller.actor.person_id, key, asked), caller.now, do))
    except ConflictError as error:
        if error.kind != "idempotency_key":
            raise
        raise ProblemError(422, "idempotency_mismatch") from error


def answer(status: int, view: BaseModel, **headers: str) -> Answer:
    """Return a view as it is answered and kept."""
    return Answer(status, view.model_dump_json(), headers)


def _respond(found: Answer) -> Response:
    headers = dict(found.headers) | ({REPLAYED: "true"} if found.replayed else {})
    return Response(found.body, found.status, headers, media_type="application/json")
