"""Every phrase here was found on real paper, or is what such a phrase becomes with one slip of the pen."""

from dataclasses import replace
from datetime import time
from typing import Final

import pytest

from cchc_workflow.domain.deadlines.deadline import (
    Deadline,
    Moment,
    Reading,
    Repeat,
    Unreadable,
)
from tests.domain.deadlines.readings import (
    ALSO_EVENT,
    CONTRADICTION,
    PARTLY_UNDATED,
    PLAN,
    SEVERAL_RHYTHMS,
    TENTATIVE,
    dated,
    each,
    on,
    read,
)

PROGRAMMES_THEN_A_REPORT: Final = (
    "Quý II/2026 ban hành các Chương trình, Đề án. Việc triển khai thực hiện theo Quyết định phê duyệt. "
    "Báo cáo kết quả vào Quý IV"
)
PROPOSALS_THEN_A_RULING: Final = (
    "31/03/2026 / Các sở, ban, ngành có văn bản đề xuất trước ngày 15/3/2026; (...) "
    "ban hành văn bản quy định chậm nhất ngày 31/3/2026"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30/8/2026", dated("2026-08-30", Reading.DATE)),
        ("05/8/2026", dated("2026-08-05", Reading.DATE)),
        ("15/6", dated("2026-06-15", Reading.DATE)),
        ("Ngày 30 tháng 6 năm 2027", dated("2027-06-30", Reading.DATE)),
        ("chậm nhất 31/5/2026", dated("2026-05-31", Reading.DATE)),
        ("trước hoặc trong ngày 15/6", dated("2026-06-15", Reading.DATE)),
        ("2026-06-15", dated("2026-06-15", Reading.DATE)),
        ("6/2025", dated("2025-06-30", Reading.END_OF_MONTH)),
        ("03/2025", dated("2025-03-31", Reading.END_OF_MONTH)),
        ("Tháng 10/2025", dated("2025-10-31", Reading.END_OF_MONTH)),
        ("Tháng 5 /2018", dated("2018-05-31", Reading.END_OF_MONTH)),
        ("Tháng / 01/ 2026", dated("2026-01-31", Reading.END_OF_MONTH)),
        ("Tháng\n01/\n2026", dated("2026-01-31", Reading.END_OF_MONTH)),
        ("Tháng 12//2026", dated("2026-12-31", Reading.END_OF_MONTH)),
        ("Tháng 4", dated("2026-04-30", Reading.END_OF_MONTH)),
        ("cuối tháng 2/2028", dated("2028-02-29", Reading.END_OF_MONTH)),
        ("6 tháng đầu năm", dated("2026-06-30", Reading.END_OF_FIRST_MONTHS)),
        ("9 tháng đầu năm 2027", dated("2027-09-30", Reading.END_OF_FIRST_MONTHS)),
        ("6 tháng cuối năm", dated("2026-12-31", Reading.END_OF_FIRST_MONTHS)),
        ("Quý II/2025", dated("2025-06-30", Reading.END_OF_QUARTER)),
        ("Quý IV/ 2026", dated("2026-12-31", Reading.END_OF_QUARTER)),
        ("Trong quý IV/2026", dated("2026-12-31", Reading.END_OF_QUARTER)),
        ("TRONG QUÝ 3 NĂM 2026", dated("2026-09-30", Reading.END_OF_QUARTER)),
        ("Năm 2017", dated("2017-12-31", Reading.END_OF_YEAR)),
        ("Cả năm 2017", dated("2017-12-31", Reading.END_OF_YEAR)),
        ("2025", dated("2025-12-31", Reading.END_OF_YEAR)),
        ("2030", dated("2030-12-31", Reading.END_OF_YEAR)),
        ("trong năm", dated("2026-12-31", Reading.END_OF_YEAR)),
        (
            "Trong năm 2026(Đề nghị Sở Tư pháp tổng hợp xây dựng văn bản bãi bỏ chung)",
            dated("2026-12-31", Reading.END_OF_YEAR),
        ),
        ("Kế hoạch năm 2027, xong 31/12/2026", dated("2026-12-31", Reading.DATE)),
        ("Quý II/2026 (thuộc Chương trình giai đoạn 2026-2030)", dated("2026-06-30", Reading.END_OF_QUARTER)),
        ("Đăng ký Quý II/2026", dated("2026-06-30", Reading.END_OF_QUARTER, warnings=(TENTATIVE,))),
        ("Thứ Sáu 15/5/2026", dated("2026-05-15", Reading.DATE, moment=Moment(weekday=4))),
        (
            "Thứ Hai 15/5/2026",
            dated("2026-05-15", Reading.DATE, moment=Moment(weekday=0), warnings=(CONTRADICTION,)),
        ),
        ("trước 16 giờ ngày 15/6", dated("2026-06-15", Reading.DATE, moment=Moment(at=time(16)))),
    ],
)
def test_deadline_ends_on_the_day_or_period_the_text_states(
    text: str, expected: Deadline | Unreadable
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "strict", "lenient"),
    [
        ("Trước 10/02/2026", "2026-02-09", "2026-02-10"),
        ("Phải xử lý trước 31/5/2026", "2026-05-30", "2026-05-31"),
        ("trước ngày 15/6", "2026-06-14", "2026-06-15"),
        ("Trước ngày 01/6", "2026-05-31", "2026-06-01"),
        ("trước ngày 20.7.2020", "2020-07-19", "2020-07-20"),
        ("Trước ngày 20/6, 20/12", "2026-12-19", "2026-12-20"),
        ("Trước tháng 3/2027", "2027-02-28", "2027-02-28"),
        ("trước quý III", "2026-06-30", "2026-06-30"),
        ("Trước 2030", "2029-12-31", "2029-12-31"),
    ],
)
def test_deadline_before_a_date_follows_the_setting_and_before_a_period_does_not(
    text: str, strict: str, lenient: str
) -> None:
    for context, due in ((PLAN, strict), (replace(PLAN, before_means="on"), lenient)):
        deadline = read(text, context)
        assert isinstance(deadline, Deadline)
        assert deadline.due_on == on(due)


def test_deadline_says_how_it_read_before() -> None:
    assert read("trước ngày 15/6") == dated("2026-06-14", Reading.BEFORE_DATE)
    lenient = replace(PLAN, before_means="on")
    assert read("trước ngày 15/6", lenient) == dated("2026-06-15", Reading.BEFORE_DATE_INCLUDED)
    assert read("trước quý III", lenient) == dated("2026-06-30", Reading.BEFORE_PERIOD)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Từ tháng 2/2017 đến tháng 9/2018",
            dated("2018-09-30", Reading.RANGE_END, from_on=on("2017-02-01")),
        ),
        ("tháng 1 đến tháng 12 năm 2017", dated("2017-12-31", Reading.RANGE_END, from_on=on("2017-01-01"))),
        ("Từ tháng 1-4/2026", dated("2026-04-30", Reading.RANGE_END, from_on=on("2026-01-01"))),
        ("Từ tháng 10-3/2027", dated("2027-03-31", Reading.RANGE_END, from_on=on("2026-10-01"))),
        ("Quý II - IV", dated("2026-12-31", Reading.RANGE_END, from_on=on("2026-04-01"))),
        ("15/12/2016-15/02/2017", dated("2017-02-15", Reading.RANGE_END, from_on=on("2016-12-15"))),
        ("từ ngày 15 đến ngày 20/6", dated("2026-06-20", Reading.RANGE_END, from_on=on("2026-06-15"))),
        ("Từ năm 2017 đến năm 2020", dated("2020-12-31", Reading.RANGE_END, from_on=on("2017-01-01"))),
        ("2025 - 2026", dated("2026-12-31", Reading.RANGE_END, from_on=on("2025-01-01"))),
        ("giai đoạn 2026-2030", dated("2030-12-31", Reading.RANGE_END, from_on=on("2026-01-01"))),
        (
            "100 ngày làm việc, từ ngày 10/7/2026 đến hết ngày 30/11/2026",
            dated("2026-11-30", Reading.RANGE_END, from_on=on("2026-07-10")),
        ),
    ],
)
def test_deadline_of_a_range_is_its_end(text: str, expected: Deadline | Unreadable) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Trong Quý I và trước ngày 30/4/2017",
            dated("2017-04-29", Reading.BEFORE_DATE, "2017-03-31"),
        ),
        (
            "30/4/2026 (mô hình thử nghiệm). Vận hành ổn định trong năm 2026",
            dated("2026-12-31", Reading.END_OF_YEAR, "2026-04-30"),
        ),
        (
            PROGRAMMES_THEN_A_REPORT,
            dated("2026-12-31", Reading.END_OF_QUARTER, "2026-06-30", warnings=(PARTLY_UNDATED,)),
        ),
        (
            "Danh mục trong Quý I/2026 / Triển khai thực hiện theo thời hạn của từng Chương trình cụ thể.",
            dated("2026-03-31", Reading.END_OF_QUARTER, warnings=(PARTLY_UNDATED,)),
        ),
        (
            PROPOSALS_THEN_A_RULING,
            dated("2026-03-31", Reading.DATE, "2026-03-14"),
        ),
        (
            "Tháng 6/2026 (có trong DS xử lý chậm nhất 31/5/2026)",
            dated("2026-05-31", Reading.DATE, "2026-06-30", warnings=(CONTRADICTION,)),
        ),
        ("Quý III/2026 (chậm nhất 15/8)", dated("2026-08-15", Reading.DATE, "2026-09-30")),
        ("30/6/2026 (hết hiệu lực 31/12/2026)", dated("2026-06-30", Reading.DATE, "2026-12-31")),
        ("(15/6/2026)", dated("2026-06-15", Reading.DATE)),
        ("Quý II, III/2026", dated("2026-09-30", Reading.END_OF_QUARTER, "2026-06-30")),
        (
            "Tháng 4, 5/2017 và thường xuyên",
            dated("2017-05-31", Reading.END_OF_MONTH, "2017-04-30", continues=True),
        ),
        (
            "Hoàn thành trước ngày 30/9/2026 và duy trì liên tục",
            dated("2026-09-29", Reading.BEFORE_DATE, continues=True),
        ),
        ("2025 và những năm tiếp theo", dated("2025-12-31", Reading.END_OF_YEAR, continues=True)),
        (
            "Theo từng nhiệm vụ đầu tư của năm 2026",
            dated("2026-12-31", Reading.END_OF_YEAR, warnings=(PARTLY_UNDATED,)),
        ),
        (
            "Đăng ký kỳ họp HĐND gần nhất. Phải xử lý trước 31/5/2026",
            dated("2026-05-30", Reading.BEFORE_DATE, warnings=(ALSO_EVENT,)),
        ),
        (
            "Trước tháng 3/2027 (sau khi Chính phủ ban hành Nghị định thay thế Nghị định số 34/2014/NĐ-CP",
            dated("2027-02-28", Reading.BEFORE_PERIOD, warnings=(ALSO_EVENT,)),
        ),
        ("30/6/2026; báo cáo hằng tháng", dated("2026-06-30", Reading.DATE, repeat=Repeat.MONTHLY)),
    ],
)
def test_deadline_of_several_dates_is_the_last_and_keeps_the_others(
    text: str, expected: Deadline | Unreadable
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hằng năm", each(Repeat.YEARLY)),
        ("hàng quý", each(Repeat.QUARTERLY)),
        ("hằng tháng", each(Repeat.MONTHLY)),
        ("Thường xuyên, định kỳ báo cáo theo Quý", each(Repeat.QUARTERLY)),
        ("Thứ 5 hàng tuần", each(Repeat.WEEKLY, moment=Moment(weekday=3))),
        (
            "trước 16 giờ thứ Sáu, 02 tuần một lần",
            each(Repeat.FORTNIGHTLY, moment=Moment(weekday=4, at=time(16))),
        ),
        ("Báo cáo đầu tiên trước ngày 25/7/2026; cập nhật hằng tháng", each(Repeat.MONTHLY, "2026-07-24")),
        ("trước ngày 15/12 hằng năm", each(Repeat.YEARLY, "2026-12-14")),
        ("15/6 và 15/12 hằng năm", each(Repeat.YEARLY, "2026-06-15", milestones=(on("2026-12-15"),))),
        ("Trước ngày 20 hằng tháng", each(Repeat.MONTHLY, moment=Moment(day=19))),
        ("trước ngày 01 hằng tháng", each(Repeat.MONTHLY)),
        ("ngày 25 của tháng cuối quý", each(Repeat.QUARTERLY, moment=Moment(day=25))),
        ("định kỳ 6 tháng, năm hoặc đột xuất", each(Repeat.HALF_YEARLY, warnings=(PARTLY_UNDATED,))),
        ("định kỳ 6 tháng, hằng năm", each(Repeat.HALF_YEARLY, warnings=(SEVERAL_RHYTHMS,))),
        ("hằng quý trong năm 2026", each(Repeat.QUARTERLY, until_on=on("2026-12-31"))),
        ("Từ tháng 6/2026 trở đi, hằng quý", each(Repeat.QUARTERLY, from_on=on("2026-06-01"))),
    ],
)
def test_deadline_comes_back_in_the_rhythm_the_text_gives(text: str, expected: Deadline | Unreadable) -> None:
    assert read(text) == expected
