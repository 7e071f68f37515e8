"""Owns what is answered when something is amiss: which status, which page, and where to go from there."""

from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from cchc_workflow.errors import (
    CchcError,
    ClockError,
    ConflictError,
    DefinitionError,
    EntryError,
    FileError,
    FileTooLargeError,
    IncompleteError,
    NotFoundError,
    RefusedError,
    SettingsError,
    StorageError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.web.headers import SECURITY
from cchc_workflow.web.site import own_address, wants_part
from cchc_workflow.web.viewer import SignInNeededError, Viewer, find_viewer, site_of
from cchc_workflow.words import explain, find, label, say, say_what_allows

STATUS: dict[type[CchcError], int] = {
    CchcError: 500,
    NotFoundError: 404,
    WrongStateError: 409,
    WrongRoleError: 403,
    IncompleteError: 422,
    RefusedError: 422,
    ConflictError: 409,
    ClockError: 409,
    DefinitionError: 422,
    SettingsError: 422,
    EntryError: 401,
    FileError: 422,
    FileTooLargeError: 413,
    StorageError: 503,
}
"""The HTTP status of each class of errors, or of the nearest class above it."""

STEPS = {"sign_in": "/dang-nhap", "unlock": "/mo-khoa", "tour": "/trinh-dien"}
"""Where a browser goes that nobody is (any more) signed in at."""

RETRY_S = 10

TO_THE_CORNER = {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
"""Tells htmx to leave what is on the page as it is and to add the answer to the notes in the corner."""


def status_of(error: CchcError) -> int:
    """Return the HTTP status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def answer_errors(app: FastAPI) -> None:
    """Let every error become a page; those of the API are answered by the API itself."""
    app.add_exception_handler(SignInNeededError, _ask_to_sign_in)
    app.add_exception_handler(CchcError, _show_refusal)
    app.add_exception_handler(HTTPException, _show_http)
    app.add_exception_handler(RequestValidationError, _show_bad_input)
    app.add_exception_handler(Exception, _show_crash)


def show_trouble(request: Request, status: int, what: str = "", **shown: object) -> Response:
    """Answer with a page that says what is wrong; a part of a page gets a note in the corner instead."""
    site = site_of(request)
    part = wants_part(request)
    headers = {**SECURITY, "Cache-Control": "no-store", **(TO_THE_CORNER if part else {})}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_S)
    return site.show(
        request,
        "_trouble" if part else "trouble",
        None if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _viewer_if_any(request),
        status=status,
        headers=headers,
        **{"code": status, "what": what, "method": request.method, "back": _page_before(request)} | shown,
    )


def _viewer_if_any(request: Request) -> Viewer | None:
    """A page that says what is wrong can do without knowing who reads it."""
    try:
        return find_viewer(request)
    except StorageError:
        return None


def _page_before(request: Request) -> str:
    """Return the page of ours that a form was sent from, "/" where the browser doesn't say."""
    try:
        referrer = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    return own_address(referrer.path or "/") if referrer.netloc == request.headers.get("host") else "/"


def _ask_to_sign_in(request: Request, error: Exception) -> Response:
    step = STEPS[getattr(error, "step", "sign_in")]
    if request.method not in {"GET", "HEAD"}:
        return show_trouble(request, 401, step=step)
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return site_of(request).go(request, step if asked == "/" else f"{step}?tiep={quote(asked, safe='')}")


def _show_refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, CchcError):
        raise error
    return show_trouble(request, status_of(error), explain_on_page(error), **_say_why(error))


def explain_on_page(error: CchcError) -> str:
    """Return what is wrong where the reader can act on it, in words that name no command.

    A thing out of sight is no more than not there, and a database in trouble is nothing that a reader can
    mend: their pages say enough.
    """
    if isinstance(error, (NotFoundError, StorageError)):
        return ""
    if isinstance(error, ConflictError) and find(f"on_page.conflict_{error.kind}"):
        return say(f"on_page.conflict_{error.kind}", id=error.id)
    if isinstance(error, WrongRoleError):
        return say("on_page.wrong_role", action=label("action", error.action), when=say_what_allows(error))
    return explain(error)


def _say_why(error: CchcError) -> dict[str, object]:
    """Name the reason that an administrator asks for; details of the machine stay in the log."""
    return {"reason": error.reason} if isinstance(error, StorageError) else {}


def _show_http(request: Request, error: Exception) -> Response:
    return show_trouble(request, getattr(error, "status_code", 500))


def _show_bad_input(request: Request, _error: Exception) -> Response:
    """A path or a query that fits no page leads nowhere; a form that doesn't fit is refused."""
    return show_trouble(request, 404 if request.method in {"GET", "HEAD"} else 422)


def _show_crash(request: Request, _error: Exception) -> Response:
    return show_trouble(request, 500)
