"""Owns a server in its own process: `python -m benchmarks.web_server ours|bare|django DATABASE [PAGE]`.

It prints a line of JSON when it listens: its port, and for ours the cookies of people who are signed in.
"""

import json
import pickle
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks import web_bare, web_django
from benchmarks.offices import open_office
from benchmarks.web_page import Page
from cchc_workflow.domain.people import Role
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.sessions import Browser, Terms, begin_session
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import find_actor, read_people
from cchc_workflow.web.app import create_app
from cchc_workflow.web.viewer import COOKIE

NOW = datetime(2021, 10, 1, 5, tzinfo=UTC)
ON = NOW.date()


def main(kind: str, database: Path, page: Path | None) -> None:
    """Serve until the process is ended."""
    cookies: dict[str, str] = {}
    if kind == "ours":
        office = open_office(Database(f"sqlite:///{database}"))
        cookies = sign_in(office)
        app: Any = create_app(office, lambda: NOW)
    else:
        assert page is not None
        make_app = web_bare.make_app if kind == "bare" else web_django.make_app
        app = make_app(database, read_page(page), ON)
    listener = socket.create_server(("127.0.0.1", 0))
    print(json.dumps({"port": listener.getsockname()[1], "cookies": cookies}), flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])


def sign_in(office: Office) -> dict[str, str]:
    """Return a cookie for the coordinator under "", and for each unit's head under the unit's key."""
    cookies = {}
    with office.database.begin() as tx:
        for person in read_people(tx, 1):
            for grant in find_actor(tx, 1, person.address, ON).grants:
                if grant.role is Role.COORDINATOR or (grant.role is Role.UNIT_HEAD and grant.unit_id):
                    token = begin_session(tx, person.id, NOW, Terms(), Browser("benchmark", "127.0.0.1"))
                    cookies[str(grant.unit_id or "")] = f"{COOKIE}={token}"
    return cookies


def read_page(path: Path) -> Page:
    """Return the page that the benchmark has cut."""
    page = pickle.loads(path.read_bytes())  # noqa: S301 - written by the benchmark a moment ago
    assert isinstance(page, Page)
    return page


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)  # noqa: PLR2004
