from datetime import date

import pytest

from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.plan_preview import preview_issue, preview_load
from cchc_workflow.errors import DefinitionError, NotFoundError
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import HEAD, ISSUED_AT, SmallOffice, duty, open_office, plan_files

JUNE = date(2021, 6, 30)
DUTIES = (duty("A1", "VP", JUNE), duty("A2", "TCCB", JUNE), duty("A3", "VP"))


@pytest.fixture
def draft(database: Database) -> SmallOffice:
    office = open_office(database)
    return SmallOffice(office, load_plan(office, plan_files(*DUTIES), ISSUED_AT))


def test_same_folder_changes_nothing(draft: SmallOffice) -> None:
    found = preview_load(draft.office, 1, plan_files(*DUTIES))
    assert (found.standing, found.tasks, found.added, found.removed, found.changed) == (
        "draft",
        3,
        (),
        (),
        (),
    )
    assert (found.joining, found.leaving, found.units) == ((), (), ())
    assert [each.code for each in found.undated] == ["A3"]
    assert found.unread == ()


def test_changes_are_told_task_by_task(draft: SmallOffice) -> None:
    files = plan_files(
        duty("A1", "VP", date(2021, 7, 15)).replace("Nhiệm vụ A1", "<b>Khác</b>"),
        duty("A3", "VP", None, 'deadline = "khi thích hợp"'),
        duty("A4", "VP", JUNE),
    )
    files["people.toml"] = files["people.toml"].replace(HEAD, "moi@so.example")
    files["units.toml"] += '[[unit]]\ncode = "TTG"\nname = "Trung tâm Giống"\nkind = "centre"\n'
    found = preview_load(draft.office, 1, files)
    assert [each.code for each in found.added] == ["A4"]
    assert [each.code for each in found.removed] == ["A2"]
    (changed,) = found.changed
    assert {name: (was, now) for name, was, now in changed.fields}["due_on"] == (
        JUNE,
        date(2021, 7, 15),
    )
    assert {name: now for name, _, now in changed.fields}["title"] == "<b>Khác</b>"
    assert [each.code for each in found.unread] == ["A3"]
    assert (found.joining, found.leaving, found.units) == (("moi@so.example",), (HEAD,), ("TTG",))


def test_preview_names_what_is_there(draft: SmallOffice) -> None:
    other = plan_files(*DUTIES, code="ke-hoach-2022")
    assert preview_load(draft.office, 1, other).standing == "new"
    assert preview_load(draft.office, 1, plan_files(*DUTIES, organization="so-khac")).standing == "foreign"
    issue_plan(draft.office, draft.plan_id, None, ISSUED_AT)
    found = preview_load(draft.office, 1, plan_files(*DUTIES))
    assert (found.standing, found.leaving) == ("issued", ())


def test_wrong_folder_is_refused(draft: SmallOffice) -> None:
    files = plan_files(*DUTIES)
    with pytest.raises(DefinitionError) as refused:
        preview_load(draft.office, 1, files | {"tasks/a.toml": files["tasks/a.toml"] + "\n[[task]]\n"})
    assert refused.value.path == "tasks/a.toml"


def test_issue_says_what_it_sets_going(draft: SmallOffice) -> None:
    found = preview_issue(draft.office, 1, "so-vi-du-2021", vn(1, 7, 9))
    assert (found.tasks, found.late, found.undated, found.headless) == (3, 2, 1, ())
    issue_plan(draft.office, draft.plan_id, None, vn(1, 7, 9))
    assert found.letters == len(draft.mails("assigned"))


def test_units_without_a_head_are_named(database: Database) -> None:
    office = open_office(database)
    plan_id = load_plan(office, plan_files(*DUTIES, heads=False), ISSUED_AT)
    found = preview_issue(office, 1, "so-vi-du-2021", ISSUED_AT)
    assert found.headless == ("Phòng Tổ chức - Cán bộ", "Văn phòng Sở")
    issue_plan(office, plan_id, None, ISSUED_AT)
    assert found.letters == len(SmallOffice(office, plan_id).mails("assigned"))


def test_unknown_plan_is_not_found(draft: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        preview_issue(draft.office, 1, "../../x", ISSUED_AT)
