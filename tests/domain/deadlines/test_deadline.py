"""Every phrase here was found on real paper, or is what such a phrase becomes with one slip of the pen."""

import unicodedata
from dataclasses import replace
from datetime import date, time
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.deadlines.deadline import (
    LONGEST_TEXT,
    Deadline,
    DeadlineContext,
    DeadlineKind,
    DeadlineWarning,
    Moment,
    Reading,
    Repeat,
    Unreadable,
    Why,
    read_deadline,
)
from cchc_workflow.domain.deadlines.terms import Term, TermUnit

WEEKDAYS: Final = WorkCalendar(
    source="weekdays.toml",
    tz="Asia/Ho_Chi_Minh",
    weekend=frozenset({5, 6}),
    first_on=date(2020, 1, 1),
    last_on=date(2027, 12, 31),
    days_off={},
    worked_days={},
)
PLAN: Final = DeadlineContext(2026, WEEKDAYS, signed_on=date(2026, 3, 31))
DATED, RECURRING, STANDING, DORMANT, AWAITING, SUBTASKS, UNSET = DeadlineKind
CONTRADICTION, TENTATIVE, ALSO_EVENT, PARTLY_UNDATED, SEVERAL_RHYTHMS = DeadlineWarning

PROGRAMMES_THEN_A_REPORT: Final = (
    "Quý II/2026 ban hành các Chương trình, Đề án. Việc triển khai thực hiện theo Quyết định phê duyệt. "
    "Báo cáo kết quả vào Quý IV"
)
PROPOSALS_THEN_A_RULING: Final = (
    "31/03/2026 / Các sở, ban, ngành có văn bản đề xuất trước ngày 15/3/2026; (...) "
    "ban hành văn bản quy định chậm nhất ngày 31/3/2026"
)


def on(text: str) -> date:
    """`2026-06-15` as a date."""
    return date.fromisoformat(text)


def read(text: str, context: DeadlineContext = PLAN) -> Deadline | Unreadable:
    """The reading without the text, so that a table can state it."""
    return replace(read_deadline(text, context), text="")


def dated(due: str, reading: Reading, *milestones: str, **more: object) -> Deadline:
    """A dated deadline with its milestones."""
    deadline = Deadline("", DATED, reading, on(due), milestones=tuple(map(on, milestones)))
    return replace(deadline, **more)  # type: ignore[arg-type]


def each(repeat: Repeat, due: str | None = None, **more: object) -> Deadline:
    """A recurring deadline, perhaps with its first day."""
    reading = Reading.FIRST_THEN_EACH_PERIOD if due else Reading.EACH_PERIOD
    return replace(Deadline("", RECURRING, reading, on(due) if due else None, repeat), **more)  # type: ignore[arg-type]


def undated(kind: DeadlineKind, reading: Reading, **more: object) -> Deadline:
    """A deadline without a day."""
    return replace(Deadline("", kind, reading), **more)  # type: ignore[arg-type]


def unreadable(why: Why) -> Unreadable:
    """What a person has to read."""
    return Unreadable("", why)


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
