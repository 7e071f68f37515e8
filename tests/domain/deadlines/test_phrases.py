from cchc_workflow.domain.deadlines.marks import Every, Found, Repeat, Sign, Span, Start, Stated, Why
from cchc_workflow.domain.deadlines.phrases import scan
from cchc_workflow.domain.deadlines.points import Point, Unit


def test_scan_keeps_the_order_of_the_text() -> None:
    assert [found.mark for found in scan("Hằng quý; trước ngày 15/6; từ tháng 7/2026")] == [
        Every(Repeat.QUARTERLY),
        Stated(Point(Unit.DAY, 6, None, 15), before=True, limit=True),
        Start(Point(Unit.MONTH, 7, 2026)),
    ]


def test_scan_tells_what_stands_in_parentheses_even_when_one_is_not_closed() -> None:
    assert scan("thường xuyên (theo Nghị định số 34/2014/NĐ-CP) liên tục (6/2026") == (
        Found(Sign.STANDING, aside=False),
        Found(Sign.DOCUMENT, aside=True),
        Found(Sign.STANDING, aside=False),
        Found(Stated(Point(Unit.MONTH, 6, 2026)), aside=True),
    )


def test_scan_reads_a_range_once_and_not_its_ends_again() -> None:
    assert [found.mark for found in scan("15/12/2016-15/02/2017")] == [
        Span(Point(Unit.DAY, 12, 2016, 15), Point(Unit.DAY, 2, 2017, 15))
    ]


def test_scan_takes_a_year_after_a_noun_for_a_possible_name() -> None:
    assert [found.mark for found in scan("Kế hoạch năm 2027")] == [
        Stated(Point(Unit.YEAR, 1, 2027), weak=True)
    ]
    assert [found.mark for found in scan("Trong năm 2027")] == [Stated(Point(Unit.YEAR, 1, 2027))]


def test_scan_marks_figures_that_no_row_has_read() -> None:
    assert [found.mark for found in scan("đạt 2/3 khối lượng")] == [Why.UNREAD_PART]
    assert scan("liên quan đến 80 TTHC") == ()
