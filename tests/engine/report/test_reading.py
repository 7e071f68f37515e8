from datetime import date, timedelta

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.reading import read_ledger, span_of
from tests.builders import make_calendar, vn
from tests.engine.report.occasions import occasion
from tests.engine.small_office import HEAD_CCKL, HEAD_TCCB, SmallOffice, at

ON = date(2021, 6, 10)


def test_span_ends_with_the_day() -> None:
    found = span_of(make_calendar(), occasion(ReportKind.QUARTER, ON), vn(20, 6, 9))
    assert found.since == vn(15, 4)
    assert found.until == vn(11, 6) - timedelta(microseconds=1)


def test_span_of_the_weekly_report_ends_now() -> None:
    assert span_of(make_calendar(), occasion(ReportKind.WEEKLY, ON), vn(10, 6, 7, 30)).until == vn(
        10, 6, 7, 30
    )


def test_span_of_a_week_that_is_over_ends_with_its_last_day() -> None:
    span = span_of(make_calendar(), occasion(ReportKind.WEEKLY, ON), vn(20, 6, 9))
    assert span.until == vn(11, 6) - timedelta(microseconds=1)


def test_request_is_told_as_it_was_by_then(desk: SmallOffice) -> None:
    granted = desk.ask("C1", date(2021, 7, 30), vn(10, 5, 9), HEAD_CCKL)
    taken_back = desk.ask("B1", date(2021, 7, 30), vn(10, 6, 9), HEAD_TCCB)
    desk.decide("chanhvanphong@so.example", granted, "approve", vn(11, 5, 9))
    desk.decide(HEAD_TCCB, taken_back, "withdraw", vn(11, 6, 9))
    known = {}
    for on in (date(2021, 5, 10), ON, ON + timedelta(days=1)):
        with desk.database.read() as tx:
            plan = desk.office.plan(tx, desk.plan_id)
            ledger = read_ledger(tx, desk.office, plan, occasion(ReportKind.QUARTER, on), at(on))
        known[on.isoformat()] = [
            (each.id, each.decided_on is not None, each.approved, each.withdrawn)
            for each in ledger.extensions
        ]
    assert known == {
        "2021-05-10": [(granted.id, False, False, False)],
        "2021-06-10": [(granted.id, True, True, False), (taken_back.id, False, False, False)],
        "2021-06-11": [(granted.id, True, True, False), (taken_back.id, True, False, True)],
    }
