"""Owns how the API says that something is amiss: problem details (RFC 9457), the words from the catalogue."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from cchc_workflow.errors import CchcError
from cchc_workflow.web.headers import SECURITY
from cchc_workflow.web.trouble import RETRY_S, status_of
from cchc_workflow.web.viewer import site_of
from cchc_workflow.words import explain, find, say

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/v1"

_OF_STATUS = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.NOT_FOUND: "no_such_address",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_input",
}
"""What the framework itself refuses."""


class Problem(BaseModel):
    """What is amiss: `code` is for programs, `title` and `detail` for people, `facts` says of what."""

    type: str = Field(json_schema_extra={"format": "uri"})
    title: str
    status: int
    detail: str
    instance: str
    code: str
    facts: dict[str, Any]


class ProblemError(Exception):
    """The API itself refuses a request: nothing in the office was asked."""

    def __init__(
        self, status: int, code: str, headers: Mapping[str, str] | None = None, **facts: object
    ) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.headers = headers
        self.facts = facts


def answer_problems(api: FastAPI) -> None:
    """Let every error below the API's address be answered as a problem."""
    api.add_exception_handler(ProblemError, _tell_own)
    api.add_exception_handler(CchcError, _tell_refusal)
    api.add_exception_handler(HTTPException, _tell_http)
    api.add_exception_handler(RequestValidationError, _tell_bad_input)
    api.add_exception_handler(Exception, _tell_crash)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how OpenAPI describes the problems that an operation can answer, those of every one included."""
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    common = (400, 401, 403, 413, 422, 500, 503)
    return {status: {"content": {MEDIA_TYPE: shape}} for status in sorted({*common, *statuses})}


def tell(
    request: Request,
    status: int,
    code: str,
    detail: str = "",
    facts: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a problem."""
    problem = Problem(
        type=f"{site_of(request).manner.base_url.rstrip('/')}{PREFIX}/#{code}",
        title=say(f"problem.{code}"),
        status=status,
        detail=detail or say(f"problem_detail.{code}", **(facts or {})),
        instance=quote(request.url.path),
        code=code,
        facts=jsonable_encoder(dict(facts or {})),
    )
    more = {"Retry-After": str(RETRY_S)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return JSONResponse(problem.model_dump(), status, {**(headers or {}), **more}, media_type=MEDIA_TYPE)


def _tell_own(request: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemError):
        raise error
    return tell(request, error.status, error.code, facts=error.facts, headers=error.headers)


def _tell_refusal(request: Request, error: Exception) -> Response:
    """Where a sentence of the pages or the command line names their ways, the API has one of its own."""
    if not isinstance(error, CchcError):
        raise error
    own = find(f"problem_detail.{error.code}")
    facts = error.facts()
    detail = say(f"problem_detail.{error.code}", **facts) if own is not None else explain(error)
    return tell(request, status_of(error), error.code, detail, facts)


def _tell_http(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR)
    headers = getattr(error, "headers", None)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(sorted(methods_at(request)))}
    return tell(request, status, _OF_STATUS.get(status, "unexpected"), headers=headers)


def methods_at(request: Request) -> set[str]:
    """Return the methods that the request's address takes: each may be a route of its own."""
    return {
        method
        for route in request.app.routes
        if route.matches(request.scope)[0] is not Match.NONE
        for method in getattr(route, "methods", None) or ()
    }


def _tell_bad_input(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else ()
    return tell(request, 422, "invalid_input", facts={"faults": list_faults(faults)})


def _tell_crash(request: Request, _error: Exception) -> Response:
    """This answer passes by the middleware that completes the headers."""
    return tell(request, 500, "unexpected", headers={**SECURITY, "Cache-Control": "no-store"})


def list_faults(errors: Sequence[Any]) -> list[dict[str, str]]:
    """Return where each fault of an input is, its code and what it is, without what was given."""
    return [_fault(error) for error in errors]


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    code = str(error["type"])
    key = f"api_fault.{code}" if find(f"api_fault.{code}") is not None else "api_fault.other"
    bounds = {name: value for name, value in (error.get("ctx") or {}).items() if isinstance(value, int | str)}
    where = ".".join(_printable(part) for part in error["loc"])
    return {"where": where, "code": code, "what": say(key, **bounds)}


def _printable(part: object) -> str:
    return str(part).encode("utf-8", "backslashreplace").decode()[:100]
