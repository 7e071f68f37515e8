"""What has no day of its own, or can't be read, and what holds of any text."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.deadlines.deadline import (
    LONGEST_TEXT,
    Deadline,
    Moment,
    Reading,
    Repeat,
    Unreadable,
    Why,
    read_deadline,
)
from cchc_workflow.domain.deadlines.terms import Term, TermUnit
from tests.domain.deadlines.readings import (
    AWAITING,
    DATED,
    DORMANT,
    PLAN,
    RECURRING,
    STANDING,
    SUBTASKS,
    UNSET,
    dated,
    each,
    on,
    read,
    undated,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thường xuyên", undated(STANDING, Reading.STANDING)),
        ("Nhiệm vụ thường xuyên", undated(STANDING, Reading.STANDING)),
        ("Thường xuyên, liên tục 24/7", undated(STANDING, Reading.STANDING)),
        ("Thường xuyên trong năm 2026", undated(STANDING, Reading.STANDING, until_on=on("2026-12-31"))),
        ("Theo thời điểm có nhu cầu", undated(DORMANT, Reading.ON_DEMAND)),
        ("Theo thời gian yêu cầu của Bộ Công an", undated(DORMANT, Reading.ON_DEMAND)),
        ("Theo đề nghị của cơ quan cấp trên", undated(DORMANT, Reading.ON_DEMAND)),
        ("Khi có nhiệm vụ chậm muộn", undated(DORMANT, Reading.ON_DEMAND)),
        ("khi có phát sinh", undated(DORMANT, Reading.ON_DEMAND)),
        ("Sở KHCN đưa ra kế hoạch", undated(DORMANT, Reading.SET_BY_OTHERS)),
        ("Theo tiến độ xây dựng KPI", undated(DORMANT, Reading.SET_BY_OTHERS)),
        ("Theo thời hạn cụ thể sau đây:", undated(SUBTASKS, Reading.IN_SUBTASKS)),
        ("Chưa xác định", undated(UNSET, Reading.NOT_SET)),
        ("", undated(UNSET, Reading.NOT_SET)),
        (" - ", undated(UNSET, Reading.NOT_SET)),
        ("Sau khi cơ quan Trung ương ban hành văn bản hướng dẫn", undated(AWAITING, Reading.AFTER_EVENT)),
        ("Tuỳ thuộc vào thời điểm Luật NSNN sửa đổi", undated(AWAITING, Reading.AFTER_EVENT)),
        ("Khi Trung ương ban hành hướng dẫn", undated(AWAITING, Reading.AFTER_EVENT)),
        (
            "Triển khai ngay sau khi hoàn thành bản sao số. Báo cáo định kỳ hàng tháng.",
            undated(AWAITING, Reading.AFTER_EVENT, repeat=Repeat.MONTHLY),
        ),
        (
            "10 ngày làm việc sau khi Nghị quyết được ban hành",
            undated(AWAITING, Reading.TERM_AFTER_EVENT, term=Term(10, TermUnit.WORKING_DAY)),
        ),
        (
            "30 ngày sau khi Trung ương ban hành",
            undated(AWAITING, Reading.TERM_AFTER_EVENT, term=Term(30, TermUnit.DAY)),
        ),
    ],
)
def test_deadline_without_a_day_says_what_it_waits_for(text: str, expected: Deadline | Unreadable) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 ngày", dated("2026-07-09", Reading.TERM_FROM_SIGNING, from_on=on("2026-03-31"))),
        (
            "100 ngày kể từ ngày ban hành",
            dated("2026-07-09", Reading.TERM_FROM_SIGNING, from_on=on("2026-03-31")),
        ),
        ("15 ngày làm việc", dated("2026-04-21", Reading.TERM_FROM_SIGNING, from_on=on("2026-03-31"))),
        (
            "trong thời hạn 05 ngày kể từ ngày ký",  # 5/4/2026 is a Sunday
            dated("2026-04-06", Reading.TERM_FROM_SIGNING, from_on=on("2026-03-31")),
        ),
        (
            "10 (mười) ngày làm việc kể từ ngày 1/6/2026",
            dated("2026-06-15", Reading.TERM_FROM_DATE, from_on=on("2026-06-01")),
        ),
    ],
)
def test_deadline_counts_a_term_from_the_day_that_is_known(
    text: str, expected: Deadline | Unreadable
) -> None:
    assert read(text) == expected


def test_deadline_of_an_unsigned_plan_waits_for_its_signing() -> None:
    expected = undated(AWAITING, Reading.AFTER_SIGNING, term=Term(100, TermUnit.DAY))
    assert read("100 ngày kể từ ngày ban hành", replace(PLAN, signed_on=None)) == expected


def test_deadline_on_a_day_off_stays_where_the_text_states_it() -> None:
    assert read("30/8/2026") == dated("2026-08-30", Reading.DATE)  # a Sunday


def test_deadline_each_month_keeps_its_day_where_before_includes_it() -> None:
    lenient = replace(PLAN, before_means="on")
    assert read("Trước ngày 20 hằng tháng", lenient) == each(Repeat.MONTHLY, moment=Moment(day=20))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("30/2/2026", Why.IMPOSSIBLE_DATE),
        ("29/2/2026", Why.IMPOSSIBLE_DATE),
        ("31/6", Why.IMPOSSIBLE_DATE),
        ("tháng 13/2026", Why.IMPOSSIBLE_DATE),
        ("Quý V", Why.IMPOSSIBLE_DATE),
        ("Quý V/2026", Why.IMPOSSIBLE_DATE),
        ("Từ ngày 31/6/2026", Why.IMPOSSIBLE_DATE),
        ("ngày 32 hằng tháng", Why.IMPOSSIBLE_DATE),
        ("25 giờ ngày 15/6", Why.IMPOSSIBLE_TIME),
        ("0 ngày", Why.IMPOSSIBLE_TERM),
        ("9999 ngày", Why.IMPOSSIBLE_TERM),
        ("900 ngày làm việc", Why.BEYOND_CALENDAR),
        ("Từ tháng 9/2018 đến tháng 2/2017", Why.REVERSED_RANGE),
        ("15/12; 31/3/2027", Why.AMBIGUOUS_YEAR),
        ("Quý IV/2026; tháng 1", Why.AMBIGUOUS_YEAR),
        ("Quý II hoặc quý III/2026", Why.ALTERNATIVES),
        ("đầu quý III/2026", Why.VAGUE),
        ("giữa tháng 6", Why.VAGUE),
        ("tuần 2 tháng 6", Why.VAGUE),
        ("Năm học 2025-2026", Why.VAGUE),
        ("ngày    tháng 4 năm 2021", Why.BLANK_LEFT),
        ("tháng …/ năm 2026", Why.BLANK_LEFT),
        ("15/1 âm lịch", Why.LUNAR),
        ("2026-12-02", Why.SPREADSHEET_DATE),
        ("EXCEL 2026-12-02 định dạng mm/dd/yyyy", Why.SPREADSHEET_DATE),
        ("2 tháng một lần", Why.UNKNOWN_RHYTHM),
        ("báo cáo hằng quý; báo cáo năm trước 15/12", Why.SEVERAL_RHYTHMS),
        ("15/6/20266", Why.UNREAD_PART),
        ("hoàn thành 2/3 khối lượng trước 30/6/2026", Why.UNREAD_PART),
        ("ngày 15 và 30/6/2026", Why.UNREAD_PART),
        ("Từ ngày 01/7/2026", Why.START_ONLY),
        ("sau ngày 15/6/2026", Why.START_ONLY),
        ("chậm nhất 15 ngày trước ngày 30/6/2026", Why.COUNTED_BACK),
        ("trước khi khai giảng", Why.BEFORE_EVENT),
        ("Kỳ họp giữa năm 2026", Why.COUNCIL_SESSION),
        ("Kỳ họp gần nhất 2026", Why.COUNCIL_SESSION),
        ("Công an tỉnh đề nghị chuyển sang Kỳ họp giữa năm 2026", Why.EXTENSION_REQUEST),
        ("Xin gia hạn đến 30/9/2026", Why.EXTENSION_REQUEST),
        ("Đã hoàn thành ngày 15/3/2026", Why.ALREADY_DONE),
        ("Thông báo số 326/TB-UBND ngày 17/12/2025", Why.DOCUMENT_REFERENCE),
        ("Thông báo số 326/TB-… ngày 17/12/2025", Why.DOCUMENT_REFERENCE),
        (
            "Các cơ quan, đơn vị liên quan đến 80 TTHC còn lại Nghị quyết số 66.7/2025/NQ-CP",
            Why.DOCUMENT_REFERENCE,
        ),
        ("Xây dựng kế hoạch và triển khai", Why.NO_TIME),
        ("năm tiếp theo", Why.NO_TIME),
        ("x" * (LONGEST_TEXT + 1), Why.TOO_LONG),
    ],
)
def test_deadline_that_cannot_be_read_goes_to_a_person_with_the_reason(text: str, why: Why) -> None:
    assert read_deadline(text, PLAN) == Unreadable(text, why)


def test_deadline_keeps_the_text_as_it_was_written() -> None:
    assert read_deadline(" Tháng\n12//2026 ", PLAN).text == " Tháng\n12//2026 "


words = st.from_regex(
    r"(trước |từ |đến |hằng |sau )?(ngày|tháng|quý|năm|thứ|kỳ họp|tuần|giờ|kể từ ngày ban hành)",
    fullmatch=True,
)
figures = st.from_regex(
    r"([0-9]{1,2}[/.-]){0,2}[0-9]{1,4} ?(ngày làm việc|tháng đầu|lần/)?|[IVX]{1,3}", fullmatch=True
)
others = st.sampled_from(["số 12/KH-UBND", "thường xuyên", "và", "hoặc", "(", ")", ";", ","])
phrases = st.lists(words | figures | others | st.text(max_size=3), max_size=12).map(" ".join)


@given(st.text() | phrases)
def test_deadline_reads_any_text_alike_in_both_normal_forms_and_never_raises(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert read(composed) == read(decomposed) == read(text)


@given(phrases)
def test_deadline_is_dated_exactly_when_it_has_a_day(text: str) -> None:
    deadline = read(text)
    if isinstance(deadline, Deadline) and deadline.kind is not RECURRING:
        assert (deadline.kind is DATED) == (deadline.due_on is not None)


@given(st.dates(date(1900, 1, 2), date(2199, 12, 31)), st.sampled_from(["/", ".", "-"]), st.booleans())
def test_deadline_of_any_date_reads_back(day: date, sign: str, padded: bool) -> None:  # noqa: FBT001
    form = f"{day:%d{sign}%m}" if padded else f"{day.day}{sign}{day.month}"
    expected = dated(day.isoformat(), Reading.DATE)
    assert read(f"{form}{sign}{day.year}") == expected
    assert read(f"ngày {day.day} tháng {day.month} năm {day.year}") == expected
