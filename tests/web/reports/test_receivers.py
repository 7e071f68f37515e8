import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.rules import rules_of, unit_of
from cchc_workflow.store.people import find_person
from cchc_workflow.web.reports.receivers import Receivers, find_receivers
from tests.engine.small_office import CHIEF, COORDINATOR, DIRECTOR, HEAD
from tests.web.reports.desk import NOW, Desk


def receivers(desk: Desk, kind: ReportKind, unit: str, by: str) -> Receivers:
    office = desk.small.office
    with desk.small.database.read() as tx:
        person = find_person(tx, 1, by)
        assert person is not None
        notice = rules_of(tx, office, 1)[kind].issued
        return find_receivers(tx, notice, 1, unit_of(tx, 1, unit), office.today(NOW), person.id)


@pytest.mark.parametrize(
    ("kind", "unit", "maker", "by"),
    [
        (ReportKind.QUARTER, "", COORDINATOR, CHIEF),
        (ReportKind.QUARTER, "", COORDINATOR, DIRECTOR),
        (ReportKind.UNIT, "VP", HEAD, HEAD),
        (ReportKind.URGING, "VP", COORDINATOR, DIRECTOR),
    ],
)
def test_receivers_are_those_who_are_told(
    desk: Desk, kind: ReportKind, unit: str, maker: str, by: str
) -> None:
    foretold = receivers(desk, kind, unit, by)
    desk.issue(desk.make(kind, unit, by=maker), by=by)
    mails = desk.small.mails("report")
    told = {(mail.to.partition("@")[0], bool(mail.row.is_copy)) for mail in mails}
    assert told == {(name, False) for name in foretold.to} | {(name, True) for name in foretold.copies}
    assert told


def test_report_of_which_nobody_is_told_has_no_receivers(desk: Desk) -> None:
    with desk.small.database.read() as tx:
        assert find_receivers(tx, None, 1, 0, desk.small.office.today(NOW), 1) == Receivers()
