from datetime import date

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.store import ledger
from cchc_workflow.store.database import Database
from cchc_workflow.store.reports import Series, freeze, insert_report, mark_issued
from cchc_workflow.store.rows import from_json
from tests.builders import vn
from tests.engine.report.mornings import climb
from tests.engine.small_office import HEAD_CCKL, SmallOffice, duty, issue_small


def make(database: Database) -> SmallOffice:
    return issue_small(
        database,
        duty("A1", "VP", date(2021, 6, 30), 'supports = ["CCKL"]'),
        duty("C1", "CCKL", date(2021, 5, 31)),
    )


def test_tasks_come_in_parts_by_key(database: Database) -> None:
    desk = make(database)
    with database.read() as tx:
        rows = [row for part in ledger.read_tasks(tx, desk.plan_id) for row in part]
        count = ledger.count_tasks(tx, desk.plan_id)
        assert list(ledger.read_tasks(tx, desk.plan_id + 1)) == []
    assert [row.code for row in rows] == ["A1", "C1"]
    assert (count, rows[0].due_on, rows[0].counted) == (2, date(2021, 6, 30), True)


def test_only_what_changed_later_is_read_back(database: Database) -> None:
    desk = make(database)
    desk.report("C1", vn(1, 6, 9), HEAD_CCKL)
    key = desk.task("C1").id
    with database.read() as tx:
        assert dict(ledger.read_changed(tx, desk.plan_id, range(1, 100), vn(1, 6, 9))) == {}
        found = dict(ledger.read_changed(tx, desk.plan_id, range(1, 100), vn(1, 6, 8)))
        assert dict(ledger.read_changed(tx, desk.plan_id, range(key + 1, 100), vn(1, 6, 8))) == {}
    assert {task_id: [event.name for event in chain] for task_id, chain in found.items()} == {
        key: ["assigned", "started", "reported"]
    }


def test_events_are_counted_and_read_by_name(database: Database) -> None:
    desk = make(database)
    desk.extend("C1", date(2021, 7, 30), vn(1, 5, 9), HEAD_CCKL)
    key, plan = desk.task("C1").id, desk.plan_id
    with database.read() as tx:
        counted = ledger.count_events(tx, plan, {"assigned"}, vn(1, 4), vn(1, 5))
        assert ledger.count_events(tx, plan, {"assigned"}, vn(16, 4), vn(1, 5)) == []
        assert ledger.count_events(tx, plan, (), vn(1, 4), vn(1, 5)) == []
        (approved,) = ledger.read_events(tx, plan, {"extension_approved"}, vn(1, 5), vn(1, 5, 9))
        assert ledger.read_events(tx, plan, (), vn(1, 4), vn(1, 6)) == []
    assert sorted((row.task_id, row.name, row.times) for row in counted) == [
        (desk.task("A1").id, "assigned", 1),
        (key, "assigned", 1),
    ]
    assert (approved.task_id, approved.data["due_on"]) == (key, "2021-07-30")


def test_told_is_what_was_sent_by_itself_or_in_another_mail(database: Database) -> None:
    desk = make(database)
    climb(desk, date(2021, 6, 1))
    with database.read() as tx:
        rows = ledger.read_told(tx, desk.plan_id, {"overdue"}, vn(1, 6), vn(2, 6))
        assert ledger.read_told(tx, desk.plan_id, {"overdue"}, vn(1, 6), vn(1, 6, 7, 29)) == []
    told = [(row.task_id, row.step, row.sent_at) for row in rows if row.step]
    assert told == [(desk.task("C1").id, "T+1", vn(1, 6, 7, 30))]


def test_units_that_help_are_found_by_task(database: Database) -> None:
    desk = make(database)
    with database.read() as tx:
        assert ledger.read_supported(tx, desk.plan_id, desk.unit_id("CCKL")) == {desk.task("A1").id}
        assert ledger.read_supported(tx, desk.plan_id, desk.unit_id("VP")) == frozenset()


def test_heads_are_those_who_began_by_then(database: Database) -> None:
    make(database)
    with database.read() as tx:
        assert len(ledger.read_heads(tx, 1, date(2021, 4, 15))) == 3
        assert ledger.read_heads(tx, 1, date(2021, 4, 14)) == []


def test_nothing_was_issued_flagged_asked_or_anchored_yet(database: Database) -> None:
    desk = make(database)
    with database.read() as tx:
        assert ledger.read_issued(tx, desk.plan_id, vn(31, 12)) == []
        series = Series(desk.plan_id, ReportKind.QUARTER, "2021-q2")
        assert ledger.report_before(tx, series, vn(31, 12)) is None
        assert ledger.read_flags(tx, desk.plan_id, vn(31, 12)) == []
        assert ledger.read_extensions(tx, desk.plan_id, vn(31, 12)) == []
        assert ledger.anchor_at(tx, vn(31, 12)) is None


def test_report_before_counts_from_when_it_was_issued(database: Database) -> None:
    desk = make(database)
    asked = Series(desk.plan_id, ReportKind.QUARTER, "2021-q3")
    with database.begin() as tx:
        for period, issued_at in (("2021-q1", vn(20, 4)), ("2021-q2", vn(20, 9)), ("2021-q4", vn(21, 4))):
            of = Series(desk.plan_id, ReportKind.QUARTER, period)
            made = freeze({"period": period}, date(2021, 4, 15), vn(20, 4), None)
            report_id = insert_report(tx, 1, of, 1, made)
            assert report_id is not None
            assert mark_issued(tx, report_id, 0, issued_at, None)
        for until, found in ((vn(19, 4), None), (vn(19, 9), "2021-q1"), (vn(20, 9), "2021-q2")):
            row = ledger.report_before(tx, asked, until)
            assert (from_json(row.data)["period"] if row else None) == found
