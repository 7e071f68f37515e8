from datetime import date

from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.choices import Choices, read_choices
from cchc_workflow.engine.issue import issue_plan, load_plan
from tests.builders import vn
from tests.engine.small_office import SmallOffice, duty, plan_files

ON = date(2021, 6, 15)


def choices_of(desk: SmallOffice) -> Choices:
    with desk.database.read() as tx:
        return read_choices(tx, desk.office, desk.organization_id, ON)


def test_choices_are_the_organizations_own(desk: SmallOffice) -> None:
    found = choices_of(desk)
    assert [row.code for row in found.units.values()] == ["VP", "TCCB", "CCKL"]
    assert found.area_titles() == {"a": "Chỉ đạo điều hành"}
    assert [row.code for row in found.plans.values()] == ["so-vi-du-2021"]
    assert [name for name, _ in found.states][:4] == ["assigned", "in_progress", "reported", "verified"]
    assert found.phases["reported"] == {Phase.REPORTED}
    assert set(found.soon.values()) == {date(2021, 6, 24)}
    assert found.unit_keys(("TCCB", "none")) == (desk.unit_id("TCCB"),)
    assert found.plan_keys("none") == found.area_keys(("z",)) == ()


def test_states_have_the_labels_of_the_workflow_that_a_task_pinned(desk: SmallOffice) -> None:
    found = choices_of(desk)
    (workflow_id,) = found.workflows
    assert found.label(workflow_id, "reported") == "Đã báo cáo"
    assert found.label(workflow_id, "gone") == "gone"


def test_codes_of_older_plans_are_told_apart(desk: SmallOffice) -> None:
    assert choices_of(desk).path_code(desk.plan_id, "A1") == "A1"
    later = load_plan(desk.office, plan_files(duty("A1"), code="so-vi-du-2022"), vn(1, 7, 8))
    assert choices_of(desk).path_code(desk.plan_id, "A1") == "A1"
    issue_plan(desk.office, later, None, vn(1, 7, 8))
    found = choices_of(desk)
    assert found.path_code(later, "A1") == "A1"
    assert found.path_code(desk.plan_id, "A1") == "so-vi-du-2021:A1"
