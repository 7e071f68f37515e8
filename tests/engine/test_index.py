from datetime import date
from decimal import Decimal

from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.index import read_index
from cchc_workflow.store.plans import load_plan_row
from tests.engine.small_office import HEAD_TCCB, SmallOffice, at


def test_index_is_read_from_the_tasks_of_each_area(desk: SmallOffice) -> None:
    """15 tasks share 10 points: 1 is accepted, 1 reported on time, 5 are late, 8 lie ahead."""
    desk.report("A1", at(date(2021, 6, 29)))
    desk.verify("A1", at(date(2021, 6, 30)))
    desk.report("B1", at(date(2021, 6, 30)), HEAD_TCCB)
    with desk.database.read() as tx:
        plan = load_plan_row(tx, desk.plan_id)
        index = read_index(tx, Scope(1), plan, date(2021, 7, 1))
    (area,) = index.areas
    assert (area.work.assigned, area.work.verified_on_time, area.work.reported_on_time, area.work.late) == (
        15,
        1,
        1,
        5,
    )
    assert area.points.secured == Decimal("0.67")
    assert area.points.lost == Decimal("3.33")
    assert area.points.expected == Decimal("2.86"), "10 x (2 + 8 x 2/7) / 15"
    assert (index.goal, index.survey_points) == (Decimal(85), Decimal(90))
