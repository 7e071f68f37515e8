"""Owns the tour of a demonstration: whoever visits takes a role without a password, and moves the clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request, Response

from cchc_workflow.domain.people import Role, Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.entry import Entered
from cchc_workflow.engine.sessions import Browser, begin_session
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.people import read_appointments, read_organizations, read_people
from cchc_workflow.store.tasks import TaskFilter, list_tasks
from cchc_workflow.web.entry.cookie import give_cookie
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site, own_address
from cchc_workflow.web.viewer import Anyone

ADDRESS = "/trinh-dien"
ORDER = (
    Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.CHIEF_OF_OFFICE, Role.COORDINATOR, Role.VERIFIER,
    Role.UNIT_HEAD, Role.OFFICER, Role.AUDITOR, Role.ADMIN,
)  # fmt: skip
"""The order in which the roles are offered: those for whom the program is made come first."""

PersonKey = Annotated[int, Form(ge=1, le=2**63 - 1)]
Back = Annotated[str, Form(max_length=2000)]


class Stride(StrEnum):
    """How far a visitor moves the clock."""

    DAY = "ngay"
    WEEK = "tuan"
    DEADLINE = "thoi-han"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to slip into: their first office in the order of the roles."""

    person_id: int
    name: str
    role: Role
    unit: str


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the tour; there is none where the program runs in earnest."""
    demo = site.tools.demo
    if demo is None:
        return

    def show(request: Request, viewer: Anyone) -> Response:
        on = site.office.today(site.now())
        with site.office.database.read() as tx:
            parts = read_parts(tx, on)
        return site.show(request, "demo/tour", viewer, parts=parts, on=on, ended=on >= demo.last_on)

    def take_part(request: Request, person: PersonKey) -> Response:
        """Sit down before the browser as somebody else."""
        now = site.now()
        with site.office.database.begin() as tx:
            if person not in {part.person_id for part in read_parts(tx, site.office.today(now))}:
                raise NotFoundError("person", person)
            token = begin_session(tx, person, now, site.manner.terms, Browser(ADDRESS))
        return give_cookie(site.go(request, "/"), site, Entered(token, site.manner.terms.lasts))

    def move_clock(request: Request, stride: Annotated[Stride, Form()], back: Back = "/") -> Response:
        on = site.office.today(site.now())
        with site.office.database.read() as tx:
            until = find_day(tx, on, stride)
        demo.advance(min(until, demo.last_on))
        return site.go(request, own_address(back), told="clock_moved")

    app.add_api_route(ADDRESS, show, methods=READ)
    app.add_api_route(f"{ADDRESS}/vai", take_part, methods=["POST"])
    app.add_api_route(f"{ADDRESS}/dong-ho", move_clock, methods=["POST"])


def read_parts(tx: Transaction, on: date) -> list[Part]:
    """Return everybody who holds an office on the day, once, in the order in which roles are offered."""
    parts: dict[int, Part] = {}
    for organization in read_organizations(tx):
        names = {person.id: person.name for person in read_people(tx, organization.id)}
        held = [row for row in read_appointments(tx, organization.id) if _holds(row, on)]
        for row in sorted(held, key=lambda row: ORDER.index(Role(row.role))):
            part = Part(row.person_id, names[row.person_id], Role(row.role), row.unit_code or "")
            parts.setdefault(row.person_id, part)
    return list(parts.values())


def find_day(tx: Transaction, on: date, stride: Stride) -> date:
    """Return the day to which a stride leads: the next deadline of an open task, or a day or a week on."""
    if stride is Stride.WEEK:
        return on + timedelta(days=7)
    tomorrow = on + timedelta(days=1)
    if stride is Stride.DAY:
        return tomorrow
    wanted = TaskFilter(phases=(Phase.OPEN,), due_from=tomorrow, most=1)
    found = [
        row.due_on
        for each in read_organizations(tx)
        for row in list_tasks(tx, Scope(each.id), wanted)
        if row.due_on
    ]
    return min(found, default=tomorrow)


def _holds(row: Any, on: date) -> bool:  # noqa: ANN401
    return row.role in ORDER and row.from_on <= on and (row.to_on is None or row.to_on >= on)
