from datetime import date, timedelta
from itertools import pairwise

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.burnup import WeekLine, read_burnup
from cchc_workflow.store.plans import load_plan_row
from tests.engine.report.occasions import figures
from tests.engine.small_office import SmallOffice, at


def read(desk: SmallOffice, on: date) -> tuple[WeekLine, ...]:
    with desk.database.read() as tx:
        return read_burnup(tx, Scope(1), load_plan_row(tx, desk.plan_id), on)


def test_burnup_goes_from_the_first_day_to_the_last_by_weeks_and_has_today(desk: SmallOffice) -> None:
    on = date(2021, 7, 1)
    days = [line.on for line in read(desk, on)]
    with desk.database.read() as tx:
        plan = load_plan_row(tx, desk.plan_id)
    assert (days[0], days[-1]) == (plan.first_on, plan.last_on)
    assert on in days
    assert days == sorted(set(days))
    assert all(other - one <= timedelta(days=7) for one, other in pairwise(days))


def test_done_is_known_up_to_today_only(desk: SmallOffice) -> None:
    on = date(2021, 7, 1)
    assert all((line.done is None) == (line.on > on) for line in read(desk, on))
    assert all(line.done is None for line in read(desk, date(2020, 12, 31)))
    assert all(line.done is not None for line in read(desk, date(2022, 5, 1)))


def test_done_grows_with_the_day_of_the_report(desk: SmallOffice) -> None:
    on = date(2021, 6, 1)
    before = {line.on: line for line in read(desk, date(2021, 6, 30))}
    desk.report("A1", at(on))
    after = {line.on: line for line in read(desk, date(2021, 6, 30))}
    for day, line in after.items():
        known = before[day].done
        assert line.planned == before[day].planned
        assert line.done == (None if known is None else known + (day >= on))


def test_planned_is_every_deadline_in_the_end(desk: SmallOffice) -> None:
    lines = read(desk, date(2021, 7, 1))
    assert (lines[0].planned, lines[-1].planned) == (0, 14), "one of the 15 tasks has no deadline"
    assert [line.planned for line in lines] == sorted(line.planned for line in lines)


def test_burnup_of_a_part_is_refused(desk: SmallOffice) -> None:
    with desk.database.read() as tx, pytest.raises(ValueError, match="whole organization"):
        read_burnup(tx, Scope(1, frozenset({1})), load_plan_row(tx, desk.plan_id), date(2021, 7, 1))


def test_burnup_counts_as_a_report_does(desk: SmallOffice) -> None:
    on = date(2021, 7, 1)
    desk.report("A1", at(date(2021, 6, 1)))
    told = figures(desk, ReportKind.QUARTER, on)["burnup"]
    assert [(line.on.isoformat(), line.planned, line.done) for line in read(desk, on)] == [
        (mark["on"], mark["planned"], mark["done"]) for mark in told
    ]
