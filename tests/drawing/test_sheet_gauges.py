from decimal import Decimal

import pytest

from cchc_workflow.domain.scoring import Points
from cchc_workflow.drawing.rows import MOST
from cchc_workflow.drawing.sheet_gauges import (
    AreaPoints,
    IndexPoints,
    draw_areas,
    draw_index_picture,
    tell_areas,
    tell_index,
)
from cchc_workflow.drawing.svg import Look
from tests.drawing.seen import assert_inside, hatched, texts

LOOK = Look(family="serif")


def points(secured: str, expected: str, reachable: str, lost: str) -> Points:
    return Points(Decimal(secured), Decimal(expected), Decimal(reachable), Decimal(lost))


def area(title: str, lost: str = "0.80", previous: str | None = "9") -> AreaPoints:
    reachable = str(10 - Decimal(lost))
    before = None if previous is None else Decimal(previous)
    return AreaPoints("a", title, Decimal(10), before, points("4", "7.8", reachable, lost))


def index(expected: str) -> IndexPoints:
    tasks = points("20", str(Decimal(expected) - Decimal("32.5")), "61.2", "6.3")
    return IndexPoints(tasks, Decimal("32.5"), Decimal(100), Decimal(85))


def test_areas_tell_what_is_expected_and_where_most_is_lost() -> None:
    told = tell_areas([area("Chỉ đạo, điều hành"), area("Cải cách thể chế", "2.60")])
    assert told == (
        "2 lĩnh vực dự kiến đạt 15,6/20 điểm; mất nhiều nhất là Cải cách thể chế: 2,6 điểm vì nhiệm vụ chậm."
    )
    assert "chưa lĩnh vực nào mất điểm" in tell_areas([area("Chỉ đạo", "0")])
    assert tell_areas([]) == "Kế hoạch không chia lĩnh vực."


def test_areas_are_written_with_their_points_and_keys() -> None:
    picture = draw_areas([area("Chỉ đạo, điều hành")], LOOK)
    written = texts(picture)
    assert {"a. Chỉ đạo, điều hành", "7,8/10", "đã mất", "điểm năm trước"} <= set(written)
    assert hatched(picture) == 4, "what is reachable and lost, and their keys"


def test_keys_name_only_what_is_there() -> None:
    written = texts(draw_areas([area("Chỉ đạo", "0", previous=None)], LOOK))
    assert not {"đã mất", "điểm năm trước", "điều tra xã hội học (theo kế hoạch)"} & set(written)


def test_many_areas_are_summed_up_below() -> None:
    picture = draw_areas([area(f"Lĩnh vực {number}") for number in range(MOST + 3)], LOOK)
    assert "Còn 3 lĩnh vực khác, dự kiến cộng 23,4/30 điểm." in texts(picture)
    assert_inside(picture)


@pytest.mark.parametrize(
    ("expected", "begins"),
    [
        ("83.92", "Chỉ số dự kiến 83,92/100 điểm, thấp hơn mục tiêu 85 là 1,08 điểm."),
        ("90", "Chỉ số dự kiến 90/100 điểm, cao hơn mục tiêu 85 là 5 điểm."),
        ("85.00", "Chỉ số dự kiến 85/100 điểm, đúng bằng mục tiêu."),
    ],
)
def test_index_is_told_beside_its_goal(expected: str, begins: str) -> None:
    told = tell_index(index(expected))
    assert told == f"{begins} Nếu không có thêm nhiệm vụ chậm: 93,7 điểm; đã mất 6,3 điểm."


def test_index_is_written_with_all_its_parts() -> None:
    picture = draw_index_picture(index("83.92"), LOOK)
    assert {"mục tiêu 85", "dự kiến 83,92", "đã chắc chắn: 20", "đã mất: 6,3"} <= set(texts(picture))
    assert hatched(picture) == 6, "survey, reachable, lost, and their keys"
