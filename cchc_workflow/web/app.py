"""Owns the web application: which address shows what, and what is answered when something is amiss."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import sha256
from importlib.metadata import version as installed_version
from os import PathLike, stat_result
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import Scope

from cchc_workflow.engine.board import Pulse, pick_plan, read_board, read_plans
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.watch import Health, watch
from cchc_workflow.errors import NotFoundError, StorageError
from cchc_workflow.store.schema import check_schema
from cchc_workflow.web.headers import SECURITY, SecureHeaders
from cchc_workflow.web.health import describe, describe_trouble
from cchc_workflow.web.mailbox import Mailbox
from cchc_workflow.web.overview import lay_out
from cchc_workflow.web.pages import STATIC, Pages
from cchc_workflow.web.task import TaskDesk

READ = ["GET", "HEAD"]
DISTRIBUTION = "cchc-workflow"

PlanCode = Annotated[str | None, Query(alias="ke-hoach", max_length=100)]


def create_app(
    office: Office,
    now: Callable[[], datetime],
    health: Callable[[], Health] | None = None,
    mailbox: Path | None = None,
    *,
    refresh_s: int | None = None,
) -> FastAPI:
    """Return the application: /healthz, the overview, the tasks, and the mails caught in a `mailbox`, if any.

    Everything is only read. `now` is the plan's clock; `health` is the watchdog's word, asked at each
    request; with `refresh_s` the overview loads itself anew after so many seconds.
    """
    version = installed_version(DISTRIBUTION)
    app = FastAPI(title="CCHC Workflow", version=version, docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(office.calendar.local)
    shared: dict[str, object] = {"has_mailbox": mailbox is not None, "refresh_s": None}
    ask = health or (lambda: watch(office, now()))
    desk = _Desk(office, now, ask, pages, {**shared, "refresh_s": refresh_s}, version)
    app.add_middleware(SecureHeaders)
    app.mount("/static", _Static(directory=STATIC), name="static")
    app.add_api_route("/healthz", desk.tell_health, methods=READ)
    app.add_api_route("/", desk.show_overview, methods=READ)
    app.add_api_route("/nhiem-vu/{code:path}", TaskDesk(office, now, pages, shared).show, methods=READ)
    if mailbox is not None:
        box = Mailbox(mailbox, pages, shared)
        app.add_api_route("/thu", box.show_list, methods=READ)
        app.add_api_route("/thu/{number}", box.show_mail, methods=READ)
        app.add_api_route("/thu/{number}/html", box.show_html, methods=READ)
    show = partial(_show_trouble, pages, shared)
    app.add_exception_handler(HTTPException, lambda _, error: show(getattr(error, "status_code", 500)))
    app.add_exception_handler(RequestValidationError, lambda _, __: show(404))
    app.add_exception_handler(NotFoundError, lambda _, __: show(404))
    app.add_exception_handler(StorageError, lambda _, error: show(503, getattr(error, "reason", "")))
    app.add_exception_handler(Exception, lambda _, __: show(500))
    return app


class _Desk:
    """What is asked of the plans; keeps the last page of each plan until something happens."""

    def __init__(
        self,
        office: Office,
        now: Callable[[], datetime],
        health: Callable[[], Health],
        pages: Pages,
        shared: dict[str, object],
        version: str,
    ) -> None:
        self._version = version
        self._office = office
        self._now = now
        self._health = health
        self._pages = pages
        self._shared = shared
        self._made: dict[int | None, tuple[str, str]] = {}

    def tell_health(self) -> Response:
        """Answer 200 when all is well, else 503; a load balancer reads the status, a person the rest."""
        now, version = self._now(), self._version
        try:
            check_schema(self._office.database)
            found = describe(self._health(), now, version)
        except StorageError as error:
            found = describe_trouble(error.reason, now, version)
        return JSONResponse(found, 200 if found["status"] == "ok" else 503)

    def show_overview(self, request: Request, code: PlanCode = None) -> Response:
        """Show a plan; it is counted anew only when something happened since the last look."""
        check_schema(self._office.database)
        now = self._now()
        health = self._health()
        known, pulse = read_plans(self._office, now)
        plan = pick_plan(known, code, pulse.on)
        if plan is None and code is not None:
            raise NotFoundError("plan", code)
        key = plan.id if plan is not None else None
        tag = _tag(pulse, health, self._version)
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
        made = self._made.get(key)
        if made is None or made[0] != tag:
            shown = {**self._shared, "health": health, "plans": known}
            if plan is None:
                html = self._pages.render("empty", **shown, on=pulse.on)
            else:
                html = self._pages.render("overview", **shown, **lay_out(read_board(self._office, plan, now)))
            made = self._made[key] = tag, html
        return HTMLResponse(made[1], headers={"ETag": tag, "Cache-Control": "private, no-cache"})


class _Static(StaticFiles):
    """Files whose addresses change with their content may be kept for ever."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        if scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _show_trouble(pages: Pages, shared: dict[str, object], status: int, reason: str = "") -> Response:
    """Answer with a page that says what is wrong; a 500 is answered outside of SecureHeaders."""
    html = pages.render("trouble", **shared, status=status, reason=reason)
    return HTMLResponse(html, status, headers={**SECURITY, "Cache-Control": "no-store"})


def _tag(pulse: Pulse, health: Health, version: str) -> str:
    return f'"{sha256(repr((pulse, health, version)).encode()).hexdigest()[:32]}"'
