from decimal import Decimal

import pytest

from cchc_workflow.documents.wording.phrases import (
    by,
    changed_tasks,
    clean,
    make_filters,
    minus,
    of,
    plus,
    say_day,
    say_figure,
    say_roman,
    say_two,
)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("date", "2021-06-28", "28/6/2021"),
        ("number", "41.33", "41,33"),
        ("number", "30.00", "30"),
        ("percent", "41.33", "41,33\u00a0%"),
        ("percent", "0.00", "0\u00a0%"),
        ("count", 1234, "1.234"),
        ("two", 5, "05"),
        ("two", 0, "0"),
        ("two", 12, "12"),
        ("two", 1234, "1.234"),
        ("period", "2021-q3", "quý III năm 2021"),
        ("period", "2021-h1", "6 tháng đầu năm 2021"),
        ("period", "2021", "năm 2021"),
        ("period", "2021-w40", "tuần 40 năm 2021"),
        ("period", "2021-10-04", "4/10/2021"),
    ],
)
def test_filter_says(name: str, value: object, said: str) -> None:
    assert make_filters()[name](value) == said


def test_word_is_from_the_catalogue_or_stays() -> None:
    word = make_filters()["word"]
    assert word("overdue", "timeliness") == "quá hạn"
    assert word("of_our_own", "state") == "of_our_own"


@pytest.mark.parametrize(
    ("number", "roman"), [(1, "I"), (3, "III"), (4, "IV"), (6, "VI"), (9, "IX"), (14, "XIV"), (39, "XXXIX")]
)
def test_say_roman_counts(number: int, roman: str) -> None:
    assert say_roman(number) == roman


def test_sums_and_differences_are_exact() -> None:
    assert minus("88.39", "32.5") == Decimal("55.89")
    assert plus("67.5", "32.5") == Decimal("100.0")


def test_clean_makes_one_composed_line() -> None:
    assert clean("Tie\u0302\u0301ng\r\nViệt\u2028a\x00\x1b[0m") == "Tiếng Việt a[0m"


def test_by_groups_in_the_order_of_coming() -> None:
    rows = [{"unit": "B", "n": 1}, {"unit": "A", "n": 2}, {"unit": "B", "n": 3}]
    assert by(rows, "unit") == [("B", [rows[0], rows[2]]), ("A", [rows[1]])]


def test_of_chooses_by_a_value_or_none() -> None:
    rows: list[dict[str, str | None]] = [{"area": "a"}, {"area": None}]
    assert (of(rows, "area", "a"), of(rows, "area", None)) == ([rows[0]], [rows[1]])


def test_changed_tasks_are_named_once() -> None:
    differences = [
        {"what": what}
        for what in (
            "totals.late",
            "tasks[A1/VP].state",
            "tasks[A1/VP].value",
            "units[VP].late",
            "tasks[X]",
            "more",
        )
    ]
    assert changed_tasks(differences) == ["A1/VP", "X"]


@pytest.mark.parametrize(
    ("value", "name", "said"),
    [
        ("7.71", "percent", "7,71\u00a0%"),
        ("88.39", "expected", "88,39"),
        (32, "late", "32"),
        (None, "late", "–"),
    ],
)
def test_say_figure_goes_by_its_name(value: str | int | None, name: str, said: str) -> None:
    assert say_figure(value, name) == said


def test_say_day_and_two_are_the_filters() -> None:
    assert make_filters()["date"] is say_day
    assert make_filters()["two"] is say_two
