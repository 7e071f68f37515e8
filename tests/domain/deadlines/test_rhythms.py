from datetime import time

import pytest

from cchc_workflow.domain.deadlines.marks import Clock, Every, Mark, Repeat, Weekday, Why
from cchc_workflow.domain.deadlines.rhythms import ROWS
from cchc_workflow.domain.deadlines.spelling import normalise


def first_marks(text: str) -> list[Mark]:
    """What the first row that matches reads."""
    for pattern, reader in ROWS:
        if (match := pattern.search(normalise(text))) is not None:
            return list(reader(match))
    return []


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("hằng ngày", [Every(Repeat.DAILY)]),
        ("mỗi tuần", [Every(Repeat.WEEKLY)]),
        ("2 tuần/lần", [Every(Repeat.FORTNIGHTLY)]),
        ("hàng tháng", [Every(Repeat.MONTHLY)]),
        ("tháng/lần", [Every(Repeat.MONTHLY)]),
        ("mỗi tháng một lần", [Every(Repeat.MONTHLY)]),
        ("3 tháng một lần", [Every(Repeat.QUARTERLY)]),
        ("4 lần/năm", [Every(Repeat.QUARTERLY)]),
        ("định kỳ theo quý", [Every(Repeat.QUARTERLY)]),
        ("báo cáo quý", [Every(Repeat.QUARTERLY)]),
        ("định kỳ 6 tháng", [Every(Repeat.HALF_YEARLY)]),
        ("sơ kết 6 tháng", [Every(Repeat.HALF_YEARLY)]),
        ("6 tháng và cả năm", [Every(Repeat.HALF_YEARLY)]),
        ("hằng năm", [Every(Repeat.YEARLY)]),
        ("5 lần/năm", [Why.UNKNOWN_RHYTHM]),
        ("0 lần/năm", [Why.UNKNOWN_RHYTHM]),
        ("2 tháng một lần", [Why.UNKNOWN_RHYTHM]),
        ("trước ngày 20 hằng tháng", [Every(Repeat.MONTHLY, 20, before=True)]),
        ("hằng tháng (ngày 20)", [Every(Repeat.MONTHLY, 20)]),
        ("ngày 25 của tháng cuối quý", [Every(Repeat.QUARTERLY, 25)]),
        ("ngày 32 hằng tháng", [Why.IMPOSSIBLE_DATE]),
        ("thứ 5", [Weekday(3)]),
        ("thứ bảy", [Weekday(5)]),
        ("chủ nhật", [Weekday(6)]),
        ("trước 16 giờ", [Clock(time(16))]),
        ("17h30 ngày 15/6", [Clock(time(17, 30))]),
        ("lúc 8:05", [Clock(time(8, 5))]),
        ("trước 24 giờ", []),
        ("trước 25 giờ", [Why.IMPOSSIBLE_TIME]),
        ("lúc 8:75", [Why.IMPOSSIBLE_TIME]),
        ("hằng quý II", []),
        ("6 tháng đầu năm", []),
        ("kỳ họp thứ 5", []),
    ],
)
def test_rows_read_how_often_and_when(text: str, marks: list[Mark]) -> None:
    assert first_marks(text) == marks
