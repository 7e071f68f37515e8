import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.report import FAMILY, draw, pictures_of
from cchc_workflow.drawing.svg import LOOKS, Look
from tests.drawing.seen import COMBINING, HOSTILE, assert_inside, read, texts
from tests.drawing.snapshot import INDEX, make_area, make_snapshot, make_unit

ALL = ("units", "areas", "index", "burnup", "heat", "months")
EMPTY = make_snapshot(units=[], areas=[], burnup=[], months=[])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("look", [None, *LOOKS, Look(480, FAMILY)])
def test_every_picture_is_drawn_within_its_edges(name: str, look: Look | None) -> None:
    picture = draw(name, make_snapshot(), look)
    assert_inside(picture)
    assert picture.told


def test_picture_is_in_the_typeface_of_the_papers_unless_told_otherwise() -> None:
    assert read(draw("units", make_snapshot())).attrib["font-family"] == FAMILY
    assert "font-family" not in read(draw("units", make_snapshot(), Look())).attrib


@pytest.mark.parametrize("name", ALL)
def test_same_snapshot_gives_the_same_picture(name: str) -> None:
    assert draw(name, make_snapshot()) == draw(name, make_snapshot())


def test_unknown_picture_is_refused_with_those_there_are() -> None:
    with pytest.raises(KeyError) as refused:
        draw("banh", make_snapshot())
    assert refused.value.args == ("banh", ALL)


def test_picture_without_figures_is_refused_like_an_unknown_one() -> None:
    data = {"rules": {"threshold": 30}, "figures": {"months": [], "index": None}}
    assert pictures_of(data) == ("months",)
    with pytest.raises(KeyError):
        draw("index", data)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("look", LOOKS)
def test_nothing_at_all_is_told_in_words(name: str, look: Look) -> None:
    picture = draw(name, EMPTY, look)
    assert_inside(picture)
    if name != "index":
        assert picture.told.startswith(("Chưa ", "Kế hoạch không chia"))
        assert picture.told in " ".join(texts(picture)) or name == "burnup"


@pytest.mark.parametrize("text", [HOSTILE, COMBINING, "=1+1", "x" * 2000, "Trung tâm " * 200, "", "漢" * 90])
@pytest.mark.parametrize("look", LOOKS)
def test_hostile_names_are_only_text(text: str, look: Look) -> None:
    data = make_snapshot(
        units=[make_unit(text, 4, 9), make_unit(text, 0, 0)], areas=[make_area(text, text, lost="2")]
    )
    for name in ("units", "heat", "areas"):
        assert_inside(draw(name, data, look))


def test_general_tasks_are_no_area() -> None:
    assert draw("areas", make_snapshot()).told.startswith("1 lĩnh vực dự kiến đạt 7,8/10 điểm")


def test_index_is_told_as_the_figures_are() -> None:
    told = draw("index", make_snapshot()).told
    assert told == (
        "Chỉ số dự kiến 83,92/100 điểm, thấp hơn mục tiêu 85 là 1,08 điểm. "
        "Nếu không có thêm nhiệm vụ chậm: 93,7 điểm; đã mất 6,3 điểm."
    )


def test_unit_without_quarters_has_empty_cells() -> None:
    unit = {**make_unit("Thanh tra Sở", 1, 4), "quarters": []}
    picture = draw("heat", make_snapshot(units=[make_unit("Văn phòng Sở", 1, 4), unit]))
    assert texts(picture).count("–") == 3


def test_quarters_of_two_years_say_which() -> None:
    unit = make_unit("Thanh tra Sở", 1, 4)
    unit["quarters"] = [{"label": f"{year}-q4", "late": 1, "assigned": 4} for year in (2021, 2022)]
    assert {"Quý 4/2021", "Quý 4/2022"} <= set(texts(draw("heat", make_snapshot(units=[unit]))))


COUNTS = st.tuples(st.integers(0, 200), st.integers(0, 200)).map(sorted)


@given(counts=st.lists(COUNTS, max_size=60), threshold=st.integers(1, 100))
def test_any_units_stay_within_the_edges(counts: list[list[int]], threshold: int) -> None:
    units = [make_unit(f"Đơn vị số {number}", *each) for number, each in enumerate(counts)]
    data = make_snapshot(units=units) | {"rules": {"threshold": threshold}}
    for name in ("units", "heat"):
        assert_inside(draw(name, data, LOOKS[len(counts) % 2]))


@given(
    points=st.lists(st.integers(0, 1000), min_size=3, max_size=3).map(sorted),
    goal=st.integers(0, 100),
    survey=st.integers(0, 40),
)
def test_any_index_stays_within_the_edges(points: list[int], goal: int, survey: int) -> None:
    secured, expected, reachable = (each * 6 / 100 for each in points)
    index = INDEX | {
        "survey_points": str(survey),
        "goal": str(goal),
        "secured": f"{secured:.2f}",
        "expected": f"{expected + survey:.2f}",
        "reachable": f"{reachable + survey:.2f}",
        "lost": f"{max(67.5 - reachable, 0):.2f}",
    }
    for look in LOOKS:
        assert_inside(draw("index", make_snapshot(index=index), look))
