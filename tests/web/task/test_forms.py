from dataclasses import replace
from datetime import date

import pytest

from cchc_workflow.engine.folder import Folder, open_folder
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.store.database import Database
from cchc_workflow.web.task.forms import (
    Attempt,
    action_forms,
    amend_form,
    extension_forms,
    fill,
    other_forms,
)
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
    duty,
    open_office,
    plan_files,
    shipped_definitions,
)
from tests.web.desks import NOW, Desk

INSPECT = """
[action.inspect]
label = "Kiểm tra tại chỗ"
event = "inspected"
from = ["assigned"]
roles = ["coordinator"]
guards = ["document_cited", "evidence_attached"]

[action.inspect_quickly]
label = "Kiểm tra nhanh"
event = "inspected"
from = ["assigned"]
to = "in_progress"
roles = ["coordinator"]
"""


def look(small: SmallOffice, by: str, code: str = "A1") -> Folder:
    return open_folder(small.office, small.actor(by, NOW), code, NOW)


def tones(small: SmallOffice, by: str) -> dict[str, str]:
    return {form.key.removeprefix("lam-"): form.tone for form in action_forms(look(small, by))}


def test_what_leads_on_is_the_main_thing_to_do(desk: Desk) -> None:
    small = desk.small
    assert tones(small, HEAD) == {"start": "primary"}
    assert tones(small, CHIEF) == {"suspend": "plain", "cancel": "danger", "excuse": "plain"}
    small.report("A1", NOW)
    assert tones(small, VERIFIER) == {"verify": "primary", "return": "plain"}
    small.verify("A1", NOW)
    assert tones(small, CHIEF) == {"reopen": "plain", "excuse": "plain"}
    assert tones(small, HEAD) == {}


def test_a_workflow_that_the_office_edited_has_its_own_forms(sqlite_database: Database) -> None:
    shipped = shipped_definitions()
    text, name = shipped.task
    office = open_office(sqlite_database, replace(shipped, task=(text + INSPECT, name)))
    issue_plan(office, load_plan(office, plan_files(duty("A1", "VP")), NOW), None, NOW)
    quick, whole = action_forms(look(SmallOffice(office, 1), COORDINATOR))
    assert (quick.label, quick.fields, quick.tone) == ("Kiểm tra nhanh", (), "primary")
    assert (whole.label, whole.tone, whole.has_files) == ("Kiểm tra tại chỗ", "plain", True)
    assert [each.name for each in whole.fields if each.required] == ["document"]
    assert whole.path == "/viec/1/lam/inspect"


@pytest.mark.parametrize(("by", "keys"), [
    (HEAD, ["tep", "y-kien"]), (OFFICER, ["tep", "y-kien"]), (HEAD_TCCB, ["y-kien"]),
    (COORDINATOR, ["y-kien", "nhac"]), (VERIFIER, ["y-kien"]),
])  # fmt: skip
def test_other_forms_are_those_that_the_viewer_may_send(desk: Desk, by: str, keys: list[str]) -> None:
    assert [form.key for form in other_forms(look(desk.small, by))] == keys


def test_a_request_is_made_and_then_decided(desk: Desk) -> None:
    (ask,) = extension_forms(look(desk.small, HEAD))
    assert (ask.path, ask.tone) == ("/viec/1/gia-han/moi/request", "plain")
    assert [each.name for each in ask.fields] == ["due_on", "note"]
    desk.small.ask("A1", date(2021, 7, 30), NOW)
    approve, reject = extension_forms(look(desk.small, CHIEF))
    assert (approve.path, approve.tone, approve.fields[0].value) == (
        "/viec/1/gia-han/1/approve", "primary", "2021-07-30",
    )  # fmt: skip
    assert [(each.name, each.required) for each in reject.fields] == [("note", True)]
    (withdraw,) = extension_forms(look(desk.small, HEAD))
    assert withdraw.fields == ()
    assert extension_forms(look(desk.small, HEAD, "A5")) != []


@pytest.mark.parametrize(("by", "label", "names"), [
    (HEAD, "Phân công thực hiện", "assignee"),
    (COORDINATOR, "Điều chỉnh nhiệm vụ", "title lead assignee reason document"),
    (CHIEF, "Điều chỉnh nhiệm vụ", "title due_on lead assignee reason document"),
])  # fmt: skip
def test_a_change_has_the_fields_that_the_viewer_may_change(
    desk: Desk, by: str, label: str, names: str
) -> None:
    form = amend_form(look(desk.small, by))
    assert form is not None
    assert (form.label, " ".join(each.name for each in form.fields)) == (label, names)


def test_who_may_change_nothing_has_no_form(desk: Desk) -> None:
    assert amend_form(look(desk.small, OFFICER)) is None


def test_an_assignee_who_left_the_unit_still_stands_there(desk: Desk) -> None:
    desk.small.amend(HEAD, "A1", NOW, assignee=OFFICER)
    form = amend_form(replace(look(desk.small, HEAD), doers=[]))
    assert form is not None
    (assignee,) = form.fields
    assert (assignee.value, assignee.options) == (OFFICER, [(OFFICER, "chuyenvien.vp")])


def test_a_refused_form_is_filled_and_open(desk: Desk) -> None:
    (form,) = [each for each in action_forms(look(desk.small, CHIEF)) if each.key == "lam-cancel"]
    attempt = Attempt(key="lam-cancel", typed={"note": "vì vậy", "x": "y"})
    filled = fill(form, attempt)
    assert filled.open
    assert {each.name: each.value for each in filled.fields} == {"document": "", "note": "vì vậy"}
    assert fill(form, Attempt(key="lam-suspend")) == fill(form, None) == form
