from datetime import date

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.store import planner
from cchc_workflow.store.database import Database
from tests.store.office import Office, put_task

JUNE = (date(2021, 6, 1), date(2021, 6, 30))
DAY = date(2021, 6, 30)


def test_days_gather_a_duty_of_several_units(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, code="A1/VP", duty="A1", due_on=DAY)
        put_task(tx, office, code="A1/TCCB", duty="A1", due_on=DAY, lead_unit_id=office.other_unit_id,
                 phase=Phase.DONE)  # fmt: skip
        put_task(tx, office, code="A2", duty="A2", due_on=DAY)
        put_task(tx, office, code="A3", duty="A3", due_on=date(2021, 7, 1))
        put_task(tx, office, code="A4", duty="A4", due_on=DAY, phase=Phase.VOID)
        put_task(tx, office, code="A5", duty="A5", due_on=DAY, counted=False)
        rows = planner.days_of(tx, Scope(office.organization_id), office.plan_id, JUNE, 5)
    assert [(row.duty, row.tasks, row.open, row.of_day) for row in rows] == [("A1", 2, 1, 3), ("A2", 1, 1, 3)]


def test_days_are_bounded_and_tell_how_many_there_are(database: Database, office: Office) -> None:
    with database.begin() as tx:
        for number in range(9):
            put_task(tx, office, code=f"A{number}", duty=f"A{number}", due_on=DAY)
        rows = planner.days_of(tx, Scope(office.organization_id), office.plan_id, JUNE, 2)
    assert [(row.code, row.of_day) for row in rows] == [("A0", 9), ("A1", 9)]


def test_days_stay_in_the_scope_and_in_what_is_asked_for(database: Database, office: Office) -> None:
    whole = Scope(office.organization_id)
    own = Scope(office.organization_id, frozenset({office.unit_id}))
    with database.begin() as tx:
        put_task(tx, office, code="A1", duty="A1", due_on=DAY, area_id=office.area_id)
        put_task(tx, office, code="B1", duty="B1", due_on=DAY, lead_unit_id=office.other_unit_id)

        def codes(scope: Scope, **asked: int) -> list[str]:
            return [row.code for row in planner.days_of(tx, scope, office.plan_id, JUNE, 5, **asked)]

        assert codes(whole) == ["A1", "B1"]
        assert codes(own) == ["A1"]
        assert codes(Scope(office.organization_id + 1)) == []
        assert codes(whole, unit_id=office.other_unit_id) == ["B1"]
        assert codes(own, unit_id=office.other_unit_id) == []
        assert codes(whole, area_id=2**62) == []


def test_feed_holds_what_is_in_sight_and_not_verified(database: Database, office: Office) -> None:
    own = Scope(office.organization_id, frozenset({office.unit_id}))
    with database.begin() as tx:
        put_task(tx, office, code="A1", due_on=DAY)
        put_task(tx, office, code="A2", due_on=DAY, phase=Phase.REPORTED, reported_on=DAY)
        put_task(tx, office, code="A3", due_on=DAY, phase=Phase.DONE, reported_on=DAY)
        put_task(tx, office, code="A4", due_on=None)
        put_task(tx, office, code="A5", due_on=date(2021, 5, 31))
        put_task(tx, office, code="B1", due_on=DAY, lead_unit_id=office.other_unit_id)
        assert [row.code for row in planner.feed_tasks(tx, own, JUNE[0], 10)] == ["A1", "A2"]
        assert [row.code for row in planner.feed_tasks(tx, own, JUNE[0], 1)] == ["A1"]
        whole = planner.feed_tasks(tx, Scope(office.organization_id), JUNE[0], 10)
        assert [row.code for row in whole] == ["A1", "A2", "B1"]
        assert planner.feed_tasks(tx, Scope(office.organization_id, frozenset()), JUNE[0], 10) == []


def test_feed_number_begins_at_one_and_grows(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert planner.feed_number(tx, office.head_id) == 1
        planner.renew_feed_number(tx, office.head_id)
        planner.renew_feed_number(tx, office.head_id)
        assert planner.feed_number(tx, office.head_id) == 3
        assert planner.feed_number(tx, office.deputy_id) == 1
