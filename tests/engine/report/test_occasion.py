from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import Occasion, ReportKind, Window
from cchc_workflow.engine.appoint import Appointment, add_person, appoint
from cchc_workflow.engine.report.occasion import Asked, find_occasion
from cchc_workflow.errors import IncompleteError
from tests.engine.small_office import SmallOffice

WEEKLY, QUARTER, HALF = ReportKind.WEEKLY, ReportKind.QUARTER, ReportKind.HALF_YEAR
UNIT, URGING, HANDOVER = ReportKind.UNIT, ReportKind.URGING, ReportKind.HANDOVER


def find(desk: SmallOffice, kind: ReportKind, period: str | None, on: date, **over: Any) -> Occasion:  # noqa: ANN401
    about: dict[str, Any] = {}
    if kind in {UNIT, URGING, HANDOVER}:
        about = {"subject": "CCKL", "unit_id": desk.unit_id("CCKL")}
    with desk.database.read() as tx:
        rule = desk.office.reports.of("so-vi-du")[kind]
        asked = Asked(rule, desk.office.plan(tx, desk.plan_id), **about)
        return find_occasion(tx, desk.office, replace(asked, **over), period, on)


@pytest.mark.parametrize(
    ("kind", "period", "on", "window", "as_of"),
    [
        (QUARTER, "2021-q3", date(2021, 9, 14), (date(2021, 6, 15), date(2021, 9, 14)), date(2021, 9, 14)),
        (QUARTER, "2021-q3", date(2021, 11, 3), (date(2021, 6, 15), date(2021, 9, 14)), date(2021, 9, 14)),
        (QUARTER, " 2021-Q3 ", date(2021, 7, 1), (date(2021, 6, 15), date(2021, 9, 14)), date(2021, 7, 1)),
        (HALF, "2021-h1", date(2021, 6, 15), (date(2020, 12, 15), date(2021, 6, 14)), date(2021, 6, 14)),
        (
            ReportKind.YEAR,
            "2021",
            date(2022, 1, 5),
            (date(2020, 12, 15), date(2021, 12, 14)),
            date(2021, 12, 14),
        ),
        (WEEKLY, "2021-w24", date(2021, 6, 14), (date(2021, 6, 7), date(2021, 6, 14)), date(2021, 6, 14)),
        (WEEKLY, "2021-w24", date(2021, 8, 2), (date(2021, 6, 13), date(2021, 6, 20)), date(2021, 6, 20)),
        (URGING, "2021-10-05", date(2021, 10, 9), (date(2021, 4, 15), date(2021, 10, 5)), date(2021, 10, 5)),
    ],
)
def test_period_has_its_days(
    desk: SmallOffice, kind: ReportKind, period: str, on: date, window: tuple[date, date], as_of: date
) -> None:
    found = find(desk, kind, period, on)
    assert (found.kind, found.period) == (kind, period.strip().lower())
    assert (found.window, found.as_of) == (Window(*window), as_of)
    assert found.next.from_on >= found.as_of


@pytest.mark.parametrize(
    ("kind", "on", "period"),
    [
        (WEEKLY, date(2021, 6, 16), "2021-w24"),
        (QUARTER, date(2021, 9, 14), "2021-q3"),
        (QUARTER, date(2021, 9, 15), "2021-q3"),
        (QUARTER, date(2021, 12, 20), "2021-q3"),
        (HALF, date(2021, 5, 3), "2021-h1"),
        (UNIT, date(2021, 6, 20), "2021-h1"),
        (UNIT, date(2021, 11, 1), "2021-q3"),
        (ReportKind.UNFINISHED, date(2021, 12, 31), "2021-h1"),
        (ReportKind.UNFINISHED, date(2022, 1, 2), "2021"),
        (URGING, date(2021, 10, 5), "2021-10-05"),
        (HANDOVER, date(2021, 10, 5), "2021-10-05"),
    ],
)
def test_period_that_ended_last_is_meant_unless_told(
    desk: SmallOffice, kind: ReportKind, on: date, period: str
) -> None:
    assert find(desk, kind, None, on).period == period


@pytest.mark.parametrize(
    ("kind", "period", "on", "missing"),
    [
        (QUARTER, "2021-q2", date(2021, 9, 20), "period"),
        (QUARTER, "2021", date(2021, 9, 20), "period"),
        (QUARTER, "0000-q3", date(2021, 9, 20), "period"),
        (WEEKLY, "2021-w54", date(2021, 9, 20), "period"),
        (WEEKLY, "tuần 24", date(2021, 9, 20), "period"),
        (WEEKLY, "２０２１-w20", date(2021, 9, 20), "period"),
        (QUARTER, "٢٠٢١-q3", date(2021, 9, 20), "period"),
        (URGING, "2021-02-30", date(2021, 9, 20), "period"),
        (URGING, "x" * 2000, date(2021, 9, 20), "period"),
        (QUARTER, "2021-q3", date(2021, 6, 14), "begun_period"),
        (QUARTER, "9999-q3", date(2021, 6, 14), "begun_period"),
        (WEEKLY, "2021-w25", date(2021, 6, 20), "begun_period"),
        (URGING, "2021-09-21", date(2021, 9, 20), "begun_period"),
        (QUARTER, "2021-q1", date(2021, 9, 20), "period_of_plan"),
        (WEEKLY, "2021-w14", date(2021, 9, 20), "period_of_plan"),
        (QUARTER, "2022-q3", date(2022, 12, 1), "period_of_plan"),
        (URGING, "2022-02-01", date(2022, 12, 1), "period_of_plan"),
    ],
)
def test_period_that_can_not_be_is_refused(
    desk: SmallOffice, kind: ReportKind, period: str, on: date, missing: str
) -> None:
    with pytest.raises(IncompleteError) as caught:
        find(desk, kind, period, on)
    assert caught.value.missing == [missing]


def test_refusal_shows_how_a_period_is_written(desk: SmallOffice) -> None:
    with pytest.raises(IncompleteError) as caught:
        find(desk, QUARTER, "quý III", date(2021, 9, 20))
    assert caught.value.details == {"unreadable": "quý iii", "known": "2021-q1, 2021-q3"}


def test_handover_is_of_the_days_of_the_head_who_left(desk: SmallOffice) -> None:
    add_person(desk.office, 1, "moi@so.example", "Chi cục trưởng mới")
    new = Appointment(address="moi@so.example", role=Role.UNIT_HEAD, unit="CCKL", from_on=date(2021, 9, 1))
    appoint(desk.office, 1, new)
    found = find(desk, HANDOVER, None, date(2021, 10, 5))
    assert (found.period, found.as_of, found.subject) == ("2021-08-31", date(2021, 8, 31), "CCKL")
    assert found.window == Window(date(2021, 4, 15), date(2021, 8, 31))
    later = find(desk, HANDOVER, "2021-09-20", date(2021, 10, 5))
    assert later.window == Window(date(2021, 9, 1), date(2021, 9, 20))
