"""Owns the office that the tests of the administration work in: its own folder, real tools, real files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from cchc_workflow.bootstrap import Program
from cchc_workflow.cli.toolbox import make_tools
from cchc_workflow.domain.people import Actor
from cchc_workflow.engine.office import Office
from cchc_workflow.store.journal import broken_entry, read_journal
from cchc_workflow.store.people import find_actor
from cchc_workflow.web.app import create_app
from cchc_workflow.web.tools import Tools
from tests.builders import vn
from tests.engine.small_office import ADMIN
from tests.web.browsers import sign_in

NOW = vn(1, 6, 9)
ROLES_SHUT_OUT = (
    "giamdoc",
    "phogiamdoc",
    "chanhvanphong",
    "daumoi",
    "thamdinh",
    "truongphong.vp",
    "chuyenvien.vp",
)


@dataclass
class House:
    """A running program with its folder, and browsers before its pages."""

    program: Program
    home: Path
    tools: Tools = field(init=False)
    _apps: dict[tuple[datetime, Tools], FastAPI] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.tools = make_tools(self.program)

    @property
    def office(self) -> Office:
        return self.program.office

    def browser(
        self, address: str | None = ADMIN, now: datetime = NOW, tools: Tools | None = None
    ) -> TestClient:
        """Return a browser of its own before the same pages."""
        tools = self.tools if tools is None else tools
        if (now, tools) not in self._apps:
            self._apps[now, tools] = create_app(self.office, lambda: now, None, tools)
        client = TestClient(self._apps[now, tools], follow_redirects=False)
        if address is not None:
            sign_in(client, self.office, now, address)
        return client

    def person(self, address: str) -> Actor:
        with self.office.database.read() as tx:
            return find_actor(tx, 1, address, self.office.today(NOW))

    def journal(self) -> list[str]:
        """Return what was noted since the plan was issued, newest first; the chain must hold."""
        with self.office.database.read() as tx:
            assert broken_entry(tx, 1) is None
            return [entry.name for entry in read_journal(tx, 1)][:-2]


def fields(text: str) -> Mapping[str, str]:
    """Return the hidden fields of a page: what its forms carry along."""
    found: dict[str, str] = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    return found
