"""A state change, its history event and its outbox rows commit together or not at all."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from cchc_workflow.domain.task import Act, Evidence
from cchc_workflow.engine.act import Command, act_many
from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.report.schedule import make_due_reports
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import StorageError
from cchc_workflow.store.database import Database
from cchc_workflow.store.tables import Row
from tests.builders import vn
from tests.engine.report.printing import FakePress
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    ISSUED_AT,
    SmallOffice,
    duty,
    open_office,
    plan_files,
)
from tests.invariants.refusing import Verb, refusing

NOW = vn(1, 7, 9)
PAPER = {"note": "Bỏ", "document": "45/QĐ-SVD"}


def contents(database: Database) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with database.read() as tx:
        tables = Row.metadata.sorted_tables
        return {table.name: sorted(map(repr, tx.all(select(table)))) for table in tables}


def report(desk: SmallOffice) -> object:
    return desk.do(HEAD, "report", "A1", NOW, evidence=(Evidence(document="12/BC-VP"),))


def cancel_several(desk: SmallOffice) -> object:
    acts = [Command(code, Act(name="cancel", note="Bỏ", document="45/QĐ-SVD")) for code in ("A1", "A2")]
    return act_many(desk.office, desk.actor(DIRECTOR, NOW), acts, NOW)


WORKS: dict[str, tuple[Callable[[SmallOffice], object], tuple[str, ...]]] = {
    "report": (report, ("event", "evidence", "outbox", "standing", "flag")),
    "cancel": (lambda desk: desk.do(DIRECTOR, "cancel", "A1", NOW, **PAPER), ("event", "outbox", "standing")),
    "cancel_several": (cancel_several, ("event", "outbox", "standing")),
    "ask": (lambda desk: desk.ask("A2", date(2021, 10, 29), NOW), ("event", "outbox", "extension")),
    "hand_over": (
        lambda desk: desk.amend(DIRECTOR, "A1", NOW, lead="TCCB", reason="Đúng chức năng"),
        ("event", "outbox", "standing", "flag"),
    ),
    "sweep": (lambda desk: sweep(desk.office, NOW), ("outbox", "standing", "flag")),
    "reports": (lambda desk: make_due_reports(desk.office, NOW, FakePress().print), ("report",)),
}


@pytest.mark.parametrize(
    ("name", "table"), [(name, table) for name, (_, tables) in WORKS.items() for table in tables]
)
def test_work_that_fails_in_the_middle_changes_nothing(desk: SmallOffice, name: str, table: str) -> None:
    work, _ = WORKS[name]
    desk.office.pin("extension")
    desk.start("A1", vn(20, 5, 9))
    before = contents(desk.database)
    with refusing(desk.database, table, "INSERT"), pytest.raises(StorageError):
        work(desk)
    assert contents(desk.database) == before
    work(desk)
    assert contents(desk.database) != before


@pytest.mark.parametrize(
    ("table", "verb"),
    [("event", "INSERT"), ("outbox", "INSERT"), ("extension", "UPDATE"), ("task", "UPDATE")],
)
def test_a_decision_that_fails_in_the_middle_changes_nothing(
    desk: SmallOffice, table: str, verb: Verb
) -> None:
    asked = desk.ask("A2", date(2021, 10, 29), vn(20, 5, 9))
    before = contents(desk.database)
    with refusing(desk.database, table, verb), pytest.raises(StorageError):
        desk.decide(CHIEF, asked, "approve", NOW)
    assert contents(desk.database) == before
    assert desk.decide(CHIEF, asked, "approve", NOW).state == "approved"


@pytest.mark.parametrize("table", ["event", "outbox", "standing", "task_support"])
def test_an_issue_that_fails_in_the_middle_changes_nothing(database: Database, table: str) -> None:
    office = open_office(database)
    helped = duty("A1", "VP", date(2021, 6, 30), 'supports = ["TCCB"]')
    plan_id = load_plan(office, plan_files(helped, duty("B1", "TCCB", date(2021, 6, 30))), ISSUED_AT)
    office.pin("task"), office.pin("ladder")
    before = contents(database)
    with refusing(database, table, "INSERT"), pytest.raises(StorageError):
        issue_plan(office, plan_id, None, ISSUED_AT)
    assert contents(database) == before
    assert issue_plan(office, plan_id, None, ISSUED_AT).tasks == 2


def test_a_digest_that_fails_in_the_middle_changes_nothing(desk: SmallOffice) -> None:
    """A mail without the rows that went into it, or rows in a mail that is not there: neither may be."""
    sweep(desk.office, NOW)
    desk.report("A2", NOW)
    before = contents(desk.database)
    with refusing(desk.database, "outbox", "UPDATE"), pytest.raises(StorageError):
        digest(desk.office, NOW)
    assert contents(desk.database) == before
    assert digest(desk.office, NOW) > 0
    assert desk.told("reported", "bundled") == [COORDINATOR]


@pytest.mark.parametrize("verb", ["INSERT", "UPDATE"])
def test_a_sweep_that_fails_at_either_end_is_made_up_for(desk: SmallOffice, verb: Verb) -> None:
    """The steps and the tasks' next look are one: neither is lost, nor told twice."""
    before = contents(desk.database)
    table = "outbox" if verb == "INSERT" else "task"
    with refusing(desk.database, table, verb), pytest.raises(StorageError):
        sweep(desk.office, NOW)
    assert contents(desk.database) == before
    assert sweep(desk.office, NOW).tasks == 2
