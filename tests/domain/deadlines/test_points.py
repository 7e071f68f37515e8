from datetime import date

import pytest

from cchc_workflow.domain.deadlines.points import POINT, Point, Unit, read_list, read_point


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("15/6/2026", Point(Unit.DAY, 6, 2026, 15)),
        ("15/6/26", Point(Unit.DAY, 6, 2026, 15)),
        ("ngày 15.6.2026", Point(Unit.DAY, 6, 2026, 15)),
        ("15-6-2026", Point(Unit.DAY, 6, 2026, 15)),
        ("ngày 15/6", Point(Unit.DAY, 6, None, 15)),
        ("15/6", Point(Unit.DAY, 6, None, 15)),
        ("ngày 15 tháng 6 năm 2026", Point(Unit.DAY, 6, 2026, 15)),
        ("15 tháng sáu", Point(Unit.DAY, 6, None, 15)),
        ("15/6 năm 2026", Point(Unit.DAY, 6, 2026, 15)),
        ("6/2026", Point(Unit.MONTH, 6, 2026)),
        ("t6/2026", Point(Unit.MONTH, 6, 2026)),
        ("tháng 6 của năm 2026", Point(Unit.MONTH, 6, 2026)),
        ("tháng mười hai", Point(Unit.MONTH, 12, None)),
        ("quý ii/2026", Point(Unit.QUARTER, 2, 2026)),
        ("quý 2 năm 2026", Point(Unit.QUARTER, 2, 2026)),
        ("quý hai", Point(Unit.QUARTER, 2, None)),
        ("q2/2026", Point(Unit.QUARTER, 2, 2026)),
        ("năm 2026", Point(Unit.YEAR, 1, 2026)),
        ("2026", Point(Unit.YEAR, 1, 2026)),
    ],
)
def test_read_point_knows_every_way_of_writing(text: str, point: Point) -> None:
    assert read_point(text) == point


@pytest.mark.parametrize(
    ("point", "span"),
    [
        (Point(Unit.DAY, 6, 2026, 15), (date(2026, 6, 15), date(2026, 6, 15))),
        (Point(Unit.MONTH, 2, 2024), (date(2024, 2, 1), date(2024, 2, 29))),
        (Point(Unit.MONTH, 2, None), (date(2021, 2, 1), date(2021, 2, 28))),
        (Point(Unit.FIRST_MONTHS, 6, None), (date(2021, 1, 1), date(2021, 6, 30))),
        (Point(Unit.QUARTER, 3, 2026), (date(2026, 7, 1), date(2026, 9, 30))),
        (Point(Unit.YEAR, 1, 2026), (date(2026, 1, 1), date(2026, 12, 31))),
        (Point(Unit.DAY, 2, 2026, 30), None),
        (Point(Unit.DAY, 2, None, 29), None),
        (Point(Unit.MONTH, 13, 2026), None),
        (Point(Unit.QUARTER, 0, 2026), None),
        (Point(Unit.FIRST_MONTHS, 13, 2026), None),
        (Point(Unit.YEAR, 1, 1899), None),
        (Point(Unit.YEAR, 1, 2200), None),
    ],
)
def test_point_covers_days_or_none_that_exist(point: Point, span: tuple[date, date] | None) -> None:
    assert point.span(2021) == span


def test_read_list_gives_all_items_one_year() -> None:
    assert list(read_list(Unit.QUARTER, "i, ii và quý v", "2026")) == [
        Point(Unit.QUARTER, index, 2026) for index in (1, 2, 0)
    ]
    assert list(read_list(Unit.MONTH, "4, 12", None)) == [
        Point(Unit.MONTH, 4, None),
        Point(Unit.MONTH, 12, None),
    ]


def test_points_inside_a_larger_pattern_have_no_names() -> None:
    assert "?P<" not in POINT
