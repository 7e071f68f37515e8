from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.report_rules import PeriodRule, ReportRules, following, week_label
from cchc_workflow.domain.reporting import Window

Q1 = PeriodRule("q1", (12, 15), (3, 14), (3, 15))
H1 = PeriodRule("h1", (12, 15), (6, 14), (6, 15))
Q3 = PeriodRule("q3", (6, 15), (9, 14), (9, 15))
YEAR = PeriodRule("year", (12, 15), (12, 14), (12, 15))
CIVIL = PeriodRule("year", (1, 1), (12, 31), (1, 2))


@pytest.mark.parametrize(
    ("rule", "label", "from_on", "to_on", "made_on"),
    [
        (Q1, "2021-q1", date(2020, 12, 15), date(2021, 3, 14), date(2021, 3, 15)),
        (H1, "2021-h1", date(2020, 12, 15), date(2021, 6, 14), date(2021, 6, 15)),
        (Q3, "2021-q3", date(2021, 6, 15), date(2021, 9, 14), date(2021, 9, 15)),
        (YEAR, "2021", date(2020, 12, 15), date(2021, 12, 14), date(2021, 12, 15)),
        (CIVIL, "2021", date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 2)),
        (PeriodRule("h1", (1, 1), (6, 30)), "2021-h1", date(2021, 1, 1), date(2021, 6, 30), None),
    ],
)
def test_period_has_the_official_days(
    rule: PeriodRule, label: str, from_on: date, to_on: date, made_on: date | None
) -> None:
    assert (rule.label(2021), rule.window(2021), rule.made_on(2021)) == (
        label,
        Window(from_on, to_on),
        made_on,
    )


@pytest.mark.parametrize(
    ("window", "ahead"),
    [
        (Q1.window(2021), Window(date(2021, 3, 15), date(2021, 6, 14))),
        (H1.window(2021), Window(date(2021, 6, 15), date(2021, 12, 14))),
        (Q3.window(2021), Window(date(2021, 9, 15), date(2021, 12, 14))),
        (YEAR.window(2021), Window(date(2021, 12, 15), date(2022, 12, 14))),
        (CIVIL.window(2021), Window(date(2022, 1, 1), date(2022, 12, 31))),
        (Window(date(2021, 1, 1), date(2021, 6, 30)), Window(date(2021, 7, 1), date(2021, 12, 31))),
        (Window(date(2021, 6, 7), date(2021, 6, 13)), Window(date(2021, 6, 14), date(2021, 6, 20))),
    ],
)
def test_following_window_is_as_long(window: Window, ahead: Window) -> None:
    assert following(window) == ahead


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 800))
def test_following_window_begins_the_day_after(from_on: date, days: int) -> None:
    window = Window(from_on, date.fromordinal(from_on.toordinal() + days))
    ahead = following(window)
    assert ahead.from_on.toordinal() == window.to_on.toordinal() + 1
    length = ahead.to_on.toordinal() - ahead.from_on.toordinal()
    assert abs(length - days) <= 4


@pytest.mark.parametrize(
    ("on", "label"),
    [(date(2021, 10, 4), "2021-w40"), (date(2021, 1, 3), "2020-w53"), (date(2021, 1, 4), "2021-w01")],
)
def test_week_has_the_label_of_its_own_year(on: date, label: str) -> None:
    assert week_label(on) == label


def test_rules_of_an_organization_win() -> None:
    rules = ReportRules({}, {"so-vi-du": {}})
    assert rules.of("so-vi-du") is rules.own["so-vi-du"]
    assert rules.of("so-khac") is rules.general
