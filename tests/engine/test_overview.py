from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Evidence
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine import overview
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import people
from cchc_workflow.store.database import Database
from cchc_workflow.store.plans import load_plan_row
from cchc_workflow.store.tasks import TaskFilter
from tests.builders import shipped_workflow, vn
from tests.engine.small_office import CHIEF, HEAD, HEAD_TCCB, VERIFIER, SmallOffice, duty, issue_small

EVERYTHING = Scope(1)


def test_lines_have_label_and_timeliness_of_the_day(desk: SmallOffice) -> None:
    desk.start("A1", vn(1, 6, 9))
    with desk.database.read() as tx:
        lines = overview.read_lines(tx, desk.office, EVERYTHING, TaskFilter(), date(2021, 6, 25))
    found = {line.task.code: (line.state_label, line.timeliness) for line in lines}
    assert found["A1"] == ("Đang thực hiện", Timeliness.DUE_SOON)
    assert found["A2"] == ("Đã giao", Timeliness.ON_TRACK)
    assert found["A9"] == ("Đã giao", Timeliness.UNDATED)
    assert found["C1"] == ("Đã giao", Timeliness.OVERDUE)


def test_lines_are_kept_to_scope_and_timeliness(desk: SmallOffice) -> None:
    late = [Timeliness.OVERDUE]
    with desk.database.read() as tx:
        head = Scope(1, frozenset({people.find_unit(tx, 1, "TCCB").id}))
        mine = overview.read_lines(tx, desk.office, head, TaskFilter(), date(2021, 7, 1), late)
    assert {line.task.code for line in mine} == {"A1", "B1", "B2", "B3", "B4", "B5"}


def test_task_file_has_all_that_happened(desk: SmallOffice) -> None:
    desk.start("B1", vn(1, 6, 9), HEAD_TCCB)
    asked = desk.ask("B1", date(2021, 7, 30), vn(2, 6, 9), HEAD_TCCB)
    desk.decide(CHIEF, asked, "approve", vn(3, 6, 9))
    desk.report("B1", vn(4, 6, 9), HEAD_TCCB)
    actor = desk.actor(VERIFIER)
    with desk.database.read() as tx:
        found = overview.read_task_file(tx, desk.office, EVERYTHING, "B1", date(2021, 6, 5), actor)
    assert [event.name for event in found.events] == [
        "assigned", "started", "extension_requested", "extension_approved", "reported",
    ]  # fmt: skip
    assert (found.task.due_on, found.task.original_due_on) == (date(2021, 7, 30), date(2021, 6, 30))
    assert [row.state for row in found.extensions] == ["approved"]
    assert {mail.message for mail in found.mails} >= {"extension_asked", "extension_decided", "reported"}
    assert [offer.action.name for offer in found.offers if offer.allowed] == ["verify", "return"]
    assert (found.progress, found.timeliness) == (None, Timeliness.DONE_ON_TIME)


def test_task_file_without_a_person_offers_nothing(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        found = overview.read_task_file(tx, desk.office, EVERYTHING, "A1", date(2021, 6, 5))
        assert found.offers == ()
        assert [unit.code for unit in found.supports] == ["TCCB"]
        nobody = Scope(1, frozenset())
        with pytest.raises(NotFoundError):
            overview.read_task_file(tx, desk.office, nobody, "A1", date(2021, 6, 5))


def test_targets_add_up_what_is_verified(database: Database) -> None:
    share = '[task.target]\nmeasure = "share"\nat_least = 30\ntotal = 16\nlabel = "Kiểm tra"'
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30), share), duty("A2", "VP"))
    desk.start("A1", vn(1, 6, 9))

    def read() -> list[overview.TargetLine]:
        with desk.database.read() as tx:
            return overview.read_target_lines(tx, desk.plan_id)

    given = (Evidence(document="1/BC"),)
    desk.do(HEAD, "report", "A1", vn(2, 6, 9), evidence=given, value="6/16")
    assert [line.progress.done for line in read()] == [0]
    desk.verify("A1", vn(3, 6, 9))
    (line,) = read()
    assert (line.duty, line.tasks, line.progress.reached) == ("A1", 1, True)
    assert line.progress.done == 6
    assert line.needed == 5


@pytest.mark.parametrize(
    ("target", "tasks", "needed"),
    [
        (Target(Measure.SHARE, Decimal(30), 16), 1, 5),
        (Target(Measure.PERCENT, Decimal(50)), 1, 50),
        (Target(Measure.PERCENT, Decimal(50)), 8, 8),
        (Target(Measure.UNITS, Decimal(100)), 8, 8),
        (Target(Measure.UNITS, Decimal(30)), 16, 5),
        (Target(Measure.NAMED, names=("một", "hai")), 1, 2),
    ],
)
def test_needed_of_a_fanned_out_target_counts_tasks(target: Target, tasks: int, needed: int) -> None:
    assert overview.needed_of(target, tasks) == needed


def test_standing_of_a_unit_names_its_late_tasks(desk: SmallOffice) -> None:
    desk.report("B2", vn(1, 7, 9), HEAD_TCCB)
    with desk.database.read() as tx:
        unit = people.find_unit(tx, 1, "TCCB")
        found = overview.read_standing(tx, load_plan_row(tx, desk.plan_id), unit, date(2021, 7, 1))
    assert [duty.code for duty in found.late] == ["B1", "B2", "B3", "B4", "B5"]
    assert (found.standing.counts.late, found.standing.counts.assigned) == (5, 5)
    assert found.standing.flagged
    assert found.flag is not None


def test_plan_is_counted_by_area_and_without(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        counted = overview.count_plan(tx, desk.plan_id, date(2021, 6, 1))
    assert [(area.code if area else None, row.assigned, row.late) for area, row in counted] == [("a", 15, 1)]


def test_labels_are_those_of_the_workflow() -> None:
    labels = overview.labels_of(shipped_workflow("task"))
    assert labels["state.assigned"] == "Đã giao"
    assert labels["action.report"] == "Báo cáo kết quả"
