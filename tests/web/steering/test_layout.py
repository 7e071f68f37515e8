from datetime import date

from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.steering import read_steering
from cchc_workflow.store.plans import read_plans
from cchc_workflow.web.steering.layout import UNITS, lay_out
from tests.engine.small_office import at


def test_layout_of_the_real_plan_draws_every_figure(real_office: Office) -> None:
    with real_office.database.read() as tx:
        (plan,) = read_plans(tx, 1)
    shown = lay_out(read_steering(real_office, Scope(1), plan, at(date(2021, 7, 5))))
    assert [area.work.code for area, _ in shown["areas"]] == ["a", "b", "c", "d", "đ", "e", "g"]
    assert shown["found"].index.points == shown["found"].index.survey_points + 35, "67,5 and 32,5"
    assert len(shown["units"]) == len(shown["bars"].bars) == len(shown["heat"].rows) == 16 <= UNITS
    assert [column.amount.name for column in shown["columns"].columns] == [str(n) for n in range(1, 13)]
    assert [picture.width for picture in shown["burnup"]] == [640, 312]
    assert shown["burnup"][0].told.startswith("Đến ngày 5/7/2021 có ")
    assert shown["to_confirm"] == len(shown["flagged"]) == 1
    assert shown["rate"] == 0, "nobody has done anything"
