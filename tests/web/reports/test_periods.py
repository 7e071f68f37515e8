from datetime import date
from types import SimpleNamespace

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.reports import read_reports
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.shipped import shipped
from cchc_workflow.web.reports.periods import Choice, choose_first, list_choices

PLAN = SimpleNamespace(last_on=date(2021, 12, 31))
ISSUED_ON = date(2021, 4, 15)
RULES = read_reports(toml.read(shipped("workflows") / "reports.toml")).general


def choices(kind: ReportKind, on: date) -> tuple[Choice, ...]:
    return list_choices(RULES[kind], PLAN, ISSUED_ON, on)


@pytest.mark.parametrize(
    ("kind", "on", "expected", "first"),
    [
        (ReportKind.QUARTER, date(2021, 6, 14), [], ""),
        (ReportKind.QUARTER, date(2021, 6, 15), ["2021-q3"], "2021-q3"),
        (ReportKind.QUARTER, date(2021, 12, 20), ["2022-q1", "2021-q3"], "2021-q3"),
        (ReportKind.QUARTER, date(2022, 6, 1), ["2022-q1", "2021-q3"], "2022-q1"),
        (ReportKind.UNIT, date(2021, 9, 16), ["2021", "2021-q3", "2021-h1"], "2021-q3"),
        (ReportKind.UNIT, date(2021, 5, 21), ["2021", "2021-h1"], "2021-h1"),
        (ReportKind.YEAR, date(2021, 4, 15), ["2021"], "2021"),
        (ReportKind.URGING, date(2021, 9, 16), [], ""),
        (ReportKind.HANDOVER, date(2021, 9, 16), [], ""),
    ],
)
def test_choices_are_the_periods_that_began_since_the_issue(
    kind: ReportKind, on: date, expected: list[str], first: str
) -> None:
    found = choices(kind, on)
    assert [choice.period for choice in found] == expected
    assert choose_first(kind, found, on) == first


def test_weeks_go_back_to_the_issue_or_a_quarter_at_most() -> None:
    few = choices(ReportKind.WEEKLY, date(2021, 4, 26))
    assert [choice.period for choice in few] == ["2021-w17", "2021-w16", "2021-w15"]
    assert choose_first(ReportKind.WEEKLY, few, date(2021, 4, 26)) == "2021-w17"
    assert len(choices(ReportKind.WEEKLY, date(2021, 10, 4))) == 12


def test_plan_that_is_long_over_has_no_week() -> None:
    assert choices(ReportKind.WEEKLY, date(2022, 6, 1)) == ()
