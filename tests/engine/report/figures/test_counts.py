from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.reporting import ReportKind, Window
from cchc_workflow.domain.standing import Counts
from cchc_workflow.engine.report.figures.counts import show_counts
from tests.builders import vn
from tests.engine.report.occasions import figures
from tests.engine.small_office import CHIEF, DIRECTOR, HEAD_TCCB, SmallOffice

JUNE = Window(date(2021, 6, 1), date(2021, 6, 30))


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        (Counts(), ("0.00", "0.00", "0.00")),
        (Counts(assigned=3, late=1, excused=1, done_late=1, open_in_term=2), ("33.33", "0.00", "100.00")),
        (Counts(assigned=8, late=1, open_overdue=1, open_in_term=7), ("12.50", "12.50", "100.00")),
        (Counts(assigned=3, late=2, done_late=2, done_on_time=1, cancelled=4), ("66.67", "66.67", "66.67")),
        (Counts(assigned=2, open_in_term=2), ("0.00", "0.00", "0.00")),
    ],
)
def test_show_counts_says_each_share(counts: Counts, shares: tuple[str, str, str]) -> None:
    shown: dict[str, Any] = show_counts(counts)
    assert (shown["percent"], shown["percent_excused"], shown["percent_judged"]) == shares
    assert shown["total"] == counts.assigned + counts.cancelled
    parts = ("done_on_time", "done_late", "open_in_term", "open_overdue")
    assert sum(shown[name] for name in parts) == shown["assigned"]


def test_totals_count_the_dormant_and_the_undated_apart(desk: SmallOffice) -> None:
    found = figures(desk, ReportKind.QUARTER, date(2021, 6, 30))["totals"]
    assert (found["assigned"], found["dormant"], found["undated"]) == (15, 1, 1)
    desk.amend(CHIEF, "A10", vn(1, 7, 9), due_on=date(2021, 9, 30), reason="Phát sinh")
    desk.report("A9", vn(1, 7, 9))
    found = figures(desk, ReportKind.QUARTER, date(2021, 7, 1))["totals"]
    assert (found["assigned"], found["dormant"], found["undated"]) == (16, 0, 0)


def test_totals_leave_out_what_was_cancelled(desk: SmallOffice) -> None:
    desk.do(DIRECTOR, "cancel", "A9", vn(1, 6, 9), note="Bỏ", document="45/QĐ-SVD")
    found = figures(desk, ReportKind.QUARTER, date(2021, 6, 1))["totals"]
    assert (found["total"], found["assigned"], found["cancelled"], found["undated"]) == (15, 14, 1, 0)


def test_in_period_are_those_due_or_reported_in_it_or_overdue_from_before(desk: SmallOffice) -> None:
    desk.report("A9", vn(7, 6, 9))
    desk.report("A2", vn(28, 6, 9))
    desk.report("A3", vn(28, 5, 9))
    desk.do(DIRECTOR, "cancel", "B5", vn(1, 6, 9), note="Bỏ", document="45/QĐ-SVD")
    desk.report("B1", vn(1, 6, 9), HEAD_TCCB)
    on = date(2021, 6, 30)
    found = figures(desk, ReportKind.QUARTER, on, window=JUNE)
    table = found["tasks"]
    place = table["columns"].index("in_period")
    codes = sorted(row[0] for row in table["rows"] if row[place])
    assert codes == ["A1", "A2", "A9", "B1", "B2", "B3", "B4", "B5", "C1"]
    counted = found["in_period"]
    assert (counted["total"], counted["cancelled"], counted["done_on_time"], counted["late"]) == (9, 1, 3, 1)
