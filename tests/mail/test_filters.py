from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cchc_workflow.mail.filters import (
    KINDS,
    by_due,
    by_unit,
    date_vi,
    decimal_vi,
    highest_level,
    longest,
    make_filters,
    minus,
    percent_vi,
    sections,
    unit_names,
)

WORDS = {"state": {"assigned": "đã giao"}}


def make_item(kind: str = "overdue", **over: Any) -> dict[str, Any]:  # noqa: ANN401 - any of its keys
    task = {"code": "C1/KL", "unit": "Chi cục Kiểm lâm", "due_on": "2021-06-11", "days": -4}
    task |= over.pop("task", {})
    return {"kind": kind, "is_copy": False, "task": task, "step": {"level": 1}} | over


@pytest.mark.parametrize(
    ("iso", "expected"),
    [("2021-06-28", "28/6/2021"), ("2021-01-02", "2/1/2021"), ("2021-12-31", "31/12/2021")],
)
def test_date_vi_has_no_leading_zeros(iso: str, expected: str) -> None:
    assert date_vi(iso) == expected


def test_date_vi_refuses_what_is_no_date() -> None:
    with pytest.raises(ValueError, match="day"):
        date_vi("2021-02-30")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("41.33", "41,33 %"),
        ("37.50", "37,5 %"),
        ("30.00", "30 %"),
        ("100.00", "100 %"),
        ("0.00", "0 %"),
        (30, "30 %"),
        (Decimal("1E+2"), "100 %"),
    ],
)
def test_percent_vi_writes_a_comma_and_no_idle_zeros(value: str | int | Decimal, expected: str) -> None:
    assert percent_vi(value) == expected


def test_decimal_vi_keeps_whole_tens() -> None:
    assert [decimal_vi(value) for value in (10, "10", "0.50", Decimal("-1.39"))] == [
        "10",
        "10",
        "0,5",
        "-1,39",
    ]


def test_minus_is_exact() -> None:
    assert minus("7.54", "6.15") == Decimal("1.39")


def test_sections_know_every_kind_and_part_copies_and_strangers() -> None:
    copy, stranger, own = make_item(is_copy=True), make_item("gửi riêng"), make_item()
    found = sections([copy, stranger, own])
    assert (found["copies"], found["others"], found["overdue"]) == ([copy], [stranger], [own])
    assert set(found) == {*KINDS, "copies", "others"}
    assert sum(map(len, found.values())) == 3


def test_sections_put_what_is_due_first_first() -> None:
    late, later, undated = (
        make_item("reminder", task={"code": code, "due_on": due_on})
        for code, due_on in (("B", "2021-06-11"), ("A", "2021-07-01"), ("C", None))
    )
    assert sections([undated, later, late])["reminder"] == [late, later, undated]


def test_unit_names_come_from_tasks_flags_and_assignments() -> None:
    items = [
        make_item(),
        {"kind": "flagged", "is_copy": False, "flag": {"unit": "Chi cục Thủy lợi"}},
        {
            "kind": "assigned",
            "is_copy": False,
            "tasks": [{"unit": "Văn phòng Sở"}, {"unit": "Chi cục Kiểm lâm"}],
        },
        {"kind": "undeliverable", "is_copy": False, "mail": {}},
    ]
    assert unit_names(items) == ["Chi cục Kiểm lâm", "Chi cục Thủy lợi", "Văn phòng Sở"]


def test_by_unit_groups_in_order_of_appearance() -> None:
    tasks = [{"unit": "B", "code": "1"}, {"unit": "A", "code": "2"}, {"unit": "B", "code": "3"}]
    assert by_unit(tasks) == [("B", [tasks[0], tasks[2]]), ("A", [tasks[1]])]


def test_by_due_puts_undated_tasks_last() -> None:
    tasks = [{"due_on": due_on, "code": "x"} for due_on in (None, "2021-07-01", "2021-06-11")]
    assert [task["due_on"] for task in by_due(tasks)] == ["2021-06-11", "2021-07-01", None]


def test_longest_and_highest_level_of_several() -> None:
    items = [make_item(), make_item(task={"days": -25}, step={"level": 5}), make_item(task={"days": None})]
    assert (longest(items), highest_level(items)) == (25, 5)
    assert (longest([]), highest_level([])) == (0, 0)


def test_instants_are_told_in_the_offices_time() -> None:
    filters = make_filters(WORDS, ZoneInfo("Asia/Ho_Chi_Minh"))
    assert filters["instant_vi"]("2021-06-14T18:05:00+00:00") == "01:05 ngày 15/6/2021"
    assert filters["local_on"]("2021-06-14T18:05:00+00:00") == "2021-06-15"


def test_word_falls_back_to_the_name() -> None:
    word = make_filters(WORDS, ZoneInfo("Asia/Ho_Chi_Minh"))["word"]
    assert (word("assigned", "state"), word("to_be_signed", "state")) == ("đã giao", "to be signed")
