"""A task pins the version of its workflow and ladder; editing a file never reinterprets running tasks."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.office import Definitions
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import NotFoundError, WrongRoleError
from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import DefinitionRow
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    HEAD,
    ISSUED_AT,
    SmallOffice,
    duty,
    open_office,
    plan_files,
    shipped_definitions,
)

DUE = date(2021, 6, 30)


def edited(name: str, *changes: tuple[str, str]) -> Definitions:
    """Return the definitions with one file edited."""
    definitions = shipped_definitions()
    text, path = getattr(definitions, name)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    match name:
        case "task":
            return replace(definitions, task=(text, path))
        case "ladder":
            return replace(definitions, ladder=(text, path))
        case _:
            return replace(definitions, extension=(text, path))


def before_and_after(database: Database, definitions: Definitions) -> tuple[SmallOffice, SmallOffice]:
    """Issue one plan, edit the files, restart, and issue another; both seen with the new files in force."""
    first = open_office(database)
    old = load_plan(first, plan_files(duty("A1", "VP", DUE), duty("A2", "VP", DUE)), ISSUED_AT)
    issue_plan(first, old, None, ISSUED_AT)
    second = open_office(database, definitions)
    new = load_plan(second, plan_files(duty("Z1", "VP", DUE), code="ke-hoach-sau"), ISSUED_AT)
    issue_plan(second, new, None, ISSUED_AT)
    return SmallOffice(second, old), SmallOffice(second, new)


def steps_of(desk: SmallOffice, code: str) -> set[str]:
    task_id = desk.task(code).id
    return {mail.row.step for mail in desk.mails() if mail.row.task_id == task_id}


def test_running_tasks_keep_their_ladder(database: Database) -> None:
    definitions = edited("ladder", ('name = "T-15"\noffset = -15', 'name = "T-16"\noffset = -16'))
    old, new = before_and_after(database, definitions)
    assert (old.task("A1").next_check_at, new.task("Z1").next_check_at) == (vn(9, 6, 7), vn(8, 6, 7))
    sweep(old.office, vn(8, 6, 7))
    sweep(old.office, vn(9, 6, 7))
    assert (steps_of(old, "A1"), steps_of(new, "Z1")) == ({"T-15"}, {"T-16"})


def test_running_tasks_keep_their_ladder_with_a_new_deadline(database: Database) -> None:
    definitions = edited("ladder", ("at = 07:00:00", "at = 06:00:00"))
    old, new = before_and_after(database, definitions)
    now = vn(20, 5, 9)
    assert old.amend(CHIEF, "A1", now, due_on=date(2021, 7, 30), reason="Vì thế").next_check_at == vn(9, 7, 7)
    assert new.amend(CHIEF, "Z1", now, due_on=date(2021, 7, 30), reason="Vì thế").next_check_at == vn(9, 7, 6)


def test_running_tasks_keep_their_roles(database: Database) -> None:
    verify = 'from = ["reported"]\nto = "verified"\nroles = ["coordinator", "verifier"]'
    by_director = verify.replace('"coordinator", "verifier"', '"director"')
    old, new = before_and_after(database, edited("task", (verify, by_director)))
    now = vn(20, 5, 9)
    old.report("A1", now)
    new.report("Z1", now)
    assert old.verify("A1", now, COORDINATOR).state == "verified"
    with pytest.raises(WrongRoleError):
        new.verify("Z1", now, COORDINATOR)


def test_running_requests_keep_their_workflow(database: Database) -> None:
    first = open_office(database)
    plan_id = load_plan(first, plan_files(duty("A1", "VP", DUE)), ISSUED_AT)
    issue_plan(first, plan_id, None, ISSUED_AT)
    now = vn(20, 5, 9)
    asked = SmallOffice(first, plan_id).ask("A1", date(2021, 7, 30), now)
    renamed = edited("extension", ("[action.approve]", "[action.grant]"))
    second = SmallOffice(open_office(database, renamed), plan_id)
    with pytest.raises(NotFoundError):
        second.decide(CHIEF, asked, "grant", now)
    assert second.decide(CHIEF, asked, "approve", now).state == "approved"
    again = second.ask("A1", date(2021, 8, 31), now)
    assert second.decide(CHIEF, again, "grant", now).state == "approved"


def test_a_text_is_kept_once(database: Database) -> None:
    old, _ = before_and_after(database, shipped_definitions())
    old.ask("A1", date(2021, 7, 30), vn(20, 5, 9))
    old.ask("A2", date(2021, 7, 30), vn(20, 5, 9), HEAD)
    with database.read() as tx:
        kinds = [row.kind for row in tx.all(select(table_of(DefinitionRow)))]
    assert sorted(kinds) == ["extension", "ladder", "task"]
