from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.differ import MORE, MOST, diff_data, diff_reports
from tests.builders import vn
from tests.engine.report.printing import Desk
from tests.engine.small_office import HEAD_CCKL, SmallOffice

COLUMNS = ["code", "title", "state", "days_late"]


def snapshot(*rows: list[Any], **figures: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "as_of": "2021-09-14",
        "replaces": {"issue": 1},
        "figures": {"tasks": {"columns": COLUMNS, "rows": list(rows)}, **figures},
    }


A1, B1 = ["A1", "Một", "assigned", 3], ["B1", "Hai", "assigned", 0]


def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[object, ...]]:
    return [(each.what, each.before, each.after) for each in diff_data(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (snapshot(A1, B1, late=[0]), snapshot(B1, A1, late=[1]), []),
        (snapshot(A1, B1, late=[0]), snapshot(A1, B1, late=[0, 1]), [("late[B1]", None, "Hai")]),
        (snapshot(A1), snapshot(["A1", "Một", "reported", 9]), [("tasks[A1].state", "assigned", "reported")]),
        (snapshot(A1), snapshot(A1, B1), [("tasks[B1]", None, "Hai")]),
        (
            snapshot(A1, B1, proposed=[{"unit_code": "VP", "tasks": [0]}]),
            snapshot(B1, A1, proposed=[{"unit_code": "VP", "tasks": [0]}]),
            [("proposed[VP].tasks[B1]", None, "Hai"), ("proposed[VP].tasks[A1]", "Một", None)],
        ),
        (
            snapshot(burnup=[{"on": "1", "done": 1}], months=[]),
            snapshot(burnup=[], months=[{"month": 1}]),
            [],
        ),
        (snapshot(totals={"late": 1}), snapshot(totals={"late": 2}), [("totals.late", 1, 2)]),
    ],
)
def test_tasks_go_by_code_and_never_by_place(
    before: dict[str, Any], after: dict[str, Any], expected: list[tuple[object, ...]]
) -> None:
    assert told(before, after) == expected


def test_what_an_issue_replaces_is_no_difference() -> None:
    assert told(snapshot() | {"replaces": None}, snapshot()) == []


def test_differences_are_bounded_and_the_rest_is_counted() -> None:
    many = [[f"A{number}", f"Việc {number}", "assigned", 0] for number in range(MOST + 7)]
    found = diff_data(snapshot(), snapshot(*many))
    assert len(found) == MOST + 1
    assert (found[-1].what, found[-1].after) == (MORE, 7)


def test_reports_differ_by_what_happened_between(desk: SmallOffice) -> None:
    reports = Desk(desk)
    before = reports.make(ReportKind.URGING, vn(20, 9, 9), "2021-09-20", about="CCKL")
    desk.extend("C1", date(2021, 10, 29), vn(20, 9, 10), HEAD_CCKL)
    after = reports.make(ReportKind.URGING, vn(20, 9, 11), "2021-09-20", about="CCKL")
    what = [each.what for each in diff_reports(before, after)]
    assert what[0].startswith("totals."), "the sums first"
    assert what[-1] == "tasks[C1]", "the single tasks last"
    assert diff_reports(after, after) == ()
