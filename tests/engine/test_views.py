from typing import Any

from cchc_workflow.engine.views import LONGEST_NAME, MOST_VIEWS, drop_view, keep_view
from cchc_workflow.store.views import views_of
from tests.engine.small_office import HEAD, VERIFIER, SmallOffice


def mine(desk: SmallOffice, who: str) -> list[Any]:
    with desk.database.read() as tx:
        return views_of(tx, desk.actor(who).person_id)


def test_view_is_kept_under_a_tidy_name(desk: SmallOffice) -> None:
    person = desk.actor(HEAD).person_id
    assert keep_view(desk.office, person, "  Quá \n hạn ", "tinh-trang=overdue") is None
    assert keep_view(desk.office, person, "Quá hạn", "tinh-trang=late") is None
    assert keep_view(desk.office, person, "x" * 500, "") is None
    assert {(row.name, row.query) for row in mine(desk, HEAD)} == {
        ("Quá hạn", "tinh-trang=late"),
        ("x" * LONGEST_NAME, ""),
    }


def test_view_without_a_name_or_beyond_the_most_is_not_kept(desk: SmallOffice) -> None:
    person = desk.actor(HEAD).person_id
    assert keep_view(desk.office, person, " \t", "") == "nameless"
    for number in range(MOST_VIEWS):
        assert keep_view(desk.office, person, f"Bộ lọc {number}", "") is None
    assert keep_view(desk.office, person, "Thêm nữa", "") == "full"
    assert keep_view(desk.office, person, "Bộ lọc 0", "xep=ma") is None
    assert len(mine(desk, HEAD)) == MOST_VIEWS


def test_view_of_somebody_else_is_not_dropped(desk: SmallOffice) -> None:
    keep_view(desk.office, desk.actor(HEAD).person_id, "Của tôi", "")
    (view,) = mine(desk, HEAD)
    assert not drop_view(desk.office, desk.actor(VERIFIER).person_id, view.id)
    assert drop_view(desk.office, desk.actor(HEAD).person_id, view.id)
    assert mine(desk, HEAD) == []
