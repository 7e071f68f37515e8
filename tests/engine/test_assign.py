from datetime import date

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.target import Measure
from cchc_workflow.store.database import Database
from cchc_workflow.store.tasks import TaskFilter, list_tasks, support_units
from tests.engine.small_office import ISSUED_AT, SmallOffice, duty, issue_small


def rows_of(desk: SmallOffice) -> dict[str, object]:
    with desk.database.read() as tx:
        return {row.code: row for row in list_tasks(tx, Scope(1), TaskFilter())}


def test_assign_keeps_what_the_document_says(desk: SmallOffice) -> None:
    row = rows_of(desk)["A1"]
    assert getattr(row, "duty", None) == "A1"
    assert getattr(row, "area_code", None) == "a"
    assert getattr(row, "set_by", None) == "coordinator"
    assert getattr(row, "deliverable", None) == "Báo cáo"
    assert getattr(row, "text", None) == "Thực hiện nhiệm vụ A1 theo quy định."
    assert getattr(row, "assigned_at", None) == ISSUED_AT


def test_assign_names_the_units_that_help(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert support_units(tx, desk.task("A1").id) == (desk.unit_id("TCCB"),)
        assert support_units(tx, desk.task("A2").id) == ()


def test_assign_lets_a_task_be_found_without_marks(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        found = list_tasks(tx, Scope(1), TaskFilter(text="nhiem vu a1"))
        of_unit = list_tasks(tx, Scope(1), TaskFilter(text="kiem lam"))
    assert [row.code for row in found] == ["A1", "A10"]
    assert [row.code for row in of_unit] == ["C1"]


def test_assign_gives_each_unit_and_period_a_task(database: Database) -> None:
    each = duty("T1", "VP", None, 'repeat = "half_yearly"').replace('lead = "VP"', 'for_each = "units"')
    named = '[task.target]\nmeasure = "named"\nnames = ["Trung tâm A", "Trung tâm B"]\nlabel = "trung tâm"'
    desk = issue_small(database, each, duty("E5", "VP", date(2021, 11, 30), named))
    codes = ["T1/VP/H1", "T1/VP/H2", "T1/TCCB/H1", "T1/TCCB/H2", "T1/CCKL/H1", "T1/CCKL/H2"]
    assert sorted(rows_of(desk)) == sorted(["E5", *codes])
    assert (desk.task("T1/TCCB/H1").due_on, desk.task("T1/TCCB/H2").due_on) == (
        date(2021, 6, 30),
        date(2021, 12, 31),
    )
    target = desk.task("E5").target
    assert target is not None
    assert (target.measure, target.names) == (Measure.NAMED, ("Trung tâm A", "Trung tâm B"))
