"""Owns `cchc serve`: the jobs and the pages in one process, from the first request to a tidy end."""

# Help must not wait for the libraries of the web.

from __future__ import annotations

import gc
import json
import logging
import signal
import socket
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_workflow.cli.desk import desk_of
from cchc_workflow.errors import SettingsError
from cchc_workflow.words import say

if TYPE_CHECKING:
    from types import FrameType

    import uvicorn
    from fastapi import FastAPI

    from cchc_workflow.bootstrap import Program
    from cchc_workflow.engine.office import Office
    from cchc_workflow.settings import Settings
    from cchc_workflow.web.site import Manner

LOCAL = "127.0.0.1"
PORT = 8000

_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host")] = LOCAL,
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = PORT,
) -> None:
    """Run the jobs, send the mail and show the pages until told to stop."""
    from cchc_workflow.bootstrap import open_program

    desk = desk_of(ctx)
    log_to_stderr()
    listener = listen(host, port)
    with closing(listener), closing(open_program(desk.settings, clock=desk.clock)) as program:
        typer.echo(say("serve.ready", url=address_of(listener)))
        run(program, listener, offer_setup(program.office))


def offer_setup(office: Office) -> str | None:
    """Return a new code for the first start and print it, None where somebody can sign in already."""
    from cchc_workflow.engine.setup import is_new, make_code

    if not is_new(office):
        return None
    code = make_code()
    typer.echo(say("serve.setup_code", code=code))
    return code


def manner_of(settings: Settings, setup_code: str | None) -> Manner:
    """Return how the settings want the pages given."""
    from cchc_workflow.engine.sessions import Terms
    from cchc_workflow.web.site import Manner

    web = settings.web
    return Manner(
        base_url=str(settings.base_url),
        terms=Terms(timedelta(hours=web.session_hours), timedelta(minutes=web.idle_minutes)),
        behind_proxy=web.behind_proxy,
        metrics_token=web.metrics_token,
        setup_code=setup_code,
    )


def run(program: Program, listener: socket.socket, code: str | None = None) -> None:
    """Serve on an open socket until SIGTERM or SIGINT; jobs that run then come to their end.

    `code` is what the first start asks for.
    """
    from cchc_workflow.cli.toolbox import make_tools
    from cchc_workflow.scheduler.embedded import Embedded
    from cchc_workflow.web.app import create_app

    manner = manner_of(program.settings, code)
    app = create_app(program.office, program.clock, manner, make_tools(program))
    server = make_server(app)
    embedded = Embedded(program.jobs, program.clock, program.watchdog)
    spare_the_collector()
    embedded.start()
    try:
        server.run(sockets=[listener])
    finally:
        program.stopping.set()
        embedded.stop()


def spare_the_collector() -> None:
    """Keep what lives as long as the process out of every search for garbage: a tenth of a page's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def make_server(app: FastAPI) -> uvicorn.Server:
    """Return what serves the pages; from now on SIGTERM and SIGINT end it, not the process."""
    import uvicorn

    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, proxy_headers=False)
    server = uvicorn.Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again when it has ended: here, instead of killing the process.
        signal.signal(number, partial(_stop, server))
    return server


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes a free one.

    Raises:
        SettingsError: the address can't be used, with the system's reason.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError("host" if isinstance(error, socket.gaierror) else "port", str(error)) from error


def address_of(listener: socket.socket) -> str:
    """Return the address of the pages as a browser takes it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def log_to_stderr() -> None:
    """Write every log record of the process to standard error, one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Its words say that a job ran, or that it still runs; the watchdog says so when that matters.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class JsonLines(logging.Formatter):
    """One record as one line of JSON: when, how grave, from where, what, and all that came as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _ORDINARY},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _stop(server: uvicorn.Server, _number: int, _frame: FrameType | None) -> None:
    server.should_exit = True
