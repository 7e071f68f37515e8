from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.task import Phase
from cchc_workflow.drawing.lifeline import Step, draw_life
from cchc_workflow.drawing.sheet_life import MOST, draw_life_picture, tell_life
from cchc_workflow.drawing.svg import LOOKS, Look
from tests.drawing.seen import COMBINING, HOSTILE, assert_inside, hatched, texts

LOOK = Look(family="serif")
ON = date(2021, 8, 1)
DUE = date(2021, 6, 30)
ASSIGNED = Step("Giao nhiệm vụ", date(2021, 4, 15), Phase.OPEN, begun=False)
STARTED = Step("Bắt đầu thực hiện", date(2021, 5, 3), Phase.OPEN)


def reported(on: date) -> Step:
    return Step("Báo cáo kết quả", on, Phase.REPORTED)


VERIFIED = Step("Xác nhận hoàn thành", date(2021, 7, 20), Phase.DONE)
CANCELLED = Step("Hủy nhiệm vụ", date(2021, 5, 20), Phase.VOID)


@pytest.mark.parametrize(
    ("steps", "dues", "begins"),
    [
        ([ASSIGNED, STARTED], [DUE], "Đã quá thời hạn 30/6/2021 là 32 ngày. 15/4/2021: Giao nhiệm vụ; 3/5"),
        ([ASSIGNED], [date(2021, 8, 31)], "Còn 30 ngày đến thời hạn 31/8/2021. 15/4/2021: Giao"),
        ([ASSIGNED], [ON], "Hôm nay, 1/8/2021, là hạn cuối. "),
        ([ASSIGNED], [], "Nhiệm vụ không có thời hạn. "),
        ([ASSIGNED, CANCELLED], [DUE], "Nhiệm vụ đã hủy; thời hạn khi ấy là 30/6/2021. "),
        (
            [ASSIGNED, STARTED, reported(DUE), VERIFIED],
            [DUE],
            "Báo cáo ngày 30/6/2021, trong thời hạn 30/6/2021. ",
        ),
        (
            [ASSIGNED, STARTED, reported(date(2021, 7, 5)), VERIFIED],
            [date(2021, 5, 31), DUE],
            (
                "Báo cáo ngày 5/7/2021, chậm 5 ngày so với thời hạn 30/6/2021. "
                "Thời hạn đã đổi 1 lần, ban đầu là 31/5/2021. "
            ),
        ),
    ],
)
def test_finding_says_how_the_task_stands(steps: list[Step], dues: list[date], begins: str) -> None:
    life = draw_life(steps, dues, ON)
    assert tell_life(life).startswith(begins)
    assert draw_life_picture(life, LOOK).told == tell_life(life)


def test_everything_that_happened_is_written_with_its_day() -> None:
    life = draw_life([ASSIGNED, STARTED], [date(2021, 5, 31), DUE], ON)
    picture = draw_life_picture(life, LOOK)
    assert {
        "15/4 Giao nhiệm vụ",
        "3/5 Bắt đầu thực hiện",
        "1/8 hôm nay",
        "thời hạn 30/6/2021",
        "thời hạn cũ 31/5/2021",
    } <= set(texts(picture))
    assert texts(picture)[-3:] == ["chờ bắt đầu", "đang thực hiện", "thực hiện quá hạn"]
    assert hatched(picture) == 2, "the late days and their key"


def test_days_of_two_years_say_which() -> None:
    life = draw_life([ASSIGNED], [DUE], date(2022, 1, 3))
    assert "15/4/2021 Giao nhiệm vụ" in texts(draw_life_picture(life, LOOK))


def test_what_happened_on_one_day_stands_together() -> None:
    life = draw_life([ASSIGNED, Step("Bắt đầu thực hiện", ASSIGNED.on, Phase.OPEN)], [DUE], ON)
    assert "15/4 Giao nhiệm vụ, Bắt đầu thực hiện" in texts(draw_life_picture(life, LOOK))


def test_long_life_names_its_first_and_last_days() -> None:
    days = [ASSIGNED.on + timedelta(days=5 * number) for number in range(20)]
    steps = [ASSIGNED, *(Step(f"Việc {number}", on, Phase.OPEN) for number, on in enumerate(days[1:], 1))]
    picture = draw_life_picture(draw_life(steps, [DUE], days[-1]), LOOK)
    named = [words for words in texts(picture) if "Việc" in words or "Giao" in words]
    assert len(named) == MOST
    assert named[0] == "15/4 Giao nhiệm vụ"
    assert named[-1].endswith("Việc 19")
    assert_inside(picture)


def test_life_without_a_step_is_told() -> None:
    picture = draw_life_picture(draw_life([], [DUE], ON), LOOK)
    assert texts(picture) == [picture.told] == ["Chưa có gì xảy ra với nhiệm vụ này."]


@pytest.mark.parametrize("words", [HOSTILE, COMBINING, "x" * 2000, "", "漢" * 90])
@pytest.mark.parametrize("look", LOOKS)
def test_hostile_words_are_only_text(words: str, look: Look) -> None:
    steps = [ASSIGNED, Step(words, date(2021, 5, 3), Phase.OPEN), Step(words, ON, Phase.DONE)]
    assert_inside(draw_life_picture(draw_life(steps, [DUE], ON), look))


@given(
    days=st.lists(st.integers(0, 900), min_size=1, max_size=14),
    dues=st.lists(st.integers(0, 900), max_size=4),
    data=st.data(),
)
def test_any_life_stays_within_the_edges(days: list[int], dues: list[int], data: st.DataObject) -> None:
    first = date(2021, 1, 1)
    steps = [
        Step(f"Việc số {at}", first + timedelta(days=at), data.draw(st.sampled_from(Phase)))
        for at in sorted(days)
    ]
    life = draw_life(steps, [first + timedelta(days=at) for at in dues], first + timedelta(days=max(days)))
    for look in LOOKS:
        assert_inside(draw_life_picture(life, look))
