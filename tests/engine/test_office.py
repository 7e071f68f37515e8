from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from cchc_workflow.domain.calendar import DayOff
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.errors import ConflictError, DefinitionError, NotFoundError
from cchc_workflow.store.database import Database
from tests.builders import make_calendar, vn
from tests.engine.small_office import (
    HEAD,
    ISSUED_AT,
    SmallOffice,
    duty,
    open_office,
    plan_files,
    shipped_definitions,
)

JUNE = date(2021, 6, 30)


@pytest.mark.parametrize("kind", ["task", "extension", "ladder", "notices"])
def test_office_refuses_a_wrong_definition_when_it_opens(sqlite_database: Database, kind: str) -> None:
    definitions = shipped_definitions()
    text, path = getattr(definitions, kind)
    over: dict[str, Any] = {kind: (text + '\n[unheard_of]\na = "b"\n', path)}
    with pytest.raises(DefinitionError) as refused:
        open_office(sqlite_database, replace(definitions, **over))
    assert refused.value.path == path


def test_office_refuses_a_message_without_a_template(sqlite_database: Database) -> None:
    definitions = replace(shipped_definitions(), messages=frozenset({"assigned"}))
    with pytest.raises(DefinitionError):
        open_office(sqlite_database, definitions)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (vn(20, 5, 7, 30), vn(20, 5, 7, 30)),
        (vn(20, 5, 17, 29), vn(20, 5, 17, 29)),
        (vn(20, 5, 17, 30), vn(21, 5, 7, 30)),
        (vn(20, 5, 3), vn(20, 5, 7, 30)),
        (vn(22, 5, 10), vn(24, 5, 7, 30)),
        (vn(29, 4, 18), vn(4, 5, 7, 30)),
        (vn(2, 9, 10), vn(6, 9, 7, 30)),
    ],
)
def test_next_opening_is_never_at_night_nor_on_a_day_off(
    sqlite_database: Database, now: datetime, opening: datetime
) -> None:
    assert open_office(sqlite_database).next_opening(now) == opening


def test_office_knows_the_local_day(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    assert office.today(vn(1, 7, 0, 0)) == date(2021, 7, 1)
    assert office.moment(vn(30, 6, 23, 59)).on == JUNE


def test_pin_keeps_one_text_once(database: Database) -> None:
    office = open_office(database)
    keys = [office.pin("task"), office.pin("extension"), office.pin("ladder")]
    assert len(set(keys)) == 3
    assert [open_office(database).pin(kind) for kind in ("task", "extension", "ladder")] == keys


def test_pinned_definitions_are_read_back(database: Database) -> None:
    office = open_office(database)
    task, ladder = office.pin("task"), office.pin("ladder")
    with database.read() as tx:
        workflow = office.workflow(tx, task)
        assert workflow.initial == "assigned"
        assert office.workflow(tx, task) is workflow
        assert office.ladder(tx, ladder).steps[0].name == "T-15"
        with pytest.raises(NotFoundError):
            office.workflow(tx, 99)


def test_office_forgets_what_was_undone(database: Database) -> None:
    """A plan that could not be issued leaves nothing in the office's cache: the next one may get its key."""
    office = open_office(database)
    plan_id = load_plan(office, plan_files(duty("A1", "VP", JUNE), heads=False), ISSUED_AT)
    beyond_the_calendar = datetime.fromisoformat("2039-01-01T00:00Z")
    with pytest.raises(DefinitionError):
        issue_plan(office, plan_id, None, beyond_the_calendar)
    files = plan_files(duty("A1", "VP", JUNE), duty("A2", "VP", date(2021, 9, 30)))
    files["plan.toml"] = files["plan.toml"].replace("threshold = 30", "threshold = 60")
    plan_id = load_plan(office, files, ISSUED_AT)
    issue_plan(office, plan_id, None, ISSUED_AT)
    desk = SmallOffice(office, plan_id)
    desk.report("A1", vn(1, 7, 9))
    assert desk.flags() == []


def test_plan_is_read_once(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        plan = desk.office.plan(tx, desk.plan_id)
        assert desk.office.plan(tx, desk.plan_id) is plan
    with pytest.raises(ConflictError):
        issue_plan(desk.office, desk.plan_id, desk.actor(HEAD), ISSUED_AT)


def test_reload_goes_by_the_new_files_and_leaves_what_is_pinned(database: Database) -> None:
    office = open_office(database)
    before = office.pin("ladder")
    definitions = shipped_definitions()
    text, path = definitions.ladder
    office.reload(office.calendar, replace(definitions, ladder=(text.replace("soon = 7", "soon = 5"), path)))
    after = office.pin("ladder")
    with database.read() as tx:
        assert (office.ladder(tx, before).soon, office.ladder(tx, after).soon) == (7, 5)
    office.reload(office.calendar, definitions)
    assert office.pin("ladder") == before


def test_reload_refuses_what_is_wrong_and_changes_nothing(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    definitions = office.definitions
    with pytest.raises(DefinitionError):
        office.reload(make_calendar(), replace(definitions, notices=("", "notices.toml")))
    assert office.definitions is definitions


def test_reload_goes_by_the_new_rules_of_reports(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    text, path = office.definitions.reports
    changed = text.replace("annex_rows = 200", "annex_rows = 40", 1)
    office.reload(office.calendar, replace(office.definitions, reports=(changed, path)))
    assert office.reports.of("so-vi-du")[ReportKind.WEEKLY].annex_rows == 40


def test_reload_takes_the_calendar_to_whoever_asks_for_it(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    opens = office.next_opening
    day = date(2021, 6, 4)
    calendar = make_calendar()
    office.reload(
        replace(calendar, days_off={**calendar.days_off, day: DayOff(day, "Nghỉ")}), office.definitions
    )
    assert opens(vn(4, 6, 9)) == vn(7, 6, 7, 30)
