import pytest

from cchc_workflow.domain.people import scope_of
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.people import find_organization
from cchc_workflow.web.score.place import Place, find_place, open_sheet
from cchc_workflow.web.viewer import Viewer
from tests.engine.score.scoring import ON
from tests.engine.small_office import COORDINATOR, HEAD_TCCB, SmallOffice
from tests.scored_office import JULY


def make_viewer(desk: SmallOffice, who: str) -> Viewer:
    actor = desk.actor(who, JULY)
    with desk.database.read() as tx:
        organization = find_organization(tx, 1)
    return Viewer(
        actor=actor, scope=scope_of(actor), session_id=1, organization=organization, now=JULY, on=ON
    )


def find(desk: SmallOffice, who: str, unit: str = "", plan: str | None = None) -> Place:
    with desk.database.read() as tx:
        place = find_place(tx, make_viewer(desk, who), plan, unit)
    assert place is not None
    return place


def test_who_sees_all_begins_with_the_office(scored: SmallOffice) -> None:
    place = find(scored, COORDINATOR)
    assert (place.subject, [unit.code for unit in place.units]) == ("", ["VP", "TCCB", "CCKL"])
    assert place.sheet_path() == "/cham-diem?ke-hoach=so-vi-du-2021"
    assert place.sheet_path(chi="thieu", linh_vuc=None) == "/cham-diem?ke-hoach=so-vi-du-2021&chi=thieu"
    assert place.criterion_path("đ.1") == "/cham-diem/tieu-chi?ke-hoach=so-vi-du-2021&ma=%C4%91.1"


def test_a_head_begins_with_the_own_unit(scored: SmallOffice) -> None:
    place = find(scored, HEAD_TCCB)
    assert (place.subject, [unit.code for unit in place.units]) == ("TCCB", ["TCCB"])
    assert place.criterion_path("a.1") == "/cham-diem/tieu-chi?ke-hoach=so-vi-du-2021&don-vi=TCCB&ma=a.1"
    with scored.database.read() as tx:
        assert open_sheet(tx, make_viewer(scored, HEAD_TCCB), place).subject == "TCCB"


def test_another_units_sheet_does_not_open(scored: SmallOffice) -> None:
    place = find(scored, HEAD_TCCB, "VP")
    with scored.database.read() as tx, pytest.raises(NotFoundError):
        open_sheet(tx, make_viewer(scored, HEAD_TCCB), place)
    with pytest.raises(NotFoundError):
        find(scored, COORDINATOR, plan="khac")
