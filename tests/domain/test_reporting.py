from datetime import date

import pytest

from cchc_workflow.domain.reporting import ABOUT_A_UNIT, ReportKind, Window

FROM, TO = date(2021, 6, 15), date(2021, 9, 14)


@pytest.mark.parametrize(
    ("on", "held"),
    [(FROM, True), (TO, True), (date(2021, 6, 14), False), (date(2021, 9, 15), False), (None, False)],
)
def test_window_holds_its_days(on: date | None, *, held: bool) -> None:
    assert Window(FROM, TO).holds(on) is held


def test_window_that_ends_before_it_begins_holds_no_day() -> None:
    assert not any(Window(TO, FROM).holds(on) for on in (FROM, TO, date(2021, 7, 1)))


def test_reports_about_a_unit_are_kinds() -> None:
    assert set(ReportKind) > ABOUT_A_UNIT
