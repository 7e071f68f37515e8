"""Owns the web application: its parts, what stands before them, and what every part shares."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version as installed_version
from os import PathLike, stat_result

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from cchc_workflow.engine.office import Office
from cchc_workflow.web.bodies import SmallBodies, most_of_form
from cchc_workflow.web.headers import SecureHeaders
from cchc_workflow.web.origin import SameOrigin
from cchc_workflow.web.pages import STATIC, Pages
from cchc_workflow.web.parts import PARTS
from cchc_workflow.web.shell.frame import frame
from cchc_workflow.web.site import Manner, Site
from cchc_workflow.web.tools import NO_TOOLS, Tools
from cchc_workflow.web.trouble import answer_errors

DISTRIBUTION = "cchc-workflow"
SMALLEST_ZIPPED = 800
"""Bytes below which compressing costs more than it saves."""


def create_app(
    office: Office,
    now: Callable[[], datetime],
    manner: Manner | None = None,
    tools: Tools = NO_TOOLS,
) -> FastAPI:
    """Return the application over an office whose database is at the program's schema; `now` is its clock."""
    manner = manner or Manner()
    version = installed_version(DISTRIBUTION)

    def local(at: datetime) -> datetime:
        """Ask each time: the calendar may be loaded anew."""
        return office.calendar.local(at)

    pages = Pages(
        local,
        **frame(manner),
        in_demo=tools.demo is not None,
        demo_day=lambda: office.today(now()),
        version=version,
    )
    app = FastAPI(title="CCHC Workflow", version=version, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = Site(office, now, pages, manner, tools)
    app.mount("/static", _Static(directory=STATIC), name="static")
    for add_routes in PARTS:
        add_routes(app, app.state.site)
    answer_errors(app)
    app.add_middleware(SmallBodies, most=most_of_form)
    app.add_middleware(SameOrigin)
    app.add_middleware(SecureHeaders, https=manner.secure)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_ZIPPED, compresslevel=5)
    return app


class _Static(StaticFiles):
    """Files whose addresses change with their content may be kept for ever."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        if scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
