from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.burnup import Mark, draw_burnup
from cchc_workflow.drawing.sheet_burnup import DASH, draw_burnup_picture, tell_burnup
from cchc_workflow.drawing.svg import LOOKS, Look
from tests.drawing.seen import SPACE, assert_inside, hatched, read, texts

LOOK = Look(family="serif")
FIRST = date(2021, 4, 15)


def mark(week: int, planned: int, done: int | None = None) -> Mark:
    return Mark(FIRST + timedelta(days=7 * week), planned, done)


BEHIND = [mark(0, 0, 0), mark(10, 80, 60), mark(30, 200)]


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        (
            BEHIND,
            (
                "Đến ngày 24/6/2021 có 80 nhiệm vụ đến hạn, đã báo cáo hoàn thành 60: "
                "ít hơn kế hoạch 20 nhiệm vụ. Cả kế hoạch: 200."
            ),
        ),
        (
            [mark(0, 3, 5)],
            (
                "Đến ngày 15/4/2021 có 3 nhiệm vụ đến hạn, đã báo cáo hoàn thành 5: "
                "nhiều hơn kế hoạch 2 nhiệm vụ. Cả kế hoạch: 3."
            ),
        ),
        (
            [mark(0, 3, 3)],
            (
                "Đến ngày 15/4/2021 có 3 nhiệm vụ đến hạn, đã báo cáo hoàn thành 3: "
                "đúng bằng kế hoạch. Cả kế hoạch: 3."
            ),
        ),
        ([mark(0, 3)], "Kế hoạch có 3 nhiệm vụ có thời hạn; chưa đến ngày nào để so sánh."),
        ([mark(0, 0, 0)], "Chưa nhiệm vụ nào có thời hạn."),
        ([], "Chưa nhiệm vụ nào có thời hạn."),
    ],
)
def test_finding_says_how_far_apart_they_are(marks: list[Mark], told: str) -> None:
    assert tell_burnup(draw_burnup(marks)) == draw_burnup_picture(marks, LOOK).told == told


def test_lines_differ_in_more_than_colour_and_are_named_at_today() -> None:
    picture = draw_burnup_picture(BEHIND, LOOK)
    lines = [each.attrib for each in read(picture).iter(f"{SPACE}path") if each.attrib.get("fill") == "none"]
    assert [each.get("stroke-dasharray") for each in lines[:2]] == [DASH, None]
    assert {"đến hạn 80", "đã xong 60", "24/6/2021", "cả kế hoạch 200"} <= set(texts(picture))
    assert hatched(picture) == 1, "the gap"


def test_plan_that_is_ahead_has_no_gap() -> None:
    assert hatched(draw_burnup_picture([mark(0, 0, 0), mark(10, 60, 80)], LOOK)) == 0


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=30))
def test_any_year_stays_within_the_edges(weeks: list[tuple[int, int, int]]) -> None:
    marks = [mark(week, planned, done if week < 200 else None) for week, planned, done in weeks]
    for look in LOOKS:
        assert_inside(draw_burnup_picture(marks, look))
