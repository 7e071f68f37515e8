from datetime import date

import pytest

from cchc_workflow.domain.people import Scope, scope_of
from cchc_workflow.engine.search import Findings, has_all, search
from tests.builders import vn
from tests.engine.small_office import HEAD, HEAD_CCKL, SmallOffice

ON = date(2021, 6, 15)


def find(desk: SmallOffice, text: str, who: str | None = None, most: int = 20) -> Findings:
    scope = scope_of(desk.actor(who)) if who else Scope(desk.organization_id)
    return search(desk.office, scope, text, ON, most)


def codes(found: Findings) -> list[str]:
    return [row.code for row in found.tasks]


def test_task_is_found_by_code_title_text_deliverable_and_unit(desk: SmallOffice) -> None:
    assert codes(find(desk, "c1")) == codes(find(desk, "Nhiem vu C1")) == ["C1"]
    assert codes(find(desk, "kiem lam")) == codes(find(desk, "quy dinh kiểm LÂM")) == ["C1"]
    assert codes(find(desk, "Bao cao c1")) == ["C1"]
    assert find(desk, "kiem thuy").is_empty


def test_task_whose_code_was_typed_comes_first(desk: SmallOffice) -> None:
    assert codes(find(desk, "a1"))[0] == "A1"
    assert set(codes(find(desk, "a1"))) == {"A1", "A10"}


def test_units_and_documents_are_found(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    found = find(desk, "12 bc")
    assert [(row.document, row.code) for row in found.documents] == [("12/BC-VP", "A1")]
    assert [row.code for row in find(desk, "to chuc").units] == ["TCCB"]


def test_search_stays_within_sight(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    found = find(desk, "12/BC-VP", HEAD_CCKL)
    assert found.is_empty
    assert codes(find(desk, "nhiem vu", HEAD_CCKL)) == ["C1"]
    assert codes(find(desk, "A2", HEAD_CCKL)) == []
    assert [row.code for row in find(desk, "phong", HEAD_CCKL).units] == []
    assert find(desk, "12/BC-VP", HEAD).documents


def test_more_than_is_shown_is_told(desk: SmallOffice) -> None:
    found = find(desk, "nhiem vu", most=3)
    assert (len(found.tasks), found.more) == (3, True)
    assert not find(desk, "c1", most=3).more


@pytest.mark.parametrize(
    "text", ["", "  ", "!?*", '"', "\x00", "日本", "'); DROP TABLE task; --", "\ud800", "x" * 10_000]
)
def test_nonsense_finds_nothing(desk: SmallOffice, text: str) -> None:
    assert find(desk, text).is_empty


def test_has_all_wants_beginnings_of_words() -> None:
    assert has_all("Phòng Tổ chức - Cán bộ", ("to", "can"))
    assert not has_all("Phòng Tổ chức", ("huc",))
