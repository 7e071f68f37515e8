from datetime import date

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.appoint import Appointment, add_person, appoint, substitute
from cchc_workflow.engine.report.due import due_reports, due_week, first_working_day, upcoming
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.report.printing import Desk
from tests.engine.small_office import (
    HEAD_CCKL,
    SmallOffice,
    at,
    duty,
    issue_small,
    open_office,
)


def due(desk: SmallOffice, on: date, *kinds: ReportKind) -> list[tuple[str, str, str]]:
    """Return (kind, period, subject) of what is due on a day, of some kinds."""
    with desk.database.read() as tx:
        plan = desk.office.plan(tx, desk.plan_id)
        found = [
            (each.asked.rule.kind, each.period, each.asked.subject)
            for each in due_reports(tx, desk.office, plan, on)
        ]
    return [(str(kind), period, subject) for kind, period, subject in found if not kinds or kind in kinds]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2021, 4, 16), []),
        (date(2021, 4, 19), ["2021-w16"]),
        (date(2021, 4, 23), ["2021-w16"]),
        (date(2021, 5, 4), ["2021-w18"]),
    ],
)
def test_week_is_due_from_its_first_working_day_on(desk: SmallOffice, on: date, expected: list[str]) -> None:
    """A plan issued in this very week has nothing to tell by itself yet."""
    assert [period for _, period, _ in due(desk, on, ReportKind.WEEKLY)] == expected


def test_week_on_a_day_off_is_not_due_yet(desk: SmallOffice) -> None:
    """3/5/2021 is a Monday off."""
    assert due(desk, date(2021, 5, 3), ReportKind.WEEKLY) == []


def test_week_is_due_until_it_is_issued(desk: SmallOffice) -> None:
    reports, on = Desk(desk), date(2021, 6, 14)
    draft = reports.make(ReportKind.WEEKLY, at(on))
    assert len(due(desk, on, ReportKind.WEEKLY)) == 1
    reports.issue(draft, at(on))
    assert due(desk, on, ReportKind.WEEKLY) == []
    assert len(due(desk, date(2021, 6, 21), ReportKind.WEEKLY)) == 1


def test_another_issue_of_a_week_is_left_to_whoever_makes_it(desk: SmallOffice) -> None:
    reports, on = Desk(desk), date(2021, 6, 14)
    reports.issue(reports.make(ReportKind.WEEKLY, at(on)), at(on))
    desk.report("A1", at(on, 9))
    assert reports.make(ReportKind.WEEKLY, at(on, 10)).issue == 2
    assert due(desk, date(2021, 6, 15), ReportKind.WEEKLY) == []


def test_week_may_be_asked_for_on_any_day(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        plan = desk.office.plan(tx, desk.plan_id)
        (found,) = due_week(tx, desk.office, plan, date(2021, 4, 18))
    assert found.period == "2021-w15"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2021, 6, 14), []),
        (date(2021, 6, 15), [("half_year", "2021-h1", "")]),
        (date(2021, 9, 15), [("quarter", "2021-q3", ""), ("half_year", "2021-h1", "")]),
        (
            date(2021, 12, 15),
            [("quarter", "2021-q3", ""), ("half_year", "2021-h1", ""), ("year", "2021", "")],
        ),
    ],
)
def test_periods_are_due_from_their_day_on(
    desk: SmallOffice, on: date, expected: list[tuple[str, str, str]]
) -> None:
    """Quý I ended before the plan was issued: nobody makes up for it."""
    assert due(desk, on, ReportKind.QUARTER, ReportKind.HALF_YEAR, ReportKind.YEAR) == expected


def test_unfinished_and_ranking_are_due_when_the_year_is_over(desk: SmallOffice) -> None:
    kinds = (ReportKind.UNFINISHED, ReportKind.RANKING)
    assert due(desk, date(2021, 12, 31), *kinds) == []
    assert due(desk, date(2022, 1, 4), *kinds) == [("unfinished", "2021", ""), ("ranking", "2021", "")]


def test_every_unit_with_tasks_has_its_report(desk: SmallOffice) -> None:
    found = due(desk, date(2021, 6, 15), ReportKind.UNIT)
    assert found == [("unit", "2021-h1", unit) for unit in ("VP", "TCCB", "CCKL")]
    Desk(desk).make(ReportKind.UNIT, vn(15, 6, 9), "2021-h1", about="TCCB")
    assert [unit for *_, unit in due(desk, date(2021, 6, 15), ReportKind.UNIT)] == ["VP", "CCKL"]


def test_draft_from_before_the_periods_end_is_due_again_an_issue_is_not(desk: SmallOffice) -> None:
    reports, after = Desk(desk), date(2021, 6, 15)
    early = reports.make(ReportKind.HALF_YEAR, vn(1, 6, 9), "2021-h1")
    assert len(due(desk, after, ReportKind.HALF_YEAR)) == 1
    reports.issue(early, vn(1, 6, 10))
    assert due(desk, after, ReportKind.HALF_YEAR) == []


@pytest.mark.parametrize(
    ("on", "units"),
    [
        (date(2021, 6, 4), []),
        (date(2021, 6, 7), []),
        (date(2021, 6, 14), ["CCKL"]),
        (date(2021, 7, 2), []),
        (date(2021, 7, 5), ["CCKL"]),
        (date(2021, 7, 14), ["VP", "TCCB", "CCKL"]),
    ],
)
def test_letters_go_to_units_with_tasks_long_overdue(desk: SmallOffice, on: date, units: list[str]) -> None:
    """C1 is due on 31/5, ten working days later is 14/6; a month's letters are due from the 5th on."""
    found = due(desk, on, ReportKind.URGING)
    assert found == [("urging", on.isoformat(), unit) for unit in units]


def test_unit_gets_one_letter_a_month(desk: SmallOffice) -> None:
    Desk(desk).make(ReportKind.URGING, vn(14, 6, 9), about="CCKL")
    assert due(desk, date(2021, 6, 15), ReportKind.URGING) == []
    assert len(due(desk, date(2021, 7, 5), ReportKind.URGING)) == 1


def change_head(desk: SmallOffice, on: date, address: str = "moi@so.example", unit: str = "CCKL") -> None:
    add_person(desk.office, 1, address, "Người mới")
    appoint(desk.office, 1, Appointment(address=address, role=Role.UNIT_HEAD, unit=unit, from_on=on))


def test_handover_is_due_when_a_head_has_left(desk: SmallOffice) -> None:
    change_head(desk, date(2021, 9, 1))
    assert due(desk, date(2021, 8, 31), ReportKind.HANDOVER) == []
    expected = [("handover", "2021-08-31", "CCKL")]
    assert due(desk, date(2021, 9, 1), ReportKind.HANDOVER) == expected
    assert due(desk, date(2021, 10, 20), ReportKind.HANDOVER) == expected
    Desk(desk).make(ReportKind.HANDOVER, vn(1, 9, 9), "2021-08-31", about="CCKL")
    assert due(desk, date(2021, 9, 1), ReportKind.HANDOVER) == []


def test_head_who_is_appointed_again_hands_nothing_over(desk: SmallOffice) -> None:
    change_head(desk, date(2021, 9, 1), HEAD_CCKL)
    assert due(desk, date(2021, 9, 2), ReportKind.HANDOVER) == []


def test_end_of_a_substitution_is_no_handover(desk: SmallOffice) -> None:
    add_person(desk.office, 1, "thay@so.example", "Người thay")
    stand_in = Appointment(
        address="thay@so.example",
        role=Role.UNIT_HEAD,
        unit="CCKL",
        from_on=date(2021, 6, 1),
        to_on=date(2021, 6, 11),
    )
    substitute(desk.office, 1, HEAD_CCKL, stand_in)
    assert due(desk, date(2021, 6, 14), ReportKind.HANDOVER) == []


def test_head_who_left_before_the_plan_hands_nothing_over(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)), now=vn(1, 7, 9))
    change_head(desk, date(2021, 6, 1), unit="VP")
    assert due(desk, date(2021, 7, 2), ReportKind.HANDOVER) == []


def coming(desk: SmallOffice, on: date) -> dict[str, tuple[str, date]]:
    with desk.database.read() as tx:
        plan = desk.office.plan(tx, desk.plan_id)
        return {str(each.kind): (each.period, each.on) for each in upcoming(desk.office, tx, plan, on)}


def test_upcoming_tells_the_next_day_of_each_kind(desk: SmallOffice) -> None:
    assert coming(desk, date(2021, 4, 15)) == {
        "weekly": ("2021-w16", date(2021, 4, 19)),
        "urging": ("2021-05-05", date(2021, 5, 5)),
        "half_year": ("2021-h1", date(2021, 6, 15)),
        "unit": ("2021-h1", date(2021, 6, 15)),
        "quarter": ("2021-q3", date(2021, 9, 15)),
        "year": ("2021", date(2021, 12, 15)),
        "unfinished": ("2021", date(2022, 1, 3)),
        "ranking": ("2021", date(2022, 1, 3)),
    }


def test_upcoming_has_what_was_missed_on_the_next_working_day(desk: SmallOffice) -> None:
    found = coming(desk, date(2021, 9, 18))
    assert (found["half_year"], found["quarter"]) == (
        ("2021-h1", date(2021, 9, 20)),
        ("2021-q3", date(2021, 9, 20)),
    )
    assert found["weekly"] == ("2021-w38", date(2021, 9, 20)), "nobody makes up for a week that is over"


def test_upcoming_is_empty_when_the_plan_is_over(desk: SmallOffice) -> None:
    assert coming(desk, date(2022, 3, 1)) == {}


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (date(2021, 6, 16), date(2021, 6, 14)),
        (date(2021, 5, 5), date(2021, 5, 4)),
        (date(2021, 2, 16), date(2021, 2, 17)),
    ],
)
def test_first_working_day_of_a_week(sqlite_database: Database, on: date, first: date) -> None:
    assert first_working_day(open_office(sqlite_database), on) == first
