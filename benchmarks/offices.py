"""Owns the offices that are measured: the real plan's, copied for each round."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cchc_workflow.bootstrap import read_definitions
from cchc_workflow.definitions.calendar import load_calendar
from cchc_workflow.definitions.plan import read_folder
from cchc_workflow.domain.people import Actor, Role, scope_of
from cchc_workflow.domain.task import Act, Evidence
from cchc_workflow.engine.act import Command, act
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.office import Office
from cchc_workflow.shipped import roots, shipped
from cchc_workflow.store.database import Database, Synchronous
from cchc_workflow.store.people import find_actor, read_people
from cchc_workflow.store.schema import upgrade
from cchc_workflow.store.tasks import TaskFilter, list_tasks

ISSUED_AT = datetime(2021, 4, 15, 2, tzinfo=UTC)
NOW = ISSUED_AT + timedelta(days=1)
PLAN = "snnptnt-quang-ngai-2021"


@dataclass(frozen=True, slots=True)
class Staff:
    """Who acts in a benchmark: the coordinator, and each unit's head by the unit's key."""

    coordinator: Actor
    heads: Mapping[int, Actor]


def open_office(database: Database) -> Office:
    """Return an office with the shipped definitions over `database`."""
    workflows = roots("workflows")
    definitions = read_definitions(workflows, roots("notifications"))
    return Office(database, load_calendar(workflows), definitions)


def issue_real_plan(database: Database) -> Office:
    """Bring an empty database up to the 2021 plan, issued."""
    upgrade(database)
    office = open_office(database)
    plan_id = load_plan(office, read_folder(shipped("workflows") / "plans" / PLAN), ISSUED_AT)
    issue_plan(office, plan_id, None, ISSUED_AT)
    return office


def find_staff(office: Office, on: date) -> Staff:
    """Return the people of the office's only organization."""
    with office.database.read() as tx:
        actors = [find_actor(tx, 1, person.address, on) for person in read_people(tx, 1)]
    heads = {
        grant.unit_id: actor
        for actor in actors
        for grant in actor.grants
        if grant.role is Role.UNIT_HEAD and grant.unit_id is not None
    }
    coordinator = next(a for a in actors if Role.COORDINATOR in {grant.role for grant in a.grants})
    return Staff(coordinator, heads)


def report_all(office: Office) -> list[tuple[int, str]]:
    """Bring every task that asks for no value to `reported`; return each one's (key, code)."""
    staff = find_staff(office, office.today(NOW))
    with office.database.read() as tx:
        rows = list_tasks(tx, scope_of(staff.coordinator), TaskFilter(most=1000))
    report = Act(name="report", evidence=(Evidence(document="12/BC-SNNPTNT"),))
    reported = []
    for row in rows:
        if row.target is None:
            head = staff.heads[row.lead_unit_id]
            act(office, head, Command(row.code, Act(name="start")), NOW)
            act(office, head, Command(row.code, report), NOW)
            reported.append((row.id, row.code))
    return reported


@contextmanager
def copied(base: Path, to: Path, synchronous: Synchronous) -> Iterator[Office]:
    """Yield an office over a fresh copy of the database file `base`."""
    shutil.copy(base, to)
    with closing(Database(f"sqlite:///{to}", synchronous=synchronous)) as database:
        yield open_office(database)
