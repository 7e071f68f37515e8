from datetime import date

import pytest
import typer

from cchc_workflow.cli.values import (
    read_day,
    read_outbox_state,
    read_period,
    read_report_format,
    read_report_kind,
    read_report_state,
    read_role,
    read_timeliness,
    read_whole,
)
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.store.outbox import OutboxState


@pytest.mark.parametrize("text", ["28/6/2021", "28/06/2021", "2021-06-28", " 28.6.2021 ", "28-6-2021"])
def test_day_is_read_both_ways(text: str) -> None:
    assert read_day(text) == date(2021, 6, 28)


@pytest.mark.parametrize("text", ["30/2/2021", "28/6/21", "2021", "", "mai", "6/28/2021"])
def test_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="không đọc được ngày"):
        read_day(text)


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("4/10/2021", "2021-10-04"),
        (" 04.10.2021 ", "2021-10-04"),
        ("2021-10-04", "2021-10-04"),
        ("2021-q3", "2021-q3"),
        ("quý 3", "quý 3"),
        ("", ""),
    ],
)
def test_period_that_is_a_day_is_typed_as_any_day(typed: str, period: str) -> None:
    assert read_period(typed) == period


def test_period_that_is_no_day_of_any_month_is_refused() -> None:
    with pytest.raises(typer.BadParameter, match="không đọc được ngày"):
        read_period("31/2/2021")


@pytest.mark.parametrize(("given", "number"), [("7", 7), (" 0 ", 0), (1000, 1000)])
def test_whole_number_is_read(given: str | int, number: int) -> None:
    assert read_whole(given) == number


@pytest.mark.parametrize("text", ["-1", "1.5", "", "x", "²", "٣"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="không phải là số nguyên"):
        read_whole(text)


@pytest.mark.parametrize(
    ("text", "role"), [("unit_head", "unit_head"), ("Chánh Văn phòng", "chief_of_office")]
)
def test_role_is_read_by_name_and_by_title(text: str, role: str) -> None:
    assert read_role(text) == role


def test_role_that_is_none_is_refused_with_the_known() -> None:
    with pytest.raises(typer.BadParameter, match="unit_head, officer"):
        read_role("vua")


def test_every_role_state_and_timeliness_can_be_typed() -> None:
    assert [read_role(role) for role in Role] == list(Role)
    assert [read_outbox_state(state) for state in OutboxState] == list(OutboxState)
    assert [read_timeliness(name) for name in Timeliness] == list(Timeliness)


def test_every_kind_state_and_format_of_a_report_can_be_typed() -> None:
    assert [read_report_kind(kind) for kind in ReportKind] == list(ReportKind)
    assert [read_report_state(state) for state in ReportState] == list(ReportState)
    assert [read_report_format(form) for form in ("docx", "pdf", "xlsx", "html")] == [
        "docx",
        "pdf",
        "xlsx",
        "html",
    ]
