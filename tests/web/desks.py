"""Owns the desk of the tests of a task's page: an office in which TCCB helps VP, and what people do in it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from cchc_workflow.domain.task import Task
from cchc_workflow.engine.office import Office
from cchc_workflow.store.database import Database
from cchc_workflow.store.files import evidence_of
from cchc_workflow.store.uploads import uploads_of
from cchc_workflow.web.app import create_app
from tests.builders import vn
from tests.engine.small_office import HEAD, SmallOffice, duty, issue_small
from tests.web.browsers import sign_in

NOW = vn(1, 6, 8)
TARGET = """
[task.target]
measure = "share"
at_least = 30
total = 16
label = "Kiểm tra 30 % số đơn vị"
"""
NAMED = """
[task.target]
measure = "named"
names = ["Trung tâm Giống", "Trung tâm Tư vấn"]
label = "Cổ phần hóa 02 trung tâm"
"""


@dataclass(frozen=True)
class Desk:
    """The office, and a browser for whoever asks."""

    small: SmallOffice

    def browser(self, address: str | None = HEAD, now: datetime = NOW) -> TestClient:
        client = TestClient(make_app(self.small.office, now), follow_redirects=False)
        if address is not None:
            sign_in(client, self.small.office, now, address)
        return client

    def task(self, code: str) -> Task:
        return self.small.task(code)

    def path(self, code: str, rest: str) -> str:
        return f"/viec/{self.task(code).id}/{rest}"

    def form(self, code: str, **fields: str) -> dict[str, str]:
        return {"version": str(self.task(code).version), **fields}

    def waiting(self, code: str) -> list[Any]:
        with self.small.database.read() as tx:
            return uploads_of(tx, self.task(code).id)

    def proofs(self, code: str) -> list[Any]:
        with self.small.database.read() as tx:
            return evidence_of(tx, self.task(code).id)


@cache
def make_app(office: Office, now: datetime) -> FastAPI:
    """Return the pages over an office, made once: a test has several browsers before them."""
    return create_app(office, lambda: now)


def furnish(database: Database) -> Desk:
    """Return an office: A1 (TCCB helps) and A2 are due on 30/6, A3 and A4 have targets; C1 is CCKL's."""
    small = issue_small(
        database,
        duty("A1", "VP", date(2021, 6, 30), 'supports = ["TCCB"]'),
        duty("A2", "VP", date(2021, 6, 30)),
        duty("A3", "VP", date(2021, 6, 30), TARGET),
        duty("A4", "VP", date(2021, 6, 30), NAMED),
        duty("A5", "VP", None, 'deadline = "trước ngày 15/6"', 'set_by = "document"'),
        duty("A6/1", "VP", date(2021, 9, 30)),
        duty("C1", "CCKL", date(2021, 6, 30)),
    )
    return Desk(small)
