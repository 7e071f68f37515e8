from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Phase
from cchc_workflow.store import details
from cchc_workflow.store.database import Database
from cchc_workflow.store.extensions import add_extension
from tests.store.office import NOW, Office, put_task

TODAY = date(2021, 6, 1)
TARGET = Target(Measure.PERCENT, Decimal(50), 0, (), "Số hóa")


def test_particulars_are_what_no_rule_reads(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office, supports=[office.other_unit_id], assignee_id=office.officer_id)
        found = details.read_particulars(tx, task.id)
        helpers = details.read_supports(tx, task.id)
    assert (found.duty, found.unit_code, found.area_code) == ("A4", "VP", "a")
    assert (found.assignee, found.assignee_name) == ("officer@so.example", "officer")
    assert [(unit.code, unit.name) for unit in helpers] == [("TCCB", "Phòng Tổ chức - Cán bộ")]


def test_particulars_do_without_area_and_assignee(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task = put_task(tx, office, area_id=None)
        found = details.read_particulars(tx, task.id)
        assert details.read_supports(tx, task.id) == []
    assert (found.area_code, found.assignee) == (None, None)


def test_extensions_are_those_of_the_task(database: Database, office: Office) -> None:
    with database.begin() as tx:
        task, other = put_task(tx, office), put_task(tx, office, code="A5")
        for each in (task, other, task):
            extension = Extension(
                id=0,
                task_id=each.id,
                organization_id=office.organization_id,
                workflow_id=office.workflow_id,
                state="requested",
                asked_due_on=date(2021, 7, 30),
                reason="chờ",
                requested_by=office.head_id,
                requested_at=NOW,
                due_version=1,
            )
            add_extension(tx, extension, Phase.OPEN)
        rows = details.extensions_of(tx, task.id)
    assert [(row.id, row.task_id, row.requester) for row in rows] == [
        (1, task.id, "head@so.example"),
        (3, task.id, "head@so.example"),
    ]


def test_targets_leave_out_the_cancelled_and_those_without(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, target=TARGET, value="62,5", phase=Phase.DONE)
        put_task(tx, office, code="A5", target=TARGET, phase=Phase.VOID)
        put_task(tx, office, code="A6")
        found = details.read_targets(tx, office.plan_id)
    assert [(row.value, row.phase, target) for row, target in found] == [("62,5", "done", TARGET)]


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"due_on": date(2021, 5, 31)}, (1, 0, 1)),
        ({"due_on": date(2021, 6, 1)}, (1, 0, 0)),
        ({"phase": Phase.DONE, "reported_on": date(2021, 7, 1)}, (1, 1, 1)),
        ({"phase": Phase.REPORTED, "reported_on": date(2021, 6, 30)}, (1, 1, 0)),
        ({"phase": Phase.PAUSED, "due_on": date(2021, 5, 31)}, (1, 0, 0)),
        ({"phase": Phase.VOID, "due_on": date(2021, 5, 31)}, (0, 0, 0)),
    ],
)
def test_area_counts_assigned_finished_and_late(
    database: Database, office: Office, over: dict[str, Any], expected: tuple[int, int, int]
) -> None:
    with database.begin() as tx:
        put_task(tx, office, **over)
        put_task(tx, office, code="A5", counted=False, due_on=None)
        counts = details.count_areas(tx, office.plan_id, TODAY)
    (row,) = counts.values()
    assert (row.area_id, row.assigned, row.finished, row.late) == (office.area_id, *expected)


def test_pinned_definitions_are_all_there(database: Database, office: Office) -> None:
    with database.read() as tx:
        rows = details.pinned_definitions(tx)
    assert [(row.kind, row.text) for row in rows] == [("task", "[task]"), ("ladder", "[ladder]")]
    assert office.ladder_id == rows[1].id
