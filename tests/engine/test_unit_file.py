from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.domain.people import Scope, scope_of
from cchc_workflow.engine.confirm import confirm_rating
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.unit_file import UnitFile, read_unit_file, units_in_sight
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.plans import load_plan_row
from tests.engine.small_office import (
    CHIEF,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    SmallOffice,
    at,
)

ON = date(2021, 7, 1)


def look(desk: SmallOffice, address: str = DIRECTOR, unit: str = "VP", on: date = ON) -> UnitFile:
    sweep(desk.office, at(on))
    with desk.database.read() as tx:
        plan = load_plan_row(tx, desk.plan_id)
    return read_unit_file(desk.office, desk.actor(address), plan, unit, at(on))


def test_unit_file_tells_standing_and_projection(desk: SmallOffice) -> None:
    """One of nine is late; two more are three of nine, 33,33 %."""
    found = look(desk)
    assert (found.counts.late, found.counts.assigned, found.percent) == (1, 9, Decimal("11.11"))
    assert (found.tips_with, found.percent_tipped) == (2, Decimal("33.33"))
    assert [row.duty.code for row in found.tipping] == ["A2", "A3"]
    assert [row.title for row in found.tipping] == ["Nhiệm vụ A2", "Nhiệm vụ A3"]
    assert found.standing.standing.projection.tips_on == date(2021, 10, 1)
    assert found.late == (), "A1 is among what is to be done"
    assert found.percent_judged == Decimal("100.00"), "eight of the nine are not due yet"


def test_unit_file_lists_what_was_finished_late(desk: SmallOffice) -> None:
    desk.report("A1", at(ON, 7))
    found = look(desk)
    assert [(row.duty.code, row.duty.reported_on, row.title) for row in found.late] == [
        ("A1", ON, "Nhiệm vụ A1")
    ]


def test_unit_file_names_the_rescue_set(desk: SmallOffice) -> None:
    found = look(desk, unit="CCKL")
    assert found.tips_with == 0
    assert found.rescue is not None
    assert [row.duty.code for row in found.rescue] == ["C1"]
    assert found.tipping == ()


def test_unit_file_counts_the_excused_apart(desk: SmallOffice) -> None:
    desk.do(CHIEF, "excuse", "C1", at(date(2021, 6, 1)), note="Bão")
    found = look(desk, unit="CCKL")
    assert (found.percent, found.percent_excused) == (Decimal("100.00"), Decimal("0.00"))


def test_unit_file_begins_with_what_is_most_pressing(desk: SmallOffice) -> None:
    desk.start("A1", at(date(2021, 6, 1)))
    found = look(desk, HEAD)
    steps = [(each.line.task.code, each.action.name if each.action else None) for each in found.to_do]
    assert steps[:3] == [("A1", "report"), ("A2", "start"), ("A3", "start")]
    assert found.open == 9


def test_unit_file_offers_nothing_to_who_is_of_another_unit(desk: SmallOffice) -> None:
    assert {each.action for each in look(desk, DIRECTOR).to_do} == {None}


@pytest.mark.parametrize("address", [HEAD, OFFICER])
@pytest.mark.parametrize("unit", ["TCCB", "CCKL", "KHONG-CO"])
def test_unit_file_of_another_unit_is_not_found(desk: SmallOffice, address: str, unit: str) -> None:
    """TCCB helps with A1 of VP: its head sees the task, not the unit."""
    with pytest.raises(NotFoundError):
        look(desk, address, unit)
    with pytest.raises(NotFoundError):
        look(desk, HEAD_TCCB, "VP")


def test_unit_file_shows_whose_tenure_a_task_turned_late_in(desk: SmallOffice) -> None:
    (tenure,) = look(desk).tenures
    assert (tenure.name, tenure.to_on, tenure.stands_in, tenure.late) == ("truongphong.vp", None, False, 1)


def test_unit_file_keeps_every_flag_with_its_end(desk: SmallOffice) -> None:
    sweep(desk.office, at(ON))
    flag_id = next(flag.id for flag in desk.flags() if flag.unit_code == "CCKL")
    confirm_rating(desk.office, desk.actor(DIRECTOR), flag_id, "Đồng ý", at(ON))
    desk.extend("C1", date(2021, 9, 30), at(ON, 9), "chicuctruong.cckl@so.example")
    (flag,) = look(desk, unit="CCKL").flags
    assert flag.tasks == ("C1",)
    assert (flag.row.cleared_reason, flag.row.confirmed_note) == ("extension_approved", "Đồng ý")


def test_units_in_sight_are_those_whose_offices_one_holds(desk: SmallOffice) -> None:
    def codes(scope: Scope) -> list[str]:
        with desk.database.read() as tx:
            plan = load_plan_row(tx, desk.plan_id)
            return [unit.code for unit in units_in_sight(tx, scope, plan, ON)]

    assert codes(Scope(1)) == ["TCCB", "CCKL", "VP"]
    assert codes(scope_of(desk.actor(HEAD_TCCB))) == ["TCCB"], "it helps VP and doesn't see its standing"
    assert codes(Scope(1, frozenset())) == []
