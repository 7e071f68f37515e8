from datetime import date

import pytest

from cchc_workflow.domain.people import Scope, scope_of
from cchc_workflow.domain.periods import Period, PeriodKind
from cchc_workflow.engine.planner import A_DAY, Month, Year, month_of, read_month, read_year
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Database
from cchc_workflow.store.plans import load_plan_row
from cchc_workflow.store.steering import By
from tests.engine.small_office import HEAD_TCCB, SmallOffice, duty, issue_small

ON = date(2021, 7, 1)
JUNE = Period(PeriodKind.MONTHLY, 2021, 6)
SEPTEMBER = Period(PeriodKind.MONTHLY, 2021, 9)


def year_of(desk: SmallOffice, scope: Scope, by: By = "unit") -> Year:
    with desk.database.read() as tx:
        return read_year(tx, desk.office, scope, load_plan_row(tx, desk.plan_id), ON, by)


def look(desk: SmallOffice, scope: Scope, period: Period, unit: str | None = None) -> Month:
    with desk.database.read() as tx:
        plan = load_plan_row(tx, desk.plan_id)
        return read_month(tx, desk.office, scope, plan, period, unit)


def test_year_has_a_row_for_each_unit_and_a_cell_for_each_month(desk: SmallOffice) -> None:
    year = year_of(desk, Scope(1))
    assert [(row.code, row.tasks, row.undated) for row in year.rows] == [
        ("VP", 9, 1),
        ("TCCB", 5, 0),
        ("CCKL", 1, 0),
    ]
    june = year.rows[1].cells[5]
    assert (june.month, june.tasks, june.open, june.overdue, june.late) == (6, 5, 5, 5, 5)
    assert [cell.tasks for cell in year.totals] == [0, 0, 0, 0, 1, 6, 0, 0, 7, 0, 0, 0]
    assert year.busiest is not None
    assert year.busiest.month == 9


def test_year_by_area_keeps_the_order_of_the_plan(desk: SmallOffice) -> None:
    (row,) = year_of(desk, Scope(1), "area").rows
    assert (row.code, row.name, row.tasks) == ("a", "Chỉ đạo điều hành", 15)


def test_year_of_who_sees_a_part_has_only_its_tasks(desk: SmallOffice) -> None:
    """TCCB has five of its own and helps with one of VP."""
    year = year_of(desk, scope_of(desk.actor(HEAD_TCCB)))
    assert [(row.code, row.tasks) for row in year.rows] == [("VP", 1), ("TCCB", 5)]
    assert year_of(desk, Scope(1, frozenset())).rows == ()
    assert year_of(desk, Scope(1, frozenset())).busiest is None


def test_month_is_weeks_of_seven_days(desk: SmallOffice) -> None:
    month = look(desk, Scope(1), JUNE)
    assert [len(week) for week in month.weeks] == [7] * 5
    days = [day for week in month.weeks for day in week if day]
    assert [day.on.day for day in days] == list(range(1, 31))
    assert month.tasks == 6
    assert [(day.on.day, day.tasks) for day in days if day.tasks] == [(30, 6)]
    assert [day.on.day for day in days if not day.working][:4] == [5, 6, 12, 13]


def test_month_knows_its_days_off(desk: SmallOffice) -> None:
    days = [day for week in look(desk, Scope(1), SEPTEMBER).weeks for day in week if day]
    assert [day.on.day for day in days if day.off] == [2, 3]


def test_day_shows_a_few_and_tells_how_many_more(sqlite_database: Database) -> None:
    many = A_DAY + 3
    desk = issue_small(sqlite_database, *(duty(f"A{n}", "VP", date(2021, 6, 30)) for n in range(many)))
    (day,) = [day for week in look(desk, Scope(1), JUNE).weeks for day in week if day and day.tasks]
    assert (len(day.due), day.tasks, day.more, day.open) == (A_DAY, many, 3, A_DAY)


def test_month_of_a_unit_that_is_none_is_refused(desk: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        look(desk, Scope(1), JUNE, "KHONG-CO")


def test_month_of_another_unit_is_empty_for_a_head(desk: SmallOffice) -> None:
    own = scope_of(desk.actor(HEAD_TCCB))
    assert look(desk, own, SEPTEMBER, "VP").tasks == 0
    assert look(desk, own, JUNE, "VP").tasks == 1, "the task that it helps with"


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("2021-06", ON, 6),
        ("2021-12", ON, 12),
        (None, ON, 7),
        ("", ON, 7),
        ("2021-13", ON, 7),
        ("2021-00", ON, 7),
        ("2020-06", ON, 7),
        ("rác", ON, 7),
        ("2021-²", ON, 7),
        (None, date(2021, 1, 3), 4),
        (None, date(2024, 1, 3), 12),
    ],
)
def test_month_of_reads_what_it_can(desk: SmallOffice, text: str | None, on: date, expected: int) -> None:
    with desk.database.read() as tx:
        period = month_of(load_plan_row(tx, desk.plan_id), text, on)
    assert (period.year, period.index) == (2021, expected)
