"""A definition, template or setting that is wrong is refused at start, with file, key and reason."""

from dataclasses import replace
from datetime import date

import pytest

from cchc_workflow.engine.issue import load_plan
from cchc_workflow.engine.office import Definitions
from cchc_workflow.errors import DefinitionError
from cchc_workflow.store.database import Database
from tests.engine.small_office import ISSUED_AT, duty, open_office, plan_files, shipped_definitions

JUNE = date(2021, 6, 30)

LIMBO = """
[state.limbo]
label = "Bế tắc"
phase = "open"

[action.lose]
label = "Bỏ lửng"
event = "lost"
from = ["assigned"]
to = "limbo"
roles = ["unit_head"]

"""
"""A state from which nothing leads on."""


def edit(name: str, old: str, new: str) -> Definitions:
    """Return the shipped definitions with one place of one file changed."""
    definitions = shipped_definitions()
    text, path = getattr(definitions, name)
    assert old in text
    file = (text.replace(old, new, 1), path)
    match name:
        case "task":
            return replace(definitions, task=file)
        case "extension":
            return replace(definitions, extension=file)
        case "ladder":
            return replace(definitions, ladder=file)
        case _:
            return replace(definitions, notices=file)


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        ("task", 'name = "task"', 'nane = "task"', "name"),
        ("task", 'roles = ["unit_head", "officer"]', 'roles = ["unit_haed"]', "action.start.roles"),
        ("task", 'to = "in_progress"', 'to = "in_progess"', "action.start.to"),
        ("task", 'guards = ["evidence_attached"', 'guards = ["evidence"', "action.report.guards"),
        ("task", 'effects = ["record_report"]', 'effects = ["eval"]', "action.report.effects"),
        ("task", 'message = "verified"', 'message = "verifed"', "action.verify.notify[1].message"),
        ("task", "initial = true", "initial = false", "state"),
        ("task", 'to = "suspended"', 'to = "cancelled"', "state.suspended"),
        ("task", "[action.start]", LIMBO + "[action.start]", "state.limbo"),
        ("task", 'phase = "open"', 'phase = "opened"', "state.assigned.phase"),
        ("extension", 'to = "approved"', 'to = "rejected"', "state.approved"),
        ("ladder", "offset = -15", "offset = 15", "step[2].offset"),
        ("ladder", 'name = "T-7"', 'name = "T-15"', "step[2].name"),
        ("ladder", 'to = ["director"]', "to = []", "step[10].to"),
        ("ladder", "at = 07:00:00", 'at = "sáng"', "at"),
        ("notices", "[flagged]", "[flaged]", "flagged"),
        ("notices", 'timing = "at_once"', 'timing = "now"', "assigned.timing"),
        ("notices", 'message = "assigned"', "message = assigned", ""),
    ],
)
def test_a_wrong_definition_is_refused_when_the_office_opens(
    sqlite_database: Database, name: str, old: str, new: str, key: str
) -> None:
    definitions = edit(name, old, new)
    with pytest.raises(DefinitionError) as refused:
        open_office(sqlite_database, definitions)
    error = refused.value
    assert error.path == getattr(shipped_definitions(), name)[1]
    assert error.key.startswith(key)
    assert error.reason


@pytest.mark.parametrize(
    ("files", "key"),
    [
        (plan_files(duty("A1", "XX", JUNE)), "task[1].lead"),
        (plan_files(duty("A1", "VP", JUNE), duty("A1", "VP", JUNE)), "task[2].code"),
        (plan_files(duty("A1", "VP", date(2022, 1, 1))), "task[1].due_on"),
        (plan_files(duty("A1", "VP", None, "due_on = 2021-02-30")), ""),
        (plan_files(duty("A1", "VP", JUNE, "colour = 1")), "task[1].colour"),
        (plan_files(duty("A1", "VP", JUNE, 'repeat = "daily"')), "task[1].repeat"),
        (plan_files(duty("A1", "VP", None, 'for_each = "units"')), "task[1].lead"),
        (plan_files(), "task"),
    ],
)
def test_a_wrong_plan_is_refused_when_it_is_loaded(
    sqlite_database: Database, files: dict[str, str], key: str
) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_plan(open_office(sqlite_database), files, ISSUED_AT)
    assert refused.value.path.startswith("tasks/")
    assert refused.value.key.startswith(key)
    assert refused.value.reason
